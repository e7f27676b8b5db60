/**
 * Opens two worlds that were one: copies of the same SQLite file, each behind an app of its own with the same
 * clock, requested through the same built pages. They differ only in what a test changes.
 */
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { registerApp } from '#server/app-registry.ts';
import { openHttpServer, type PageHandler } from '#server/http/server.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { testClock, type TestClock } from './app.ts';
import { takeDocumentThread } from './kept-threads.ts';
import { freePort } from './server.ts';
import { quickFolder } from './scratch-folder.ts';

export interface World {
  readonly app: App;
  readonly clock: TestClock;
  sendRequest(path: string, cookie: string): Promise<Response>;
  close(): Promise<void>;
}

const handlerFile = new URL('../../build/handler.js', import.meta.url);
/** The same in every world, since pages print it; no server listens there. */
const publicOrigin = 'http://localhost:4001';
const start = '2026-09-01T08:00:00.000Z';

/** Makes the world that the others are copies of; returns where its file lies. */
export async function makeFirst(folder: string, fill: (app: App) => Promise<void>): Promise<string> {
  const app = await createAppIn(folder, testClock(start), 1);
  await fill(app);
  await app.close();
  return join(folder, 'meridian.db');
}

const createAppIn = (folder: string, clock: TestClock, port: number): Promise<App> =>
  createApp(
    readConfig({
      PORT: String(port),
      ORIGIN: publicOrigin,
      DATA_DIR: folder,
      LOG_LEVEL: 'silent',
      DEMO: '0'
    }),
    { now: clock.now, schedulerMilliseconds: null, spawnDocumentThread: takeDocumentThread }
  );

/**
 * Opens a copy of the first world, an hour later. Only one is requested at a time: the built pages find the
 * app in the app registry.
 */
export async function openWorld(first: string): Promise<World> {
  const folder = mkdtempSync(join(quickFolder(), 'meridian-world-'));
  copyFileSync(first, join(folder, 'meridian.db'));
  const clock = testClock(start);
  clock.advance(3_600_000);
  const port = await freePort();
  const app = await createAppIn(folder, clock, port);
  process.env['ORIGIN'] = publicOrigin;
  const { handler } = (await import(handlerFile.href)) as { handler: PageHandler };
  const server = openHttpServer(app, handler);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    app,
    clock,
    sendRequest: (path, cookie) => {
      registerApp(app);
      return fetch(`http://localhost:${port}${path}`, {
        redirect: 'manual',
        headers: { accept: 'text/html', cookie }
      });
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
