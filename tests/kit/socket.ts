/**
 * Provides real sockets for tests: an app behind a port, raw room sockets whose frames are awaited as events,
 * and stock providers.
 */
import { request } from 'node:http';
import { once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { schemaVersion } from '#base/chips/chips.ts';
import {
  messageTypes,
  readAccess,
  readClientIdsTaken,
  readCommitted,
  readLateProposalStored,
  readTextSize,
  readTrouble,
  syncSteps,
  type Committed,
  type LateProposalStored,
  type TextSize,
  type Trouble
} from '#wire/messages.ts';
import type { App } from '#server/app.ts';
import { openHttpServer } from '#server/http/server.ts';

/** Holds the query of a client of this build. */
export const ourQuery = `meridian=1&schema=${schemaVersion}`;

/** Serves an app as server/main.ts does, but without pages; resolves to the port. */
export async function servePort(app: App): Promise<number> {
  const server = openHttpServer(app, (_, response) => void response.writeHead(404).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
  });
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

export interface Endpoint {
  readonly port: number;
  readonly origin: string;
}

export interface OpenOptions {
  readonly cookie?: string | null;
  readonly origin?: string | null;
}

const headersOf = (endpoint: Endpoint, { cookie, origin }: OpenOptions): Record<string, string> => ({
  ...(origin === null ? {} : { origin: origin ?? endpoint.origin }),
  ...(cookie ? { cookie } : {})
});

/**
 * Returns the status with which an upgrade is answered. The path is sent as it is, which a WebSocket of any
 * browser would normalise.
 */
export async function attemptUpgrade(
  endpoint: Endpoint,
  path: string,
  options: OpenOptions = {}
): Promise<number> {
  const upgradeRequest = request({
    host: '127.0.0.1',
    port: endpoint.port,
    path,
    headers: {
      ...headersOf(endpoint, options),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16, 7).toString('base64')
    }
  });
  return new Promise((resolve, reject) => {
    upgradeRequest.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    upgradeRequest.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    upgradeRequest.on('error', reject);
    upgradeRequest.end();
  });
}

export type Heard =
  | { readonly kind: 'step1'; readonly bytes: Uint8Array }
  | { readonly kind: 'step2'; readonly bytes: Uint8Array }
  | { readonly kind: 'update'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'awareness';
      readonly states: ReadonlyMap<number, { clock: number; state: Record<string, unknown> | null }>;
    }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'access'; readonly access: 'read' | 'write' }
  | { readonly kind: 'committed'; readonly committed: Committed }
  | { readonly kind: 'late'; readonly late: LateProposalStored }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  | { readonly kind: 'quarantined'; readonly reason: string }
  | { readonly kind: 'text-size'; readonly textSize: TextSize }
  | { readonly kind: 'taken'; readonly clients: readonly number[] };

const isOf = <T extends Heard['kind']>(heard: Heard, kind: T): heard is Extract<Heard, { kind: T }> =>
  heard.kind === kind;

/** Represents a connection to a room whose messages a test sends by hand, over any transport. */
export abstract class RawTransport {
  readonly heard: Heard[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly #waiters: (() => void)[] = [];

  abstract send(frame: Uint8Array): void;

  protected take(message: Uint8Array): void {
    this.heard.push(parseHeard(message));
    this.wake();
  }

  protected wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  /**
   * Returns the first message of this type from here on, received already or to come. Rejects when the socket
   * closes before.
   */
  async hear<T extends Heard['kind']>(
    kind: T,
    where: (heard: Extract<Heard, { kind: T }>) => boolean = () => true
  ): Promise<Extract<Heard, { kind: T }>> {
    for (;;) {
      const found = this.heard.find((one) => isOf(one, kind) && where(one));
      if (found) {
        this.heard.splice(this.heard.indexOf(found), 1);
        return found as Extract<Heard, { kind: T }>;
      }
      if (this.closed)
        throw new Error(`closed with ${this.closed.code} ${this.closed.reason} while waiting for ${kind}`);
      await this.next();
    }
  }

  /** Settles when this holds of what has been received. Rejects when the socket closes before. */
  async has(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.closed) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
      await this.next();
    }
  }

  /**
   * Returns the state of the room as one update, after everything that was sent before has been processed. It
   * may come in pieces, of which the last is the answer itself.
   */
  async whole(): Promise<Uint8Array> {
    const before = new Set(this.heard);
    this.sendSyncStep1();
    const answer: { readonly bytes: Uint8Array } = await this.hear('step2');
    const pieces = this.heard.filter((one) => isOf(one, 'update') && !before.has(one)) as Extract<
      Heard,
      { kind: 'update' }
    >[];
    for (const piece of pieces) this.heard.splice(this.heard.indexOf(piece), 1);
    return pieces.length === 0
      ? answer.bytes
      : Y.mergeUpdates([...pieces.map(({ bytes }) => bytes), answer.bytes]);
  }

  async end(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await this.next();
    return this.closed;
  }

  sendSyncStep1(stateVector: Uint8Array = new Uint8Array([0])): void {
    this.#sync(syncSteps.step1, stateVector);
  }

  answer(update: Uint8Array): void {
    this.#sync(syncSteps.step2, update);
  }

  update(update: Uint8Array): void {
    this.#sync(syncSteps.update, update);
  }

  awareness(entries: readonly { client: number; clock: number; state: unknown }[]): void {
    this.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, messageTypes.awareness);
        encoding.writeVarUint8Array(
          encoder,
          encoding.encode((inner) => {
            encoding.writeVarUint(inner, entries.length);
            for (const { client, clock, state } of entries) {
              encoding.writeVarUint(inner, client);
              encoding.writeVarUint(inner, clock);
              encoding.writeVarString(inner, typeof state === 'string' ? state : JSON.stringify(state));
            }
          })
        );
      })
    );
  }

  #sync(step: number, payload: Uint8Array): void {
    this.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, messageTypes.sync);
        encoding.writeVarUint(encoder, step);
        encoding.writeVarUint8Array(encoder, payload);
      })
    );
  }

  protected next(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}

/** Connects to a room over a WebSocket. */
export class RawSocket extends RawTransport {
  readonly socket: WebSocket;

  constructor(endpoint: Endpoint, path: string, options: OpenOptions = {}) {
    super();
    this.socket = new WebSocket(`ws://127.0.0.1:${endpoint.port}${path}`, {
      headers: headersOf(endpoint, options)
    });
    this.socket.on('message', (data: Buffer) => this.take(new Uint8Array(data)));
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.wake();
    });
    this.socket.on('error', () => this.wake());
    onTestFinished(() => this.socket.terminate());
  }

  /** Opens it and answers the server's question with nothing, as an empty client does. */
  static async join(
    endpoint: Endpoint,
    room: string,
    options: OpenOptions = {},
    query = ourQuery
  ): Promise<RawSocket> {
    const raw = new RawSocket(endpoint, `/sync/${room}?${query}`, options);
    await raw.hear('step1');
    return raw;
  }

  /** Opens it and takes nothing of what is received off the list. */
  static async opened(endpoint: Endpoint, room: string, options: OpenOptions): Promise<RawSocket> {
    const raw = new RawSocket(endpoint, `/sync/${room}?${ourQuery}`, options);
    await raw.has(() => raw.heard.some(({ kind }) => kind === 'step1'));
    return raw;
  }

  override send(frame: Uint8Array | string): void {
    this.socket.send(frame);
  }
}

/** Connects to a room over an event stream and POST requests. */
export class RawStream extends RawTransport {
  readonly #endpoint: Endpoint;
  readonly #path: string;
  readonly #options: OpenOptions;
  readonly #abort = new AbortController();
  #transportId = '';
  #posted: Promise<number> = Promise.resolve(204);

  constructor(endpoint: Endpoint, room: string, options: OpenOptions) {
    super();
    this.#endpoint = endpoint;
    this.#path = `/sync-http/${room}`;
    this.#options = options;
    onTestFinished(() => this.#abort.abort());
  }

  static async join(
    endpoint: Endpoint,
    room: string,
    options: OpenOptions = {},
    query = ourQuery
  ): Promise<RawStream> {
    const raw = new RawStream(endpoint, room, options);
    const status = await raw.open(query);
    if (status !== 200) throw new Error(`The stream was answered with ${status}`);
    await raw.hear('step1');
    return raw;
  }

  /** Resolves to the status with which the stream is answered. */
  async open(query = ourQuery): Promise<number> {
    const response = await this.#fetch('GET', query, null);
    if (response.status === 200 && response.body) {
      void this.#read(response.body).catch(() => this.#end({ code: 1006, reason: '' }));
      while (this.#transportId === '' && !this.closed) await this.next();
    }
    return response.status;
  }

  get line(): string {
    return this.#transportId;
  }

  /** Resolves to the status of the last POST request, when all before it have been answered. */
  get posted(): Promise<number> {
    return this.#posted;
  }

  override send(frame: Uint8Array): void {
    const body = encoding.encode((encoder) => encoding.writeVarUint8Array(encoder, frame));
    this.#posted = this.#posted.then(() => this.post(body));
  }

  async post(body: Uint8Array, line = this.#transportId): Promise<number> {
    return (await this.#fetch('POST', `line=${line}`, body)).status;
  }

  leave(): void {
    this.#abort.abort();
  }

  #fetch(method: string, query: string, body: Uint8Array | null): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#endpoint.port}${this.#path}?${query}`, {
      method,
      body: body && new Uint8Array(body),
      headers: { ...headersOf(this.#endpoint, this.#options), 'content-type': 'application/octet-stream' },
      ...(method === 'GET' ? { signal: this.#abort.signal } : {})
    });
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of stream as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.#take(event);
    }
    this.#end({ code: 1006, reason: '' });
  }

  #take(event: string): void {
    const lines = event.split('\n');
    const name = lines.find((line) => line.startsWith('event: '))?.slice(7);
    const data = lines.find((line) => line.startsWith('data: '))?.slice(6) ?? '';
    if (name === 'open') this.#transportId = (JSON.parse(data) as { line: string }).line;
    else if (name === 'close') this.#end(JSON.parse(data) as { code: number; reason: string });
    else if (data !== '') return this.take(new Uint8Array(Buffer.from(data, 'base64')));
    this.wake();
  }

  #end(closed: { code: number; reason: string }): void {
    this.closed ??= closed;
    this.wake();
  }
}

function parseHeard(frame: Uint8Array): Heard {
  const decoder = decoding.createDecoder(frame);
  switch (decoding.readVarUint(decoder)) {
    case messageTypes.sync: {
      const kind = (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)];
      if (!kind) throw new Error('unknown step');
      return { kind, bytes: decoding.readVarUint8Array(decoder).slice() };
    }
    case messageTypes.awareness: {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
      const states = new Map<number, { clock: number; state: Record<string, unknown> | null }>();
      for (let left = decoding.readVarUint(inner); left > 0; left--) {
        const client = decoding.readVarUint(inner);
        states.set(client, {
          clock: decoding.readVarUint(inner),
          state: JSON.parse(decoding.readVarString(inner)) as Record<string, unknown> | null
        });
      }
      return { kind: 'awareness', states };
    }
    case messageTypes.auth:
      decoding.readVarUint(decoder);
      return { kind: 'denied', reason: decoding.readVarString(decoder) };
    case messageTypes.access:
      return { kind: 'access', access: readAccess(decoder) };
    case messageTypes.committed:
      return { kind: 'committed', committed: readCommitted(decoder) };
    case messageTypes.lateProposalStored:
      return { kind: 'late', late: readLateProposalStored(decoder) };
    case messageTypes.trouble:
      return { kind: 'trouble', trouble: readTrouble(decoder) };
    case messageTypes.quarantined:
      return { kind: 'quarantined', reason: decoding.readVarString(decoder) };
    case messageTypes.textSize:
      return { kind: 'text-size', textSize: readTextSize(decoder) };
    case messageTypes.clientIdsTaken:
      return { kind: 'taken', clients: readClientIdsTaken(decoder) };
    default:
      throw new Error('unknown message');
  }
}

/** Opens y-websocket's own provider, unmodified, with a session's cookie on its upgrades. */
export function stockProvider(
  endpoint: Endpoint,
  room: string,
  doc: Y.Doc,
  options: OpenOptions
): WebsocketProvider {
  const headers = headersOf(endpoint, options);
  class WithHeaders extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const provider = new WebsocketProvider(`ws://127.0.0.1:${endpoint.port}/sync`, room, doc, {
    WebSocketPolyfill: WithHeaders as unknown as typeof globalThis.WebSocket,
    disableBc: true
  });
  onTestFinished(() => provider.destroy());
  return provider;
}

/** Resolves when the document says so, now or after one of its updates. */
export function until(doc: Y.Doc, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      doc.off('update', look);
      resolve();
    };
    doc.on('update', look);
    look();
  });
}
