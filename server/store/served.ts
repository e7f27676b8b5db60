/**
 * Marks a database as served by a running server, so that the operator's tool does not put a backup in its place meanwhile. The mark
 * is a lock that ends with the process, however it ends.
 */
import { existsSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import type { DatabaseAddress } from '#server/process/config.ts';

export interface ServedMark {
  release(): Promise<void>;
}

/** Any number will do that nobody else uses for advisory locks of this database. */
const lockKey = 1_296_387_401;
const lockFileOf = (file: string): string => `${file}-served`;
const retryMilliseconds = 5_000;

/** Holds the mark together with the servers that hold it already. */
export async function markServed(database: DatabaseAddress): Promise<ServedMark> {
  return database.engine === 'sqlite' ? markFile(database.file) : markServer(database.url);
}

export async function isServed(database: DatabaseAddress): Promise<boolean> {
  return database.engine === 'sqlite' ? isFileServed(database.file) : isServerServed(database.url);
}

/** Locks a file next to the database as SQLite does, which the system undoes when a process ends. */
function markFile(file: string): ServedMark {
  const lock = new SqliteDatabase(lockFileOf(file));
  lock.exec('begin');
  lock.prepare('select count(*) from sqlite_master').get();
  return {
    release: () => {
      lock.close();
      return Promise.resolve();
    }
  };
}

function isFileServed(file: string): boolean {
  if (!existsSync(lockFileOf(file))) return false;
  const lock = new SqliteDatabase(lockFileOf(file), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return false;
  } catch (error) {
    if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    lock.close();
  }
}

/** Holds an advisory lock on a connection of its own, and takes it again when the connection is lost. */
async function markServer(url: string): Promise<ServedMark> {
  let current: pg.Client | null = null;
  let isReleased = false;
  const hold = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
    const again = (): void => {
      if (current === client) current = null;
      if (!isReleased) setTimeout(() => void hold(), retryMilliseconds).unref();
    };
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select pg_advisory_lock_shared($1)', [lockKey]);
    } catch {
      // While the database is away nothing is restored into it.
      await client.end().catch(() => undefined);
      again();
      return;
    }
    if (isReleased) return void client.end().catch(() => undefined);
    current = client;
    client.once('end', again);
  };
  await hold();
  return {
    release: async () => {
      isReleased = true;
      await current?.end().catch(() => undefined);
    }
  };
}

async function isServerServed(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [
      lockKey
    ]);
    return rows[0]?.free === false;
  } finally {
    await client.end();
  }
}
