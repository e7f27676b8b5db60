/** Defines the deadline of a workflow state: a moment, and the zone in whose local time it was set. */
import { isTimeZone } from '#base/calendar.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';

/** Sets the shortest time that a city is given to comment, in milliseconds. */
export const shortestConsultation = 24 * 60 * 60 * 1000;

/** Returns the fact by which a refusal says that a day is the least; without it, the time is over already. */
export const leastTime = (milliseconds: number): { readonly days?: number } =>
  milliseconds < shortestConsultation ? {} : { days: milliseconds / shortestConsultation };

export interface Deadline {
  /** Holds the moment, ISO-8601 in UTC. */
  readonly at: string;
  /** Holds the IANA name of the zone in which it was set. */
  readonly zone: string;
}

export const isDeadline = ({ at, zone }: Deadline): boolean =>
  !Number.isNaN(Date.parse(at)) && new Date(at).toISOString() === at && isTimeZone(zone);

/**
 * Checks whether the deadline of the present state may be moved as requested, or (null) removed. A city that
 * relies on its time is given at least as much as a new round would give it, and a consultation always has an
 * end.
 */
export function validateDeadline(
  input: Deadline | null,
  { state, deadline }: { readonly state: AssessmentState | ChapterState; readonly deadline: Deadline | null },
  now: string
): Result<null> {
  if (state === 'approved') return refuse('wrong-state');
  if (input === null)
    return state === 'consultation' ? refuse('deadline-required', { field: 'deadline' }) : ok(null);
  if (!isDeadline(input)) return refuse('invalid', { field: 'deadline' });
  const shortens = deadline !== null && input.at < deadline.at;
  const least = state === 'consultation' && shortens ? shortestConsultation : 1;
  return Date.parse(input.at) - Date.parse(now) < least
    ? refuse('deadline-too-soon', { field: 'deadline', ...leastTime(least) })
    : ok(null);
}
