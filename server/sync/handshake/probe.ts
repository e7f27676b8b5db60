/**
 * Serves `/probe`: connection tests for a page without a session, over the same network: a socket that echoes
 * small frames, an event stream that beats a few times, and a small POST. Bounded in size, rate, time and
 * number, since anyone may use it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes } from '#wire/close.ts';
import { isLoopback, type Config } from '#server/process/config.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import { refuseUpgrade } from './upgrade-guard.ts';
import { openRates } from '#server/process/rates.ts';
import { closeSocket } from './socket-server.ts';

export interface ProbeTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly clientAddress: ClientAddress;
}

export interface Probe {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Serves GET and POST of `/probe`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

const maxBytes = 64;
const framesPerSocket = { burst: 5, perSecond: 5 };
/** Limits the rate per address: a whole office may share one. */
const perAddress = { burst: 30, perSecond: 1 };
const openAtOnce = 500;
const socketMilliseconds = 60_000;
const beats = 3;
const beatMilliseconds = 1_000;

export function openProbe({ config, now, clientAddress }: ProbeTools): Probe {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxBytes
  });
  const addressRates = openRates(perAddress, now);
  const frames = openRates(framesPerSocket, now);
  const sockets = new Set<WebSocket>();
  const streams = new Set<ServerResponse>();
  let opened = 0;
  let isClosing = false;

  function isTooMany(request: IncomingMessage): boolean {
    const address = clientAddress(request);
    return sockets.size + streams.size >= openAtOnce || (!isLoopback(address) && !addressRates.take(address));
  }

  function echo(socket: WebSocket): void {
    const key = String((opened += 1));
    sockets.add(socket);
    const end = setTimeout(() => closeSocket(socket, 1000, 'enough'), socketMilliseconds);
    end.unref();
    socket.on('message', (data: Buffer, isBinary) => {
      if (frames.take(key)) socket.send(data, { binary: isBinary });
      else closeSocket(socket, closeCodes.rate.number, 'rate');
    });
    socket.on('close', () => {
      clearTimeout(end);
      sockets.delete(socket);
    });
    // A frame that is too large is followed by the close that ws sends for it.
    socket.on('error', () => undefined);
  }

  return {
    handleUpgrade: (request, socket, head) => {
      if (isClosing) return refuseUpgrade(socket, 503);
      if (request.headers.origin !== config.origin) return refuseUpgrade(socket, 403);
      if (isTooMany(request)) return refuseUpgrade(socket, 429);
      server.handleUpgrade(request, socket, head, echo);
    },
    handle: (request, response) => {
      if (request.method === 'POST') return receivePost(request, response);
      if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET, POST' }).end();
      if (isClosing) return void response.writeHead(503).end();
      if (isTooMany(request)) return void response.writeHead(429).end();
      beat(response, streams);
    },
    close: async () => {
      isClosing = true;
      for (const response of streams) response.end();
      await Promise.all(
        [...sockets].map(
          (socket) =>
            new Promise<void>((gone) => {
              socket.on('close', () => gone());
              closeSocket(socket, closeCodes.restart.number, 'restart');
            })
        )
      );
    }
  };
}

/** Sends a few beats as an event stream, which `streams` holds as long as it is open. */
function beat(response: ServerResponse, streams: Set<ServerResponse>): void {
  streams.add(response);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no'
  });
  response.write('event: open\ndata: {}\n\n');
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    if (sent <= beats) response.write(`data: ${sent}\n\n`);
    else response.end();
  }, beatMilliseconds);
  response.on('close', () => {
    clearInterval(timer);
    streams.delete(response);
  });
}

function receivePost(request: IncomingMessage, response: ServerResponse): void {
  let size = 0;
  request.on('data', (part: Buffer) => {
    size += part.length;
    if (size > maxBytes && !response.headersSent) {
      response.writeHead(413, { connection: 'close' });
      response.end(() => request.destroy());
    }
  });
  request.on('end', () => {
    if (!response.headersSent) response.writeHead(204, { 'cache-control': 'no-store' }).end();
  });
  request.on('error', () => response.destroy());
}
