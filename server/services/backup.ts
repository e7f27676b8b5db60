/**
 * Writes the whole installation to one file that either engine can be restored from: one line of JSON for
 * each row, in parts, with a hash of every part. Sessions, counted sign-in attempts and data that only
 * running servers need stay out: after a restore no one is signed in.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { Db, Store } from '../store/open.ts';
import { selectRows } from '../store/rows.ts';
import { jsonLineOf, tableNames, type TableName } from '../store/table-shapes.ts';
import { sha256 } from './sha256.ts';
import { openZipWriter } from './zip.ts';

/** Lists the tables that a backup leaves out. */
export const leftOut: readonly TableName[] = [
  'session',
  'signInAttempt',
  'busSecret',
  'signalOutbox',
  'lastBackup',
  'mailHold'
];
export const backedUpTables = tableNames.filter((table) => !leftOut.includes(table));

export const backupFormat = 'meridian-backup';
export const backupVersion = 1;
/** Names the last entry: a backup that was cut short has none. */
export const sealName = 'meridian-backup.json';
export const partName = (table: TableName, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}.jsonl`;
export const sealShape = z.strictObject({
  format: z.literal(backupFormat),
  version: z.literal(backupVersion),
  madeAt: z.iso.datetime({ precision: 3 }),
  migrations: z.array(z.string()),
  rows: z.record(z.string(), z.int()),
  parts: z.record(z.string(), z.string())
});

/** Limits a backup, in bytes: a plain zip, and a file that Node reads in one piece, end at 2 GiB. */
const largestBackup = 2 ** 31 - 1;
/** Limits a part, in bytes: it is closed when it is larger than this; its last row may go beyond. */
const partBytes = 8 * 2 ** 20;
/** Limits the rows of the append-only log that are read at once. */
const updatesAtOnce = 500;

export interface BackupTools {
  readonly store: Store;
  readonly now: () => Date;
}

/**
 * Writes to a temporary file next to the target and renames it at the end, so that a file of this name is
 * always complete. Readable by its owner only.
 */
export async function backUp({ store, now }: BackupTools, file: string): Promise<{ rows: number }> {
  const partialFile = `${file}.partial`;
  const descriptor = openSync(partialFile, 'w', 0o600);
  try {
    const transaction = store.db.transaction().setAccessMode('read only');
    const ofOneMoment =
      store.engine === 'postgres' ? transaction.setIsolationLevel('repeatable read') : transaction;
    const rows = await ofOneMoment.execute((trx) => write(trx, now().toISOString(), descriptor));
    fsyncSync(descriptor);
    renameSync(partialFile, file);
    return { rows };
  } catch (error) {
    rmSync(partialFile, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

async function write(db: Db, madeAt: string, descriptor: number): Promise<number> {
  let written = 0;
  const zip = openZipWriter((chunk) => {
    for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
    written += chunk.length;
    if (written > largestBackup)
      throw new Error('The installation is too large for this kind of backup; use the database’s own tools');
  });
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
  const seal: z.infer<typeof sealShape> = {
    format: backupFormat,
    version: backupVersion,
    madeAt,
    migrations: await migrationsOf(db),
    rows,
    parts
  };
  zip.add(sealName, Buffer.from(JSON.stringify(seal, null, 1) + '\n', 'utf8'));
  zip.end();
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

/**
 * Reads a table in batches. The logs can be long and files large, so they are read document by document and
 * piece by piece; every other table fits into memory.
 */
async function* batches(db: Db, table: TableName): AsyncGenerator<readonly object[]> {
  if (table === 'evidenceFile') {
    for (const { id } of await db.selectFrom('evidence').select('id').orderBy('id').execute())
      yield await selectRows(db, table, { column: 'evidenceId', values: [id] });
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
