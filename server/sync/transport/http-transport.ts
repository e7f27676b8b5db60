/**
 * Implements the transport for clients that no WebSocket reaches: the server sends an event stream, the
 * client sends posts that name the transport. The messages and rules are the same; a transport belongs to the
 * person who opened it.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EventStream } from './event-stream.ts';
import { Cursor, Malformed } from '../scan/cursor.ts';
import type { Transport, TransportEvents } from './transport.ts';
import type { Packet } from './packet.ts';
import { maxFrameBytes } from '../handshake/socket-server.ts';
import type { TickBatcher } from './tick-batcher.ts';

/** Several messages fit in. */
export const maxPostBytes = maxFrameBytes + 1024;
/** Limits the time of a post: some seconds, and what a slow connection needs for its bytes. */
const graceMilliseconds = 10_000;
const slowestBytesPerSecond = 64 * 1024;
/**
 * Limits the time for which a post is held until what was sent before it is committed; its sender sends it
 * again on the next transport.
 */
const maxHeldMilliseconds = 30_000;

export class HttpTransport implements Transport {
  /** Identifies the transport in posts; it cannot be guessed. */
  readonly id = randomBytes(16).toString('base64url');
  readonly userId: string;
  readonly #stream: EventStream;
  readonly #tickBatcher: TickBatcher;
  #gathered: Packet[] = [];
  #events: TransportEvents | null = null;
  #held: Promise<void> | null = null;
  #letGo: () => void = () => undefined;
  #isTaking = false;

  constructor(response: ServerResponse, userId: string, tickBatcher: TickBatcher) {
    this.#stream = new EventStream(response, { line: this.id });
    this.userId = userId;
    this.#tickBatcher = tickBatcher;
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  get waiting(): number {
    return this.#stream.waiting;
  }

  send(packet: Packet): void {
    this.#gathered.push(packet);
    if (this.#gathered.length === 1) this.#tickBatcher.schedule(this);
  }

  flush(): void {
    const packets = this.#gathered;
    this.#gathered = [];
    if (packets.length > 0) this.#stream.write(packets.map((packet) => packet.events).join(''));
  }

  close(code: number, sentence: string): void {
    this.flush();
    this.#stream.close(code, sentence);
  }

  cut(): void {
    this.#stream.cut();
  }

  ping(): void {
    this.#stream.ping(() => this.#events?.alive());
  }

  holdBack(isHeld: boolean): void {
    if (isHeld) this.#held ??= new Promise((resolve) => (this.#letGo = resolve));
    else {
      this.#letGo();
      this.#held = null;
    }
  }

  listen(events: TransportEvents): void {
    this.#events = events;
    this.#stream.listen(
      () => events.drained(),
      () => events.gone()
    );
  }

  /** States whether a post is being taken: a client sends the next one after the answer to the last. */
  get isTaking(): boolean {
    return this.#isTaking;
  }

  /** Takes one post, messages with their lengths before them, and answers it. */
  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#isTaking = true;
    try {
      await this.#take(request, response);
    } finally {
      this.#isTaking = false;
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === 'too-large') return answer(response, 413);
    if (body === 'broken') return;
    if (!(await this.#released())) return answer(response, 503);
    if (this.#isClosed()) return answer(response, 410);
    this.#events?.alive();
    try {
      const cursor = new Cursor(body);
      while (cursor.left > 0 && !this.#isClosed()) this.#events?.message(cursor.buffer());
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#events?.malformed(error.message);
    }
    answer(response, this.#isClosed() ? 410 : 204);
  }

  /** Waits while the transport is held back; false when that takes too long. */
  async #released(): Promise<boolean> {
    if (!this.#held) return true;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), maxHeldMilliseconds);
    });
    const released = await Promise.race([this.#held.then(() => true), tooLong]);
    clearTimeout(timer);
    return released;
  }

  #isClosed(): boolean {
    return !this.isOpen;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'broken'> {
  const parts: Buffer[] = [];
  let size = 0;
  const announced = Number(request.headers['content-length'] ?? 0);
  const limit = graceMilliseconds + (announced / slowestBytesPerSecond) * 1_000;
  const cut = setTimeout(() => request.destroy(), limit);
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxPostBytes) return 'too-large';
      parts.push(part);
    }
  } catch {
    // The other end broke off; it sends the body again on the next transport that it opens.
    return 'broken';
  } finally {
    clearTimeout(cut);
  }
  return Buffer.concat(parts);
}

export function answer(
  response: ServerResponse,
  status: 204 | 401 | 403 | 404 | 405 | 410 | 413 | 429 | 500 | 503
): void {
  if (response.destroyed) return;
  // What was not read of a body must not be read as the next request.
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...(status === 204 ? {} : { connection: 'close' }),
    ...(status === 429 || status === 503 ? { 'retry-after': '2' } : {})
  });
  response.end();
}
