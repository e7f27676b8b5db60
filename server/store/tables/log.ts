/** Lists the tables of the log of texts, with what is kept apart from it. */
import { z } from 'zod';
import * as column from './columns.ts';
import { table, generated, type ColumnsOf } from './columns.ts';

/**
 * Stores the whole document up to `throughSeq` of one generation, as one Yjs update (V1). A seed is a
 * snapshot through 0.
 */
export const documentSnapshot = table(
  { key: ['documentId', 'generation', 'throughSeq'], copies: 'backup' },
  {
    documentId: column.text,
    generation: column.count,
    throughSeq: column.count,
    bytes: column.bytes,
    createdAt: column.time,
    /** Holds the encoded state vector of `bytes`; null until it has been computed. */
    stateVector: column.bytes.nullable(),
    /** Holds the offset in `bytes` at which the delete set begins; null together with the state vector. */
    structsEnd: column.count.nullable()
  }
);

/**
 * Stores the log's own rows: one validated Yjs update (V1) of one author. Those that a snapshot holds move
 * into segments.
 */
export const documentUpdate = table(
  { key: ['documentId', 'generation', 'seq'], copies: 'backup' },
  {
    documentId: column.text,
    generation: column.count,
    seq: column.count,
    userId: column.text,
    at: column.time,
    bytes: column.bytes
  }
);

/**
 * Stores a run of the log, packed (history.ts): every update from `fromSeq` to `toSeq` with its author and
 * time.
 */
export const documentSegment = table(
  { key: ['documentId', 'generation', 'fromSeq'], copies: 'backup' },
  {
    documentId: column.text,
    generation: column.count,
    fromSeq: column.count,
    toSeq: column.count,
    bytes: column.bytes
  }
);

/**
 * Stores how many bytes of a generation's segments a person wrote; those of the rows that are not packed yet come to them
 * (`listLogUsage`). The transaction that packs rows counts them: an append would write a second page for it.
 */
export const logUsage = table(
  { key: ['documentId', 'generation', 'userId'], copies: 'backup' },
  {
    documentId: column.text,
    generation: column.count,
    userId: column.text,
    bytes: column.count
  }
);

/** Stores an update that was not accepted, because the document's schema does not know its contents. */
export const quarantine = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    documentId: column.text,
    generation: column.count,
    userId: column.text,
    at: column.time,
    reason: column.text,
    bytes: column.bytes
  }
);

/** Stores which user first wrote under a Yjs client id in a generation; from then on no other user may. */
export const clientOwner = table(
  { key: ['documentId', 'generation', 'clientId'], copies: 'backup' },
  {
    documentId: column.text,
    generation: column.count,
    clientId: column.count,
    userId: column.text,
    /** When words under it first and last arrived, to the minute; null where that was not stored yet. */
    firstWrittenAt: generated(column.timeOrNull.default(null)),
    lastWrittenAt: generated(column.timeOrNull.default(null))
  }
);

/**
 * Stores what arrived for a generation that had ended: it is stored, acknowledged, and never merged silently.
 */
export const lateProposal = table(
  { key: ['id'], copies: 'document-archive' },
  {
    id: column.text,
    documentId: column.text,
    generation: column.count,
    userId: column.text,
    receivedAt: column.time,
    bytes: column.bytes,
    /** Null until there is one. */
    decision: generated(z.enum(['merged', 'dismissed']).nullable()),
    decidedBy: generated(column.textOrNull),
    decidedAt: generated(column.timeOrNull),
    reasonEn: generated(column.textOrNull),
    reasonZh: generated(column.textOrNull)
  }
);

export type DocumentSnapshotTable = ColumnsOf<typeof documentSnapshot>;
export type DocumentUpdateTable = ColumnsOf<typeof documentUpdate>;
export type QuarantineTable = ColumnsOf<typeof quarantine>;
export type ClientOwnerTable = ColumnsOf<typeof clientOwner>;
export type LateProposalTable = ColumnsOf<typeof lateProposal>;
