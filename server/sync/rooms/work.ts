/** What arrives in a room, and what becomes of it until it is settled. */
import type { Connection } from '../transport/connection.ts';
import type { Incoming } from '../transport/frames.ts';
import type { Neighbourhood } from '../scan/order.ts';
import type { AcceptedUpdate } from './update-check.ts';

type WriteFrame = Extract<Incoming, { kind: 'write' }>;

export interface Work {
  readonly connection: Connection;
  readonly frame: WriteFrame | Extract<Incoming, { kind: 'ask' }> | { readonly kind: 'close-marker' };
  readonly arrived: number;
  /** Where it is a part of a long write. */
  readonly instalment?: Instalment;
}

/** What of a long write a piece of work is. */
export interface Instalment {
  /** The same for all of that write. */
  readonly of: unknown;
  readonly isLast: boolean;
  /** Its author as a reader of what is known, for all instalments of the write. */
  readonly reader: Neighbourhood;
  /** It and all that follow, as one write again; none is taken any more. */
  rest(): Write;
}

export type Write = Work & { readonly frame: WriteFrame };

export const isWrite = (work: Work): work is Write => work.frame.kind === 'write';

/** What waits until all before it is committed, in the order of arrival: each socket's writes are accounted for in that order. */
export type Pending =
  /** `accepted` is null where it held nothing new. */
  | { readonly kind: 'write'; readonly work: Write; readonly accepted: AcceptedUpdate | null }
  | { readonly kind: 'gap' | 'denied'; readonly work: Write }
  | { readonly kind: 'ask'; readonly work: Work; readonly stateVector: Uint8Array }
  | { readonly kind: 'close-marker'; readonly work: Work };

export interface Written {
  readonly work: Write;
  readonly accepted: AcceptedUpdate;
}

/** What is stored under one number and shown as one update. */
export interface Row {
  readonly connection: Connection;
  readonly bytes: Uint8Array;
  readonly clocks: ReadonlyMap<number, number>;
}

/** What is settled together, once its writes are committed. */
export interface Batch {
  readonly pending: readonly Pending[];
  /** What is new in it, as it goes into the log. */
  readonly rows: readonly Row[];
  /** When the first of it arrived. */
  readonly arrived: number;
  readonly at: Date;
  /** Who begins to write under which client id with it. */
  readonly newOwners: ReadonlyMap<number, string>;
}
