/** The two engines behind Kysely, each normalised so that both give the same column types. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CompiledQuery, PostgresDialect, SqliteDialect, SqliteDriver, type DatabaseConnection, type Dialect, type SqliteDialectConfig, type TransactionSettings } from 'kysely';
import pg from 'pg';
import type { DatabaseAddress } from '../config.ts';
import { openSqlite } from './sqlite-file.ts';

/** `bigint` arrives from pg as text; every bigint of ours fits a double (client ids < 2^32, clocks < 2^40). */
const int8 = pg.types.builtins.INT8;

/** A server that says nothing counts as one that is not there; the longest statement of ours is a backup's, a table at a time. */
const patience = { connectionTimeoutMillis: 5_000, query_timeout: 60_000 };

export function dialectFor(address: DatabaseAddress): Dialect {
  if (address.engine === 'sqlite') {
    mkdirSync(dirname(address.file), { recursive: true });
    return new OneWriterDialect(address.file);
  }
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  const pool = new pg.Pool({ connectionString: address.url, max: 10, types, ...patience });
  // A server that goes away breaks idle connections; without a listener that would end the process. The next query opens
  // a new connection or rejects, which is where the loss is answered.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}

/**
 * A transaction that may write takes the file's one writing place before it reads: another process (the operator's tool beside
 * a running server) can then commit before it or after it, and never makes void what it has read. One that says it only reads
 * holds nobody up.
 */
class OneWriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }
}

class OneWriterDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(file: string) {
    const config = { database: () => Promise.resolve(openSqlite(file)) };
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new OneWriterDriver(this.#config);
  }
}
