/** Hostile frames through real sockets: node tests/reliability/frames.ts --count 1000000 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceOf } from '#base/chance.ts';
import { floodFrames, roomsForFlood } from './flooding.ts';
import { readOptions } from './options.ts';
import { createFixture } from './fixture.ts';

const options = readOptions({ count: 100_000, seed: 1, port: 4743 });
const folder = mkdtempSync(join(tmpdir(), 'meridian-frames-'));
const fixture = await createFixture({
  folder,
  port: options.port,
  rooms: roomsForFlood(options.count),
  writers: 90,
  readers: 40
});
const begun = performance.now();
const flood = await floodFrames(fixture, {
  frames: options.count,
  chance: chanceOf(options.seed),
  onProgress: (checked, megabytes) => {
    console.log(
      `${checked} frames, ${megabytes.toFixed(0)} MB, ${((performance.now() - begun) / 1000).toFixed(0)} s`
    );
  }
});
rmSync(folder, { recursive: true, force: true });
const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1);
console.log(
  `${flood.checked} frames on ${flood.sockets} sockets; closed with ${JSON.stringify(Object.fromEntries(flood.codes))}`
);
for (const [where, delays] of [
  ['in the same room', flood.besides],
  ['in another', flood.elsewhere]
] as const) {
  console.log(
    `a word ${where}: n ${delays.length}, p50 ${at(delays, 0.5)} ms, p99 ${at(delays, 0.99)} ms, max ${at(delays, 1)} ms`
  );
}
const loops = [...flood.loopDelays].sort((a, b) => a - b);
console.log(
  `event loop's longest delay by look: p50 ${at(loops, 0.5)} ms, max ${at(loops, 1)} ms; memory ${flood.memory.map((megabytes) => megabytes.toFixed(0)).join(' → ')} MB`
);
console.log(
  `${flood.faults.length === 0 ? 'no faults' : flood.faults.join('; ')}; ${((performance.now() - begun) / 1000).toFixed(0)} s`
);
process.exit(flood.faults.length === 0 ? 0 : 1);
