/** Many seeds of the simulated network: node tests/reliability/converge.ts --seeds 10000 --from 1 --engine sqlite --minutes 30 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '#kit/postgres.ts';
import { foundWorld } from './found-world.ts';
import { runSeed } from './network.ts';
import { readOptions } from './options.ts';

const options = readOptions({ seeds: 1_000, from: 1, engine: 'sqlite', minutes: 30, nodes: 1, redis: '' });
const engine = options.engine === 'postgres' ? 'postgres' : 'sqlite';
const folder = mkdtempSync(join(tmpdir(), 'meridian-seeds-'));
const cluster = engine === 'postgres' ? await startCluster() : null;
const world = await foundWorld({
  engine,
  folder,
  nodes: options.nodes,
  ...(cluster ? { cluster: cluster.url } : {}),
  ...(options.redis === '' ? {} : { redisUrl: options.redis })
});

const begun = performance.now();
const end = begun + options.minutes * 60_000;
const failed: number[] = [];
const sums = { seeds: 0, edits: 0, connections: 0, restarts: 0 };
for (let seed = options.from; seed < options.from + options.seeds && performance.now() < end; seed++) {
  const outcome = await runSeed(world, seed);
  sums.seeds += 1;
  sums.edits += outcome.edits;
  sums.connections += outcome.connections;
  sums.restarts += outcome.restarts;
  if (outcome.faults.length > 0) {
    failed.push(seed);
    console.log(`seed ${seed}: ${outcome.faults.join('; ')}`);
  }
  if (sums.seeds % 500 === 0)
    console.log(
      `${sums.seeds} seeds, ${failed.length} failed, ${((performance.now() - begun) / 1000).toFixed(0)} s`
    );
}
await world.close();
await cluster?.stop();
rmSync(folder, { recursive: true, force: true });
console.log(
  `${engine}, ${options.nodes} node(s): ${JSON.stringify(sums)}, failed ${failed.length}${failed.length ? `: ${failed.join(' ')}` : ''}, ${((performance.now() - begun) / 1000).toFixed(1)} s`
);
process.exit(failed.length === 0 ? 0 : 1);
