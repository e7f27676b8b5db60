/**
 * Serves the home of a study: how far each side has come, what is due, and what the reader is asked to do.
 */
import { seesAllCities, type Abilities, type Actor, type StudyAbility } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { progressOf, type SideProgress, type Study } from '#domain/study.ts';
import type { Task } from '#domain/tasks.ts';
import { assessmentStates, type AssessmentState } from '#domain/workflow.ts';
import type { NamedEvent } from '../store/event-names.ts';
import type { Store } from '../store/open.ts';
import type { Assessments, AssessmentSummary } from './assessments.ts';
import type { Events } from './events.ts';
import { listTasks } from './inbox/tasks.ts';
import type { StaleSections } from './workflow/stale-sections.ts';
import { loadReaderAccess } from './reader-access.ts';
import type { Plan, PlanView } from './plan.ts';
import { authorizeStudy } from './study-access.ts';

export interface OverviewView {
  readonly study: Study;
  readonly abilities: Abilities<StudyAbility>;
  readonly plan: PlanView;
  /** Holds today as `YYYY-MM-DD` by the server's clock. */
  readonly today: string;
  readonly tasks: readonly Task[];
  /**
   * Holds the progress of each side; null for a reader who sees the assessments of some cities only: a count
   * would reveal the others.
   */
  readonly progress:
    readonly (SideProgress & { readonly states: Readonly<Record<AssessmentState, number>> })[] | null;
  readonly recent: readonly NamedEvent[];
}

export interface Overview {
  load(actor: Actor, studySlug: string): Promise<Result<OverviewView>>;
}

interface Tools {
  readonly store: Store;
  readonly now: () => Date;
  readonly assessments: Assessments;
  readonly plan: Plan;
  readonly events: Events;
  readonly staleSections: StaleSections;
}

export function openOverview({
  store: { db },
  now,
  assessments,
  plan,
  events,
  staleSections
}: Tools): Overview {
  return {
    async load(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const seen = await assessments.list(actor, studySlug);
      if (!seen.ok) return seen;
      const planned = await plan.load(actor, studySlug);
      if (!planned.ok) return planned;
      const recent = await events.recent(actor, studySlug, undefined, 6);
      if (!recent.ok) return recent;
      const readerAccess = await loadReaderAccess(db, actor, study.id, grants);
      const tasks = await listTasks({
        db,
        study,
        userId: actor.userId,
        grants,
        readerAccess,
        now: now().toISOString(),
        staleSections
      });
      return ok({
        study,
        abilities,
        plan: planned.value,
        today: now().toISOString().slice(0, 10),
        tasks,
        progress: seesAllCities(grants)
          ? study.sides.map((side) => progressWithStates(side, seen.value))
          : null,
        recent: recent.value
      });
    }
  };
}

function progressWithStates(side: Study['sides'][number], summaries: readonly AssessmentSummary[]) {
  const own = summaries
    .map(({ city, ...summary }) => ({ ...summary, sideId: city.sideId }))
    .filter(({ sideId }) => sideId === side.id);
  const states = Object.fromEntries(
    assessmentStates.map((state) => [state, own.filter((summary) => summary.state === state).length])
  ) as Record<AssessmentState, number>;
  return { ...progressOf(side, own), states };
}
