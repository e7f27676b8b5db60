/** Shows that the index follows what is stored: imports, erasures, removals, and texts that cannot be read. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { App, AppOptions } from '../../../server/app.ts';
import { indexerInterval } from '#server/areas/search/indexer.ts';
import { signedInAs } from '#kit/actors.ts';
import { openAppOver, testApp, testClock } from '#kit/app.ts';
import { engines, migratedDatabase, quickEngines, type Engine } from '#kit/databases.ts';
import { value } from '#kit/evidence.ts';
import { makeMeeting, makePerson, makeStudy } from '#kit/people.ts';
import { createLogger } from '#server/process/logger.ts';
import { paragraph, writeText } from '#kit/texts.ts';

const section = 'smart-city-strategy';
const slug = 'small-study';

async function openTown(engine: Engine, parts: AppOptions = {}) {
  const app = await testApp(engine, parts);
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'drafting' }] });
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
  await writeText(app, study.cities[0]?.findingsId ?? '', expert.userId, section, {
    en: [paragraph('e1', 'The harbour office decides.')]
  });
  await app.searchIndexer.run();
  const count = async (query: string, of = app): Promise<number> =>
    value(await of.search.search(expert, slug, { query })).count;
  return { app, study, expert, count };
}

const entries = async ({ store: { db } }: App): Promise<number> =>
  Number(
    (
      await db
        .$extendTables<{ searchEntry: { id: number } }>()
        .selectFrom('searchEntry')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n
  );

describe.each(engines)('the index on %s', (engine) => {
  it('loses a person who is erased, also in the bytes of the file', async () => {
    const { app, study, count } = await openTown(engine);
    const person = await makePerson(app, { role: 'observer', study, name: 'Zdenka Quillfeather' });
    await app.searchIndexer.rebuild();
    expect(await count('quillfeather')).toBe(1);
    value(await app.erasure.person('operator', person.email));
    expect(await count('quillfeather')).toBe(0);
    await app.searchIndexer.run();
    expect(await count('quillfeather')).toBe(0);
    const { database } = app.config;
    if (database.engine === 'sqlite')
      for (const ending of ['', '-wal'])
        expect(readFileSync(`${database.file}${ending}`).includes('quillfeath')).toBe(false);
  });

  it('loses a study that is deleted, and is made anew by a rebuild', async () => {
    const { app, count } = await openTown(engine);
    const before = await entries(app);
    expect(await app.searchIndexer.rebuild()).toBe(before);
    expect(await count('harbour')).toBe(1);
    await app.store.db.deleteFrom('study').execute();
    expect(await entries(app)).toBe(0);
  });

  it('holds all comments on a text, however many and long they are, also after one of them is gone', async () => {
    const { app, study, expert, count } = await openTown(engine);
    const documentId = study.cities[0]?.findingsId ?? '';
    const thread = await app.threads.open(expert, documentId, {
      ...{ body: 'The quay is closed.', locale: 'en', about: 'passage', section, targetId: null },
      ...{ anchor: null, audience: 'experts' }
    });
    const [first] = await app.store.db.selectFrom('comment').selectAll().execute();
    if (!first) throw new Error('There is no comment');
    const body = 'The quay is closed. '.repeat(495);
    const rows = Array.from({ length: 30 }, (_, n) => ({
      ...first,
      id: `c-${`${n}`.padStart(3, '0')}`,
      body
    }));
    await app.store.db.insertInto('comment').values(rows).execute();
    await app.searchIndexer.run();
    expect(await count('quay')).toBe(31);
    value(await app.threads.withdraw(expert, value(thread).commentId));
    await app.searchIndexer.run();
    expect(await count('quay')).toBe(30);
    expect(app.searchIndexer.failing()).toBe(0);
  });

  it('holds the others when one text cannot be read', async () => {
    const { app, study, count } = await openTown(engine);
    await app.store.db
      .updateTable('documentSnapshot')
      .set({ bytes: new Uint8Array([1, 2, 3]) })
      .where('documentId', '=', study.chapterId)
      .execute();
    await app.searchIndexer.rebuild();
    expect(await count('harbour')).toBe(1);
  });
});

describe.each(quickEngines)('the index on %s', (engine) => {
  it('follows a text in the next of its rounds, with time left of two seconds', async () => {
    expect(indexerInterval).toBeLessThanOrEqual(1_200);
    // Where scheduled work has a clock, the indexer has its own.
    const { app, study, expert, count } = await openTown(engine, { schedulerMilliseconds: 3_600_000 });
    await writeText(app, study.cities[0]?.findingsId ?? '', expert.userId, section, {
      en: [paragraph('e1', 'The lighthouse decides.')]
    });
    await app.searchIndexer.nextRound();
    expect(await count('lighthouse')).toBe(1);
    expect(await count('harbour')).toBe(0);
  });

  it('holds a study that was imported, once the indexer has run', async () => {
    const { app, expert } = await openTown(engine);
    const parts: Uint8Array[] = [];
    value(await app.archives.export('operator', slug, (part) => void parts.push(part)));
    const elsewhere = await openAppOver(await migratedDatabase(engine));
    value(await elsewhere.archives.import('operator', new Uint8Array(Buffer.concat(parts))));
    await elsewhere.searchIndexer.run();
    const [grant] = expert.grants;
    const { id } = await elsewhere.store.db.selectFrom('study').select('id').executeTakeFirstOrThrow();
    const there = { ...expert, grants: grant ? [{ ...grant, studyId: id as typeof grant.studyId }] : [] };
    expect(value(await elsewhere.search.search(there, slug, { query: 'harbour' })).count).toBe(1);
  });

  it('holds the others when something else than a text cannot be read, tries it again later and says so once an hour', async () => {
    const clock = testClock();
    const logged: string[] = [];
    const silent = createLogger({ level: 'silent', now: clock.now });
    const logger = { ...silent, error: (message: string) => void logged.push(message) };
    const { app, study, count } = await openTown(engine, { now: clock.now, logger });
    await makeMeeting(app, study, 'first-meeting');
    const attendance = (text: string) =>
      app.store.db.updateTable('meeting').set({ attendance: text }).execute();
    await attendance('{');
    await app.searchIndexer.rebuild();
    expect(await count('harbour')).toBe(1);
    expect(app.searchIndexer.failing()).toBe(1);
    for (let minute = 0; minute < 30; minute++) {
      await app.searchIndexer.run();
      clock.advance(60_000);
    }
    expect(logged).toEqual(['the search index lacks what cannot be read']);
    expect(await count('meeting')).toBe(0);

    await attendance('{}');
    clock.advance(3_600_000);
    await app.searchIndexer.run();
    expect(await count('meeting')).toBe(1);
    expect(app.searchIndexer.failing()).toBe(0);
    expect(logged).toHaveLength(1);
  });
});
