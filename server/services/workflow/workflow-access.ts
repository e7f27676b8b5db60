/**
 * Loads an assessment, and authorizes what the person may do there. A person who may not see it learns nothing of it.
 */
import {
  assessmentAbilitiesOf,
  type Abilities,
  type Actor,
  type AssessmentAbility,
  type ChapterAbility,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { findAssessment, type Assessment, type Chapter } from '../../store/assessments.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { authorizeStudy } from '../study-access.ts';

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

/** Returns the person in the roles held now, in this transaction. */
export const asOfNow = async (trx: Db, actor: Actor): Promise<Actor> => ({
  ...actor,
  grants: await listGrantsOfUser(trx, actor.userId)
});
