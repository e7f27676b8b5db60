/**
 * Loads a study by its slug and authorizes what the person may do there. A person who may not see it learns
 * nothing of it.
 */
import {
  grantsIn,
  studyAbilitiesOf,
  type Abilities,
  type Actor,
  type Grant,
  type StudyAbility
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { Db } from '../store/open.ts';
import { findStudy } from '../store/studies.ts';

export interface AuthorizedStudy {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<StudyAbility>;
}

/**
 * Loads a study and authorizes: `not-found` without `study.see`; `forbidden` for a person who sees the study
 * but lacks `needs`.
 */
export async function authorizeStudy(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  needs: StudyAbility = 'study.see'
): Promise<Result<AuthorizedStudy>> {
  const study = await findStudy(db, studySlug);
  if (!study) return refuse('not-found');
  const grants = grantsIn(actor, study.id);
  const abilities = studyAbilitiesOf(grants);
  if (!abilities.has('study.see')) return refuse('not-found');
  return abilities.has(needs) ? ok({ study, grants, abilities }) : refuse('forbidden');
}
