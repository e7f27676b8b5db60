import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/**
 * Stores that a user has confirmed that both languages of a section say the same. What has changed since is
 * stale.
 */
export const parity = table(
  { key: ['documentId', 'section'], copies: 'archive' },
  {
    studyId: column.text,
    documentId: column.text,
    section: column.text,
    /** Holds `{ [blockId]: hash }` of the outer blocks of both languages at that time. */
    blocks: column.json,
    /** Says that the change since the last time was so small that nothing had to be translated anew. */
    isMinor: column.truth,
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

/** Stores that a user has confirmed that both passages of a pair say the same, or that a service drafted one. */
export const translationPair = table(
  { key: ['documentId', 'enBlock', 'zhBlock'], copies: 'archive' },
  {
    studyId: column.text,
    documentId: column.text,
    /** Names the section in which it was written; the blocks may have been moved since. */
    section: column.text,
    /** Empty for a side that is missing. */
    enBlock: column.text,
    zhBlock: column.text,
    /** Holds the fingerprint of each side at that time; empty for a side that is missing. */
    enPrint: column.text,
    zhPrint: column.text,
    kind: z.enum(['confirmed', 'machine']),
    /** Hold the words of each side at that time; null for answers of a city, and where they are too long. */
    enText: column.textOrNull,
    zhText: column.textOrNull,
    userId: column.text,
    at: column.time,
    version: column.count,
    /** Says that no block named the other: the pair was proposed by the place of its blocks. */
    wasProposed: column.truth,
    /** Says that the change since the last time was so small that nothing had to be translated anew. */
    isMinor: column.truth,
    /** Name the second reader and the time; null as long as nobody has checked the pair. */
    checkedBy: column.textOrNull,
    checkedAt: column.timeOrNull
  }
);

/** Stores a note about a pair, or about a passage without a counterpart; it counts while the passages stay. */
export const translationNote = table(
  { key: ['documentId', 'enBlock', 'zhBlock', 'kind'], copies: 'archive' },
  {
    studyId: column.text,
    documentId: column.text,
    /** Names the section in which it was written; the blocks may have been moved since. */
    section: column.text,
    /** Empty for a side that is missing. */
    enBlock: column.text,
    zhBlock: column.text,
    /** Holds the fingerprint of each side at that time; empty for a side that is missing. */
    enPrint: column.text,
    zhPrint: column.text,
    kind: z.enum(['divergence', 'waiver']),
    /** Hold the note in each language; null where it is written in the other one only. */
    enText: column.textOrNull,
    zhText: column.textOrNull,
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

export const machineDraft = table(
  { key: ['documentId', 'sourceBlock', 'language', 'at'], copies: 'archive' },
  {
    studyId: column.text,
    documentId: column.text,
    section: column.text,
    sourceBlock: column.text,
    /** Holds the language of the draft. */
    language: column.language,
    /** Names the block into which a person inserted it; empty before. */
    targetBlock: column.text,
    text: column.text,
    userId: column.text,
    at: column.time,
    /** Name who accepted it and when, and hold the per cent that were as the service wrote them; null before. */
    acceptedBy: column.textOrNull,
    acceptedAt: column.timeOrNull,
    untouched: column.count.nullable(),
    version: column.count
  }
);

/** Its key is that of the wording of both passages. */
export const acceptedFinding = table(
  { key: ['documentId', 'key'], copies: 'archive' },
  {
    documentId: column.text,
    studyId: column.text,
    section: column.text,
    key: column.text,
    kind: column.text,
    saidEn: column.text,
    saidZh: column.text,
    reason: column.text,
    userId: column.text,
    at: column.time
  }
);

export type ConfirmedTranslationTable = ColumnsOf<typeof parity>;
export type TranslationPairTable = ColumnsOf<typeof translationPair>;
export type TranslationNoteTable = ColumnsOf<typeof translationNote>;
export type MachineDraftTable = ColumnsOf<typeof machineDraft>;
export type AcceptedFindingTable = ColumnsOf<typeof acceptedFinding>;
