/** Makes a backup of today's version from one that an earlier version has made. */
import { join } from 'node:path';
import { OlderRowsError, withOlderTables, type OlderRow } from '#server/store/older-tables.ts';
import { BackupError, linesIn, openBackup, type Backup } from '../backup-file.ts';
import { backUp } from '../backup.ts';
import { openZipFile } from '#server/files/zip.ts';
import { mkdtempSync, rmSync } from 'node:fs';

const rowsAtOnce = 500;

/**
 * Passes on the backup in today's form. It is written to a folder of its own below `folder`, which needs room for the installation
 * twice and is gone afterwards. Throws `BackupError`.
 */
export async function withUpgradedBackup<T>(
  backup: Backup,
  folder: string,
  use: (upgraded: Backup) => Promise<T>
): Promise<T> {
  const own = mkdtempSync(join(folder, 'older-backup-'));
  const file = join(own, 'upgraded.zip');
  try {
    await withOlderTables(own, backup.seal.migrations, async (tables) => {
      for (const [table, rows] of Object.entries(backup.seal.rows)) insertTable(backup, table, rows, tables);
      await tables.upgrade();
      await backUp({ store: tables, now: () => new Date(backup.seal.madeAt) }, file);
    });
    const source = openZipFile(file);
    try {
      return await use(openBackup(source));
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof OlderRowsError)
      throw new BackupError(`the backup is not what its version writes: ${error.message}`, { cause: error });
    throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function insertTable(
  backup: Backup,
  table: string,
  count: number,
  tables: { insert(table: string, rows: readonly OlderRow[]): void }
): void {
  let found = 0;
  for (const { name, bytes } of backup.parts(table)) {
    let rows: OlderRow[] = [];
    for (const { value, at } of linesIn(bytes, name)) {
      if (typeof value !== 'object' || value === null) throw new BackupError(`${at} is no row`);
      rows.push(value as OlderRow);
      found += 1;
      if (rows.length < rowsAtOnce) continue;
      tables.insert(table, rows);
      rows = [];
    }
    tables.insert(table, rows);
  }
  if (found !== count) throw new BackupError(`${table} has ${found} rows, and should have ${count}`);
}
