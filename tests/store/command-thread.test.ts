/**
 * Tests commands next to typing: neither waits long for the other, pages wait for neither, and nothing is
 * half done.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeRooms } from '#kit/many-rooms.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import type { App } from '#server/app.ts';
import { CommandThread } from '#server/store/command-thread.ts';

/** Opens an app in whose one room a user has typed. */
async function openTypedIn(engine: (typeof engines)[number]) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const { id: userId } = await makePerson(app);
  const [roomKey] = await makeRooms(app, study, 1);
  if (!roomKey) throw new Error('There is a room');
  let after = 0;
  const type = async (): Promise<void> => {
    const entry = { userId, at: app.now().toISOString(), bytes: new Uint8Array([0, 0]) };
    const [outcome] = await app.store.appender.append([
      { ...roomKey, after, entries: [entry], newOwners: new Map() }
    ]);
    expect(outcome).toEqual({ kind: 'committed', firstSeq: ++after });
  };
  await type();
  return { app, studyId: study.id, type };
}

const titleOf = async (app: App): Promise<string> =>
  (await app.store.db.selectFrom('study').select('titleEn').executeTakeFirstOrThrow()).titleEn;

const order = (sql: string) => ({ sql, parameters: [] });

describe.each(engines)('a decision on %s', (engine) => {
  it('is seen by nobody before it is whole, and holds up no page', async () => {
    const { app } = await openTypedIn(engine);
    const before = await titleOf(app);
    await app.store.db.transaction().execute(async (trx) => {
      await trx.updateTable('study').set({ titleEn: 'Decided' }).execute();
      expect(await titleOf(app)).toBe(before);
      expect((await trx.selectFrom('study').select('titleEn').executeTakeFirstOrThrow()).titleEn).toBe(
        'Decided'
      );
    });
    expect(await titleOf(app)).toBe('Decided');
  });

  it('of statements in one go is whole, or leaves nothing where one of them fails', async () => {
    const { app } = await openTypedIn(engine);
    const { db, writeTogether } = app.store;
    const titled = (titleEn: string) => db.updateTable('study').set({ titleEn }).compile();
    await writeTogether([titled('First'), titled('Second')]);
    expect(await titleOf(app)).toBe('Second');
    const nowhere = sql`update nowhere set amount = 1`.compile(db);
    await expect(writeTogether([titled('Third'), nowhere])).rejects.toThrow('nowhere');
    expect(await titleOf(app)).toBe('Second');
    await writeTogether([titled('Fourth')]);
    expect(await titleOf(app)).toBe('Fourth');
  });

  it('that throws leaves nothing, and the next one goes on', async () => {
    const { app } = await openTypedIn(engine);
    const before = await titleOf(app);
    const broken = app.store.db.transaction().execute(async (trx) => {
      await trx.updateTable('study').set({ titleEn: 'Half' }).execute();
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    expect(await titleOf(app)).toBe(before);
    await app.store.db.updateTable('study').set({ titleEn: 'Whole' }).execute();
    expect(await titleOf(app)).toBe('Whole');
  });

  it('finds its turn while people type without a pause, and so do they', async () => {
    const { app, studyId, type } = await openTypedIn(engine);
    const decisions = 30;
    let left = decisions;
    let typed = 0;
    const typing = async (): Promise<void> => {
      while (left > 0) {
        await type();
        typed++;
      }
    };
    const runCommands = async (): Promise<void> => {
      while (left > 0) {
        await app.store.db.transaction().execute(async (trx) => {
          const { version } = await trx
            .selectFrom('study')
            .select('version')
            .where('id', '=', studyId)
            .executeTakeFirstOrThrow();
          await trx
            .updateTable('study')
            .set({ version: version + 1 })
            .where('id', '=', studyId)
            .execute();
        });
        left--;
      }
    };
    await Promise.all([typing(), runCommands()]);
    expect(typed).toBeGreaterThan(0);
    expect((await app.store.db.selectFrom('study').select('version').executeTakeFirstOrThrow()).version).toBe(
      decisions + 1
    );
  });

  it('is one of many at once, each after the other', async () => {
    const { app } = await openTypedIn(engine);
    const add = (): Promise<void> =>
      app.store.db.transaction().execute(async (trx) => {
        // PostgreSQL queues those who write a row, SQLite those who begin.
        if (engine === 'postgres') await trx.selectFrom('study').select('id').forUpdate().execute();
        const { version } = await trx.selectFrom('study').select('version').executeTakeFirstOrThrow();
        await trx
          .updateTable('study')
          .set({ version: version + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 8 }, add));
    expect((await app.store.db.selectFrom('study').select('version').executeTakeFirstOrThrow()).version).toBe(
      9
    );
  });
});

it('while another process writes the file, a decision waits and the server does not', async () => {
  const { app } = await openTypedIn('sqlite');
  const { database } = app.config;
  if (database.engine !== 'sqlite') throw new Error('This is about SQLite');
  const other = await holdWriteLock(database.file);
  let isDecided = false;
  const decided = app.store.db
    .updateTable('study')
    .set({ titleEn: 'Decided' })
    .execute()
    .then(() => (isDecided = true));
  // Pages are read all the while; the signal that ends the other process comes from this event loop, which
  // therefore cannot be blocked by waiting for it.
  for (let page = 0; page < 20; page++) expect(await titleOf(app)).not.toBe('Decided');
  expect(isDecided).toBe(false);
  other.letGo();
  await decided;
  expect(await titleOf(app)).toBe('Decided');
});

/** Starts another process that holds the file's write lock until it gets a signal. */
async function holdWriteLock(file: string): Promise<{ readonly letGo: () => void }> {
  const program = `
    import Database from 'better-sqlite3';
    const database = new Database(process.argv[1]);
    database.exec('begin immediate');
    console.log('held');
    process.stdin.once('data', () => { database.exec('rollback'); process.exit(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, file], {
    stdio: ['pipe', 'pipe', 'inherit']
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  return { letGo: () => void child.stdin.write('now') };
}

describe('the thread that writes decisions', () => {
  function openThread() {
    const threads: Worker[] = [];
    const thread = new CommandThread(`${temporaryFolder()}/decisions.db`, (file) => {
      const started = new Worker(new URL('../../server/store/command-worker.ts', import.meta.url), {
        workerData: { file }
      });
      threads.push(started);
      return started;
    });
    onTestFinished(() => thread.close());
    return {
      thread,
      threads,
      numbers: async () =>
        (await thread.session()<{ n: number }>(order('select n from t order by n'))).rows.map(({ n }) => n)
    };
  }

  it('takes a transaction along when it dies, even one that would write on', async () => {
    const { thread, threads, numbers } = openThread();
    await thread.session()(order('create table t (n)'));
    const lost = thread.session();
    await lost(order('begin immediate'));
    await lost(order('insert into t values (1)'));
    await threads[0]?.terminate();
    await expect(lost(order('insert into t values (2)'))).rejects.toThrow('lost with its thread');
    await lost(order('rollback'));
    expect(await numbers()).toEqual([]);
    await thread.session()(order('insert into t values (3)'));
    expect(await numbers()).toEqual([3]);
    expect(threads).toHaveLength(2);
  });

  it('says which statement was wrong as SQLite says it, and goes on', async () => {
    const { thread, numbers } = openThread();
    await thread.session()(order('create table t (n unique)'));
    await thread.session()(order('insert into t values (1)'));
    await expect(thread.session()(order('insert into t values (1)'))).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT_UNIQUE'
    });
    await expect(thread.session()(order('no statement'))).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(await numbers()).toEqual([1]);
  });
});
