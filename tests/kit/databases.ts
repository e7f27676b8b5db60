/** Empty databases of both engines, for tests that must hold on either. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { DatabaseAddress } from '#server/config.ts';
import { makeDatabase } from './postgres.ts';

export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function emptyDatabase(engine: Engine): Promise<DatabaseAddress> {
  if (engine === 'sqlite') return { engine, file: join(temporaryFolder(), 'meridian.db') };
  const url = await makeDatabase(inject('postgresUrl'), `t_${randomUUID().replaceAll('-', '')}`);
  return { engine, url };
}
