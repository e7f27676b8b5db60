/** Defines the tables of versions. */
import { z } from 'zod';
import { bytes, count, text, textOrNull, time, table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores an immutable copy of what can be approved, as canonical bytes (`versions/rules/version`). */
export const version = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    /** `findings:{city}`, `response:{city}`, `chapter:{slug}`, `framework` or `pilots`. */
    subject: text,
    documentId: textOrNull,
    cityId: textOrNull,
    /**
     * Names the text: a generation, and the last update of its log that it holds. Null for subjects without a
     * document.
     */
    generation: count.nullable(),
    throughSeq: count.nullable(),
    /** Numbers the versions within the subject: 1, 2, 3 … */
    number: count,
    kind: z.enum(['named', 'automatic', 'consultation', 'approval', 'submission']),
    nameEn: text,
    nameZh: text,
    /** SHA-256 (hex) of `bytes`. */
    hash: text,
    bytes,
    userId: textOrNull,
    at: time
  }
);

/** Stores the version of a subject that a person saw last, with which a signing page compares. */
export const versionSeen = table(
  { key: ['studyId', 'subject', 'userId'], copies: 'backup' },
  {
    studyId: text,
    subject: text,
    userId: text,
    versionId: text,
    at: time
  }
);

export type VersionTable = ColumnsOf<typeof version>;
