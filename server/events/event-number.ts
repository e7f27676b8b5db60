/**
 * Computes the numbers by which readers count the events of a study: each follows from the times of the log in
 * the order of the commits, so that anyone who has the log can compute it again.
 *
 * A number is greater than all before it, whatever the clock does, and keeps pace with the clock: numbers
 * without gaps would show readers how much is hidden from them. Usually it is the event's time in
 * milliseconds. After a clock has gone back, it stays ahead of the time by whole seconds.
 */

export interface NumberedEvent {
  readonly at: string;
  readonly number: number;
}

const second = 1_000;

/** `previous` is the event before it, undefined for the first. */
export function numberAfter(previous: NumberedEvent | undefined, at: string): number {
  const time = Date.parse(at);
  if (!previous) return time;
  const ahead = Math.floor((previous.number - Date.parse(previous.at)) / second) * second;
  const number = time + ahead;
  if (number > previous.number) return number;
  // Events of one moment, or a clock that was set back by a little.
  if (previous.number - number < second) return previous.number + 1;
  return time + Math.ceil((previous.number + 1 - time) / second) * second;
}
