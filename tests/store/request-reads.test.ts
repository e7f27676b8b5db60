/** Shows that one request reads each thing once, and nothing that is older than its last write. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testApp } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';
import { makePerson } from '#kit/people.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import { findUser, updateUser } from '#server/auth/users.ts';

/** Runs what others do, as in a request of their own. */
const outside = AsyncLocalStorage.snapshot();

describe.each(engines)('a request on %s', (engine) => {
  const setUp = async () => {
    const app = await testApp(engine);
    const { id } = await makePerson(app, {});
    const { db } = app.store;
    const rename = (nameEn: string): Promise<boolean> => updateUser(db, id, { nameEn });
    const name = async (): Promise<string | undefined> => (await findUser(db, id))?.nameEn;
    return { app, id, db, rename, name };
  };

  it('sees what stood when it first read, though others write meanwhile', async () => {
    const { app, rename, name } = await setUp();
    await rename('Ada');
    const others = (): Promise<boolean> => rename('Eve');
    const { db } = app.store;
    const seen = await app.readingOnce(async () => {
      const names = [await name()];
      await outside(others);
      names.push(await name());
      await sql`select 1 as one`.execute(db);
      return [...names, await name()];
    });
    expect(seen).toEqual(['Ada', 'Ada', 'Ada']);
    expect(await app.readingOnce(name)).toBe('Eve');
  });

  it('sees what it has written itself, by a statement or by a transaction', async () => {
    const { app, id, db, rename, name } = await setUp();
    const seen = await app.readingOnce(async () => {
      await rename('Ada');
      const names = [await name()];
      await rename('Eve');
      names.push(await name());
      await db.transaction().execute(async (trx) => {
        await updateUser(trx, id, { nameEn: 'Lin' });
        names.push((await findUser(trx, id))?.nameEn);
      });
      names.push(await name());
      return names;
    });
    expect(seen).toEqual(['Ada', 'Eve', 'Lin', 'Lin']);
  });

  it('that has been answered remembers nothing: what goes on after it reads anew', async () => {
    const { app, rename, name } = await setUp();
    await rename('Ada');
    const readsOn = await app.readingOnce(async () => {
      await name();
      return AsyncLocalStorage.snapshot();
    });
    await rename('Eve');
    expect(await readsOn(name)).toBe('Eve');
  });

  it('makes a thing of rows once, and anew after it has written, in a transaction and in another request', async () => {
    const { app, rename, db, name } = await setUp();
    let made = 0;
    const found = foundOnce(async (_db, prefix: string): Promise<string> => {
      made += 1;
      return `${prefix} ${(await name()) ?? ''}`;
    });
    const seen = await app.readingOnce(async () => {
      await rename('Ada');
      const names = [await found(db, 'Ms'), await found(db, 'Ms'), await found(db, 'Dr')];
      expect(made).toBe(2);
      await rename('Eve');
      names.push(await found(db, 'Ms'));
      await db.transaction().execute(async (trx) => void names.push(await found(trx, 'Ms')));
      expect(made).toBe(4);
      return names;
    });
    expect(seen.slice(0, 4)).toEqual(['Ms Ada', 'Ms Ada', 'Dr Ada', 'Ms Eve']);
    await app.readingOnce(() => found(db, 'Ms'));
    await Promise.all([found(db, 'Ms'), found(db, 'Ms')]);
    expect(made).toBe(engine === 'sqlite' ? 4 : 7);
  });
});

describe.each(engines)('what is found by its key, on %s', (engine) => {
  it('is what was last committed, for each request that begins after it', async () => {
    const app = await testApp(engine);
    const { id } = await makePerson(app, {});
    const { db } = app.store;
    let findings = 0;
    const nameOf = foundOnce(async (from, userId: string) => {
      findings += 1;
      return (await findUser(from, userId))?.nameEn;
    });
    const seen = (): Promise<string | undefined> => app.readingOnce(() => nameOf(db, id));
    await updateUser(db, id, { nameEn: 'Ada' });
    expect([await seen(), await seen()]).toEqual(['Ada', 'Ada']);
    expect(findings).toBe(engine === 'sqlite' ? 1 : 2);
    await db.transaction().execute(async (trx) => {
      await updateUser(trx, id, { nameEn: 'Eve' });
      expect(await nameOf(trx, id)).toBe('Eve');
      expect(await outside(seen)).toBe('Ada');
    });
    expect(await seen()).toBe('Eve');
  });

  it('is not what the request that finds it has read before', async () => {
    const app = await testApp(engine);
    const { id } = await makePerson(app, {});
    const { db } = app.store;
    const nameOf = foundOnce(async (from, userId: string) => (await findUser(from, userId))?.nameEn);
    await updateUser(db, id, { nameEn: 'Ada' });
    await app.readingOnce(async () => {
      expect((await findUser(db, id))?.nameEn).toBe('Ada');
      await outside(() => updateUser(db, id, { nameEn: 'Eve' }));
      await nameOf(db, id);
    });
    expect(await app.readingOnce(() => nameOf(db, id))).toBe('Eve');
  });
});
