/**
 * Lists why a socket is closed: the one table of the close codes of the contract. The name is sent as the
 * reason, unless the server says more.
 */
import { m } from '#lib/paraglide/messages.js';

/** A client must not reconnect by itself: the same frame would be refused again. */
interface FinalClose {
  readonly number: number;
  readonly isFinal: true;
  /** The statuses with which the HTTP transport says the same. */
  readonly statuses: readonly number[];
  /** Stands where the page shows whether the text is saved. */
  readonly title: () => string;
  readonly message: () => string;
}

/** A client reconnects, after a wait of its own. */
interface PassingClose {
  readonly number: number;
  readonly isFinal: false;
  readonly statuses: readonly number[];
  /** Milliseconds that it waits in addition. */
  readonly pause?: number;
  /** Milliseconds over which clients spread, where all of them reconnect at once. */
  readonly spread?: number;
}

export const closeCodes = {
  malformed: {
    number: 4400,
    isFinal: true,
    statuses: [400],
    title: m.save_ended,
    message: m.save_end_malformed
  },
  'session-ended': {
    number: 4401,
    isFinal: true,
    statuses: [401],
    title: m.save_ended_signed_out,
    message: m.save_signed_out
  },
  forbidden: {
    number: 4403,
    isFinal: true,
    statuses: [403, 404],
    title: m.save_ended,
    message: m.save_end_forbidden
  },
  'too-slow': { number: 4408, isFinal: false, statuses: [], pause: 1_000 },
  'generation-ended': {
    number: 4409,
    isFinal: true,
    statuses: [],
    title: m.save_ended_frozen,
    message: m.save_end_generation_ended
  },
  'too-large': {
    number: 4413,
    isFinal: true,
    statuses: [413],
    title: m.save_ended,
    message: m.save_end_too_large
  },
  'client-too-old': {
    number: 4426,
    isFinal: true,
    statuses: [426],
    title: m.save_ended,
    message: m.save_end_client_too_old
  },
  rate: { number: 4429, isFinal: false, statuses: [429], pause: 5_000 },
  // Plain WebSocket codes: the server stops for a restart; an append or load failed.
  restart: { number: 1012, isFinal: false, statuses: [], spread: 3_000 },
  'try-again': { number: 1013, isFinal: false, statuses: [503] }
} as const satisfies Readonly<Record<string, FinalClose | PassingClose>>;

export type CloseReason = keyof typeof closeCodes;
export type FinalReason = {
  [Reason in CloseReason]: (typeof closeCodes)[Reason]['isFinal'] extends true ? Reason : never;
}[CloseReason];

const reasons = Object.keys(closeCodes) as CloseReason[];

export const closeReasonOf = (code: number): CloseReason | undefined =>
  reasons.find((reason) => closeCodes[reason].number === code);

export const closeReasonOfStatus = (status: number): CloseReason | undefined =>
  reasons.find((reason) => closeCodes[reason].statuses.some((one) => one === status));

export const isFinal = (reason: CloseReason): reason is FinalReason => closeCodes[reason].isFinal;

/** Returns how the wait after this reason differs from the usual one. */
export function delayOf(reason: CloseReason): Pick<PassingClose, 'pause' | 'spread'> {
  const close: FinalClose | PassingClose = closeCodes[reason];
  return close.isFinal ? {} : close;
}
