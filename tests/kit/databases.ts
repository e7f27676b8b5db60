/**
 * Databases of both engines for tests. A migrated database is made once per run and a filled one once per worker; each test gets a
 * copy: a file copy on SQLite, `create database … template` on PostgreSQL.
 */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished, TestRunner, type RunnerTestCase as Test } from 'vitest';
import type { DatabaseAddress } from '#server/config.ts';
import { copyDatabase, makeDatabase } from './postgres.ts';

export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

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

const filled = new Map<string, Promise<{ address: DatabaseAddress; value: unknown }>>();

/**
 * Returns a copy of the database that `fill` filled, and what `fill` returned. `fill` runs once per worker, engine and name; it must
 * have closed the database when it resolves, and its result must not depend on the test.
 */
export async function filledDatabase<T>(
  engine: Engine,
  name: string,
  fill: (database: DatabaseAddress) => Promise<T>
): Promise<{ database: DatabaseAddress; value: T }> {
  const key = `${engine} ${name}`;
  let template = filled.get(key);
  if (!template) {
    template = (async () => {
      const address = await templateIn(engine, name);
      return { address, value: await fill(address) };
    })();
    filled.set(key, template);
  }
  const { address, value } = await template;
  return { database: await copyOf(address), value: value as T };
}

/** A migrated database that stays for the run. */
async function templateIn(engine: Engine, name: string): Promise<DatabaseAddress> {
  const migrated = inject('migrated');
  if (engine === 'sqlite') {
    const folder = join(inject('runFolder'), `${name}-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const address = fileIn(folder);
    if (address.engine === 'sqlite') copyFileSync(migrated.sqlite, address.file);
    return address;
  }
  return copyOf({ engine, url: migrated.postgres });
}
