/**
 * Runs the development server: the same app behind Vite's own port, so that pages, API and sockets share one
 * origin as in production.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ViteDevServer } from 'vite';
import { readConfig } from '#server/process/config.ts';
import { registerApp } from './app-registry.ts';
import { createApp } from './app.ts';
import { startSampleFounding, type SampleFounding } from '#areas/demo';
import { answerHealth } from './http/health.ts';
import { mayAct } from './http/origin.ts';
import { upgrade } from './http/server.ts';

/**
 * Lets vite's client wait in a worker of its own for the next start of the server, after which it reloads the page. Production does
 * without: its header is that of svelte.config.js.
 */
function allowReload(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) =>
    setHeader(
      name,
      name.toLowerCase() === 'content-security-policy' && typeof value === 'string'
        ? `${value}; worker-src 'self' blob:`
        : value
    );
}

/** Opens the app behind a development server, and returns what closes it. */
export async function openInDevelopment(vite: ViteDevServer): Promise<() => Promise<void>> {
  const port = vite.config.server.port;
  const config = readConfig({
    ...process.env,
    PORT: String(port),
    ORIGIN: process.env['ORIGIN'] ?? `http://localhost:${port}`
  });
  const app = await createApp(config);
  const accounts = await app.loadDemoWhenEmpty();
  let founding: SampleFounding | undefined;
  /** Founds the sample study once something has been served: until then the first page needs the processors and the memory. */
  const foundAfter = (response: ServerResponse): void => {
    if (accounts && config.sampleStudy)
      response.once('finish', () => (founding ??= startSampleFounding(app.logger)));
  };
  registerApp(app);
  vite.middlewares.use((request, response, next) => {
    if (!mayAct(request, config.origin)) {
      response.writeHead(403).end();
      return;
    }
    answerHealth(app, request, response).then((answered) => {
      if (answered) return;
      const path = request.url ?? '';
      if (path === '/probe') app.probe.handle(request, response);
      else if (path.startsWith('/sync-http/')) app.sync.handleRequest(request, response);
      else if (path.startsWith('/live-http?')) app.live.handleRequest(request, response);
      else {
        allowReload(response);
        foundAfter(response);
        next();
      }
    }, next);
  });
  vite.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url ?? '';
    // Vite's own socket for hot reload uses the root path.
    if (path.startsWith('/sync/') || path.startsWith('/live') || path === '/probe')
      upgrade(app, request, socket, head);
  });
  return async () => {
    founding?.stop();
    await app.close();
  };
}
