/** The two engines behind Kysely, each normalised so that both give the same column types. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PostgresDialect, type Dialect } from 'kysely';
import pg from 'pg';
import type { DatabaseAddress } from '../config.ts';
import { OneWriterDialect } from './one-writer.ts';
import { openPool } from './postgres-pool.ts';
import type { WriteLock } from './write-lock.ts';

/** `bigint` arrives from pg as text; every bigint of ours fits a double (client ids < 2^32, clocks < 2^40). */
const int8 = pg.types.builtins.INT8;

/** A server that says nothing counts as one that is not there; the longest statement of ours is a backup's, a table at a time. */
const patience = { connectionTimeoutMillis: 5_000, query_timeout: 60_000 };

/** `writeLock` is shared with whoever else writes the file in this process; nothing of PostgreSQL is. */
export function dialectFor(address: DatabaseAddress, writeLock: WriteLock): Dialect {
  if (address.engine === 'sqlite') {
    mkdirSync(dirname(address.file), { recursive: true });
    return new OneWriterDialect(address.file, writeLock);
  }
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  return new PostgresDialect({
    pool: openPool({ connectionString: address.url, max: 10, types, ...patience })
  });
}
