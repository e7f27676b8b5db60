/** An installation goes into service without the demo, and keeps what real studies have recorded. */
import { describe, expect, it } from 'vitest';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import type { App } from '../../../server/app.ts';
import { countRows } from '#server/store/rows.ts';
import { tableNames } from '#server/store/schema.ts';
import { openAppOver } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import { makePerson, makeStudy } from '#kit/people.ts';

async function openDemo(engine: Engine): Promise<App> {
  return openAppOver(await demoDatabase(engine));
}

const studies = async ({ store }: App): Promise<string[]> =>
  (await store.db.selectFrom('study').select('slug').orderBy('slug').execute()).map(({ slug }) => slug);
const accounts = ({ store }: App) =>
  store.db
    .selectFrom('user')
    .select(['email', 'passwordHash', 'suspendedAt', 'isAdministrator'])
    .where('email', 'like', '%@demo.local')
    .execute();

describe.each(engines)('removing the demo on %s', (engine) => {
  it('leaves nothing of it behind', async () => {
    const app = await openDemo(engine);
    expect(await app.hasDemoAccounts()).toBe(true);
    expect(await app.demoRemoval.remove('operator')).toMatchObject({
      value: { studies: ['eu-china-2013'], kept: [] }
    });
    const left: string[] = [];
    for (const table of tableNames) if ((await countRows(app.store.db, table)) > 0) left.push(table);
    expect(left).toEqual([]);
    expect(await app.hasDemoAccounts()).toBe(false);
    expect(await app.demoRemoval.remove('operator')).toMatchObject({ value: { accounts: 0, studies: [] } });
  });

  it('leaves other studies as they are: demo accounts stay named there, and sign in no more', async () => {
    const app = await openDemo(engine);
    const study = await makeStudy(app);
    await makePerson(app, { role: 'expert', study });
    await app.people.give('operator', study.slug, {
      email: 'expert1.eu@demo.local',
      role: 'observer',
      sideId: null,
      cityId: null
    });
    const before = await countRows(app.store.db, 'event');
    const removed = await app.demoRemoval.remove('operator');
    expect(removed).toMatchObject({ value: { studies: ['eu-china-2013'] } });
    expect(await studies(app)).toEqual(['small-study']);
    expect(await countRows(app.store.db, 'event')).toBeLessThan(before);
    for (const account of await accounts(app))
      expect(account).toMatchObject({
        passwordHash: null,
        suspendedAt: expect.any(String) as string,
        isAdministrator: 0
      });
    expect(await accounts(app)).not.toHaveLength(0);
    expect(await app.hasDemoAccounts()).toBe(false);
    expect(await verifyLog(app.store.db, study.id)).toMatchObject({ verdict: { ok: true } });
  });

  it('keeps the study where people besides the demo accounts have roles in it', async () => {
    const app = await openDemo(engine);
    const person = await makePerson(app);
    await app.people.give('operator', 'eu-china-2013', {
      email: person.email,
      role: 'observer',
      sideId: null,
      cityId: null
    });
    expect(await app.demoRemoval.remove('operator')).toMatchObject({
      value: { studies: [], kept: ['eu-china-2013'] }
    });
    expect(await studies(app)).toEqual(['eu-china-2013']);
    expect(await app.hasDemoAccounts()).toBe(false);
  });
});
