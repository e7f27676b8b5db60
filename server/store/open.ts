/** Opens the store: one Kysely over either engine. Tables are brought up to date by migrate.ts. */
import { Kysely, sql, type CompiledQuery, type QueryResult, type Transaction } from 'kysely';
import type { DatabaseAddress } from '#server/process/config.ts';
import type { Appender } from './appender.ts';
import { columnNames } from './column-names.ts';
import { postgresDialect, sqliteDialect } from './dialect.ts';
import { OneWriterDialect } from './one-writer.ts';
import { refuseFormerFile } from './former-release.ts';
import { openPostgresAppender } from './postgres-appender.ts';
import { keepFound } from './request-reads.ts';
import type { Schema } from './schema.ts';
import { openSqliteAppender } from './sqlite-appender.ts';
import { emptyWriteAheadLog } from './sqlite-file.ts';
import { WriteLock } from './write-lock.ts';

/** Describes the first argument of every store function: the pool, or a transaction. */
export type Db = Kysely<Schema> | Transaction<Schema>;

export interface Store {
  readonly engine: DatabaseAddress['engine'];
  readonly db: Kysely<Schema>;
  /** Commits to the logs of generations, next to `db` and off the event loop. */
  readonly appender: Appender;
  /**
   * Executes compiled statements as one transaction. On SQLite others wait for it once, and not between the statements as
   * with `db.transaction()`.
   */
  writeTogether(queries: readonly CompiledQuery[]): Promise<readonly QueryResult<unknown>[]>;
  /** Counts the connections of the pool, and the statements that wait for one; null on SQLite, which has none. */
  connections(): { readonly open: number; readonly idle: number; readonly waiting: number } | null;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /**
   * Overwrites what changed and deleted rows have left behind, as far as the engine allows: SQLite's log is
   * emptied, PostgreSQL frees the old rows of these tables and of the search index. Returns false where a long
   * read keeps them for now. On SQLite it may block the process for five seconds: it is for the operator's tool.
   */
  overwriteDeleted(tables: readonly (keyof Schema)[]): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Reports that the database could not be opened at all: a wrong address, a file of another kind, no server.
 */
export class DatabaseUnusableError extends Error {
  override readonly name = 'DatabaseUnusableError';
  constructor(address: DatabaseAddress, cause: unknown) {
    // An address of PostgreSQL may hold a password, so only its host is shown.
    const held =
      address.engine === 'sqlite' ? `sqlite:${address.file}` : `postgres://${new URL(address.url).host}/…`;
    super(
      `DATABASE_URL holds ${held}; it takes a database that can be opened (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause }
    );
  }
}

/** Throws `FormerDatabaseError` for a file of a version whose tables are not taken over. */
export function openStore(address: DatabaseAddress): Store {
  if (address.engine === 'sqlite') refuseFormerFile(address.file);
  const writeLock = new WriteLock();
  const { dialect, pool } =
    address.engine === 'sqlite'
      ? { dialect: sqliteDialect(address.file, writeLock), pool: null }
      : postgresDialect(address.url);
  const db = new Kysely<Schema>({
    dialect,
    plugins: [columnNames]
  });
  if (dialect instanceof OneWriterDialect) keepFound(db, () => dialect.stateNow());
  const appender =
    address.engine === 'sqlite' ? appenderInTurn(address.file, writeLock) : openPostgresAppender(address.url);
  return {
    engine: address.engine,
    db,
    appender,
    writeTogether: (queries) =>
      dialect instanceof OneWriterDialect
        ? dialect.writeTogether(queries)
        : db.transaction().execute(async (trx) => {
            const results = [];
            for (const query of queries) results.push(await trx.executeQuery(query));
            return results;
          }),
    connections: () => pool && { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount },
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    overwriteDeleted: async (tables) => {
      if (address.engine === 'postgres') {
        const names = [...tables, 'searchEntry', 'searchToken'].map((table) => sql.table(table));
        await sql`vacuum ${sql.join(names)}`.execute(db);
        return true;
      }
      const leave = await writeLock.acquire();
      try {
        return emptyWriteAheadLog(address.file);
      } finally {
        leave();
      }
    },
    close: async () => {
      await appender.close();
      await db.destroy();
    }
  };
}

/** Returns an appender that takes its turn: a file has one writer at a time among those of this process. */
function appenderInTurn(file: string, writeLock: WriteLock): Appender {
  const own = openSqliteAppender(file);
  return { ...own, append: (parts) => writeLock.type(() => own.append(parts)) };
}
