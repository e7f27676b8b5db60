/**
 * Reads and writes rows of any table, for backups and archives. The casts bridge Kysely's types, which know
 * one table at a time; the names come from `tableNames` only, never from a file.
 */
import type { Insertable } from 'kysely';
import { chunksOf } from './chunks.ts';
import type { Db } from './open.ts';
import type { Schema } from './schema.ts';
import { type Row, type TableName, tables } from './schema.ts';

/** Limits the values bound in one statement: below SQLite's 32,766 and PostgreSQL's 65,535. */
const mostValues = 30_000;

/** All rows, or those where `column` holds one of the values, ordered by key in an order both engines share. */
export async function selectRows<Table extends TableName>(
  db: Db,
  table: Table,
  where?: { readonly column: string; readonly values: readonly string[] }
): Promise<Row<Table>[]> {
  const all = db.selectFrom(table as 'user').selectAll();
  // Rows are joined as arrays: an array that is spread into arguments ends the stack when it is long.
  const found: unknown[][] = [];
  if (where) {
    for (const some of chunksOf(where.values))
      found.push(await all.where(where.column as 'id', 'in', some).execute());
  } else found.push(await all.execute());
  return (found.flat() as Row<Table>[]).sort(byKey(tables[table].key));
}

export async function countRows(db: Db, table: TableName): Promise<number> {
  const { rows } = await db
    .selectFrom(table as 'user')
    .select((eb) => eb.fn.countAll<number | string>().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

/** Columns with a default may be left out, in all rows alike. */
export async function insertRows<Table extends TableName>(
  db: Db,
  table: Table,
  rows: readonly (Row<Table> | Insertable<Schema[Table]>)[]
): Promise<void> {
  const width = Object.keys(rows[0] ?? {}).length;
  const size = Math.max(1, Math.floor(mostValues / Math.max(1, width)));
  for (const some of chunksOf(rows, size))
    await db
      .insertInto(table as 'user')
      .values(some as unknown as Insertable<Schema['user']>[])
      .execute();
}

export async function deleteRows(db: Db, table: TableName): Promise<void> {
  await db.deleteFrom(table as 'user').execute();
}

/** Compares by code units: a database's collation differs from engine to engine. */
function byKey(columns: readonly string[]): (a: object, b: object) => number {
  return (a, b) => {
    for (const column of columns) {
      const left = (a as Record<string, string | number>)[column] ?? '';
      const right = (b as Record<string, string | number>)[column] ?? '';
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
}
