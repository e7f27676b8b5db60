/** What version 0.1 has made is refused in one sentence that names its tag and the command, and nothing of it changes. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { run } from '#server/cli/run.ts';
import { restore } from '#server/areas/operations/restore.ts';
import { migrateThrough } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { testApp } from '#kit/app.ts';
import { emptyDatabase, temporaryFolder } from '#kit/databases.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/backups/0.1');
const backupFile = join(fixtures, 'backup.zip');
const refusal =
  /^[^.]+ is of version 0\.1, .*the tag v0\.1\.0 .*npm run cli -- study export STUDY FILE[^\n]*$/;

/** Makes a data folder as a stopped server of 0.1 leaves it. */
function formerFolder(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'meridian.db'), gunzipSync(readFileSync(join(fixtures, 'meridian.db.gz'))));
  return folder;
}

/** Makes a data folder as a killed one leaves it: what was committed last is in the log. */
function killedFolder(): string {
  const [folder, copy] = [formerFolder(), temporaryFolder()];
  const database = new SqliteDatabase(join(folder, 'meridian.db'));
  database.pragma('journal_mode = WAL');
  database.exec(`update "user" set name_en = 'Renamed'`);
  cpSync(folder, copy, { recursive: true });
  database.close();
  return copy;
}

/** Returns the files of a folder but for the index of the log, which the first to open the database makes anew. */
const filesIn = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((name) => !name.endsWith('-shm'))
      .map((name) => [name, readFileSync(join(folder, name), 'hex')])
  );

async function cli(args: readonly string[], env: Record<string, string>) {
  let out = '';
  let err = '';
  const code = await run(args, {
    env,
    print: (line) => (out += `${line}\n`),
    complain: (line) => (err += `${line}\n`),
    readInput: () => Promise.resolve('')
  });
  return { code, out, err: err.trimEnd() };
}

/** Describes columns and indexes of each table, without the words in which they were written. */
function tablesIn(file: string): unknown {
  const database = new SqliteDatabase(file, { readonly: true });
  const tables = database
    .prepare(`select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name`)
    .pluck()
    .all() as string[];
  const described = tables.map((name) => [
    name,
    database.prepare('select * from pragma_table_xinfo(?)').all(name),
    database
      .prepare('select "from", "table", "to", on_delete from pragma_foreign_key_list(?) order by 1, 2')
      .all(name),
    database
      .prepare(
        `select l."unique", l.origin, l.partial, group_concat(i.name) as columns from pragma_index_list(?) l, pragma_index_xinfo(l.name) i
          where i.key group by l.name order by 2, 4`
      )
      .all(name)
  ]);
  database.close();
  return described;
}

describe('the first migration', () => {
  it('makes the tables of 0.1, whose archives are read as they are', async () => {
    const [former, folder] = [formerFolder(), temporaryFolder()];
    const file = join(folder, 'meridian.db');
    const store = openStore({ engine: 'sqlite', file });
    await migrateThrough(store.db, ['0001-first-release']);
    await store.close();
    expect(tablesIn(file)).toEqual(tablesIn(join(former, 'meridian.db')));
  });
});

describe.each([
  ['stopped', formerFolder],
  ['killed', killedFolder]
])('a database of 0.1 whose server was %s', (_, makeFolder) => {
  it.each([['migrate'], ['study', 'list'], ['backup', 'after.zip'], ['restore', backupFile, '--replace']])(
    'is refused by “%s”, and its files stay as they were',
    async (...args) => {
      const folder = makeFolder();
      const before = filesIn(folder);
      expect(await cli(args, { DATA_DIR: folder })).toEqual({
        code: 2,
        out: '',
        err: expect.stringMatching(refusal) as string
      });
      expect(filesIn(folder)).toEqual(before);
    }
  );
});

describe('a database of 0.1 on PostgreSQL', () => {
  it('is refused, and stays as it was', async () => {
    const address = await emptyDatabase('postgres');
    if (address.engine !== 'postgres') throw new Error('The engine is another');
    const folder = formerFolder();
    const former = new SqliteDatabase(join(folder, 'meridian.db'), { readonly: true });
    const names = former.prepare('select name from kysely_migration').pluck().all() as string[];
    former.close();
    const store = openStore(address);
    await sql`create table kysely_migration (name text primary key, timestamp text not null)`.execute(
      store.db
    );
    for (const name of names)
      await sql`insert into kysely_migration values (${name}, '2013')`.execute(store.db);
    const held = async () => [
      (await store.db.introspection.getTables()).map(({ name }) => name),
      (await sql`select * from kysely_migration order by name`.execute(store.db)).rows
    ];
    const before = await held();
    const env = { DATA_DIR: temporaryFolder(), DATABASE_URL: address.url };
    for (const args of [['migrate'], ['study', 'list']])
      expect(await cli(args, env)).toEqual({
        code: 2,
        out: '',
        err: expect.stringMatching(refusal) as string
      });
    expect(await held()).toEqual(before);
    await store.close();
  });
});

describe('a backup of 0.1', () => {
  it('is refused, and no database is made for it', async () => {
    const folder = temporaryFolder();
    const { code, err } = await cli(['restore', backupFile], { DATA_DIR: folder });
    expect(code).toBe(2);
    expect(err.replace('Not valid: ', '')).toMatch(refusal);
    expect(existsSync(join(folder, 'meridian.db'))).toBe(false);
  });

  it('is refused in the place of what is there, which stays', async () => {
    const app = await testApp();
    const outcome = await restore(app, backupFile, { replace: true });
    expect(outcome.ok ? '' : outcome.refusal.facts?.['field']).toMatch(refusal);
  });
});
