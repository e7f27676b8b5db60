/** Defines the tables of the event log, and of what processes tell each other. */
import {
  bytes,
  count,
  json,
  text,
  textOrNull,
  time,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const event = table(
  { key: ['studyId', 'seq'], copies: 'archive' },
  {
    studyId: text,
    /** Numbers the events within the study, without gaps: 1, 2, 3 … */
    seq: count,
    /**
     * Holds the number by which readers count (events/event-number.ts): it follows from the times of the chain, and
     * is not hashed.
     */
    number: count,
    at: time,
    actorId: textOrNull,
    actorRole: textOrNull,
    kind: text,
    /**
     * Names the ability that a reader needs to see this event, on the subject that `cityId` or `documentId`
     * names.
     */
    needs: text,
    cityId: textOrNull,
    documentId: textOrNull,
    payload: json,
    previousHash: text,
    hash: text
  }
);

/** Stores the signals that another process sends to the server processes (events/signal-outbox.ts). */
export const signalOutbox = table(
  { key: ['id'], copies: 'none' },
  {
    id: text,
    at: time,
    signal: json
  }
);

export const busSecret = table(
  { key: ['id'], copies: 'none' },
  {
    id: count,
    bytes
  }
);

export type EventTable = ColumnsOf<typeof event>;
export type SignalOutboxTable = ColumnsOf<typeof signalOutbox>;
