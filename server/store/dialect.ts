/** The two engines behind Kysely, each normalised so that both give the same column types. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PostgresDialect, type Dialect } from 'kysely';
import pg from 'pg';
import type { DatabaseAddress } from '../config.ts';
import { OneWriterDialect } from './one-writer.ts';
import { openPool } from './postgres-pool.ts';
import type { WritingPlace } from './writing-place.ts';

/** `bigint` arrives from pg as text; every bigint of ours fits a double (client ids < 2^32, clocks < 2^40). */
const int8 = pg.types.builtins.INT8;

/** A server that says nothing counts as one that is not there; the longest statement of ours is a backup's, a table at a time. */
const patience = { connectionTimeoutMillis: 5_000, query_timeout: 60_000 };

/** `place` is shared with whoever else writes the file in this process; nothing of PostgreSQL is. */
export function dialectFor(address: DatabaseAddress, place: WritingPlace): Dialect {
  if (address.engine === 'sqlite') {
    mkdirSync(dirname(address.file), { recursive: true });
    return new OneWriterDialect(address.file, place);
  }
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  return new PostgresDialect({
    pool: openPool({ connectionString: address.url, max: 10, types, ...patience })
  });
}
