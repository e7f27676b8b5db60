/** R08: people come, type, leave and come back for so many minutes, while a pair writes to each other: node tests/reliability/soak.ts --minutes 60 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceOf } from '#base/chance.ts';
import { Canary } from './canary.ts';
import { readOptions } from './options.ts';
import { Peer } from './peer.ts';
import { createFixture } from './fixture.ts';
import { residentMegabytes, serve } from './served.ts';

const { minutes, port, seed } = readOptions({ minutes: 10, port: 4720, seed: 1 });
const chance = chanceOf(seed);
const folder = mkdtempSync(join(tmpdir(), 'meridian-soak-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const rooms = 12;
const fixture = await createFixture({ folder, port, rooms, writers: 22 });
const served = await serve(fixture.config);
const { endpoint } = served;

/**
 * Reads the current figures of the server: what it holds, and how long its event loop was blocked since the
 * last look.
 */
async function look(): Promise<{ rss: number; heap: number; handles: number; lag: number }> {
  const text = await (await fetch(`http://${endpoint.host}:${endpoint.port}/metrics`)).text();
  const of = (name: string): number =>
    Number(new RegExp(`^meridian_${name}(?:{[^}]*})? (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    rss: residentMegabytes(served.pid),
    heap: of('nodejs_heap_size_used_bytes') / 2 ** 20,
    handles: readdirSync(`/proc/${served.pid}/fd`).length,
    lag: of('nodejs_eventloop_lag_max_seconds') * 1000
  };
}

const name = (n: number): string => fixture.rooms[n % rooms]?.name ?? '';
const canary = await Canary.open(endpoint, name(0), [fixture.writers[0] ?? '', fixture.writers[1] ?? '']);
const end = performance.now() + minutes * 60_000;
let visits = 0;
let words = 0;

async function visitAgainAndAgain(who: number): Promise<void> {
  while (performance.now() < end) {
    const peer = new Peer({
      name: `v${visits++}`,
      room: name(1 + Math.floor(chance() * (rooms - 1))),
      cookie: fixture.writers[2 + who] ?? ''
    });
    await peer.join(endpoint);
    for (let left = 1 + Math.floor(chance() * 40); left > 0; left--) {
      peer.type();
      await new Promise((resolve) => setTimeout(resolve, chance() * 60));
    }
    await peer.when(() => peer.acknowledged.length === peer.writtenCount);
    words += peer.writtenCount;
    peer.drop();
    peer.doc.destroy();
    if (chance() < 0.1) await new Promise((resolve) => setTimeout(resolve, chance() * 2_000));
  }
}

const summary = (one: Awaited<ReturnType<typeof look>>): string =>
  `${one.rss.toFixed(0)} MB, heap ${one.heap.toFixed(0)} MB, ${one.handles} files and sockets, loop stood ${one.lag.toFixed(0)} ms`;
const every = Math.max(15_000, (minutes * 60_000) / 20);
const looking = setInterval(
  () => void look().then((one) => console.log(`${visits} visits, ${words} words: ${summary(one)}`)),
  every
);
await look();
await Promise.all(Array.from({ length: 20 }, (_, n) => visitAgainAndAgain(n)));
clearInterval(looking);
const delays = [...(await canary.close())].sort((a, b) => a - b);
console.log(`${visits} visits, ${words} words in ${minutes} minutes; at the end ${summary(await look())}`);
console.log(
  `canary: ${delays.length} words, p50 ${delays[Math.floor(delays.length * 0.5)]?.toFixed(0)} ms, p99 ${delays[Math.floor(delays.length * 0.99)]?.toFixed(0)} ms`
);
await served.end('SIGTERM');
