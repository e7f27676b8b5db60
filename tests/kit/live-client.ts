/**
 * Subscribes to live events as a page does, over a WebSocket or an event stream; tests await what it
 * receives.
 */
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveEvent, LiveMessage } from '#wire/live.ts';
import type { Endpoint } from './socket.ts';

export abstract class LiveClient {
  readonly received: LiveMessage[] = [];
  readonly #wake: (() => void)[] = [];

  abstract opened(): Promise<unknown>;
  /** Resolves to the close code. */
  abstract code(): Promise<number>;

  protected hear(text: string): void {
    this.received.push(JSON.parse(text) as LiveMessage);
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Resolves to the next message. */
  heard(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  async events(count: number): Promise<LiveEvent[]> {
    for (;;) {
      const events = this.received.filter((one) => one.type === 'event');
      if (events.length >= count) return events;
      await this.heard();
    }
  }
}

export class LiveSocketClient extends LiveClient {
  readonly #socket: WebSocket;

  constructor(endpoint: Endpoint, query: string, cookie: string) {
    super();
    this.#socket = new WebSocket(`ws://127.0.0.1:${endpoint.port}/live?${query}`, {
      headers: { origin: endpoint.origin, cookie }
    });
    this.#socket.on('message', (data: Buffer) => this.hear(data.toString()));
    onTestFinished(() => this.#socket.terminate());
  }

  override opened(): Promise<unknown> {
    return new Promise((resolve) => this.#socket.on('open', resolve));
  }

  override code(): Promise<number> {
    return new Promise((resolve) => this.#socket.on('close', resolve));
  }

  send(text: string): void {
    this.#socket.send(text);
  }
}

export class LiveStreamClient extends LiveClient {
  /** Comments that came between the events. */
  pulses = 0;
  readonly #abort = new AbortController();
  #open: () => void = () => undefined;
  #end: (code: number) => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));
  readonly #code = new Promise<number>((resolve) => (this.#end = resolve));

  constructor(endpoint: Endpoint, query: string, cookie: string) {
    super();
    void this.#read(`http://127.0.0.1:${endpoint.port}/live-http?${query}`, cookie).then(
      () => this.#end(1006),
      () => this.#end(1006)
    );
    onTestFinished(() => this.leave());
  }

  override opened(): Promise<unknown> {
    return this.#opened;
  }

  override code(): Promise<number> {
    return this.#code;
  }

  leave(): void {
    this.#abort.abort();
  }

  async #read(address: string, cookie: string): Promise<void> {
    const { body } = await fetch(address, { headers: { cookie }, signal: this.#abort.signal });
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of (body ?? new ReadableStream()) as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.#take(event);
    }
  }

  #take(event: string): void {
    const data = /^data: (.*)$/m.exec(event)?.[1] ?? '';
    if (event.startsWith(':')) this.pulses += 1;
    else if (event.startsWith('event: open\n')) this.#open();
    else if (event.startsWith('event: close\n')) this.#end((JSON.parse(data) as { code: number }).code);
    else this.hear(data);
  }
}

/** Lists both transports with their client class. */
export const liveClientKinds = [
  ['a WebSocket', LiveSocketClient],
  ['an event stream', LiveStreamClient]
] as const;
