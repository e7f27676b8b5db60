/** Holds the demo study as it is loaded, for tests of what it holds and of what becomes of it. */
import type { DatabaseAddress } from '#server/process/config.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { openStore } from '#server/store/open.ts';
import { filledDatabase, type Engine } from './databases.ts';

/** Returns a copy of a database that holds the demo study. Its ids are counted, so that they are the same on both engines. */
export async function demoDatabase(engine: Engine): Promise<DatabaseAddress> {
  const { database } = await filledDatabase(engine, 'demo', async (address) => {
    const store = openStore(address);
    let made = 0;
    const newId = (): string => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`;
    await loadDemoStudy({ store, now: () => new Date('2026-09-01T08:00:00Z'), newId });
    await store.close();
  });
  return database;
}
