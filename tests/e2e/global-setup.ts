/** Fills the data folder that all others are copies of, by the server itself, and closes it; takes all of it away after the run. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectFreshBuild } from '../kit/fresh-build.ts';
import { startServer } from '../kit/server.ts';
import { compiled } from './demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default async function setup(): Promise<() => void> {
  expectFreshBuild('pages', 'server');
  const folder = mkdtempSync(join(tmpdir(), 'meridian-e2e-'));
  process.env['MERIDIAN_E2E'] = folder;
  const dataDir = join(folder, 'demo');
  mkdirSync(dataDir);
  const server = await startServer({ dataDir, env: compiled() });
  await server.stop();
  // Digests, daily versions and the search index, which every copy would otherwise make anew after its start.
  const env = { ...process.env, ...compiled(), DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  execFileSync(process.execPath, ['tests/kit/first-rounds.ts'], { cwd: root, env, stdio: 'pipe' });
  const left = readdirSync(dataDir).filter((name) => name.endsWith('-wal'));
  if (left.length > 0) throw new Error(`The template was not closed: ${left.join(', ')}`);
  return () => rmSync(folder, { recursive: true, force: true });
}
