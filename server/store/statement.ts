/** One statement on a connection to the SQLite file, with the outcome as Kysely takes it. */
import type { Database } from 'better-sqlite3';
import type { QueryResult } from 'kysely';

export interface Order {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export function carryOut<R>(database: Database, { sql, parameters }: Order): QueryResult<R> {
  // A full disk may have rolled back already.
  if (sql === 'rollback' && !database.inTransaction) return { rows: [] };
  const statement = database.prepare<unknown[], R>(sql);
  if (statement.reader) return { rows: statement.all(...parameters) };
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}
