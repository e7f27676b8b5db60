/** Defines what arrives in a room, and its forms until it is delivered. */
import type { Connection } from '../transport/connection.ts';
import type { Incoming } from '../transport/frames.ts';
import type { Neighbourhood } from '../scan/order.ts';
import type { Intent } from '../scan/reader-outline.ts';
import type { Id } from '../scan/parse.ts';
import type { orderIsSure } from '../scan/resolve.ts';
import type { NextClock, StorableUpdate } from './update-check.ts';

type WriteFrame = Extract<Incoming, { kind: 'write' }>;

export interface Work {
  readonly connection: Connection;
  readonly frame:
    | WriteFrame
    | Extract<Incoming, { kind: 'ask' | 'awareness' }>
    | { readonly kind: 'close-marker' };
  readonly arrived: number;
  /** Marks a part of a long write. */
  readonly instalment?: Instalment;
  /** Estimates what a long write costs that is taken whole, in structs. */
  readonly cost?: number;
  /** States what it would do, where its author may not write. */
  readonly intent?: Intent;
}

/** Describes a long write, as far as all its instalments share that. */
export interface LongWrite {
  readonly update: Uint8Array;
  /** Lists its client ids of which structs are known already. */
  readonly repeatedClients: readonly number[];
  /** Maps client ids to the clock up to which what it repeats of them was compared with the text. */
  readonly compared: Map<number, number>;
  /** Is set where an instalment held something new. */
  heldNew: boolean;
}

/** Describes which part of a long write a piece of work is. */
export interface Instalment {
  /** The same for all its instalments. */
  readonly of: LongWrite;
  readonly isLast: boolean;
  /** Holds what its author inserts and has read, for all instalments of the write; `orderIsSure` where its order is sure. */
  readonly reader: Neighbourhood | typeof orderIsSure;
  /**
   * The part of it before a struct of which the order is unsure next to what came before in the write, or all of
   * it once that is forgotten: once the part is in the text, the text itself may tell. Null where that is no use.
   */
  before(id: Id): Write | null;
  /** It and all that follow, as one write again; none is taken any more. */
  rest(): Write;
}

export type Write = Work & { readonly frame: WriteFrame };

export const isWrite = (work: Work): work is Write => work.frame.kind === 'write';

/**
 * Describes what waits until all before it is committed, in the order of arrival: each socket's writes are
 * counted in that order.
 */
export type Pending =
  /** `accepted` is null where it held nothing new. */
  | { readonly kind: 'write'; readonly work: Write; readonly accepted: StorableUpdate | null }
  | { readonly kind: 'gap' | 'denied'; readonly work: Write }
  | { readonly kind: 'ask'; readonly work: Work; readonly stateVector: Uint8Array }
  /** It came after the end, and waits for what came before it. */
  | { readonly kind: 'late'; readonly work: Write }
  /** Its client ids are reserved for its person; then the presence under them is shown. */
  | { readonly kind: 'presence'; readonly work: Work; readonly update: Uint8Array }
  | { readonly kind: 'close-marker'; readonly work: Work };

export interface Written {
  readonly work: Write;
  readonly accepted: StorableUpdate;
}

/** Holds what is stored under one number and shown as one update. */
export interface Row {
  readonly connection: Connection;
  readonly bytes: Uint8Array;
  readonly clocks: readonly NextClock[];
}

/** Holds what is delivered together, once its writes are committed. */
export interface Batch {
  readonly pending: readonly Pending[];
  /** Lists what is new in the batch, as it goes into the log. */
  readonly rows: readonly Row[];
  /** Gives the time of arrival of the first write. */
  readonly arrived: number;
  readonly at: Date;
  /** Maps the client ids that are first used in the batch to their users. */
  readonly newOwners: ReadonlyMap<number, string>;
}
