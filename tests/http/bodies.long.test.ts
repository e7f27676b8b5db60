/**
 * Shows that 1,000 hostile posts of each kind at once cost the server less than 200 MB of memory, and that
 * others wait for their pages less than three times as long as before.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHostileSender } from '#kit/hostile-sender.ts';
import { residentMegabytes } from '#kit/raw-posts.ts';
import { quickFolder } from '#kit/scratch-folder.ts';
import type { Flood } from '#kit/sending-process.ts';
import { signIn, startServer, type Server } from '#kit/server.ts';
import { RawStream } from '#kit/socket.ts';

const megabyte = 2 ** 20;
const study = '/studies/eu-china-2013';
const hostile = 1_000;
/** Pages that another person loads one after the other. */
const loads = 300;

let server: Server;
let observer = '';
let city = '';
/** Three who load pages, since each may load only so many in a time. */
let readers: readonly string[] = [];
const folder = mkdtempSync(join(quickFolder(), 'meridian-bodies-long-'));
beforeAll(async () => {
  server = await startServer({ dataDir: folder, env: { LOG_LEVEL: 'error' } });
  observer = await signIn(server.origin, 'observer@demo.local');
  city = await signIn(server.origin, 'city.florence@demo.local');
  readers = [
    await signIn(server.origin, 'expert1.eu@demo.local'),
    await signIn(server.origin, 'expert2.eu@demo.local'),
    await signIn(server.origin, 'expert3.eu@demo.local')
  ];
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Loads pages in a thread of its own. Returns the time that 99 of 100 stay below, in
 * milliseconds.
 */
async function slowest(cookie: string): Promise<number> {
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
    { eval: true, workerData: { address: `${server.origin}${study}/glossary`, cookie, loads } }
  );
  const [times] = (await once(thread, 'message')) as [number[]];
  return times[Math.ceil(times.length * 0.99) - 1] ?? 0;
}

const kinds: readonly (readonly [
  string,
  () => Pick<Flood, 'posts' | 'bytes'> | Promise<Pick<Flood, 'posts' | 'bytes'>>
])[] = [
  [
    'evidence of a person without the right',
    () => ({
      posts: [
        { path: `${study}/assessments/ningbo/evidence?/file`, cookie: observer, length: 20 * megabyte }
      ],
      bytes: megabyte
    })
  ],
  [
    'evidence of a person with the right, that stalls',
    () => ({
      posts: [{ path: `${study}/assessments/florence/evidence?/file`, cookie: city, length: 20 * megabyte }],
      bytes: megabyte
    })
  ],
  [
    'forms of a member',
    () => ({
      posts: [{ path: `${study}/people?/give`, cookie: observer, length: megabyte }],
      bytes: megabyte - 1
    })
  ],
  [
    'forms without a session',
    () => ({ posts: [{ path: '/login', cookie: null, length: 16 * 1024 }], bytes: 15 * 1024 })
  ],
  [
    'posts to a room without a transport',
    () => ({
      posts: [{ path: '/sync-http/x?line=none', cookie: observer, length: 4 * megabyte }],
      bytes: megabyte
    })
  ],
  [
    'posts to open transports, that stall',
    async () => {
      const room = 'eu-china-2013.florence.response@1';
      const streams = await Promise.all(
        Array.from({ length: 8 }, () => RawStream.join(server, room, { cookie: city }))
      );
      return {
        posts: streams.map(({ line }) => ({
          path: `/sync-http/${room}?line=${line}`,
          cookie: city,
          length: 4 * megabyte,
          type: 'application/octet-stream'
        })),
        bytes: megabyte
      };
    }
  ]
];

describe('1,000 hostile posts at once', () => {
  it.each(kinds)('of %s leave memory and others alone', { timeout: 600_000 }, async (kind, post) => {
    const sender = await startHostileSender();
    const [first = '', second = '', third = ''] = readers;
    await slowest(first);
    const quiet = await slowest(second);
    const before = residentMegabytes(server);
    let most = before;
    const look = setInterval(() => (most = Math.max(most, residentMegabytes(server))), 20);
    const sending = sender.send({
      server: { origin: server.origin, port: server.port },
      count: hostile,
      ...(await post())
    });
    const loud = await slowest(third);
    await sending;
    clearInterval(look);
    const counts = await sender.end();
    console.log(
      `${kind}: p99 ${quiet.toFixed(1)} → ${loud.toFixed(1)} ms, ${(loud / quiet).toFixed(1)} times; memory ${before.toFixed(0)} → ${most.toFixed(0)} MB; ${JSON.stringify(counts)}`
    );
    expect(most - before).toBeLessThan(200);
    expect(loud).toBeLessThan(3 * quiet);
  });
});
