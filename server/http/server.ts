/**
 * Serves everything on one port: health first, then the origin check, then rooms and live events by event
 * stream and posts, pages and API by SvelteKit; upgrades go to rooms and live events.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { openBodyGate, type BodyGate, type BodyGateTools } from './body-gate.ts';
import { watchPace } from './body-pace.ts';
import { addressHeader } from '#server/process/client-address.ts';
import type { Config } from '#server/process/config.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Probe } from '#server/sync/handshake/probe.ts';
import type { Live } from '#server/sync/live/live.ts';
import type { Sync } from '#server/sync/sync.ts';
import { answerHealth, type HealthTools } from './health.ts';
import { setSecurityHeaders } from './headers.ts';
import { mayAct, pageOnOtherLoopbackName } from './origin.ts';
import { answerWellKnown, type WellKnownTools } from './well-known.ts';

export type PageHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Describes what of the app is served, and what decides about requests before they reach a page. */
export interface ServedApp extends BodyGateTools, HealthTools, WellKnownTools {
  readonly config: Config;
  readonly logger: Logger;
  readonly sync: Pick<Sync, 'handleRequest' | 'handleUpgrade'>;
  readonly live: Pick<Live, 'handleRequest' | 'handleUpgrade'>;
  readonly probe: Pick<Probe, 'handle' | 'handleUpgrade'>;
}

/**
 * Limits slow or endless requests, which must not hold a socket: headers within 10 s, including the check
 * interval. Bodies are bounded by their progress (body-pace.ts), not by a time.
 */
const limits = {
  headersTimeout: 8_000,
  requestTimeout: 0,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16 * 1024
};

export function openHttpServer(app: ServedApp, pages: PageHandler): Server {
  const gate = openBodyGate(app);
  const server = createServer({ ...limits, connectionsCheckingInterval: 1_000 }, (request, response) => {
    watchPace(request, response);
    answer(app, pages, gate, request, response).catch((error: unknown) => {
      app.logger.error('A request failed before its page', error);
      if (!response.headersSent) refuse(response, 500, 'internal', 'Something went wrong');
      else response.destroy();
    });
  });
  // More connections than this are closed at once: each costs memory and a file descriptor.
  server.maxConnections = app.config.maxConnections;
  server.on('upgrade', (request, socket, head) => upgrade(app, request, socket, head));
  return server;
}

export async function answer(
  app: ServedApp,
  pages: PageHandler,
  gate: BodyGate,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { origin } = app.config;
  setSecurityHeaders(response, { https: origin.startsWith('https:') });
  request.headers[addressHeader] = app.clientAddress(request);
  if (await answerHealth(app, request, response)) return;
  const { responses, requestSeconds } = app.logger.metrics;
  const began = performance.now();
  response.once('finish', () => {
    responses.inc({ status: `${Math.floor(response.statusCode / 100)}xx` });
    // Streams last as long as their readers stay.
    if (response.getHeader('content-type') !== 'text/event-stream')
      requestSeconds.observe({ method: request.method ?? '' }, (performance.now() - began) / 1000);
  });
  const elsewhere = pageOnOtherLoopbackName(request, origin);
  if (elsewhere) {
    response.writeHead(307, { location: elsewhere });
    response.end();
    return;
  }
  if (!mayAct(request, origin)) {
    app.logger.warn('Refused a request of another origin', {
      origin: request.headers.origin ?? null,
      method: request.method
    });
    refuse(response, 403, 'wrong-origin', 'This request does not come from a page of this site');
    return;
  }
  if (answerWellKnown(app, request, response)) return;
  if (request.url?.startsWith('/sync-http/')) {
    app.sync.handleRequest(request, response);
    return;
  }
  if (pathOf(request) === '/live-http') {
    app.live.handleRequest(request, response);
    return;
  }
  if (pathOf(request) === '/probe') {
    app.probe.handle(request, response);
    return;
  }
  // One engine cannot store a NUL, and neither stores half of a surrogate pair: such an address is refused
  // before anything looks for what it names, in its path and in its query. form-text.ts does so for forms.
  if (/%00|%ed%[ab]/i.test(request.url ?? '')) {
    refuse(response, 400, 'invalid', 'This address holds characters that no text has');
    return;
  }
  // SvelteKit answers such an address with a page before any hook of ours.
  if (request.url?.startsWith('/api/') && !isDecodable(request.url)) {
    refuse(response, 404, 'not-found', 'Not found');
    return;
  }
  const admitted = await gate.admit(request, response);
  if (admitted) pages(admitted, response, () => refuse(response, 404, 'not-found', 'Not found'));
}

function isDecodable(url: string): boolean {
  try {
    decodeURI(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ error: { code, message } }));
}

/** Returns the raw path: parsing `//` as a URL throws, and normalising would open `/x/../sync/` as well. */
const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? '';

export function upgrade(app: ServedApp, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // A peer that resets the connection before the handshake is not logged.
  socket.on('error', () => socket.destroy());
  const path = pathOf(request);
  if (path.startsWith('/sync/')) app.sync.handleUpgrade(request, socket, head);
  else if (path === '/live') app.live.handleUpgrade(request, socket, head);
  else if (path === '/probe') app.probe.handleUpgrade(request, socket, head);
  else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
