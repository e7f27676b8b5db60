/**
 * Implements the transport over a WebSocket. The packets of a tick go out in one write; their frames were
 * made once for all receivers.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Transport, TransportEvents } from './transport.ts';
import type { Packet } from './packet.ts';
import { closeSocket } from '../handshake/socket-server.ts';
import type { TickBatcher } from './tick-batcher.ts';

export class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  /** The stream under the socket: `ws` writes whole frames to it, so that we may write between them. */
  readonly #wire: Duplex;
  readonly #tickBatcher: TickBatcher;
  #gathered: Packet[] = [];

  constructor(socket: WebSocket, wire: Duplex, tickBatcher: TickBatcher) {
    this.#socket = socket;
    this.#wire = wire;
    this.#tickBatcher = tickBatcher;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get waiting(): number {
    return this.#wire.writableLength;
  }

  send(packet: Packet): void {
    this.#gathered.push(packet);
    if (this.#gathered.length === 1) this.#tickBatcher.schedule(this);
  }

  flush(): void {
    const packets = this.#gathered;
    if (packets.length === 0) return;
    this.#gathered = [];
    if (!this.isOpen) return;
    const pieces =
      packets.length === 1 ? (packets[0]?.frames ?? []) : packets.flatMap((packet) => packet.frames);
    const [first] = pieces;
    if (first && pieces.length === 1) this.#wire.write(first);
    else if (pieces.length === packets.length) this.#wire.write(Buffer.concat(pieces));
    else this.#writeUncopied(pieces);
  }

  /** Writes pieces without a copy; large ones are shared with the room and other transports. */
  #writeUncopied(pieces: readonly Uint8Array[]): void {
    this.#wire.cork();
    for (const piece of pieces) this.#wire.write(piece);
    this.#wire.uncork();
  }

  close(code: number, sentence: string): void {
    this.flush();
    closeSocket(this.#socket, code, sentence);
  }

  cut(): void {
    this.#socket.terminate();
  }

  ping(): void {
    if (this.isOpen) this.#socket.ping();
  }

  holdBack(isHeld: boolean): void {
    if (isHeld) this.#socket.pause();
    else this.#socket.resume();
  }

  listen(events: TransportEvents): void {
    const socket = this.#socket;
    socket.on('message', (data, isBinary) => {
      if (isBinary) events.message(data as Buffer);
      else events.malformed('text instead of bytes');
    });
    socket.on('pong', () => events.alive());
    socket.on('close', () => events.gone());
    // A broken or oversized frame is followed by the close that ws sends for it.
    socket.on('error', () => events.broken());
    this.#wire.on('drain', () => events.drained());
    if (socket.readyState === socket.CLOSED) events.gone();
  }
}
