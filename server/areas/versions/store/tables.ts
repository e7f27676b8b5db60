import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores an immutable copy of what can be approved, as canonical bytes (`versions/rules/version`). */
export const version = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    /** `findings:{city}`, `response:{city}`, `chapter:{slug}`, `framework` or `pilots`. */
    subject: column.text,
    documentId: column.textOrNull,
    cityId: column.textOrNull,
    /**
     * Names the text: a generation, and the last update of its log that it holds. Null for subjects without a
     * document.
     */
    generation: column.count.nullable(),
    throughSeq: column.count.nullable(),
    /** Within the subject: 1, 2, 3 … */
    number: column.count,
    kind: z.enum(['named', 'automatic', 'consultation', 'approval', 'submission']),
    nameEn: column.text,
    nameZh: column.text,
    /** SHA-256 (hex) of `bytes`. */
    hash: column.text,
    bytes: column.bytes,
    userId: column.textOrNull,
    at: column.time
  }
);

/** Stores the version of a subject that a person saw last, with which a signing page compares. */
export const versionSeen = table(
  { key: ['studyId', 'subject', 'userId'], copies: 'backup' },
  {
    studyId: column.text,
    subject: column.text,
    userId: column.text,
    versionId: column.text,
    at: column.time
  }
);

export type VersionTable = ColumnsOf<typeof version>;
