/** Executes one statement on a connection to the SQLite file, with the outcome as Kysely takes it. */
import type { Database, Statement } from 'better-sqlite3';
import type { QueryResult } from 'kysely';

export interface Order {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * Limits the cache per connection, in statements: the application has fewer, but lists in them come in many
 * lengths.
 */
const maxCacheEntries = 500;
const cache = new WeakMap<Database, Map<string, Statement>>();

/** After a restart all users send the same statements. */
export function prepared(database: Database, sql: string): Statement {
  let statements = cache.get(database);
  if (!statements) cache.set(database, (statements = new Map<string, Statement>()));
  const found = statements.get(sql);
  if (found) return found;
  if (statements.size >= maxCacheEntries) statements.clear();
  const statement = database.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

/** Executes statements as one transaction: all of them, or none where one fails. */
export function carryOutTogether(database: Database, orders: readonly Order[]): QueryResult<unknown>[] {
  return database.transaction(() => orders.map((order) => carryOut(database, order))).immediate();
}

export function carryOut<R>(database: Database, { sql, parameters }: Order): QueryResult<R> {
  // A full disk may have rolled back already.
  if (sql === 'rollback' && !database.inTransaction) return { rows: [] };
  const statement = prepared(database, sql);
  if (statement.reader) return { rows: statement.all(...parameters) as R[] };
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}
