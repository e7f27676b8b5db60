/** Encodes messages once for many receivers: they are written unchanged to any number of transports. */

/**
 * Holds a message in one piece, or as a head with a body that is written behind it without a copy. `length`
 * is that of the whole.
 */
export type Message =
  | Uint8Array
  | { readonly head: Uint8Array; readonly body: Uint8Array; readonly length: number };

/** Starts the header of a frame from the server: whole, binary, not masked. */
const wholeBinary = 0x82;
const shortest = 126;
const short = 2 ** 16;

export class Packet {
  readonly messages: readonly Message[];
  #frames: readonly Uint8Array[] | null = null;

  constructor(messages: readonly Message[]) {
    this.messages = messages;
  }

  /**
   * Returns the messages as WebSocket frames, to be written one after the other: small ones share a buffer.
   */
  get frames(): readonly Uint8Array[] {
    this.#frames ??= framesOf(this.messages);
    return this.#frames;
  }

  /** Returns the messages as events of an event stream. */
  get events(): string {
    return this.messages
      .map((message) => `data: ${Buffer.from(wholeOf(message)).toString('base64')}\n\n`)
      .join('');
  }
}

/** Holds a portion of what a connection missed, up to a number in the log. */
export interface Portion {
  readonly packet: Packet;
  readonly through: number;
}

function framesOf(messages: readonly Message[]): Uint8Array[] {
  let copied = 0;
  for (const message of messages) copied += headerOf(message.length) + pieceOf(message).length;
  const buffer = Buffer.allocUnsafe(copied);
  const frames: Uint8Array[] = [];
  let from = 0;
  let at = 0;
  for (const message of messages) {
    at = writeHeader(buffer, at, message.length);
    const piece = pieceOf(message);
    buffer.set(piece, at);
    at += piece.length;
    if (message instanceof Uint8Array) continue;
    frames.push(buffer.subarray(from, at), message.body);
    from = at;
  }
  if (at > from) frames.push(buffer.subarray(from, at));
  return frames;
}

function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = wholeBinary;
  if (length < shortest) frames[at + 1] = length;
  else if (length < short) {
    frames[at + 1] = 126;
    frames.writeUInt16BE(length, at + 2);
  } else {
    frames[at + 1] = 127;
    frames.writeUInt32BE(0, at + 2);
    frames.writeUInt32BE(length, at + 6);
  }
  return at + headerOf(length);
}

const headerOf = (length: number): number => (length < shortest ? 2 : length < short ? 4 : 10);
const pieceOf = (message: Message): Uint8Array => (message instanceof Uint8Array ? message : message.head);
const wholeOf = (message: Message): Uint8Array =>
  message instanceof Uint8Array ? message : Buffer.concat([message.head, message.body]);
