/** The operator's tool and the server write one SQLite file at the same time: a decision that has begun is not made void. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { testApp } from '#kit/app.ts';

/** Starts another process that tries to write at once and reports the outcome. */
function writeConcurrently(file: string): string {
  const program = `
    import Database from 'better-sqlite3';
    const database = new Database(process.argv[1], { timeout: 0 });
    try {
      database.prepare("insert into sign_in_attempt (key, failures, window_started_at) values ('beside', 1, '')").run();
      console.log('written');
    } catch (error) {
      console.log(error.code);
    }`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program, file], {
    encoding: 'utf8'
  }).stdout.trim();
}

it('a transaction that has read commits what it writes, although another process wants to write meanwhile', async () => {
  const { config, store } = await testApp('sqlite');
  const { database } = config;
  if (database.engine !== 'sqlite') throw new Error('This is about SQLite');
  await store.db.transaction().execute(async (trx) => {
    await trx.selectFrom('signInAttempt').selectAll().execute();
    expect(writeConcurrently(database.file)).toBe('SQLITE_BUSY');
    await trx
      .insertInto('signInAttempt')
      .values({ key: 'within', failures: 1, windowStartedAt: '' })
      .execute();
  });
  expect(writeConcurrently(database.file)).toBe('written');
  expect(await store.db.selectFrom('signInAttempt').select('key').orderBy('key').execute()).toEqual([
    { key: 'beside' },
    { key: 'within' }
  ]);
});

it('a transaction that only reads, such as a backup, holds no writer up', async () => {
  const { config, store } = await testApp('sqlite');
  const { database } = config;
  if (database.engine !== 'sqlite') throw new Error('This is about SQLite');
  await store.db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      expect(await trx.selectFrom('signInAttempt').selectAll().execute()).toEqual([]);
      expect(writeConcurrently(database.file)).toBe('written');
      expect(await trx.selectFrom('signInAttempt').selectAll().execute()).toEqual([]);
    });
});
