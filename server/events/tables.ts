import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const event = table(
  { key: ['studyId', 'seq'], copies: 'archive' },
  {
    studyId: column.text,
    /** 1, 2, 3 … within the study, without gaps. */
    seq: column.count,
    /**
     * Holds the number by which readers count (events/event-number.ts): it follows from the times of the chain, and
     * is not hashed.
     */
    number: column.count,
    at: column.time,
    actorId: column.textOrNull,
    actorRole: column.textOrNull,
    kind: column.text,
    /**
     * Names the ability that a reader needs to see this event, on the subject that `cityId` or `documentId`
     * names.
     */
    needs: column.text,
    cityId: column.textOrNull,
    documentId: column.textOrNull,
    payload: column.json,
    previousHash: column.text,
    hash: column.text
  }
);

/** Stores the signals that another process sends to the server processes (events/signal-outbox.ts). */
export const signalOutbox = table(
  { key: ['id'], copies: 'none' },
  {
    id: column.text,
    at: column.time,
    signal: column.json
  }
);

export const busSecret = table(
  { key: ['id'], copies: 'none' },
  {
    id: column.count,
    bytes: column.bytes
  }
);

export type EventTable = ColumnsOf<typeof event>;
export type SignalOutboxTable = ColumnsOf<typeof signalOutbox>;
