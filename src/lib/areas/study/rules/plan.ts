/**
 * Defines the work plan: phases in order, which may run in parallel, and deliverables with an owner. Planned
 * and actual dates are separate.
 */
import type { Bilingual } from '#base/locale.ts';
import { canPrecede, isOver, spanOf } from '#base/partial-date.ts';

export interface Phase {
  readonly id: string;
  readonly position: number;
  readonly name: Bilingual;
  readonly description: Bilingual;
  readonly plannedFrom: string | null;
  readonly plannedTo: string | null;
  readonly actualFrom: string | null;
  readonly actualTo: string | null;
  readonly version: number;
}

export const deliverableStates = ['planned', 'in-progress', 'delivered', 'dropped'] as const;
export type DeliverableState = (typeof deliverableStates)[number];

export interface Deliverable {
  readonly id: string;
  readonly position: number;
  readonly title: Bilingual;
  readonly owner: { readonly id: string; readonly name: Bilingual } | null;
  readonly dueOn: string | null;
  readonly deliveredOn: string | null;
  readonly state: DeliverableState;
  readonly version: number;
}

/** Describes the dated record by which the study was founded, which later documents cite. */
export interface FoundingDecision {
  readonly id: string;
  readonly title: Bilingual;
  readonly place: Bilingual;
  readonly takenOn: string;
  readonly parties: readonly Bilingual[];
  readonly points: readonly Bilingual[];
}

/**
 * Checks whether a deliverable is still open although the last day that its due date can mean has passed.
 * `today` is `YYYY-MM-DD`.
 */
export const isOverdue = (deliverable: Pick<Deliverable, 'dueOn' | 'state'>, today: string): boolean =>
  deliverable.dueOn !== null &&
  deliverable.state !== 'delivered' &&
  deliverable.state !== 'dropped' &&
  isOver(deliverable.dueOn, today);

/** An end before its beginning, planned or actual. */
export const datesContradict = (
  phase: Pick<Phase, 'plannedFrom' | 'plannedTo' | 'actualFrom' | 'actualTo'>
): boolean =>
  endsBeforeItBegins(phase.plannedFrom, phase.plannedTo) ||
  endsBeforeItBegins(phase.actualFrom, phase.actualTo);

const endsBeforeItBegins = (from: string | null, to: string | null): boolean =>
  from !== null && to !== null && !canPrecede(from, to);

/**
 * Returns the phases that overlap another in planned time, each with the ids of the phases it overlaps. A
 * phase of which only the year is known may or may not run in parallel to another, so it is left out.
 */
export function parallelPhases(phases: readonly Phase[]): ReadonlyMap<string, readonly string[]> {
  const dated = phases.flatMap(({ id, plannedFrom, plannedTo }) => {
    const from = plannedFrom ?? plannedTo;
    const to = plannedTo ?? plannedFrom;
    if (from === null || to === null || isYear(from) || isYear(to)) return [];
    return { id, first: spanOf(from).first, last: spanOf(to).last };
  });
  return new Map(
    dated.map((phase) => [
      phase.id,
      dated
        .filter((other) => other.id !== phase.id && other.first < phase.last && phase.first < other.last)
        .map(({ id }) => id)
    ])
  );
}

const isYear = (date: string): boolean => date.length === 4;
