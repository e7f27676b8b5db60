/** Enters the scoring panels of one city: to see what the person may see of them, and to decide something in one with the panel locked. */
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
import { enterStudy } from '../study-door.ts';
import { actingIn } from '../way/assessment-step.ts';
import { hashOfRubric } from './rubric-hash.ts';

export interface EnteredPanels {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly assessment: Assessment;
  readonly abilities: Abilities<AssessmentAbility>;
}

/** Who does not see that a city has panels is told that there are none. */
export async function enterPanels(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  slug: string,
  cityId: string,
  needs: AssessmentAbility = 'panel.see'
): Promise<Result<EnteredPanels>> {
  const entered = await enterStudy(db, actor, slug);
  if (!entered.ok) return entered;
  const { study, grants } = entered.value;
  const assessment = await findAssessment(db, study.id, cityId);
  const abilities = assessment ? assessmentAbilitiesOf(grants, assessment) : new Set<AssessmentAbility>();
  return assessment && abilities.has(needs)
    ? ok({ study, grants, assessment, abilities })
    : refuse('not-found');
}

export interface DecidingPanels extends EnteredPanels {
  /** In the roles that allow it. */
  readonly acting: Actor;
}

/**
 * On the roles and the state that hold once the assessment is locked. Who may never do this is refused with `forbidden`, who may at
 * another time with `wrong-state`.
 */
export async function enterToJudge(
  trx: Db,
  actor: Actor,
  slug: string,
  cityId: string,
  needs: AssessmentAbility,
  sees: AssessmentAbility = 'panel.see'
): Promise<Result<DecidingPanels>> {
  const seen = await enterPanels(
    trx,
    { grants: await listGrantsOfUser(trx, actor.userId) },
    slug,
    cityId,
    sees
  );
  if (!seen.ok) return seen;
  await lockAssessment(trx, seen.value.study.id, seen.value.assessment.cityId);
  // A role may have been withdrawn while others held the assessment.
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const entered = await enterPanels(trx, now, slug, cityId, sees);
  if (!entered.ok) return entered;
  const { study, assessment, grants } = entered.value;
  const acting = actingIn(now, study, assessment, needs);
  if (acting) return ok({ ...entered.value, acting });
  const mayOnce = assessmentStates.some((state) =>
    assessmentAbilitiesOf(grants, { cityId: assessment.cityId, state }).has(needs)
  );
  return refuse(mayOnce ? 'wrong-state' : 'forbidden');
}

export interface DecidingPanel extends DecidingPanels {
  readonly panel: PanelRow;
  readonly rubric: Rubric;
  readonly rubricHash: string;
  /** The rubric has been changed since the present round began. */
  readonly isOfOlderRubric: boolean;
}

/** The same for one panel, locked. */
export async function enterPanel(
  trx: Db,
  actor: Actor,
  slug: string,
  place: { readonly cityId: string; readonly characteristic: string },
  needs: AssessmentAbility
): Promise<Result<DecidingPanel>> {
  const entered = await enterToJudge(trx, actor, slug, place.cityId, needs);
  if (!entered.ok) return entered;
  const { study } = entered.value;
  const found = await findPanel(trx, study.id, place.cityId, place.characteristic);
  if (!found) return refuse('not-found');
  await lockPanel(trx, found.id);
  const panel = await findPanel(trx, study.id, place.cityId, place.characteristic);
  const rubric = await findRubric(trx, study.id);
  if (!panel || !rubric) return refuse('not-found');
  const round = (await listRounds(trx, [panel.id])).find((one) => one.round === panel.round);
  const rubricHash = hashOfRubric(rubric);
  return ok({
    ...entered.value,
    panel,
    rubric,
    rubricHash,
    isOfOlderRubric: round?.rubricHash !== rubricHash
  });
}
