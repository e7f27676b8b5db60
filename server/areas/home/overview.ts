/**
 * Serves the home of a study: how far each side has come, what is due, and what the reader is asked to do.
 */
import type { Abilities, StudyAbility } from '#base/abilities.ts';
import { seesAllCities } from '#base/grant-duties.ts';
import { progressOf, type SideProgress, type Study } from '#rules/study/study.ts';
import type { Task } from '#rules/inbox/task.ts';
import { assessmentStates, type AssessmentState } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { type NamedEvent, type Events, listTasks } from '#areas/inbox';
import type { Store } from '#server/store/open.ts';
import type { Assessments, AssessmentSummary } from '#areas/answers';
import type { StaleSections } from '#areas/pairs';
import { loadReaderAccess } from '#areas/evidence';
import { type Plan, type PlanView, studySubject } from '#areas/study';

export interface OverviewView {
  readonly study: Study;
  readonly abilities: Abilities<StudyAbility>;
  readonly plan: PlanView;
  /** As `YYYY-MM-DD`, by the server's clock. */
  readonly today: string;
  readonly tasks: readonly Task[];
  /** Null for a reader who sees the assessments of some cities only: a count would reveal the others. */
  readonly progress:
    | readonly (SideProgress & { readonly states: Readonly<Record<AssessmentState, number>> })[]
    | null;
  readonly recent: readonly NamedEvent[];
}

interface OverviewTools {
  readonly store: Store;
  readonly now: () => Date;
  readonly assessments: Assessments;
  readonly plan: Plan;
  readonly events: Events;
  readonly staleSections: StaleSections;
}

const load = readsOf<OverviewTools>()(
  { name: 'overview.load', subject: studySubject },
  async ({ db, deps, actor, grants, abilities, subject: { study } }): Promise<OverviewView> => {
    const { now, assessments, plan, events, staleSections } = deps;
    const [seen, planned, recent, readerAccess] = await Promise.all([
      assessments.list(actor, study.slug),
      plan.load(actor, study.slug),
      events.recent(actor, study.slug, undefined, 6),
      loadReaderAccess(db, actor, study.id, grants)
    ]);
    const summaries = take(seen);
    const tasks = await listTasks({
      db,
      study,
      userId: actor.userId,
      grants,
      readerAccess,
      now: now().toISOString(),
      staleSections
    });
    return {
      study,
      abilities,
      plan: take(planned),
      today: now().toISOString().slice(0, 10),
      tasks,
      progress: seesAllCities(grants) ? study.sides.map((side) => progressWithStates(side, summaries)) : null,
      recent: take(recent)
    };
  }
);

export type Overview = ReturnType<typeof createOverview>;

export const createOverview = (tools: OverviewTools) => bind(tools, { load });

function progressWithStates(side: Study['sides'][number], summaries: readonly AssessmentSummary[]) {
  const own = summaries
    .map(({ city, ...summary }) => ({ ...summary, sideId: city.sideId }))
    .filter(({ sideId }) => sideId === side.id);
  const states = Object.fromEntries(
    assessmentStates.map((state) => [state, own.filter((summary) => summary.state === state).length])
  ) as Record<AssessmentState, number>;
  return { ...progressOf(side, own), states };
}
