/**
 * Measures whether the search index slows live editing: eight people type in four texts of the demo study, and
 * each letter is timed until a colleague has it. In turn the indexer follows the texts for some seconds, as on a
 * server, and rests. Only the ratio of both means something. Run by itself:
 * `node tests/bench/search-sync.ts [turns] [seconds]`.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { passageRoot } from '#document/sequence/shapes.ts';
import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { openHttpServer } from '#server/http/server.ts';
import { demoPassword } from '#server/services/demo-people.ts';
import { loadDemoStudy } from '#server/services/demo.ts';
import { indexerInterval } from '#server/services/search/indexer.ts';
import { typeOn } from '#kit/passages.ts';
import { cookieOf } from '#kit/people.ts';

const turns = Number(process.argv[2] ?? 6);
const seconds = Number(process.argv[3] ?? 10);
const keyMilliseconds = 150;
const section = 'smart-city-strategy';
const folder = mkdtempSync(join(tmpdir(), 'meridian-search-sync-'));
const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: '0' });
const app = await createApp(config, { schedulerMilliseconds: null });
await loadDemoStudy(app);
await app.searchIndexer.run();
const server = openHttpServer(app, (_, response) => void response.writeHead(404).end());
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (typeof address !== 'object' || address === null) throw new Error('There is no port');
const { port } = address;

const { db } = app.store;
const documents = await db
  .selectFrom('document')
  .innerJoin('assessment', 'assessment.cityId', 'document.cityId')
  .select(['document.cityId', 'document.generation'])
  .where('document.kind', '=', 'findings')
  .where('assessment.state', '=', 'drafting')
  .orderBy('document.cityId')
  .limit(4)
  .execute();
const cookies = await Promise.all(
  ['expert1.eu', 'expert1.cn'].map((name) =>
    cookieOf(app, { email: `${name}@demo.local`, password: demoPassword })
  )
);

function openText(room: string, cookie: string): Promise<Y.Doc> {
  const doc = new Y.Doc();
  class WithCookie extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { origin: config.origin, cookie } });
    }
  }
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/sync`, room, doc, {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true
  });
  return new Promise((resolve) => provider.once('sync', () => resolve(doc)));
}

const texts = [];
for (const { cityId, generation } of documents) {
  const room = `eu-china-2013.${cityId}.findings@${generation}`;
  texts.push(await Promise.all(cookies.map((cookie) => openText(room, cookie))));
}

let times: number[] = [];
for (const [one, other] of texts)
  for (const [from, to] of [
    [one, other],
    [other, one]
  ]) {
    if (!from || !to) throw new Error('There is no text');
    // A letter has arrived once the other text has its number; the server may send several at once.
    const sent: { readonly number: number; readonly at: number }[] = [];
    to.on('update', () => {
      const known = Y.getState(to.store, from.clientID);
      while (sent[0] !== undefined && sent[0].number <= known)
        times.push(performance.now() - (sent.shift()?.at ?? 0));
    });
    let end: Y.RelativePosition | null = null;
    setInterval(
      () => {
        const at = performance.now();
        from.transact(() => {
          end = typeOn(from, passageRoot(section, 'en'), 'x', end);
        });
        sent.push({ number: Y.getState(from.store, from.clientID), at });
      },
      keyMilliseconds + Math.floor(20 * Math.random())
    );
  }

const measured: Record<'on' | 'off', number[]> = { on: [], off: [] };
await wait(2_000);
for (let turn = 0; turn < 2 * turns; turn += 1) {
  const isOn = turn % 2 === 0;
  times = [];
  const until = performance.now() + 1_000 * seconds;
  while (performance.now() < until) {
    await wait(indexerInterval);
    if (isOn) await app.searchIndexer.run();
  }
  measured[isOn ? 'on' : 'off'].push(...times);
  // What was written meanwhile is indexed between the turns.
  await app.searchIndexer.run();
}
const quantile = (list: readonly number[], q: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length * q)] ?? 0;
for (const q of [0.5, 0.95, 0.99]) {
  const [on, off] = [quantile(measured.on, q), quantile(measured.off, q)];
  console.log(
    `p${100 * q}: ${on.toFixed(1)} ms with indexing, ${off.toFixed(1)} ms without, ratio ${(on / off).toFixed(2)}`
  );
}
console.log(`${measured.on.length} and ${measured.off.length} letters`);
rmSync(folder, { recursive: true, force: true });
process.exit(0);
