import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, it } from 'vitest';
import { migrateToLatest, NewerDatabaseError } from '#server/store/migrate.ts';
import * as first from '#server/store/migrations/0001-first.ts';
import * as log from '#server/store/migrations/0002-log.ts';
import { openStore } from '#server/store/open.ts';
import { insertRows } from '#server/store/rows.ts';
import { findSnapshot, listUpdates } from '#server/store/updates.ts';
import { emptyDatabase, engines } from '#kit/databases.ts';

describe.each(engines)('migrations on %s', (engine) => {
  it('run once, and a second start finds nothing to do', async () => {
    const store = openStore(await emptyDatabase(engine));
    expect(await migrateToLatest(store.db)).toEqual(['0001-first', '0002-log', '0003-bus', '0004-posted-rings']);
    expect(await migrateToLatest(store.db)).toEqual([]);
    await store.close();
  });

  it('refuse a database that a newer version has migrated, and leave it as it was', async () => {
    const store = openStore(await emptyDatabase(engine));
    await migrateToLatest(store.db);
    const applied = store.db.$extendTables<{ kyselyMigration: { name: string; timestamp: string } }>();
    await applied.insertInto('kyselyMigration').values({ name: '9999-later', timestamp: '2031-01-01' }).execute();
    await expect(migrateToLatest(store.db)).rejects.toThrow(NewerDatabaseError);
    await expect(migrateToLatest(store.db)).rejects.toThrow('9999-later');
    expect(await applied.selectFrom('kyselyMigration').select('name').orderBy('name').execute()).toHaveLength(5);
    await store.close();
  });

  it('keep the log of a database that the first version has filled, also when they were cut short', async () => {
    const store = openStore(await emptyDatabase(engine));
    const { db } = store;
    await new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ '0001-first': first }) } }).migrateToLatest();
    await sql`insert into "user" (id, email, name_en, name_zh, is_administrator, created_at) values ('u', 'u@example.org', '', '', 0, '')`.execute(db);
    await insertRows(db, 'study', [{
      id: 's', slug: 's', titleEn: '', titleZh: '', shortTitleEn: '', shortTitleZh: '', programmeEn: '', programmeZh: '', purposeEn: '',
      purposeZh: '', scopeEn: '', scopeZh: '', isBench: 0, createdAt: ''
    }]);
    await insertRows(db, 'document', ['d', 'e'].map((id, position) => ({
      id, studyId: 's', kind: 'chapter' as const, cityId: null, slug: id, position, titleEn: '', titleZh: '', state: 'drafting' as const, generation: 1
    })));
    await insertRows(db, 'generation', ['d', 'e'].map((documentId) => ({ documentId, n: 1, openedAt: '', endedAt: null })));
    await insertRows(db, 'documentSnapshot', ['d', 'e'].map((documentId) => ({ documentId, generation: 1, throughSeq: 0, bytes: new Uint8Array([0, 0]), createdAt: '' })));
    const bytes = new Uint8Array([1, 255, 0]);
    await insertRows(db, 'documentUpdate', [1, 2, 3].map((seq) => ({ documentId: 'd', generation: 1, seq, userId: 'u', at: '', bytes })));
    if (engine === 'sqlite') {
      // Killed after the tables were changed, before that was noted down.
      await log.up(db);
    }
    await migrateToLatest(db);
    expect((await listUpdates(db, 'd', 1, 0)).map((row) => [row.seq, ...row.bytes])).toEqual([[1, 1, 255, 0], [2, 1, 255, 0], [3, 1, 255, 0]]);
    const part = (documentId: string, after: number) => ({ documentId, generation: 1, after, entries: [{ userId: 'u', at: '', bytes }], newOwners: new Map<number, string>() });
    expect(await store.appender.append([part('d', 3), part('e', 0)])).toEqual([{ kind: 'committed', firstSeq: 4 }, { kind: 'committed', firstSeq: 1 }]);
    expect(await findSnapshot(db, 'd', 1)).toMatchObject({ throughSeq: 0, stateVector: null, structsEnd: null });
    await store.close();
  });
});
