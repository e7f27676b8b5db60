/** The home of a study: how far each side has come, what is due, and what is asked of the person who looks. */
import { needsSelectionReason, surplusOf } from '#domain/city.ts';
import type { Abilities, Actor, StudyAbility } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { gapsOfStudy, progressOf, type SideProgress, type Study } from '#domain/study.ts';
import { tasksOf, type Task } from '#domain/tasks.ts';
import { assessmentStates, type AssessmentState } from '#domain/workflow.ts';
import { listCities, listChecks } from '../store/cities.ts';
import { listDutiesOf } from '../store/duties.ts';
import type { NamedEvent } from '../store/event-names.ts';
import type { Store } from '../store/open.ts';
import type { Assessments, AssessmentLine } from './assessments.ts';
import type { Chapters } from './chapters.ts';
import type { Events } from './events.ts';
import type { Plan, PlanView } from './plan.ts';
import { enterStudy } from './study-door.ts';

export interface OverviewView {
  readonly study: Study;
  readonly abilities: Abilities<StudyAbility>;
  readonly plan: PlanView;
  /** `YYYY-MM-DD` by the house's clock. */
  readonly today: string;
  readonly tasks: readonly Task[];
  /** Null for a reader who sees the assessments of some cities only: a count would speak of the others. */
  readonly progress: readonly (SideProgress & { readonly states: Readonly<Record<AssessmentState, number>> })[] | null;
  readonly recent: readonly NamedEvent[];
}

export interface Overview {
  load(actor: Actor, studySlug: string): Promise<Result<OverviewView>>;
}

interface Tools {
  readonly store: Store;
  readonly now: () => Date;
  readonly assessments: Assessments;
  readonly chapters: Chapters;
  readonly plan: Plan;
  readonly events: Events;
}

export function openOverview({ store: { db }, now, assessments, chapters, plan, events }: Tools): Overview {
  return {
    async load(actor, studySlug) {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study, grants, abilities } = entered.value;
      const seen = await assessments.list(actor, studySlug);
      if (!seen.ok) return seen;
      const open = await chapters.list(actor, studySlug);
      if (!open.ok) return open;
      const planned = await plan.load(actor, studySlug);
      if (!planned.ok) return planned;
      const recent = await events.recent(actor, studySlug, undefined, 6);
      if (!recent.ok) return recent;
      const cities = await listCities(db, study.id);
      const checks = await listChecks(db, study.id);
      const duties = await listDutiesOf(db, study.id, actor.userId);
      const tasks = tasksOf({
        roles: new Set(grants.map((grant) => grant.role)),
        assessments: seen.value.map((line) => ({
          city: line.city,
          state: line.state,
          duty: duties.get(line.city.id) ?? null,
          writes: line.documents.filter(({ access }) => access === 'write').map(({ kind }) => kind),
          reads: line.documents.map(({ kind }) => kind)
        })),
        chapters: open.value.map(({ slug, title, access }) => ({ slug, title, writes: access === 'write' })),
        overdue: planned.value.deliverables.filter(({ overdue }) => overdue),
        gaps: gapsOfStudy(study),
        pilots: study.sides.map((side) => ({ side, surplus: surplusOf(side, cities) })),
        withoutReason: cities.filter((city) => city.selectionReason === null && needsSelectionReason(checks.get(city.id) ?? []))
      });
      const seesAll = grants.some((grant) => grant.role !== 'city');
      return ok({
        study,
        abilities,
        plan: planned.value,
        today: now().toISOString().slice(0, 10),
        tasks,
        progress: seesAll ? study.sides.map((side) => progressWithStates(side, seen.value)) : null,
        recent: recent.value
      });
    }
  };
}

function progressWithStates(side: Study['sides'][number], lines: readonly AssessmentLine[]) {
  const own = lines.map(({ city, ...line }) => ({ ...line, sideId: city.sideId })).filter(({ sideId }) => sideId === side.id);
  const states = Object.fromEntries(
    assessmentStates.map((state) => [state, own.filter((line) => line.state === state).length])
  ) as Record<AssessmentState, number>;
  return { ...progressOf(side, own), states };
}
