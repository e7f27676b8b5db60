/**
 * Authorizes access to the scoring panels of one city: to see what the person may see of them, and to run a
 * command on one with the panel locked.
 */
import {
  assessmentAbilitiesOf,
  type Abilities,
  type Actor,
  type AssessmentAbility,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Rubric } from '#domain/rubric.ts';
import type { Study } from '#domain/study.ts';
import { assessmentStates } from '#domain/workflow.ts';
import { findAssessment, lockAssessment, type Assessment } from '../../store/assessments.ts';
import { findRubric } from '../../store/frameworks.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { findPanel, listRounds, lockPanel, type PanelRow } from '../../store/panels.ts';
import { authorizeStudy } from '../study-access.ts';
import { actingIn } from '../workflow/assessment-step.ts';
import { hashOfRubric } from './rubric-hash.ts';

export interface AuthorizedPanels {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly assessment: Assessment;
  readonly abilities: Abilities<AssessmentAbility>;
}

/**
 * Authorizes access to a city's panels. A person who may not see that a city has panels is refused with
 * `not-found`.
 */
export async function authorizePanels(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  cityId: string,
  needs: AssessmentAbility = 'panel.see'
): Promise<Result<AuthorizedPanels>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const assessment = await findAssessment(db, study.id, cityId);
  const abilities = assessment ? assessmentAbilitiesOf(grants, assessment) : new Set<AssessmentAbility>();
  return assessment && abilities.has(needs)
    ? ok({ study, grants, assessment, abilities })
    : refuse('not-found');
}

export interface AuthorizedPanelsCommand extends AuthorizedPanels {
  /** Holds the actor in the roles that allow it. */
  readonly acting: Actor;
}

/**
 * Authorizes a command on the roles and the state that hold once the assessment is locked. A person who may
 * never do this is refused with `forbidden`, one who may at another time with `wrong-state`.
 */
export async function authorizePanelsCommand(
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  needs: AssessmentAbility,
  sees: AssessmentAbility = 'panel.see'
): Promise<Result<AuthorizedPanelsCommand>> {
  const seen = await authorizePanels(
    trx,
    { grants: await listGrantsOfUser(trx, actor.userId) },
    studySlug,
    cityId,
    sees
  );
  if (!seen.ok) return seen;
  await lockAssessment(trx, seen.value.study.id, seen.value.assessment.cityId);
  // A role may have been withdrawn while others held the lock.
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const authorized = await authorizePanels(trx, now, studySlug, cityId, sees);
  if (!authorized.ok) return authorized;
  const { study, assessment, grants } = authorized.value;
  const acting = actingIn(now, study, assessment, needs);
  if (acting) return ok({ ...authorized.value, acting });
  const mayOnce = assessmentStates.some((state) =>
    assessmentAbilitiesOf(grants, { cityId: assessment.cityId, state }).has(needs)
  );
  return refuse(mayOnce ? 'wrong-state' : 'forbidden');
}

export interface AuthorizedPanelCommand extends AuthorizedPanelsCommand {
  readonly panel: PanelRow;
  readonly rubric: Rubric;
  readonly rubricHash: string;
  /** Says that the rubric has been changed since the present round began. */
  readonly isOfOlderRubric: boolean;
}

/** Authorizes a command on one panel, and locks the panel. */
export async function authorizePanelCommand(
  trx: Db,
  actor: Actor,
  studySlug: string,
  panelKey: { readonly cityId: string; readonly characteristic: string },
  needs: AssessmentAbility
): Promise<Result<AuthorizedPanelCommand>> {
  const authorized = await authorizePanelsCommand(trx, actor, studySlug, panelKey.cityId, needs);
  if (!authorized.ok) return authorized;
  const { study } = authorized.value;
  const found = await findPanel(trx, study.id, panelKey.cityId, panelKey.characteristic);
  if (!found) return refuse('not-found');
  await lockPanel(trx, found.id);
  const panel = await findPanel(trx, study.id, panelKey.cityId, panelKey.characteristic);
  const rubric = await findRubric(trx, study.id);
  if (!panel || !rubric) return refuse('not-found');
  const round = (await listRounds(trx, [panel.id])).find((one) => one.round === panel.round);
  const rubricHash = hashOfRubric(rubric);
  return ok({
    ...authorized.value,
    panel,
    rubric,
    rubricHash,
    isOfOlderRubric: round?.rubricHash !== rubricHash
  });
}
