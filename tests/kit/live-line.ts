/** A socket for live events, as a page holds one. */
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveEvent, LiveMessage } from '#wire/live.ts';
import type { Door } from './socket.ts';

/** A page's line: what it is told, awaited. */
export class Line {
  readonly told: LiveMessage[] = [];
  readonly #wake: (() => void)[] = [];
  readonly #socket: WebSocket;

  constructor(door: Door, query: string, cookie: string) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${door.port}/live?${query}`, { headers: { origin: door.origin, cookie } });
    this.#socket.on('message', (data: Buffer) => {
      this.told.push(JSON.parse(data.toString()) as LiveMessage);
      for (const wake of this.#wake.splice(0)) wake();
    });
    onTestFinished(() => this.#socket.terminate());
  }

  opened(): Promise<unknown> {
    return new Promise((resolve) => this.#socket.on('open', resolve));
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  code(): Promise<number> {
    return new Promise((resolve) => this.#socket.on('close', resolve));
  }

  /** The next message. */
  heard(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  async events(count: number): Promise<LiveEvent[]> {
    for (;;) {
      const events = this.told.filter((one) => one.type === 'event');
      if (events.length >= count) return events;
      await this.heard();
    }
  }
}
