/**
 * Starts one PostgreSQL cluster and makes one migrated database of each engine for the whole run; each test
 * makes copies of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { DatabaseAddress } from '#server/process/config.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { endAbandonedClusters, makeDatabase, startCluster } from './postgres.ts';
import { quickFolder } from './scratch-folder.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  endAbandonedClusters();
  const runFolder = mkdtempSync(join(quickFolder(), 'meridian-run-'));
  const cluster = await startCluster();
  const sqlite = join(runFolder, 'migrated.db');
  const postgres = await makeDatabase(cluster.url, 'migrated');
  await Promise.all([
    migrate({ engine: 'sqlite', file: sqlite }),
    migrate({ engine: 'postgres', url: postgres })
  ]);
  project.provide('postgresUrl', cluster.url);
  project.provide('migrated', { sqlite, postgres });
  project.provide('runFolder', runFolder);
  return async () => {
    await cluster.stop();
    rmSync(runFolder, { recursive: true, force: true });
  };
}

async function migrate(address: DatabaseAddress): Promise<void> {
  const store = openStore(address);
  await migrateToLatest(store.db);
  await store.close();
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    /** The file and the address of the migrated databases. They are never opened, only copied. */
    migrated: { sqlite: string; postgres: string };
    /** A folder that is removed after the run. */
    runFolder: string;
  }
}
