/** Defines the tables of the evidence for what a city states. */
import { z } from 'zod';
import { evidenceTypes } from '#rules/evidence/evidence-file.ts';
import { evidenceKinds, originalLanguages } from '#rules/evidence/evidence.ts';
import {
  partialDate,
  partialDateOrNull,
  bytes,
  count,
  json,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const evidence = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    kind: z.enum(evidenceKinds),
    titleEn: text,
    titleZh: text,
    /** Names the language of the original. */
    language: z.enum(originalLanguages).nullable(),
    /** Holds the date of the document. */
    datedOn: partialDateOrNull,
    /** Holds the address of a link. */
    url: textOrNull,
    accessedOn: partialDateOrNull,
    /** Holds the text of a citation. */
    citation: text,
    isConfidential: truth,
    noteEn: text,
    noteZh: text,
    userId: text,
    at: time,
    /**
     * Holds the time of a withdrawal. Withdrawn pieces stay; a piece that no answer cites can be removed while
     * the city answers.
     */
    withdrawnAt: timeOrNull,
    withdrawnBy: textOrNull,
    withdrawnReasonEn: text,
    withdrawnReasonZh: text,
    version: count
  }
);

/** Stores a revision of a file, or of the stored copy of a link. */
export const evidenceFile = table(
  { key: ['evidenceId', 'n'], copies: 'archive' },
  {
    studyId: text,
    evidenceId: text,
    /** Numbers the revisions within the piece: 1, 2, 3 … */
    n: count.positive(),
    fileName: text,
    /** Says whether the file has another name than the one it was handed in with. */
    isRenamed: truth,
    mediaType: z.enum(evidenceTypes),
    size: count,
    /** SHA-256 (hex) of `bytes`. */
    sha256: text,
    bytes,
    userId: text,
    at: time
  }
);

/** Stores that an answer cites a piece. */
export const evidenceUse = table(
  { key: ['evidenceId', 'questionId', 'recordId'], copies: 'archive' },
  {
    studyId: text,
    evidenceId: text,
    questionId: text,
    /** Names the record; empty for the question as a whole. */
    recordId: text,
    userId: text,
    at: time
  }
);

export const attestation = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    evidenceId: text,
    /** Names the revision; null where it is about the address. */
    n: count.positive().nullable(),
    /** Holds the address that was opened; null where it is about a revision. */
    url: textOrNull,
    opens: truth,
    onDay: partialDate,
    note: text,
    /** Names the language of the note. */
    language,
    userId: text,
    sideId: text,
    at: time
  }
);

/** Stores what a piece said of itself before a change. */
export const evidenceChange = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    evidenceId: text,
    /** Is 1 where the piece was confidential: then only those who read confidential pieces read this row. */
    isConfidential: truth,
    /** Holds the facts as JSON text. */
    facts: json,
    /** Names the person who changed them. */
    userId: text,
    at: time
  }
);

export type EvidenceTable = ColumnsOf<typeof evidence>;
export type EvidenceFileTable = ColumnsOf<typeof evidenceFile>;
export type EvidenceUseTable = ColumnsOf<typeof evidenceUse>;
export type AttestationTable = ColumnsOf<typeof attestation>;
export type EvidenceChangeTable = ColumnsOf<typeof evidenceChange>;
