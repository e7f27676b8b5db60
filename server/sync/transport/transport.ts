/** The way to one client, be it a WebSocket or an event stream with posts: messages whole and in order, both ways. */
import type { Packet } from './packet.ts';

/** What a line tells its connection. */
export interface TransportEvents {
  message(data: Uint8Array): void;
  /** It sent something that is no message; the line goes on. */
  malformed(sentence: string): void;
  /** It sent what the line cannot read; the line closes by itself. */
  broken(): void;
  /** The other end has shown that it is there. */
  alive(): void;
  /** What waited for the other end has been taken. */
  drained(): void;
  gone(): void;
}

export interface Transport {
  /** False as soon as either end has begun to close it. */
  readonly isOpen: boolean;
  /** Bytes that were sent and that the other end has not taken yet. */
  readonly waiting: number;
  /** Goes out at the end of the turn, together with what else is sent until then. */
  send(packet: Packet): void;
  /** Sends what waits, then says why it closes. */
  close(code: number, sentence: string): void;
  /** Cuts it off without a word. */
  cut(): void;
  /** Asks for a sign of life. */
  ping(): void;
  /** Takes nothing more from the other end until told to. */
  holdBack(isHeld: boolean): void;
  listen(events: TransportEvents): void;
}
