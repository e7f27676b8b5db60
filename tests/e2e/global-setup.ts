/** One server with the demo study for the whole browser run, in a folder that is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../kit/server.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'meridian-e2e-'));
  const server = await startServer({ dataDir });
  // Read by tests/e2e/kit.ts; workers are started after this and inherit it.
  process.env['MERIDIAN_E2E_ORIGIN'] = server.origin;
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
