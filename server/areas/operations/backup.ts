/**
 * Writes the whole installation to one file that either engine can be restored from: one line of JSON for
 * each row, in parts, with a hash of every part. Sessions, counted sign-in attempts and data that only
 * running servers need stay out: after a restore no one is signed in.
 */
import { findFile } from '#areas/evidence';
import { chunksOf } from '#server/store/chunks.ts';
import type { Db, Store } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';
import { jsonLineOf } from '#server/store/row-json.ts';
import { tableNames, tables, type TableName } from '#server/store/schema.ts';
import { ownVersion } from '#server/process/version.ts';
import { backupFormat, backupVersion, partName, sealName, type BackupSeal } from './backup-file.ts';
import { sha256 } from '#server/files/sha256.ts';
import { writeWhole } from '#areas/answers';
import { openZipWriter } from '#server/files/zip-writing.ts';

export const backedUpTables = tableNames.filter((table) => tables[table].copies !== 'none');

/** In bytes: a part is closed when it is larger than this; its last row may go beyond. */
const partBytes = 8 * 2 ** 20;
const updatesAtOnce = 500;
/** Lists the tables whose rows may be megabytes each, with one id for each row. */
const largeRows = [
  'version',
  'seal',
  'lateProposal',
  'quarantine',
  'reportBuild',
  'reportFile'
] as const satisfies readonly TableName[];
const largeRowsAtOnce = 10;

export interface BackupTools {
  readonly store: Pick<Store, 'db' | 'engine'>;
  readonly now: () => Date;
}

/** A file of this name is always complete. Readable by its owner only. */
export async function backUp({ store, now }: BackupTools, file: string): Promise<{ rows: number }> {
  const transaction = store.db.transaction().setAccessMode('read only');
  const ofOneMoment =
    store.engine === 'postgres' ? transaction.setIsolationLevel('repeatable read') : transaction;
  let rows = 0;
  await writeWhole(file, async (put) => {
    rows = await ofOneMoment.execute((trx) => write(trx, now().toISOString(), put));
  });
  return { rows };
}

async function write(db: Db, madeAt: string, put: (chunk: Uint8Array) => void): Promise<number> {
  const zip = openZipWriter(put, { isFast: true });
  const parts: Record<string, string> = {};
  const rows: Record<string, number> = {};
  for (const table of backedUpTables) {
    let lines: string[] = [];
    let size = 0;
    let part = 0;
    const close = (): void => {
      if (lines.length === 0) return;
      const bytes = Buffer.from(lines.join('\n') + '\n', 'utf8');
      parts[partName(table, part)] = sha256(bytes);
      zip.add(partName(table, part), bytes);
      lines = [];
      size = 0;
      part += 1;
    };
    rows[table] = 0;
    for await (const batch of batches(db, table)) {
      for (const row of batch) {
        const line = jsonLineOf(row);
        lines.push(line);
        size += line.length;
        rows[table] += 1;
        if (size > partBytes) close();
      }
    }
    close();
  }
  const migrations = await migrationsOf(db);
  const seal: BackupSeal = {
    format: backupFormat,
    version: backupVersion,
    madeBy: ownVersion,
    madeAt,
    lastMigration: migrations.at(-1) ?? '',
    migrations,
    rows,
    parts
  };
  zip.add(sealName, Buffer.from(JSON.stringify(seal, null, 1) + '\n', 'utf8'));
  zip.end();
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

/**
 * The logs can be long and files large, so they are read document by document and file by file; every other
 * table fits into memory.
 */
async function* batches(db: Db, table: TableName): AsyncGenerator<readonly object[]> {
  if (table === 'evidenceFile') {
    const files = db.selectFrom('evidenceFile').select(['evidenceId', 'n']);
    for (const { evidenceId, n } of await files.orderBy('evidenceId').orderBy('n').execute()) {
      const row = await findFile(db, evidenceId, n);
      if (row) yield [row];
    }
    return;
  }
  const large = largeRows.find((name) => name === table);
  if (large) {
    const ids = (await db.selectFrom(large).select('id').execute()).map(({ id }) => id).sort();
    for (const values of chunksOf(ids, largeRowsAtOnce))
      yield await selectRows(db, large, { column: 'id', values });
    return;
  }
  if (table !== 'documentUpdate' && table !== 'documentSnapshot' && table !== 'documentSegment') {
    yield await selectRows(db, table);
    return;
  }
  const generations = await selectRows(db, 'generation');
  if (table !== 'documentUpdate') {
    const ids = [...new Set(generations.map((generation) => generation.documentId))];
    for (const id of ids) yield await selectRows(db, table, { column: 'documentId', values: [id] });
    return;
  }
  for (const { documentId, n } of generations) {
    let after = -1;
    for (;;) {
      const rows = await db
        .selectFrom('documentUpdate')
        .selectAll()
        .where('documentId', '=', documentId)
        .where('generation', '=', n)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(updatesAtOnce)
        .execute();
      if (rows.length === 0) break;
      yield rows;
      after = rows.at(-1)?.seq ?? after;
    }
  }
}

/** Lists the names of the migrations that made these tables. */
export async function migrationsOf(db: Db): Promise<string[]> {
  const rows = await db
    .$extendTables<{ kyselyMigration: { name: string } }>()
    .selectFrom('kyselyMigration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}
