/**
 * Shows that 1,000 hostile posts of each kind at once cost the server less than 200 MB of memory, and that
 * others wait for their pages less than three times as long as before.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  closeAll,
  countStatuses,
  residentMegabytes,
  sendRaw,
  type RawPost
} from '#kit/raw-posts.ts';
import { quickFolder } from '#kit/scratch-folder.ts';
import { signIn, startServer, type Server } from '#kit/server.ts';

const megabyte = 2 ** 20;
const study = '/studies/eu-china-2013';
const hostile = 1_000;
/** Pages that another person loads one after the other. */
const loads = 300;

let server: Server;
let observer = '';
let city = '';
let expert = '';
const folder = mkdtempSync(join(quickFolder(), 'meridian-bodies-long-'));
beforeAll(async () => {
  server = await startServer({ dataDir: folder, env: { LOG_LEVEL: 'error' } });
  observer = await signIn(server.origin, 'observer@demo.local');
  city = await signIn(server.origin, 'city.florence@demo.local');
  expert = await signIn(server.origin, 'expert1.eu@demo.local');
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Loads pages in a thread, because this one is busy with sending. Returns the time that 99 of 100 stay below, in
 * milliseconds.
 */
async function slowest(): Promise<number> {
  const thread = new Worker(
    `const { parentPort, workerData: { address, cookie, loads } } = require('node:worker_threads');
    (async () => {
      const times = [];
      for (let n = 0; n < loads; n += 1) {
        const begun = performance.now();
        const answer = await fetch(address, { headers: { cookie } });
        if (answer.status !== 200) throw new Error(String(answer.status));
        await answer.text();
        times.push(performance.now() - begun);
      }
      parentPort.postMessage(times.sort((a, b) => a - b));
    })();`,
    { eval: true, workerData: { address: `${server.origin}${study}/glossary`, cookie: expert, loads } }
  );
  const [times] = (await once(thread, 'message')) as [number[]];
  return times[Math.ceil(times.length * 0.99) - 1] ?? 0;
}

const kinds: readonly (readonly [string, () => RawPost])[] = [
  [
    'evidence of a person without the right',
    () => ({
      path: `${study}/assessments/ningbo/evidence?/file`,
      cookie: observer,
      length: 20 * megabyte,
      body: bytesOf(megabyte)
    })
  ],
  [
    'evidence of a person with the right, that stalls',
    () => ({
      path: `${study}/assessments/florence/evidence?/file`,
      cookie: city,
      length: 20 * megabyte,
      body: bytesOf(megabyte)
    })
  ],
  [
    'forms of a member',
    () => ({ path: `${study}/people?/give`, cookie: observer, length: megabyte, body: bytesOf(megabyte - 1) })
  ],
  [
    'forms without a session',
    () => ({ path: '/login', cookie: null, length: 16 * 1024, body: bytesOf(15 * 1024) })
  ],
  [
    'posts to a room without a transport',
    () => ({
      path: '/sync-http/x?line=none',
      cookie: observer,
      length: 4 * megabyte,
      body: bytesOf(megabyte)
    })
  ]
];

describe('1,000 hostile posts at once', () => {
  it.each(kinds)('of %s leave memory and others alone', { timeout: 600_000 }, async (kind, post) => {
    await slowest();
    const quiet = await slowest();
    const before = residentMegabytes(server);
    let most = before;
    const look = setInterval(() => (most = Math.max(most, residentMegabytes(server))), 20);
    const one = post();
    const sending = Promise.all(Array.from({ length: hostile }, () => sendRaw(server, one)));
    const loud = await slowest();
    const sent = await sending;
    clearInterval(look);
    closeAll(sent);
    const counts = await countStatuses(sent);
    console.log(
      `${kind}: p99 ${quiet.toFixed(0)} → ${loud.toFixed(0)} ms, memory ${before.toFixed(0)} → ${most.toFixed(0)} MB, ${JSON.stringify(counts)}`
    );
    expect(most - before).toBeLessThan(200);
    expect(loud).toBeLessThan(3 * quiet);
  });
});
