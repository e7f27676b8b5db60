/**
 * Loads pages of the demo study as people of several roles, thousands of times, and prints after each round what is
 * left in memory once everything that can be collected is: a leak grows with every round, a cache only until it is full.
 * Between the second and the last round it counts the objects in the heap by constructor.
 *
 *     node --expose-gc tests/reliability/page-heap.ts --rounds 8 --loads 500
 *
 * It needs a build. The server runs in this process, on a free port and a data folder of its own.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeHeapSnapshot } from 'node:v8';
import { registerApp } from '#server/app-registry.ts';
import { createApp } from '#server/app.ts';
import { addressHeader } from '#server/process/client-address.ts';
import { readConfig } from '#server/process/config.ts';
import { largestBody } from '#server/http/body.ts';
import { openHttpServer, type PageHandler } from '#server/http/server.ts';
import { freePort } from '#kit/server.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '8' }, loads: { type: 'string', default: '500' } }
});
const [rounds, loads] = [Number(values.rounds), Number(values.loads)];
const collect = globalThis.gc ?? (() => undefined);

const accounts = ['expert1.eu', 'chair.cn', 'secretariat', 'observer', 'city.haidian', 'city.florence'];
const study = '/studies/eu-china-2013';
const paths = [
  study,
  `${study}/inbox`,
  `${study}/activity`,
  `${study}/plan`,
  `${study}/glossary`,
  `${study}/cities`,
  `${study}/chapters`,
  `${study}/comparison`,
  `${study}/assessments/haidian`,
  `${study}/assessments/haidian/stakeholders`,
  `${study}/assessments/florence/stakeholders?text=response`,
  `${study}/assessments/florence/versions?text=response`
];

const folder = mkdtempSync(join(tmpdir(), 'meridian-heap-'));
const port = await freePort();
const config = readConfig({ PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: '1' });
const app = await createApp(config);
await app.loadDemoWhenEmpty();
registerApp(app);
process.env['ORIGIN'] = config.origin;
process.env['ADDRESS_HEADER'] = addressHeader;
process.env['BODY_SIZE_LIMIT'] = String(largestBody);
const { handler } = (await import(new URL('../../build/handler.js', import.meta.url).href)) as {
  handler: PageHandler;
};
const server = openHttpServer(app, handler);
server.listen(port, '127.0.0.1');
await once(server, 'listening');

const cookies: string[] = [];
for (const account of accounts) {
  const signedIn = await app.sessions.signIn({
    email: `${account}@demo.local`,
    password: 'meridian',
    address: '127.0.0.1'
  });
  if (!signedIn.ok) throw new Error(`${account}: ${signedIn.refusal.code}`);
  cookies.push(signedIn.value.cookie.split(';')[0] ?? '');
}

const statuses = new Map<number, number>();
async function load(n: number): Promise<void> {
  const [path = '', cookie = ''] = [paths[n % paths.length], cookies[n % cookies.length]];
  const response = await fetch(`http://localhost:${port}${path}`, {
    headers: { cookie },
    redirect: 'manual'
  });
  await response.arrayBuffer();
  statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
}

/** Counts objects and their own bytes by constructor, the largest sums first. */
function summed(file: string): Map<string, { count: number; bytes: number }> {
  const { snapshot, nodes, strings } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly snapshot: { readonly meta: { readonly node_fields: readonly string[] } };
    readonly nodes: readonly number[];
    readonly strings: readonly string[];
  };
  const fields = snapshot.meta.node_fields;
  const [name, size] = [fields.indexOf('name'), fields.indexOf('self_size')];
  const sums = new Map<string, { count: number; bytes: number }>();
  for (let index = 0; index < nodes.length; index += fields.length) {
    const key = (strings[nodes[index + name] ?? 0] ?? '').slice(0, 60);
    const sum = sums.get(key) ?? { count: 0, bytes: 0 };
    sum.count += 1;
    sum.bytes += nodes[index + size] ?? 0;
    sums.set(key, sum);
  }
  return sums;
}

const heapIn = (name: string): ReturnType<typeof summed> => {
  const file = writeHeapSnapshot(join(folder, `${name}.heapsnapshot`));
  const sums = summed(file);
  rmSync(file);
  return sums;
};

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
let first: ReturnType<typeof summed> | undefined;
for (let round = 1; round <= rounds; round++) {
  for (let n = 0; n < loads; n += 4)
    await Promise.all([0, 1, 2, 3].map((more) => load(round * loads + n + more)));
  for (let n = 0; n < 3; n++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  console.log(
    `round ${round}: ${round * loads} pages, heap ${mebibytes(heapUsed)} MB used, ${mebibytes(heapTotal)} MB reserved, external ${mebibytes(external)} MB, process ${mebibytes(rss)} MB`
  );
  if (round === 2) first = heapIn('second');
}
console.log(`statuses: ${[...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}`);
if (first) {
  const grown = [...heapIn('last')]
    .map(([name, { count, bytes }]) => {
      const before = first.get(name) ?? { count: 0, bytes: 0 };
      return { name, count: count - before.count, bytes: bytes - before.bytes };
    })
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 20);
  for (const { name, count, bytes } of grown) console.log(`+${mebibytes(bytes)} MB in ${count} of ${name}`);
}
server.close();
server.closeAllConnections();
await app.close();
rmSync(folder, { recursive: true, force: true });
