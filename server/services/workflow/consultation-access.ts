/**
 * Authorizes access to the consultation of one city: to read it, and to run a command on it with its
 * assessment locked.
 */
import type { City } from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import {
  assessmentAbilitiesOf,
  type Abilities,
  type Actor,
  type AssessmentAbility,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { headedSections, partsAbove, type HeadingPart, type PartName } from '#domain/synopsis-headings.ts';
import type { DocumentVersion, SectionContent } from '#domain/version.ts';
import { assessmentStates } from '#domain/workflow.ts';
import { findAssessment, lockAssessment, type Assessment } from '../../store/assessments.ts';
import { findLatestConsultation, type ConsultationRow } from '../../store/consultations.ts';
import { findFramework, findFrameworkOfCity } from '../../store/frameworks.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { findSynopsisHeadings } from '../../store/studies.ts';
import { findVersion } from '../../store/versions.ts';
import { authorizeStudy } from '../study-access.ts';
import { actingIn } from './assessment-step.ts';

export interface AuthorizedConsultation {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly assessment: Assessment;
  readonly abilities: Abilities<AssessmentAbility>;
}

/** Loads a consultation and authorizes; without `consultation.read` it is `not-found`. */
export async function authorizeConsultation(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  cityId: string
): Promise<Result<AuthorizedConsultation>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const assessment = await findAssessment(db, study.id, cityId);
  const abilities = assessment ? assessmentAbilitiesOf(grants, assessment) : new Set<AssessmentAbility>();
  return assessment && abilities.has('consultation.read')
    ? ok({ study, grants, assessment, abilities })
    : refuse('not-found');
}

export interface AuthorizedConsultationCommand extends AuthorizedConsultation {
  /** Holds the actor in the roles that allow it. */
  readonly acting: Actor;
  /** Holds the latest round; null before the first. */
  readonly round: ConsultationRow | null;
}

/**
 * Authorizes a command on the roles and the state that hold in this transaction; the assessment is locked
 * before its round is read. A person who may never do this is refused with `forbidden`, or `senior-required`
 * where another of the same city may; one who may at another time with `wrong-state`.
 */
export async function authorizeConsultationCommand(
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  needs: AssessmentAbility
): Promise<Result<AuthorizedConsultationCommand>> {
  const seen = await authorizeConsultation(
    trx,
    { grants: await listGrantsOfUser(trx, actor.userId) },
    studySlug,
    cityId
  );
  if (!seen.ok) return seen;
  await lockAssessment(trx, seen.value.study.id, seen.value.assessment.cityId);
  // A role may have been withdrawn while others held the lock.
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const authorized = await authorizeConsultation(trx, now, studySlug, cityId);
  if (!authorized.ok) return authorized;
  const { study, assessment, grants, abilities } = authorized.value;
  const round = (await findLatestConsultation(trx, study.id, cityId)) ?? null;
  const acting = actingIn(now, study, assessment, needs);
  if (acting) return ok({ ...authorized.value, acting, round });
  const mayOnce = assessmentStates.some((state) =>
    assessmentAbilitiesOf(grants, { cityId: assessment.cityId, state }).has(needs)
  );
  if (!mayOnce) return refuse(abilities.has('comments.staff') ? 'senior-required' : 'forbidden');
  return refuse(
    needs === 'consultation.draft' || needs === 'consultation.submit' ? whyNoLonger(round) : 'wrong-state'
  );
}

/** Returns why the city can no longer write after the end of its round. */
const whyNoLonger = (
  round: ConsultationRow | null
): 'already-submitted' | 'deadline-passed' | 'wrong-state' =>
  round?.outcome === 'submitted'
    ? 'already-submitted'
    : round?.outcome === 'no-comment'
      ? 'deadline-passed'
      : 'wrong-state';

/** Reads the text of a version from its own bytes. */
export async function sectionsOfVersion(
  db: Db,
  studyId: string,
  versionId: string
): Promise<readonly SectionContent[]> {
  const version = await findVersion(db, studyId, versionId);
  if (!version) throw new Error(`There is no version ${versionId}`);
  return (JSON.parse(new TextDecoder().decode(version.bytes)) as DocumentVersion).sections;
}

export interface SectionName {
  readonly id: string;
  readonly number: number;
  readonly name: Bilingual;
  /** Names the part of the short profile below whose heading it stands; null under its own heading alone. */
  readonly part: PartName | null;
}

/** Lists the sections of the synopsis of a city in the order of its headings; without a city, in that of the framework. */
export async function sectionNames(
  db: Db,
  study: Pick<Study, 'id'>,
  city: Pick<City, 'id' | 'sideId'> | null = null
): Promise<SectionName[]> {
  const framework = await findFramework(db, study.id);
  return headedSections(
    framework?.characteristics.map(({ id, number, name }) => ({ id, number, name })) ?? [],
    city ? await synopsisParts(db, study, city) : []
  );
}

/** Returns the parts of the short profile above the synopsis of a city; none where it follows the characteristics. */
export async function synopsisParts(
  db: Db,
  study: Pick<Study, 'id'>,
  { id, sideId }: Pick<City, 'id' | 'sideId'>
): Promise<HeadingPart[]> {
  const framework = await findFrameworkOfCity(db, study.id, id);
  return framework ? partsAbove(await findSynopsisHeadings(db, study.id), sideId, framework) : [];
}
