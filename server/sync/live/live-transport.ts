/**
 * Defines the transport to one page that follows a study, be it a WebSocket or an event stream: texts whole
 * and in order, and nothing back.
 */
import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { EventStream } from '../transport/event-stream.ts';
import { closeSocket } from '../handshake/socket-server.ts';

export interface LiveTransportEvents {
  /** It sent something, which no page of ours does. */
  spoke(): void;
  /** The other end has shown that it is there. */
  alive(): void;
  /** It sent what the transport cannot read; the transport closes by itself. */
  broken(): void;
  gone(): void;
}

export interface LiveTransport {
  /** False as soon as either end has begun to close it. */
  readonly isOpen: boolean;
  /** Bytes that were sent and that the other end has not taken yet. */
  readonly waiting: number;
  send(text: string): void;
  /** Sends what waits, then closes with a reason. */
  close(code: number, sentence: string): void;
  /** Cuts the connection without a close frame. */
  cut(): void;
  /** Requests a sign of life. */
  ping(): void;
  listen(events: LiveTransportEvents): void;
}

export class LiveSocket implements LiveTransport {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): void {
    if (this.isOpen) this.#socket.send(text);
  }

  close(code: number, sentence: string): void {
    closeSocket(this.#socket, code, sentence);
  }

  cut(): void {
    this.#socket.terminate();
  }

  ping(): void {
    if (this.isOpen) this.#socket.ping();
  }

  listen(events: LiveTransportEvents): void {
    this.#socket.on('message', () => events.spoke());
    this.#socket.on('pong', () => events.alive());
    this.#socket.on('error', () => events.broken());
    this.#socket.on('close', () => events.gone());
  }
}

/**
 * Implements the transport for pages that no WebSocket reaches. Each text is one event; JSON has no line
 * breaks of its own.
 */
export class LiveStream implements LiveTransport {
  readonly #stream: EventStream;
  #events: LiveTransportEvents | null = null;

  constructor(response: ServerResponse) {
    this.#stream = new EventStream(response);
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  get waiting(): number {
    return this.#stream.waiting;
  }

  send(text: string): void {
    this.#stream.write(`data: ${text}\n\n`);
  }

  close(code: number, sentence: string): void {
    this.#stream.close(code, sentence);
  }

  cut(): void {
    this.#stream.cut();
  }

  ping(): void {
    this.#stream.ping(() => this.#events?.alive());
  }

  listen(events: LiveTransportEvents): void {
    this.#events = events;
    this.#stream.listen(
      () => undefined,
      () => events.gone()
    );
  }
}
