/**
 * Implements the server's end of an event stream: opened at once, written to in whole events, and ended with
 * a code and a reason as a WebSocket is.
 */
import type { ServerResponse } from 'node:http';
import { closeMilliseconds } from '../handshake/socket-server.ts';

export class EventStream {
  readonly #response: ServerResponse;
  #closed = false;

  /** `opening` is sent first, as JSON. */
  constructor(response: ServerResponse, opening: Readonly<Record<string, string>> = {}) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      // Proxies buffer a response unless this header forbids it.
      'x-accel-buffering': 'no'
    });
    response.write(`event: open\ndata: ${JSON.stringify(opening)}\n\n`);
  }

  /** False as soon as either end has begun to close it. */
  get isOpen(): boolean {
    return !this.#closed && !this.#response.destroyed;
  }

  /** Bytes that were sent and that the other end has not taken yet. */
  get waiting(): number {
    return this.#response.writableLength;
  }

  /** Writes whole events, each with its empty line at the end. */
  write(events: string): void {
    if (this.isOpen) this.#response.write(events);
  }

  /** Sends what waits, then closes with a reason; a peer that does not take that in time is cut off. */
  close(code: number, sentence: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#response.end(`event: close\ndata: ${JSON.stringify({ code, reason: sentence })}\n\n`);
    const cut = setTimeout(() => this.cut(), closeMilliseconds);
    cut.unref();
    this.#response.once('close', () => clearTimeout(cut));
  }

  cut(): void {
    this.#response.destroy();
  }

  /**
   * Writes a comment, so that proxies do not cut a quiet stream. Calls when it was taken; a dead stream fails
   * to write.
   */
  ping(taken: () => void): void {
    if (!this.isOpen) return;
    this.#response.write(':\n\n', (error) => {
      if (!error) taken();
    });
  }

  listen(drained: () => void, gone: () => void): void {
    this.#response.on('drain', drained);
    this.#response.on('close', gone);
    if (this.#response.destroyed) gone();
  }
}
