/**
 * Measures the cost of refusals: C03 to C06 (each malformed update, over and over), C09 (gaps and deletions
 * of what no client wrote) and C12 (presence that comes and goes): node tests/reliability/refused.ts --rounds
 * 20 --gaps 10000 --presences 100000
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { deletion, malformed } from '#kit/malformed-updates.ts';
import { addParagraph } from '#kit/passages.ts';
import { messageTypes, syncSteps } from '#wire/messages.ts';
import { Canary } from './canary.ts';
import { speak } from './hostile-socket.ts';
import { readOptions } from './options.ts';
import { Peer } from './peer.ts';
import { createFixture } from './fixture.ts';
import { residentMegabytes, serve } from './served.ts';

const { rounds, gaps, presences, port } = readOptions({
  rounds: 20,
  gaps: 10_000,
  presences: 100_000,
  port: 4725
});
const folder = mkdtempSync(join(tmpdir(), 'meridian-refused-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const people = 60;
const fixture = await createFixture({ folder, port, rooms: 2, writers: people });
const served = await serve(fixture.config);
const { endpoint } = served;
/** Findings, whose sections the list of malformed updates is made for. */
const findings = `${fixture.study.slug}.haidian.findings@1`;
const room = fixture.rooms[0]?.name ?? '';
const cookie = (n: number): string => fixture.writers[2 + (n % (people - 2))] ?? '';
const canary = await Canary.open(endpoint, fixture.rooms[1]?.name ?? '', [
  fixture.writers[0] ?? '',
  fixture.writers[1] ?? ''
]);

// Hostile connections take a sync step 1 with an empty state vector for the first: their text is not empty.
const seeder = new Peer({ name: 'seeder', room, cookie: cookie(0) });
await seeder.join(endpoint);
seeder.type();
await seeder.when(() => seeder.acknowledged.length === 1);
seeder.drop();

const frame = (step: number, update: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, update);
  });

/** In milliseconds, since the last call. */
async function loopDelay(): Promise<number> {
  const text = await (await fetch(`http://${endpoint.host}:${endpoint.port}/metrics`)).text();
  return Number(/^meridian_nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN) * 1000;
}

async function during(what: string, run: () => Promise<string>): Promise<void> {
  await loopDelay();
  const before = residentMegabytes(served.pid);
  const begun = performance.now();
  const result = await run();
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${what}: ${result}; ${seconds.toFixed(1)} s, loop stood ${(await loopDelay()).toFixed(0)} ms at most, memory ${before.toFixed(0)} → ${residentMegabytes(served.pid).toFixed(0)} MB`
  );
}

const at = (sorted: readonly number[], part: number): string =>
  `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]?.toFixed(1)} ms`;

await during('C03 to C06', async () => {
  const codes = new Map<number, number>();
  const times: { name: string; took: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [n, [name, update]] of malformed.entries()) {
      const begun = performance.now();
      const { code } = await speak(endpoint, findings, cookie(n), [
        frame(round % 2 === 0 ? syncSteps.update : syncSteps.step2, update)
      ]);
      times.push({ name, took: performance.now() - begun });
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  if (times.length === 0) return 'none sent';
  const sorted = times.map(({ took }) => took).sort((a, b) => a - b);
  const slowest = times.reduce((most, one) => (one.took > most.took ? one : most));
  return `${times.length} on as many sockets, codes ${JSON.stringify([...codes])}, with the way in p50 ${at(sorted, 0.5)}, p99 ${at(sorted, 0.99)}, slowest “${slowest.name}” ${slowest.took.toFixed(0)} ms`;
});

await during('C09', async () => {
  const codes = new Map<number, number>();
  let sent = 0;
  const doc = new Y.Doc();
  addParagraph(doc, 'body.en', 'not sent');
  const known = Y.encodeStateVector(doc);
  addParagraph(doc, 'body.en', 'builds on it');
  const gap = frame(syncSteps.update, Y.encodeStateAsUpdate(doc, known));
  const foreign = frame(syncSteps.update, deletion(4711, 0, 10));
  const empty = frame(syncSteps.step2, new Uint8Array([0, 0]));
  const attack = async (who: number): Promise<void> => {
    while (sent < gaps) {
      sent += 3;
      const bad = who % 2 === 0 ? gap : foreign;
      // The server sends step 1 at first and after each; the client's answer that holds nothing comes before
      // the next.
      const { code } = await speak(endpoint, room, cookie(who), [empty, bad, empty, bad, empty, bad]);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, n) => attack(n)));
  return `${sent} gaps and foreign deletions, codes ${JSON.stringify([...codes])}`;
});

await during('C12', async () => {
  const state = (client: number, clock: number, text: string): Uint8Array =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, messageTypes.awareness);
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((inner) => {
          for (const number of [1, client, clock]) encoding.writeVarUint(inner, number);
          encoding.writeVarString(inner, text);
        })
      );
    });
  let client = 0;
  const come = async (who: number): Promise<void> => {
    const peer = new Peer({ name: `c${who}`, room, cookie: cookie(who) });
    await peer.join(endpoint);
    while (client < presences) {
      // Below what one person may send in a second.
      for (let n = 0; n < 50; n++) {
        const id = ++client;
        peer.send(state(id, 1, '{"place":"body"}'));
        peer.send(state(id, 2, 'null'));
      }
      peer.type();
      await peer.when(() => peer.acknowledged.length === peer.writtenCount);
      await new Promise((resolve) => setTimeout(resolve, 350));
    }
    peer.drop();
  };
  await Promise.all(Array.from({ length: 40 }, (_, n) => come(n)));
  return `${client} came and went`;
});

const delays = [...(await canary.close())].sort((a, b) => a - b);
console.log(
  `canary in another room: ${delays.length} words, p50 ${at(delays, 0.5)}, p99 ${at(delays, 0.99)}`
);
await served.end('SIGTERM');
