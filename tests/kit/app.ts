/**
 * Creates a small app for a test: the real composition root over an empty database, silent, with a clock that
 * tests may move.
 */
import { onTestFinished } from 'vitest';
import { readConfig, type Config, type DatabaseAddress } from '#server/process/config.ts';
import { createApp, type App, type AppOptions } from '#server/app.ts';
import { takeDocumentThread } from './kept-threads.ts';
import { migratedDatabase, temporaryFolder, type Engine } from './databases.ts';

export interface TestClock {
  now: () => Date;
  advance(milliseconds: number): void;
}

export function testClock(start = '2013-09-01T08:00:00.000Z'): TestClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    }
  };
}

export async function testConfig(
  engine: Engine = 'sqlite',
  env: Record<string, string> = {}
): Promise<Config> {
  return configOver(await migratedDatabase(engine), env);
}

/** Returns a quiet configuration over an existing database, with a data folder that is gone when the test is. */
export function configOver(database: DatabaseAddress, env: Record<string, string> = {}): Config {
  return { ...readConfig({ DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent', DEMO: '0', ...env }), database };
}

export async function testApp(engine: Engine = 'sqlite', parts: AppOptions = {}): Promise<App> {
  return openAppOver(await migratedDatabase(engine), parts);
}

/** Opens an existing database; the app closes when the test ends. */
export async function openAppOver(database: DatabaseAddress, parts: AppOptions = {}): Promise<App> {
  const app = await createApp(configOver(database), {
    schedulerMilliseconds: null,
    spawnDocumentThread: takeDocumentThread,
    ...parts
  });
  onTestFinished(() => app.close());
  return app;
}
