/** Creates the dialects of the two engines for Kysely, normalised so that both give the same column types. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PostgresDialect, type Driver } from 'kysely';
import pg from 'pg';
import { PostgresCompiler } from './column-names.ts';
import { OneWriterDialect } from './one-writer.ts';
import { openPool } from './postgres-pool.ts';
import { RememberingDriver } from './request-reads.ts';
import type { WriteLock } from './write-lock.ts';

/**
 * Identifies `bigint`, which pg returns as text; every bigint stored here fits a double (client ids < 2^32,
 * clocks < 2^40).
 */
const int8 = pg.types.builtins.INT8;

/**
 * Limits the wait for a server, which then counts as unavailable; the longest statement is a backup's, one
 * table at a time.
 */
const patience = { connectionTimeoutMillis: 5_000, query_timeout: 60_000 };

/** `writeLock` is shared with everything else that writes it in this process. */
export function sqliteDialect(file: string, writeLock: WriteLock): OneWriterDialect {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return new OneWriterDialect(file, writeLock);
}

/** Compiles queries with the names of columns in the database; a request reads each thing once. */
class NamingPostgresDialect extends PostgresDialect {
  override createDriver(): Driver {
    return new RememberingDriver(super.createDriver());
  }

  override createQueryCompiler(): PostgresCompiler {
    return new PostgresCompiler();
  }
}

/** Returns the dialect of a server of PostgreSQL, and its pool of connections. */
export function postgresDialect(url: string): {
  readonly dialect: PostgresDialect;
  readonly pool: pg.Pool;
} {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  const pool = openPool({ connectionString: url, max: 10, types, ...patience });
  return { dialect: new NamingPostgresDialect({ pool }), pool };
}
