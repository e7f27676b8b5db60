/** When a state of the way is to be left: a moment, and the zone whose clocks it was set by. */
import { isTimeZone } from './calendar.ts';
import { ok, refuse, type Result } from './refusal.ts';
import { shortestConsultation, type AssessmentState, type ChapterState } from './workflow.ts';

export interface Deadline {
  /** ISO-8601 in UTC. */
  readonly at: string;
  /** IANA name of the zone in which it was set. */
  readonly zone: string;
}

export const isDeadline = ({ at, zone }: Deadline): boolean =>
  !Number.isNaN(Date.parse(at)) && new Date(at).toISOString() === at && isTimeZone(zone);

/**
 * Whether the deadline of the present state may be moved so, or (null) be taken away. A city that counts on its time keeps at least as
 * much as a new round would give it, and a consultation always has its end.
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
    ? refuse('deadline-too-soon', { field: 'deadline' })
    : ok(null);
}
