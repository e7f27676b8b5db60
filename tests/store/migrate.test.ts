import { describe, expect, it } from 'vitest';
import { migrateToLatest, NewerDatabaseError } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { emptyDatabase, engines } from '#kit/databases.ts';

describe.each(engines)('migrations on %s', (engine) => {
  it('run once, and a second start finds nothing to do', async () => {
    const store = openStore(await emptyDatabase(engine));
    expect(await migrateToLatest(store.db)).toEqual(['0001-first', '0002-log', '0003-bus']);
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
    expect(await applied.selectFrom('kyselyMigration').select('name').orderBy('name').execute()).toHaveLength(4);
    await store.close();
  });
});
