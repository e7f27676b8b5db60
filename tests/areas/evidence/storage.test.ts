/** Tests that no one fills the disk of all: quotas, a reserve for text, and what operators can measure. */
import { join } from 'node:path';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { quotas } from '#rules/study/quota.ts';
import type { App } from '../../../server/app.ts';
import { diskReserve } from '#server/store/storage.ts';
import { saveLastBackup } from '#server/areas/operations/store/last-backup.ts';
import { backUp } from '#server/areas/operations/backup.ts';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { pdf } from '#kit/evidence-files.ts';
import { openEvidenceStage, plain, value } from '#kit/evidence.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { readPlainText } from '#kit/used-study.ts';

const city = 'haidian';
const file = (name: string) => ({ name: `${name}.pdf`, bytes: pdf(name) });
const metric = async (app: App, name: string): Promise<number> => {
  const line = (await app.logger.metrics.registry.metrics())
    .split('\n')
    .find((one) => one.startsWith(`meridian_${name} `));
  return Number(line?.split(' ')[1]);
};

const findings = { kind: 'findings', city } as const;

/** Adds as many copies of a named version as there are users, each saved by one of them. */
async function copyVersion({ store: { db } }: App, id: string, userIds: readonly string[]): Promise<void> {
  const row = await db.selectFrom('version').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const copies = userIds.map((userId, index) => ({
    ...row,
    id: `copy-${index}`,
    number: row.number + 1 + index,
    userId
  }));
  for (let index = 0; index < copies.length; index += 50)
    await db
      .insertInto('version')
      .values(copies.slice(index, index + 50))
      .execute();
}

describe.each(engines)('quotas on %s', (engine) => {
  it('limit the files of a city, all revisions together, and say how much is allowed', async () => {
    const { app, slug, people, addFile } = await openEvidenceStage(engine);
    const id = await addFile();
    const full = quotas.evidenceOfCity - 10;
    await app.store.db.updateTable('evidenceFile').set({ size: full }).where('evidenceId', '=', id).execute();
    const refusal = { code: 'quota-reached', facts: { field: 'file', megabytes: 2048 } };
    expect(await app.evidence.add(people.city, slug, city, 'file', plain, file('more'))).toMatchObject({
      refusal
    });
    expect(await app.evidence.revise(people.city, slug, city, id, file('newer'))).toMatchObject({ refusal });
    // Words are not counted, and another city has a quota of its own.
    const citation = { ...plain, citation: 'Statistical yearbook 2012' };
    expect(await app.evidence.add(people.city, slug, city, 'citation', citation, null)).toMatchObject({
      ok: true
    });
    expect(
      await app.evidence.add(people.otherCity, slug, 'bristol', 'file', plain, file('theirs'))
    ).toMatchObject({ ok: true });
  });

  it('limit the files that one person adds, in all cities together', async () => {
    const { app, slug, people, addPerson } = await openEvidenceStage(engine);
    const { id } = value(
      await app.evidence.add(people.otherCity, slug, 'bristol', 'file', plain, file('elsewhere'))
    );
    await app.store.db
      .updateTable('evidenceFile')
      .set({ size: quotas.evidenceOfPerson - 10, userId: people.city.userId })
      .where('evidenceId', '=', id)
      .execute();
    const add = (actor: Actor) => app.evidence.add(actor, slug, city, 'file', plain, file('more'));
    expect(await add(people.city)).toMatchObject({
      refusal: { code: 'quota-reached', facts: { field: 'file', megabytes: 2048 } }
    });
    // The city itself has room: a colleague adds the same file.
    expect(await add(await addPerson({ role: 'city', city }))).toMatchObject({ ok: true });
  });

  it('limit the named versions that one person saves of a text', async () => {
    const { app, slug, people } = await openEvidenceStage(engine);
    const { id } = value(await app.versions.keep(people.eu, slug, findings, { en: 'First', zh: '' }));
    await copyVersion(app, id, Array<string>(quotas.versionsOfPerson - 1).fill(people.eu.userId));
    expect(await app.versions.keep(people.eu, slug, findings, { en: 'Last', zh: '' })).toMatchObject({
      refusal: { code: 'too-many' }
    });
    expect(await app.versions.keep(people.cn, slug, findings, { en: 'Theirs', zh: '' })).toMatchObject({
      ok: true
    });
  });

  it('limit the named versions of a text, of all people together', async () => {
    const { app, slug, people } = await openEvidenceStage(engine);
    const { id } = value(await app.versions.keep(people.eu, slug, findings, { en: 'First', zh: '' }));
    const others = [people.cn, people.chair, people.secretariat];
    await copyVersion(
      app,
      id,
      Array.from({ length: quotas.versionsOfText - 2 }, (_none, index) => others[index % 3]?.userId ?? '')
    );
    const keep = () => app.versions.keep(people.eu, slug, findings, { en: 'Last', zh: '' });
    expect(await keep()).toMatchObject({ ok: true });
    expect(await keep()).toMatchObject({ refusal: { code: 'too-many' } });
  });
});

describe('a disk that is nearly full', () => {
  it('still takes text, and refuses files and saved versions until there is room again', async () => {
    let free = diskReserve - 1;
    const { app, clock, slug, people, study } = await openEvidenceStage('sqlite', {
      readFreeBytes: () => Promise.resolve(free)
    });
    const location = { kind: 'findings', city } as const;
    const keep = () => app.versions.keep(people.eu, slug, location, { en: 'Kept', zh: '' });
    const add = () => app.evidence.add(people.city, slug, city, 'file', plain, file('plan'));
    expect(await add()).toMatchObject({ refusal: { code: 'storage-low' } });
    expect(await keep()).toMatchObject({ refusal: { code: 'storage-low' } });
    const responseId = study.cities.find(({ id }) => id === city)?.responseId ?? '';
    await writeText(app, responseId, people.city.userId, 'smart-city-strategy', {
      en: [paragraph('p1', 'Text is taken.')],
      zh: []
    });
    expect(await readPlainText(app, responseId)).toContain('Text is taken.');
    free = diskReserve;
    clock.advance(10_000);
    expect(await add()).toMatchObject({ ok: true });
    expect(await keep()).toMatchObject({ ok: true });
  });
});

describe.each(engines)('metrics on %s', (engine) => {
  it('show the size of the database, free space, the last backup, refused sign-ins', async () => {
    const { app } = await openEvidenceStage(engine, { readFreeBytes: () => Promise.resolve(123_000) });
    // The disk of PostgreSQL cannot be seen from here.
    expect(await app.missing()).toEqual(engine === 'sqlite' ? ['disk'] : []);
    expect(await metric(app, 'database_bytes')).toBeGreaterThan(100_000);
    expect(await metric(app, 'disk_free_bytes')).toBe(123_000);
    expect(await metric(app, 'last_backup_timestamp_seconds')).toBe(0);
    const target = join(temporaryFolder(), 'backup.zip');
    await backUp(app, target);
    await saveLastBackup(app.store.db, { at: app.now().toISOString(), size: statSync(target).size });
    expect(await metric(app, 'last_backup_timestamp_seconds')).toBe(app.now().getTime() / 1000);
    expect(await metric(app, 'last_backup_bytes')).toBe(statSync(target).size);
    await app.sessions.signIn({ email: 'nobody@example.org', password: 'guess', address: '192.0.2.1' });
    expect(await metric(app, 'refused_sign_ins_total{reason="credentials"}')).toBe(1);
  });
});
