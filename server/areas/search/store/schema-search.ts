/**
 * Defines the tables of the search index. They are made from the other tables and made anew at any time, so
 * that neither backups nor archives hold them, and `Schema` does not name them.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { Json } from '#server/store/column-types.ts';
import type { Schema } from '#server/store/schema.ts';

// An alias: Kysely takes no interface here, to which members could be added.
export type SearchSchema = {
  searchEntry: SearchEntryTable;
  searchSource: SearchSourceTable;
  searchWriter: SearchWriterTable;
};

/** Stores one thing that can be found: a block of a text, a comment, a person. */
export interface SearchEntryTable {
  /** Holds the kind, the order and the scope as `search-ids` packs them; the token index has the same number. */
  id: number;
  studyId: string;
  /** Names what is indexed as a whole, such as a document. */
  source: string;
  /** Identifies the entry within its source. */
  key: string;
  /** Fingerprint of all that is indexed of it. */
  hash: string;
  /** Names the right that reading it needs, as `search/rules/search` writes it. */
  scope: string;
  kind: string;
  cityId: string | null;
  /** Names the characteristic. */
  section: string | null;
  /** Names the person who wrote it, or who it is. */
  userId: string | null;
  /** `YYYY-MM-DD`; null where there is none. */
  day: string | null;
  titleEn: string;
  titleZh: string;
  textEn: string;
  textZh: string;
  /** Holds where it is shown, and the rows by which its reader is judged. */
  target: Json;
}

/** Stores up to where a source is indexed. */
export interface SearchSourceTable {
  studyId: string;
  source: string;
  mark: string;
}

/** Holds, in its only row, which node writes the index. */
export interface SearchWriterTable {
  only: number;
  holder: string;
  /** Is empty while no node does. */
  heldUntil: string;
}

export type SearchDb = Kysely<Schema & SearchSchema> | Transaction<Schema & SearchSchema>;

export const searchDb = (db: Db): SearchDb => db.$extendTables<SearchSchema>();
