/** SIGKILL under load, many times: node tests/reliability/kill.ts --runs 1000 --engine sqlite */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDatabase, startCluster } from '#kit/postgres.ts';
import { chanceOf } from '#base/chance.ts';
import { killOften, roomsFor } from './killing.ts';
import { readOptions } from './options.ts';
import { createFixture } from './fixture.ts';

const options = readOptions({ runs: 100, engine: 'sqlite', seed: 1, port: 4741, minutes: 60 });
const folder = mkdtempSync(join(tmpdir(), 'meridian-kill-'));
// With its default durability, since the test is about what a real cluster has stored.
const cluster = options.engine === 'postgres' ? await startCluster([]) : null;
const fixture = await createFixture({
  folder,
  port: options.port,
  rooms: roomsFor(options.runs),
  writers: 24,
  ...(cluster ? { postgres: await makeDatabase(cluster.url, 'killed') } : {})
});
const begun = performance.now();
let faulty = 0;
const killed = await killOften(fixture, {
  runs: options.runs,
  chance: chanceOf(options.seed),
  within: options.minutes * 60_000,
  onRun: ({ run, faults }) => {
    if (faults.length > 0) {
      faulty += 1;
      console.log(`run ${run}: ${faults.join('; ')}`);
    }
    if ((run + 1) % 100 === 0)
      console.log(
        `${run + 1} runs, ${faulty} with faults, ${((performance.now() - begun) / 1000).toFixed(0)} s`
      );
  }
});
await cluster?.stop();
rmSync(folder, { recursive: true, force: true });
const sum = (of: (one: (typeof killed)[number]) => number): number =>
  killed.reduce((total, one) => total + of(one), 0);
const at = (part: number, of: (one: (typeof killed)[number]) => number): string => {
  const sorted = killed.map(of).sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(0);
};
console.log(
  `${options.engine}: ${killed.length} runs, ${faulty} with faults; written ${sum((one) => one.written)}, acknowledged ${sum((one) => one.acknowledged)}, ` +
    `seen by another ${sum((one) => one.seen)}, found though unsure ${sum((one) => one.unsure)}; ` +
    `start ms p50 ${at(0.5, (one) => one.startedIn)} max ${at(1, (one) => one.startedIn)}, read ms p50 ${at(0.5, (one) => one.readIn)} max ${at(1, (one) => one.readIn)}; ` +
    `${((performance.now() - begun) / 1000).toFixed(0)} s in all`
);
process.exit(faulty === 0 ? 0 : 1);
