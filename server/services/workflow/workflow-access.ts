/**
 * Loads an assessment or a chapter, and authorizes what the person may do there. A person who may not see it
 * learns nothing of it.
 */
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  type Abilities,
  type Actor,
  type AssessmentAbility,
  type ChapterAbility,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { findAssessment, lockAssessment, type Assessment, type Chapter } from '../../store/assessments.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { authorizeStudy } from '../study-access.ts';
import { findChapter } from './subject-texts.ts';

interface Authorized<A extends AssessmentAbility | ChapterAbility> {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<A>;
}

export type AuthorizedAssessment = Authorized<AssessmentAbility> & { readonly assessment: Assessment };
export type AuthorizedChapter = Authorized<ChapterAbility> & { readonly chapter: Chapter };

export async function authorizeAssessment(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  cityId: string
): Promise<Result<AuthorizedAssessment>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const assessment = await findAssessment(db, study.id, cityId);
  if (!assessment) return refuse('not-found');
  const abilities = assessmentAbilitiesOf(grants, assessment);
  return abilities.has('assessment.see') ? ok({ study, grants, assessment, abilities }) : refuse('not-found');
}

export async function authorizeChapter(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  slug: string
): Promise<Result<AuthorizedChapter>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const chapter = await findChapter(db, study, slug);
  if (!chapter) return refuse('not-found');
  const abilities = chapterAbilitiesOf(grants, chapter);
  return abilities.has('chapter.read') ? ok({ study, grants, chapter, abilities }) : refuse('not-found');
}

/** Returns the person in the roles held now, in this transaction. */
export const asOfNow = async (trx: Db, actor: Actor): Promise<Actor> => ({
  ...actor,
  grants: await listGrantsOfUser(trx, actor.userId)
});

/**
 * Authorizes a command about an assessment, takes its lock, and reads roles and assessment again: `now` is the person in
 * the roles held then. `not-found` for a person without `sees`, who waits for no lock.
 */
export async function authorizeInLockedAssessment(
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  sees: AssessmentAbility = 'assessment.see'
): Promise<Result<AuthorizedAssessment & { readonly now: Actor }>> {
  const authorize = async (): Promise<Result<AuthorizedAssessment & { readonly now: Actor }>> => {
    const now = await asOfNow(trx, actor);
    const authorized = await authorizeAssessment(trx, now, studySlug, cityId);
    if (!authorized.ok) return authorized;
    return authorized.value.abilities.has(sees) ? ok({ ...authorized.value, now }) : refuse('not-found');
  };
  const early = await authorize();
  if (!early.ok) return early;
  await lockAssessment(trx, early.value.study.id, cityId);
  return authorize();
}
