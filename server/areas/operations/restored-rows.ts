/** Fills an empty database with the rows of a backup, and numbers the logs anew. */
import { sql } from 'kysely';
import type { Db } from '#server/store/open.ts';
import { insertRows } from '#server/store/rows.ts';
import { type Row, type TableName, tables } from '#server/store/schema.ts';
import { BackupError, linesIn, sealName, type Backup } from './backup-file.ts';
import { backedUpTables } from './backup.ts';

const rowsAtOnce = 500;

export async function fill(db: Db, backup: Backup): Promise<number> {
  let total = 0;
  for (const table of backedUpTables) {
    let count = 0;
    for (const { name, bytes } of backup.parts(table))
      for (const rows of rowsIn(table, bytes, name)) {
        await insertRows(db, table, rows);
        count += rows.length;
      }
    const expected = backup.seal.rows[table] ?? 0;
    if (count !== expected) throw new BackupError(`${table} has ${count} rows, ${sealName} says ${expected}`);
    total += count;
  }
  await numberLogs(db);
  return total;
}

/**
 * Sets the last number of each log from what it holds. PostgreSQL counts on from there; SQLite reads the number from the log, and
 * its rows may hold 0.
 */
async function numberLogs(db: Db): Promise<void> {
  await sql`
    update generation set last_seq = (
      select max(n.seq) from (
        select generation.last_seq as seq
        union all select max(u.seq) from document_update u
          where u.document_id = generation.document_id and u.generation = generation.n
        union all select max(s.through_seq) from document_snapshot s
          where s.document_id = generation.document_id and s.generation = generation.n
      ) n
    )`.execute(db);
}

function* rowsIn<Table extends TableName>(
  table: Table,
  bytes: Uint8Array,
  name: string
): Generator<Row<Table>[]> {
  let rows: Row<Table>[] = [];
  for (const { value, at } of linesIn(bytes, name)) {
    const result = tables[table].row.safeParse(value);
    if (!result.success)
      throw new BackupError(
        `${at}: ${result.error.issues[0]?.path.join('.') ?? ''} ${result.error.issues[0]?.message ?? ''}`
      );
    rows.push(result.data as Row<Table>);
    if (rows.length === rowsAtOnce) {
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}
