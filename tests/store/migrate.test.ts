import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrateToLatest, NewerDatabaseError } from '#server/store/migrate.ts';
import * as first from '#server/store/migrations/0001-first-release.ts';
import { openStore } from '#server/store/open.ts';
import { insertRows } from '#server/store/rows.ts';
import { emptyDatabase, engines, type Engine } from '#kit/databases.ts';
import { studyRow } from '#kit/study-row.ts';

/** Every file of the folder: one that nobody registered would never run, and nothing would say so. */
const filesInFolder = readdirSync(join(import.meta.dirname, '../../server/store/migrations'))
  .flatMap((file) => /^(.*)\.ts$/.exec(file)?.[1] ?? [])
  .sort();

async function emptyStore(engine: Engine) {
  const store = openStore(await emptyDatabase(engine));
  onTestFinished(() => store.close());
  return store;
}

describe.each(engines)('migrations on %s', (engine) => {
  it('run once each, every one of the folder, and a second start finds nothing to do', async () => {
    const store = await emptyStore(engine);
    expect(await migrateToLatest(store.db)).toEqual(filesInFolder);
    expect(await migrateToLatest(store.db)).toEqual([]);
  });

  it('refuse a database that a newer version has migrated, and leave it as it was', async () => {
    const store = await emptyStore(engine);
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
  });
});

describe('the first migration on sqlite, whose tables are made outside the note of it', () => {
  it('goes on when it was cut short between the two', async () => {
    const { db } = await emptyStore('sqlite');
    await first.up(db);
    expect(await migrateToLatest(db)).toContain('0001-first-release');
  });
});

describe.each(engines)('the newest tables on %s', (engine) => {
  async function migrated() {
    const { db } = await emptyStore(engine);
    await migrateToLatest(db);
    await insertRows(db, 'study', [studyRow]);
    const person = async (id: string): Promise<void> => {
      await sql`insert into "user" (id, email, name_en, name_zh, is_administrator, created_at) values (${id}, ${`${id}@example.org`}, '', '', 0, '')`.execute(
        db
      );
    };
    const grant = async (id: string, role: string, cityId: string, createdAt: string): Promise<void> => {
      await sql`insert into "grant" (id, study_id, user_id, role, side_id, city_id, created_at)
        values (${id}, 's', ${id}, ${role}, 'cn', ${cityId}, ${createdAt})`.execute(db);
    };
    return { db, person, grant };
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
