/** Names what the two engines write differently. Frozen. */
import { sql, type RawBuilder } from 'kysely';

export interface EngineWords {
  readonly bytes: RawBuilder<unknown>;
  /** Is the type of an id that the index of the search numbers. */
  readonly id: RawBuilder<unknown>;
  /** Ends a table whose rows live in the tree of their key: a commit then writes one page of it. */
  readonly end: RawBuilder<unknown>;
}

export const wordsOf = (isPostgres: boolean): EngineWords =>
  isPostgres
    ? { bytes: sql`bytea`, id: sql`bigint`, end: sql`` }
    : { bytes: sql`blob`, id: sql`integer`, end: sql` without rowid` };
