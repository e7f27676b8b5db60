/**
 * Moves rows of an earlier version to the tables of today: they go as they are into a temporary database with the tables as of
 * their version, whose later migrations are then carried out. So every migration also serves backups and archives.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { columnNames, SqliteCompiler } from './column-names.ts';
import { migrateThrough, migrateToLatest } from './migrate.ts';
import type { Schema } from './schema.ts';

/** Reports rows that do not fit into the tables of the version which they claim to be of. */
export class OlderRowsError extends Error {
  override readonly name = 'OlderRowsError';
}

export type OlderRow = Readonly<Record<string, unknown>>;

export interface OlderTables {
  /** Has the tables of today once `upgrade` is done. */
  readonly db: Kysely<Schema>;
  readonly engine: 'sqlite';
  /** Inserts rows as their version wrote them as JSON; bytes are base64. Throws `OlderRowsError`. */
  insert(table: string, rows: readonly OlderRow[]): void;
  upgrade(): Promise<void>;
}

class NamingDialect extends SqliteDialect {
  override createQueryCompiler(): SqliteCompiler {
    return new SqliteCompiler();
  }
}

/** Passes on such tables, made by these migrations in a folder of their own below `folder`; they are gone afterwards. */
export async function withOlderTables<T>(
  folder: string,
  migrations: readonly string[],
  use: (tables: OlderTables) => Promise<T>
): Promise<T> {
  const own = mkdtempSync(join(folder, 'older-tables-'));
  const database = new SqliteDatabase(join(own, 'older.db'));
  // Rows come table by table, and the file is gone in a moment.
  for (const setting of ['foreign_keys = OFF', 'synchronous = OFF', 'journal_mode = MEMORY'])
    database.pragma(setting);
  const db = new Kysely<Schema>({ dialect: new NamingDialect({ database }), plugins: [columnNames] });
  try {
    await migrateThrough(db, migrations);
    return await use({
      db,
      engine: 'sqlite',
      insert: (table, rows) => insertAsWritten(database, table, rows),
      upgrade: async () => {
        await migrateToLatest(db);
      }
    });
  } finally {
    await db.destroy();
    rmSync(own, { recursive: true, force: true });
  }
}

function insertAsWritten(database: SqliteDatabase.Database, table: string, rows: readonly OlderRow[]): void {
  const stored = columnNames.stored(table);
  const columns = new Map(
    (database.pragma(`table_info(${JSON.stringify(stored)})`) as { name: string; type: string }[]).map(
      ({ name, type }) => [name, type.toLowerCase() === 'blob']
    )
  );
  if (columns.size === 0 || /^(?:kysely|sqlite|search_)/.test(stored))
    throw new OlderRowsError(`its version has no table ${table}`);
  const insertAll = database.transaction(() => {
    for (const row of rows) {
      const names = Object.keys(row).map((name) => columnNames.stored(name));
      const stray = names.find((name) => !columns.has(name));
      if (stray !== undefined) throw new OlderRowsError(`${table} of its version has no column ${stray}`);
      const values = Object.entries(row).map(([name, value]) =>
        valueOf(value, columns.get(columnNames.stored(name)) === true, `${table}.${name}`)
      );
      database
        .prepare(
          `insert into "${stored}" (${names.map((name) => `"${name}"`).join()}) values (${names.map(() => '?').join()})`
        )
        .run(values);
    }
  });
  try {
    insertAll();
  } catch (error) {
    if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))
      throw new OlderRowsError(`its rows of ${table} contradict each other (${error.message})`, {
        cause: error
      });
    throw error;
  }
}

function valueOf(value: unknown, isBytes: boolean, name: string): string | number | Buffer | null {
  if (value === null || typeof value === 'number') return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'string') return isBytes ? Buffer.from(value, 'base64') : value;
  throw new OlderRowsError(`${name} holds neither text nor a number`);
}
