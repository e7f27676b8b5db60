/**
 * Simulates the server's end of an HTTP transport as docs/protocol.md describes it, in front of a real room's
 * socket; it can be set to misbehave as networks and servers do.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as decoding from 'lib0/decoding';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Endpoint } from './socket.ts';

interface OpenTransport {
  readonly socket: WebSocket;
  readonly response: ServerResponse;
}

export class HttpBridge {
  /** Answers all requests with this status, as long as it is set; 200 with a page, as a captive portal does, where it is `page`. */
  refuse: number | 'page' | null = null;
  /** Bodies of the requests that came up, as numbers of messages. */
  readonly batches: number[] = [];
  mostPostsAtOnce = 0;
  port = 0;
  readonly #endpoint: Endpoint;
  readonly #transports = new Map<string, OpenTransport>();
  #posts = 0;

  static async open(endpoint: Endpoint): Promise<HttpBridge> {
    const bridge = new HttpBridge(endpoint);
    const server = createServer((request, response) => void bridge.#answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('no port');
    bridge.port = address.port;
    onTestFinished(() => {
      bridge.cut();
      server.closeAllConnections();
      server.close();
    });
    return bridge;
  }

  private constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  get openTransports(): number {
    return this.#transports.size;
  }

  /** Breaks every stream off without a close message. */
  cut(): void {
    for (const { response, socket } of this.#transports.values()) {
      response.destroy();
      socket.terminate();
    }
  }

  /** Sends a heartbeat, in two pieces. */
  beat(): void {
    for (const { response } of this.#transports.values()) {
      response.write(':');
      response.write('\n\n');
    }
  }

  /** Makes the server forget its transports, although their streams are still open. */
  forget(): void {
    this.#transports.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.refuse === 'page')
      return void response
        .writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
        .end('<p>Sign in to the network</p>');
    if (this.refuse !== null) return void response.writeHead(this.refuse).end();
    const url = new URL(request.url ?? '', 'http://bridge');
    if (request.method === 'GET') this.#open(url, request, response);
    else await this.#carry(url.searchParams.get('line') ?? '', request, response);
  }

  #open(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const id = `line-${this.#transports.size}-${Math.random()}`;
    const socket = new WebSocket(
      `ws://127.0.0.1:${this.#endpoint.port}${url.pathname.replace('/sync-http/', '/sync/')}${url.search}`,
      {
        headers: { origin: this.#endpoint.origin, cookie: request.headers.cookie ?? '' }
      }
    );
    socket.on('unexpected-response', (_, answer) => response.writeHead(answer.statusCode ?? 500).end());
    socket.on('error', () => undefined);
    socket.on('open', () => {
      this.#transports.set(id, { socket, response });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: open\ndata: ${JSON.stringify({ line: id })}\n\n`);
    });
    socket.on('message', (data: Buffer) => response.write(`data: ${data.toString('base64')}\n\n`));
    socket.on('close', (code, reason) => {
      this.#transports.delete(id);
      response.end(`event: close\ndata: ${JSON.stringify({ code, reason: reason.toString() })}\n\n`);
    });
    response.on('close', () => socket.close());
  }

  async #carry(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostPostsAtOnce = Math.max(this.mostPostsAtOnce, ++this.#posts);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.#posts -= 1;
    const line = this.#transports.get(id);
    if (!line) return void response.writeHead(410).end();
    const decoder = decoding.createDecoder(new Uint8Array(Buffer.concat(parts)));
    let messages = 0;
    for (; decoding.hasContent(decoder); messages++) line.socket.send(decoding.readVarUint8Array(decoder));
    this.batches.push(messages);
    response.writeHead(204).end();
  }
}
