/** Restores the backups that releases wrote (tests/fixtures/backups), each with every later version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { restore } from '#server/areas/operations/restore.ts';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import { selectRows } from '#server/store/rows.ts';
import { jsonLineOf } from '#server/store/row-json.ts';
import { listLogUsage } from '#server/store/updates.ts';
import type { TableName } from '#server/store/schema.ts';
import { testApp } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';
import { documentId, readPlainText, typedText } from '#kit/used-study.ts';

const releases = ['0.2.0'];

/** Lists the tables in which a restore ends what was open, and begins generations. */
const goneOn = ['document', 'generation', 'documentSnapshot', 'invitation', 'reading', 'mail'];

type StoredRow = Readonly<Record<string, unknown>>;

/** Returns the rows of each table of a backup. */
function tablesIn(file: string): Map<TableName, readonly StoredRow[]> {
  const tables = new Map<TableName, StoredRow[]>();
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    const table = /^tables\/(\w+)\//.exec(name)?.[1] as TableName | undefined;
    if (table === undefined) continue;
    const lines = Buffer.from(bytes).toString().trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as StoredRow);
    tables.set(table, [...(tables.get(table) ?? []), ...rows]);
  }
  return tables;
}

/** Writes rows with the columns that one of them had when it was stored. */
const linesOf = (rows: readonly StoredRow[], like: StoredRow | undefined): string[] =>
  rows.map((row) => JSON.stringify(Object.keys(like ?? {}).map((column) => row[column]))).sort();

describe.each(releases.flatMap((release) => engines.map((engine) => ({ release, engine }))))(
  'the backup of $release restored on $engine',
  ({ release, engine }) => {
    it('has every row, word, password and event of then', async () => {
      const app = await testApp(engine);
      const { db } = app.store;
      const file = join(import.meta.dirname, `../../fixtures/backups/${release}/backup.zip`);
      expect(await restore(app, file)).toMatchObject({ ok: true, value: { documents: 70, unreadable: [] } });
      const tables = tablesIn(file);
      for (const [table, stored] of tables) {
        if (goneOn.includes(table) || table === 'logUsage') continue;
        const rows = (await selectRows(db, table)).map((row) => JSON.parse(jsonLineOf(row)) as StoredRow);
        expect(linesOf(rows, stored[0]), table).toEqual(linesOf(stored, stored[0]));
      }
      // Since 0.2.0 the table counts what is packed alone.
      for (const { documentId, generation, userId, bytes } of tables.get('logUsage') ?? [])
        expect((await listLogUsage(db, String(documentId), Number(generation))).get(String(userId))).toBe(
          bytes
        );
      expect(await readPlainText(app, await documentId(app, 'findings', 'haidian'))).toContain(typedText);
      const study = await db.selectFrom('study').select('id').executeTakeFirstOrThrow();
      expect((await verifyLog(db, study.id))?.verdict.ok).toBe(true);
      const signedIn = await app.sessions.signIn({
        email: 'expert1.eu@demo.local',
        password: demoPassword,
        address: '127.0.0.1'
      });
      expect(signedIn.ok).toBe(true);
    });
  }
);
