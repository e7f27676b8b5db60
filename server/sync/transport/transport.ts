/**
 * Defines the transport to one client, be it a WebSocket or an event stream with posts: messages whole and in
 * order, both ways.
 */
import type { Packet } from './packet.ts';

export interface TransportEvents {
  message(data: Uint8Array): void;
  /** It sent something that is no message; the transport stays open. */
  malformed(sentence: string): void;
  /** It sent what the transport cannot read; the transport closes by itself. */
  broken(): void;
  /** The other end has shown that it is there. */
  alive(): void;
  /** The bytes that waited for the other end have been taken. */
  drained(): void;
  gone(): void;
}

export interface Transport {
  /** False as soon as either end has begun to close it. */
  readonly isOpen: boolean;
  /** Bytes that were sent and that the other end has not taken yet. */
  readonly waiting: number;
  /** Sends at the end of the tick, together with what else is sent until then. */
  send(packet: Packet): void;
  /** Sends what waits, then closes with a reason. */
  close(code: number, sentence: string): void;
  /** Cuts the connection without a close frame. */
  cut(): void;
  /** Requests a sign of life. */
  ping(): void;
  /** Stops reading from the other end while held. */
  holdBack(isHeld: boolean): void;
  listen(events: TransportEvents): void;
}
