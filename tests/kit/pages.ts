/**
 * Serves the pages to tests over an app that the test controls: the built pages behind the real HTTP server,
 * in this process, on a free port. One for each test file, since the built pages are meant to be loaded once.
 * `npm test` builds them first.
 */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { largestBody } from '#server/http/body.ts';
import { addressHeader } from '#server/process/client-address.ts';
import { registerApp } from '#server/app-registry.ts';
import { openHttpServer, type PageHandler } from '#server/http/server.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App, type AppOptions } from '#server/app.ts';
import { expectFreshBuild } from './fresh-build.ts';
import { takeDocumentThread } from './kept-threads.ts';
import { freePort } from './server.ts';
import { quickFolder } from './scratch-folder.ts';

export interface RequestOptions {
  readonly method?: string;
  readonly cookie?: string | undefined;
  /** `null` sends none; left out, our own is sent with whatever is not a GET. */
  readonly origin?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

export interface Pages {
  readonly app: App;
  readonly origin: string;
  /** Follows no redirect. */
  sendRequest(path: string, requestOptions?: RequestOptions): Promise<Response>;
  /** Announces a form and never sends it: answered is what needs no body. Fails where the answer waits for the body. */
  sendHead(path: string, requestOptions?: Pick<RequestOptions, 'method' | 'cookie'>): Promise<Response>;
}

const handlerFile = new URL('../../build/handler.js', import.meta.url);

/**
 * Serves an app with its pages. Call it in `beforeAll`: what it opens is closed after the last test of the
 * file.
 */
export async function servePages({
  env = {},
  ...parts
}: AppOptions & { readonly env?: Readonly<Record<string, string>> } = {}): Promise<Pages> {
  expectFreshBuild('pages');
  const port = await freePort();
  const folder = mkdtempSync(join(quickFolder(), 'meridian-pages-'));
  copyFileSync(inject('migrated').sqlite, join(folder, 'meridian.db'));
  const config = readConfig({ PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: '0', ...env });
  const app = await createApp(config, { spawnDocumentThread: takeDocumentThread, ...parts });
  registerApp(app);
  // As main.ts does.
  process.env['ORIGIN'] = config.origin;
  process.env['ADDRESS_HEADER'] = addressHeader;
  process.env['BODY_SIZE_LIMIT'] = String(largestBody);
  const { handler } = (await import(handlerFile.href)) as { handler: PageHandler };
  const server = openHttpServer(app, handler);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { origin } = config;
  return {
    app,
    origin,
    sendRequest: (path, { method, cookie, origin: sent = origin, headers = {}, form, body } = {}) => {
      const acts = method !== undefined && method !== 'GET' && method !== 'HEAD';
      const sentBody = form ? new URLSearchParams(form) : body;
      return fetch(`http://localhost:${port}${path}`, {
        ...(method === undefined ? {} : { method }),
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          ...(cookie === undefined ? {} : { cookie }),
          ...(acts && sent !== null ? { origin: sent } : {}),
          ...headers
        },
        ...(sentBody === undefined ? {} : { body: sentBody })
      });
    },
    sendHead: async (path, { method = 'POST', cookie } = {}) => {
      const announced = request(`http://localhost:${port}${path}`, {
        method,
        headers: {
          accept: 'text/html',
          origin,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': '8',
          ...(cookie === undefined ? {} : { cookie })
        }
      });
      announced.flushHeaders();
      try {
        const [answer] = (await once(announced, 'response', {
          signal: AbortSignal.timeout(patience)
        })) as [IncomingMessage];
        return new Response(null, {
          status: answer.statusCode ?? 0,
          headers: Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value])
          )
        });
      } catch (error) {
        throw new Error(`${method} ${path} waits for the body`, { cause: error });
      } finally {
        announced.on('error', () => undefined).destroy();
      }
    }
  };
}

/** Milliseconds until an answer that has not come counts as waiting for the body: on a busy machine, answers are slow. */
const patience = 20_000;
