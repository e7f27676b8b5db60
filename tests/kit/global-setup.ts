/** One PostgreSQL cluster for the whole run; each test makes a database of its own in it. */
import type { TestProject } from 'vitest/node';
import { startCluster } from './postgres.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  project.provide('postgresUrl', cluster.url);
  return () => cluster.stop();
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}
