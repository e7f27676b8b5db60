/** Brings the rows of an archive of an earlier version into the tables of today. */
import { tmpdir } from 'node:os';
import { migrationNames, migrationNumber } from '#server/store/migrate.ts';
import { withOlderTables, type OlderRow } from '#server/store/older-tables.ts';
import { jsonLineOf } from '#server/store/row-json.ts';
import { selectRows } from '#server/store/rows.ts';
import { archivedTables, shapeOf, type ArchivedTable } from '../archive-rows.ts';

/** Holds values for columns that an archive leaves out, and that tables require. */
const leftOutColumns: Readonly<Record<string, (row: OlderRow) => OlderRow>> = {
  event: (row) => ({ ...row, number: row['seq'] }),
  evidenceFile: (row) => ({ ...row, bytes: '' })
};

/**
 * `migration` numbers the last one that had made the tables of the archive, whose rows are read one table at
 * a time. Throws `OlderRowsError`.
 */
export async function rowsOfToday(
  tables: readonly string[],
  migration: number,
  rowsOf: (table: string) => readonly OlderRow[]
): Promise<ReadonlyMap<ArchivedTable, unknown>> {
  const through = migrationNames.filter((name) => migrationNumber(name) <= migration);
  return withOlderTables(tmpdir(), through, async (older) => {
    for (const table of tables)
      older.insert(table, rowsOf(table).map(leftOutColumns[table] ?? ((row: OlderRow) => row)));
    await older.upgrade();
    const rows = new Map<ArchivedTable, unknown>();
    for (const table of archivedTables)
      rows.set(
        table,
        (await selectRows(older.db, table)).map((row) => keptOf(table, row))
      );
    return rows;
  });
}

/** Returns the columns of a row that an archive holds, as JSON. */
function keptOf(table: ArchivedTable, row: object): unknown {
  const columns = Object.keys(shapeOf(table).shape);
  return JSON.parse(
    jsonLineOf(Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column))))
  );
}
