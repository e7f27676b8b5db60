import { describe, expect, it } from 'vitest';
import { loadBusSecret } from '#server/store/bus-secret.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { emptyDatabase, engines } from '#kit/databases.ts';

describe.each(engines)('the secret of the bus on %s', (engine) => {
  it('is made by whichever node comes first, and is the same for all', async () => {
    const store = openStore(await emptyDatabase(engine));
    await migrateToLatest(store.db);
    const loaded = await Promise.all(
      [1, 2, 3, 4].map((mark) => loadBusSecret(store.db, new Uint8Array(32).fill(mark)))
    );
    const again = await loadBusSecret(store.db, new Uint8Array(32).fill(9));
    expect(new Set([...loaded, again].map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(1);
    expect(again).toHaveLength(32);
    await store.close();
  });
});
