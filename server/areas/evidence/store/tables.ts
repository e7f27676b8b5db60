import { z } from 'zod';
import { evidenceTypes } from '#rules/evidence/evidence-file.ts';
import { evidenceKinds, originalLanguages } from '#rules/evidence/evidence.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const evidence = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    kind: z.enum(evidenceKinds),
    titleEn: column.text,
    titleZh: column.text,
    language: z.enum(originalLanguages).nullable(),
    datedOn: column.partialDateOrNull,
    url: column.textOrNull,
    accessedOn: column.partialDateOrNull,
    citation: column.text,
    isConfidential: column.truth,
    noteEn: column.text,
    noteZh: column.text,
    userId: column.text,
    at: column.time,
    /** Withdrawn pieces stay; a piece that no answer cites can be removed while the city answers. */
    withdrawnAt: column.timeOrNull,
    withdrawnBy: column.textOrNull,
    withdrawnReasonEn: column.text,
    withdrawnReasonZh: column.text,
    version: column.count
  }
);

/** Stores a revision of a file, or of the stored copy of a link. */
export const evidenceFile = table(
  { key: ['evidenceId', 'n'], copies: 'archive' },
  {
    studyId: column.text,
    evidenceId: column.text,
    /** Numbers the revisions within the piece: 1, 2, 3 … */
    n: column.count.positive(),
    fileName: column.text,
    /** Says whether the file has another name than the one it was handed in with. */
    isRenamed: column.truth,
    mediaType: z.enum(evidenceTypes),
    size: column.count,
    /** SHA-256 (hex) of `bytes`. */
    sha256: column.text,
    bytes: column.bytes,
    userId: column.text,
    at: column.time
  }
);

/** Stores that an answer cites a piece. */
export const evidenceUse = table(
  { key: ['evidenceId', 'questionId', 'recordId'], copies: 'archive' },
  {
    studyId: column.text,
    evidenceId: column.text,
    questionId: column.text,
    /** Empty for the question as a whole. */
    recordId: column.text,
    userId: column.text,
    at: column.time
  }
);

export const attestation = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    evidenceId: column.text,
    /** Names the revision; null where it is about the address. */
    n: column.count.positive().nullable(),
    /** Null where it is about a revision. */
    url: column.textOrNull,
    opens: column.truth,
    onDay: column.partialDate,
    note: column.text,
    /** Of the note. */
    language: column.language,
    userId: column.text,
    sideId: column.text,
    at: column.time
  }
);

/** Stores what a piece said of itself before a change. */
export const evidenceChange = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    evidenceId: column.text,
    /** Is 1 where the piece was confidential: then only those who read confidential pieces read this row. */
    isConfidential: column.truth,
    facts: column.json,
    userId: column.text,
    at: column.time
  }
);

export type EvidenceTable = ColumnsOf<typeof evidence>;
export type EvidenceFileTable = ColumnsOf<typeof evidenceFile>;
export type EvidenceUseTable = ColumnsOf<typeof evidenceUse>;
export type AttestationTable = ColumnsOf<typeof attestation>;
export type EvidenceChangeTable = ColumnsOf<typeof evidenceChange>;
