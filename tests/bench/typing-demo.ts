/**
 * Serves the demo study and has people type in its texts, two in each, while something else goes on: each letter is
 * timed until a colleague has it.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { passageRoot } from '#document/sequence/shapes.ts';
import { createApp, type App } from '#server/app.ts';
import { readConfig } from '#server/process/config.ts';
import { openHttpServer } from '#server/http/server.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { typeOn } from '#kit/passages.ts';
import { cookieOf } from '#kit/people.ts';

const keyMilliseconds = 150;
/** Names sections of a text: where there are fewer texts than pairs of people, pairs share one in other sections. */
const sections = ['smart-city-strategy', 'ict-infrastructure', 'stakeholders', 'funding'] as const;

export interface TypingDemo {
  readonly app: App;
  readonly type: (pairs: number) => Promise<void>;
  /** Milliseconds of all letters since the last call. */
  readonly taken: () => number[];
  readonly remove: () => void;
}

/** `schedulerMilliseconds` is null where the caller runs by hand what a server does from time to time. */
export async function serveTypingDemo(
  name: string,
  schedulerMilliseconds: number | null = null
): Promise<TypingDemo> {
  // Each connection waits for the end of the process.
  process.setMaxListeners(100);
  const folder = mkdtempSync(join(tmpdir(), `meridian-${name}-`));
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: '0' });
  const app = await createApp(config, { schedulerMilliseconds });
  await loadDemoStudy(app);
  const server = openHttpServer(app, (_, response) => void response.writeHead(404).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('There is no port');
  const { port } = address;

  let times: number[] = [];

  async function type(count: number): Promise<void> {
    const { db } = app.store;
    const documents = await db
      .selectFrom('document')
      .innerJoin('assessment', 'assessment.cityId', 'document.cityId')
      .select(['document.cityId', 'document.generation'])
      .where('document.kind', '=', 'findings')
      .where('assessment.state', '=', 'drafting')
      .orderBy('document.cityId')
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
    for (let n = 0; n < count; n += 1) {
      const { cityId, generation } = documents[n % documents.length] ?? { cityId: '', generation: '' };
      const section = sections[Math.floor(n / documents.length) % sections.length] ?? sections[0];
      const room = `eu-china-2013.${cityId}.findings@${generation}`;
      const docs = await Promise.all(cookies.map((cookie) => openText(room, cookie)));
      texts.push({ docs, section });
    }

    for (const {
      docs: [one, other],
      section
    } of texts)
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
  }

  return {
    app,
    type,
    taken: () => {
      const all = times;
      times = [];
      return all;
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  };
}

const quantile = (list: readonly number[], q: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length * q)] ?? 0;

/** Prints the quantiles of both, and their ratio, which alone means something on a machine with other work. */
export function printRatios(what: string, on: readonly number[], off: readonly number[]): void {
  for (const q of [0.5, 0.95, 0.99]) {
    const [with_, without] = [quantile(on, q), quantile(off, q)];
    console.log(
      `p${100 * q}: ${with_.toFixed(1)} ms with ${what}, ${without.toFixed(1)} ms without, ratio ${(with_ / without).toFixed(2)}`
    );
  }
  console.log(`${on.length} and ${off.length} letters`);
}
