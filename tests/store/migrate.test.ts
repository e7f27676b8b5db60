import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrateToLatest, NewerDatabaseError } from '#server/store/migrate.ts';
import * as first from '#server/store/migrations/0001-first.ts';
import * as log from '#server/store/migrations/0002-log.ts';
import * as bus from '#server/store/migrations/0003-bus.ts';
import * as postedSignals from '#server/store/migrations/0004-posted-rings.ts';
import * as workflow from '#server/store/migrations/0005-way.ts';
import { openStore } from '#server/store/open.ts';
import { insertRows } from '#server/store/rows.ts';
import { findSnapshot, listUpdates } from '#server/store/updates.ts';
import { emptyDatabase, engines, type Engine } from '#kit/databases.ts';

const studyRow = {
  id: 's',
  slug: 's',
  titleEn: '',
  titleZh: '',
  shortTitleEn: '',
  shortTitleZh: '',
  programmeEn: '',
  programmeZh: '',
  purposeEn: '',
  purposeZh: '',
  scopeEn: '',
  scopeZh: '',
  isBench: 0,
  createdAt: ''
} as const;

/** Every file of the folder: one that nobody registered would never run, and nothing would say so. */
const filesInFolder = readdirSync(join(import.meta.dirname, '../../server/store/migrations'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/** A database as the fourth migration left it, with a study in it and its people. */
async function fourthDatabase(engine: Engine) {
  const store = openStore(await emptyDatabase(engine));
  const { db } = store;
  onTestFinished(() => store.close());
  const until = { '0001-first': first, '0002-log': log, '0003-bus': bus, '0004-posted-rings': postedSignals };
  await new Migrator({ db, provider: { getMigrations: () => Promise.resolve(until) } }).migrateToLatest();
  await insertRows(db, 'study', [studyRow]);
  const person = async (id: string): Promise<void> => {
    await sql`insert into "user" (id, email, name_en, name_zh, is_administrator, created_at) values (${id}, ${`${id}@example.org`}, '', '', 0, '')`.execute(
      db
    );
  };
  const grant = async (id: string, role: string, cityId: string | null, createdAt: string): Promise<void> => {
    await sql`insert into "grant" (id, study_id, user_id, role, side_id, city_id, created_at)
      values (${id}, 's', ${id}, ${role}, 'cn', ${cityId}, ${createdAt})`.execute(db);
  };
  return { db, person, grant };
}

describe.each(engines)('migrations on %s', (engine) => {
  it('run once each, every one of the folder, and a second start finds nothing to do', async () => {
    const store = openStore(await emptyDatabase(engine));
    expect(await migrateToLatest(store.db)).toEqual(filesInFolder);
    expect(await migrateToLatest(store.db)).toEqual([]);
    await store.close();
  });

  it('number the events of older logs by their times, and in their order where times repeat or go back', async () => {
    const { db } = await fourthDatabase(engine);
    const times = ['08:00:00.123', '08:00:00.123', '07:59:00.000', '07:59:30.500'];
    for (const [at, time] of times.entries())
      await sql`insert into event (study_id, seq, at, kind, needs, payload, previous_hash, hash)
        values ('s', ${at + 1}, ${`2013-09-01T${time}Z`}, 'study.changed', 'study.see', '{}', '', '')`.execute(
        db
      );
    await migrateToLatest(db);
    const rows = await db.selectFrom('event').select('number').orderBy('seq').execute();
    const first = Date.parse('2013-09-01T08:00:00.123Z');
    // After the clock went back, the numbers stay a whole number of seconds ahead of it and keep pace.
    const back = Date.parse('2013-09-01T07:59:00.000Z') + 61_000;
    expect(rows.map(({ number }) => number)).toEqual([first, first + 1, back, back + 30_500]);
  });

  it('refuse a database that a newer version has migrated, and leave it as it was', async () => {
    const store = openStore(await emptyDatabase(engine));
    const own = await migrateToLatest(store.db);
    const applied = store.db.$extendTables<{ kyselyMigration: { name: string; timestamp: string } }>();
    await applied
      .insertInto('kyselyMigration')
      .values({ name: '9999-later', timestamp: '2031-01-01' })
      .execute();
    await expect(migrateToLatest(store.db)).rejects.toThrow(NewerDatabaseError);
    await expect(migrateToLatest(store.db)).rejects.toThrow('9999-later');
    expect(await applied.selectFrom('kyselyMigration').select('name').orderBy('name').execute()).toHaveLength(
      own.length + 1
    );
    await store.close();
  });

  it('keep the log of a database that the first version has filled, also when they were cut short', async () => {
    const store = openStore(await emptyDatabase(engine));
    const { db } = store;
    await new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ '0001-first': first }) }
    }).migrateToLatest();
    await sql`insert into "user" (id, email, name_en, name_zh, is_administrator, created_at) values ('u', 'u@example.org', '', '', 0, '')`.execute(
      db
    );
    await insertRows(db, 'study', [studyRow]);
    await insertRows(
      db,
      'document',
      ['d', 'e'].map((id, position) => ({
        id,
        studyId: 's',
        kind: 'chapter' as const,
        cityId: null,
        slug: id,
        position,
        titleEn: '',
        titleZh: '',
        state: 'drafting' as const,
        generation: 1
      }))
    );
    for (const documentId of ['d', 'e'])
      await sql`insert into generation (document_id, n, opened_at) values (${documentId}, 1, '')`.execute(db);
    await insertRows(
      db,
      'documentSnapshot',
      ['d', 'e'].map((documentId) => ({
        documentId,
        generation: 1,
        throughSeq: 0,
        bytes: new Uint8Array([0, 0]),
        createdAt: ''
      }))
    );
    const bytes = new Uint8Array([1, 255, 0]);
    await insertRows(
      db,
      'documentUpdate',
      [1, 2, 3].map((seq) => ({ documentId: 'd', generation: 1, seq, userId: 'u', at: '', bytes }))
    );
    if (engine === 'sqlite') {
      // Killed after the tables were changed, before that was noted down.
      await log.up(db);
    }
    await migrateToLatest(db);
    expect((await listUpdates(db, 'd', 1, 0)).map((row) => [row.seq, ...row.bytes])).toEqual([
      [1, 1, 255, 0],
      [2, 1, 255, 0],
      [3, 1, 255, 0]
    ]);
    const part = (documentId: string, after: number) => ({
      documentId,
      generation: 1,
      after,
      entries: [{ userId: 'u', at: '', bytes }],
      newOwners: new Map<number, string>()
    });
    expect(await store.appender.append([part('d', 3), part('e', 0)])).toEqual([
      { kind: 'committed', firstSeq: 4 },
      { kind: 'committed', firstSeq: 1 }
    ]);
    expect(await findSnapshot(db, 'd', 1)).toMatchObject({
      throughSeq: 0,
      stateVector: null,
      structsEnd: null
    });
    await store.close();
  });

  it('make a city’s first representative its senior one, and nobody else', async () => {
    const { db, person, grant } = await fourthDatabase(engine);
    for (const id of ['late', 'early', 'same-b', 'same-a', 'alone', 'expert']) await person(id);
    await grant('late', 'city', 'haidian', '2013-05-02');
    await grant('early', 'city', 'haidian', '2013-05-01');
    // Of one moment: the order of ids decides, so that every installation comes to the same.
    await grant('same-b', 'city', 'bristol', '2013-05-01');
    await grant('same-a', 'city', 'bristol', '2013-05-01');
    await grant('alone', 'city', 'korla', '2013-05-03');
    await grant('expert', 'expert', null, '2013-04-01');
    expect(await migrateToLatest(db)).toContain('0005-way');
    const seniors = await db
      .selectFrom('grant')
      .select('id')
      .where('isSenior', '=', 1)
      .orderBy('id')
      .execute();
    expect(seniors.map(({ id }) => id)).toEqual(['alone', 'early', 'same-a']);
  });
});

describe('the migration of the workflow on sqlite, whose tables change outside the note of it', () => {
  it('goes on when it was cut short between the two', async () => {
    const { db } = await fourthDatabase('sqlite');
    await workflow.up(db);
    expect(await migrateToLatest(db)).toContain('0005-way');
  });
});

describe.each(engines)('the newest tables on %s', (engine) => {
  async function migrated() {
    const made = await fourthDatabase(engine);
    await migrateToLatest(made.db);
    return made;
  }

  it('hold one senior representative of a city, and any number of others', async () => {
    const { db, person, grant } = await migrated();
    for (const id of ['a', 'b', 'c']) {
      await person(id);
      await grant(id, 'city', id === 'c' ? 'bristol' : 'haidian', '2013-05-01');
    }
    const makeSenior = (id: string) =>
      db.updateTable('grant').set({ isSenior: 1 }).where('id', '=', id).execute();
    await makeSenior('a');
    await makeSenior('c');
    await expect(makeSenior('b')).rejects.toThrow();
    await db.updateTable('grant').set({ isSenior: 0 }).where('id', '=', 'a').execute();
    await makeSenior('b');
  });

  it('hold one signature of a side and of a person on a version, but for those that are void', async () => {
    const { db } = await migrated();
    let made = 0;
    const sign = (userId: string, sideId: string, versionId = 'v', voidedAt: string | null = null) =>
      db
        .insertInto('signature')
        .values({
          id: `signature${made++}`,
          studyId: 's',
          versionId,
          subject: 'findings:haidian',
          hash: '',
          userId,
          sideId,
          method: 'password',
          digest: '',
          at: '',
          voidedAt,
          voidReasonEn: '',
          voidReasonZh: ''
        })
        .execute();
    await sign('anna', 'eu');
    await expect(sign('ben', 'eu')).rejects.toThrow();
    await expect(sign('anna', 'cn')).rejects.toThrow();
    await sign('chen', 'cn');
    await sign('anna', 'eu', 'another version');
    await db.updateTable('signature').set({ voidedAt: '2013-09-01' }).where('versionId', '=', 'v').execute();
    await sign('ben', 'eu');
    await sign('dong', 'cn');
    await sign('ben', 'eu', 'v', '2013-09-02');
    await expect(sign('ben', 'cn')).rejects.toThrow();
  });
});
