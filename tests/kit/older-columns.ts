/** Tells what the tables of an earlier version had, for files as it would have written them. */
import { migrateThrough, migrationNames, migrationNumber } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { emptyDatabase } from './databases.ts';

export interface OlderColumns {
  has(table: string): boolean;
  /** Returns a row without the columns that came later. */
  of<R extends object>(table: string, row: R): R;
}

const stored = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Reads the columns as of the migration with this number. */
export async function columnsThrough(migration: number): Promise<OlderColumns> {
  const store = openStore(await emptyDatabase('sqlite'));
  const through = migrationNames.filter((name) => migrationNumber(name) <= migration);
  await migrateThrough(store.db, through);
  const tables = new Map(
    (await store.db.introspection.getTables()).map(({ name, columns }) => [
      name,
      new Set(columns.map((column) => column.name))
    ])
  );
  await store.close();
  return {
    has: (table) => tables.has(stored(table)),
    of: (table, row) =>
      Object.fromEntries(
        Object.entries(row).filter(([column]) => tables.get(stored(table))?.has(stored(column)))
      ) as typeof row
  };
}
