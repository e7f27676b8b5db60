/** Computes response times and losses from single measurements. */

export interface Measured {
  /** The number of pings that were sent long enough ago to count. */
  readonly sent: number;
  /** Milliseconds; null before the first answer. */
  readonly median: number | null;
  readonly p95: number | null;
  /** Share from 0 to 1 of those that were not answered in time. */
  readonly loss: number;
}

/** Sets after how many milliseconds an answer counts as lost. */
export const lostAfter = 5_000;

/** Returns the value below which this share of the values lies; nearest rank. */
function rank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** Computes the results; `answers` holds the time that each ping took, null for one that is lost. */
export function measured(answers: readonly (number | null)[]): Measured {
  const times = answers.filter((time) => time !== null).sort((a, b) => a - b);
  return {
    sent: answers.length,
    median: rank(times, 0.5),
    p95: rank(times, 0.95),
    loss: answers.length === 0 ? 0 : (answers.length - times.length) / answers.length
  };
}

/** Holds the result for each transport; null while it is being tried. */
export interface Findings {
  readonly https: boolean | null;
  readonly socket: boolean | null;
  /** An event stream down and requests up. */
  readonly stream: boolean | null;
  readonly storage: boolean | null;
  /** Milliseconds by which this machine's clock is ahead of the server's. */
  readonly clock: number | null;
  /** The response times measured so far. */
  readonly roundTrip: Measured | null;
  readonly isDone: boolean;
}

export type Verdict = 'trying' | 'good' | 'slow' | 'fallback' | 'read-only' | 'unreachable';
/** Names further problems to point out. */
export type Hint = 'no-storage' | 'wrong-clock';

const slowMilliseconds = 1_500;
const lossy = 0.1;
/** Milliseconds beyond which times on pages would mislead. */
const wrongClock = 120_000;

export function verdictOf({ https, socket, stream, roundTrip, isDone }: Findings): Verdict {
  if (https === false) return 'unreachable';
  if (!isDone || roundTrip === null) return 'trying';
  if (!socket) return stream ? 'fallback' : 'read-only';
  return (roundTrip.p95 ?? 0) > slowMilliseconds || roundTrip.loss >= lossy ? 'slow' : 'good';
}

export function hintsOf({ storage, clock }: Findings): Hint[] {
  return [
    ...(storage === false ? (['no-storage'] as const) : []),
    ...(clock !== null && Math.abs(clock) > wrongClock ? (['wrong-clock'] as const) : [])
  ];
}
