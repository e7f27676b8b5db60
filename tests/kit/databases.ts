/**
 * Databases of both engines for tests. A migrated database and each filled one are made once per run; each test gets a
 * copy: a file copy on SQLite, `create database … template` on PostgreSQL.
 */
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished, TestRunner, type RunnerTestCase as Test } from 'vitest';
import type { DatabaseAddress } from '#server/process/config.ts';
import { copyDatabase, makeDatabase } from './postgres.ts';

export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/**
 * Holds the engine for tests of what a service does with statements that Kysely writes alike for both: PostgreSQL, which takes
 * none that is loosely typed. SQLite carries the same services out in the tests of pages and in all browser tests.
 */
export const serviceEngines = ['postgres'] as const satisfies readonly Engine[];

/** Holds the engine for tests of rules whose statements other tests execute on PostgreSQL: SQLite, which takes half as long. */
export const quickEngines = ['sqlite'] as const satisfies readonly Engine[];

/** Makes a folder that is gone when the test is; one made in a hook stays until the run ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'test-'));
  if (TestRunner.getCurrentTest<Test | undefined>()) {
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  }
  return folder;
}

const newName = (): string => `t_${randomUUID().replaceAll('-', '')}`;
const fileIn = (folder: string): DatabaseAddress => ({ engine: 'sqlite', file: join(folder, 'meridian.db') });

/** Returns a database without tables, for tests of migrations and of what does not exist yet. */
export async function emptyDatabase(engine: Engine): Promise<DatabaseAddress> {
  if (engine === 'sqlite') return fileIn(temporaryFolder());
  return { engine, url: await makeDatabase(inject('postgresUrl'), newName()) };
}

/** Returns a copy of a database; SQLite copies live as long as the test, PostgreSQL copies as long as the run. */
export async function copyOf(template: DatabaseAddress): Promise<DatabaseAddress> {
  if (template.engine === 'sqlite') {
    const copy = fileIn(temporaryFolder());
    if (copy.engine === 'sqlite') copyFileSync(template.file, copy.file);
    return copy;
  }
  const from = new URL(template.url).pathname.slice(1);
  return { engine: 'postgres', url: await copyDatabase(inject('postgresUrl'), newName(), from) };
}

/** Returns an empty database with all tables. */
export function migratedDatabase(engine: Engine): Promise<DatabaseAddress> {
  const template = inject('migrated');
  return copyOf(engine === 'sqlite' ? { engine, file: template.sqlite } : { engine, url: template.postgres });
}

/**
 * Returns a copy of the database that `fill` filled, and what `fill` returned. `fill` runs once per run, engine and name, in the
 * worker that asks first; the others wait. It must have closed the database when it resolves, and its result, which is kept as
 * JSON, must not depend on the test.
 */
export async function filledDatabase<T>(
  engine: Engine,
  name: string,
  fill: (database: DatabaseAddress) => Promise<T>
): Promise<{ database: DatabaseAddress; value: T }> {
  const folder = join(inject('runFolder'), `${name}-${engine}`);
  if (mkdirSync(folder, { recursive: true }) !== undefined) await fillIn(folder, engine, fill);
  const outcome = await outcomeIn<T>(folder);
  if ('error' in outcome) throw new Error(`“${name}” could not be filled: ${outcome.error}`);
  return { database: await copyOf(outcome.address), value: outcome.value };
}

type Filled<T> = { readonly address: DatabaseAddress; readonly value: T } | { readonly error: string };
const outcomeFile = 'outcome.json';

async function fillIn(
  folder: string,
  engine: Engine,
  fill: (database: DatabaseAddress) => Promise<unknown>
): Promise<void> {
  let outcome: Filled<unknown>;
  try {
    const address = await templateIn(folder, engine);
    outcome = { address, value: (await fill(address)) ?? null };
  } catch (error) {
    outcome = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  // Renamed, so that nobody reads half of it.
  writeFileSync(join(folder, `${outcomeFile}.new`), JSON.stringify(outcome));
  renameSync(join(folder, `${outcomeFile}.new`), join(folder, outcomeFile));
}

/** Resolves once the worker that fills the database has done so. */
async function outcomeIn<T>(folder: string): Promise<Filled<T>> {
  const file = join(folder, outcomeFile);
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 50));
  return JSON.parse(readFileSync(file, 'utf8')) as Filled<T>;
}

/** Makes a migrated database that stays for the run. */
async function templateIn(folder: string, engine: Engine): Promise<DatabaseAddress> {
  const migrated = inject('migrated');
  if (engine === 'postgres') return copyOf({ engine, url: migrated.postgres });
  const address = { engine, file: join(folder, 'meridian.db') } as const;
  copyFileSync(migrated.sqlite, address.file);
  return address;
}
