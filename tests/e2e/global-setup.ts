/** Fills the data folder that all others are copies of, by the server itself, and closes it; takes all of it away after the run. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../kit/server.ts';
import { compiled } from './demo.ts';

export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-e2e-'));
  process.env['MERIDIAN_E2E'] = folder;
  const dataDir = join(folder, 'demo');
  mkdirSync(dataDir);
  const server = await startServer({ dataDir, env: compiled() });
  await server.stop();
  const left = readdirSync(dataDir).filter((name) => name.endsWith('-wal'));
  if (left.length > 0) throw new Error(`The template was not closed: ${left.join(', ')}`);
  return () => rmSync(folder, { recursive: true, force: true });
}
