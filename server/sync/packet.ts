/** Messages on their way to people: put together once, written as they are to however many lines. */

/** Of a frame from the server: whole, binary, not masked. */
const wholeBinary = 0x82;
const shortest = 126;
const short = 2 ** 16;

export class Packet {
  readonly messages: readonly Uint8Array[];
  #frames: Buffer | null = null;

  constructor(...messages: readonly Uint8Array[]) {
    this.messages = messages;
  }

  /** The messages as WebSocket frames, one behind the other. */
  get frames(): Buffer {
    this.#frames ??= framesOf(this.messages);
    return this.#frames;
  }

  /** The messages as events of an event stream. */
  get events(): string {
    return this.messages.map((message) => `data: ${Buffer.from(message).toString('base64')}\n\n`).join('');
  }
}

function framesOf(messages: readonly Uint8Array[]): Buffer {
  let size = 0;
  for (const { length } of messages) size += headerOf(length) + length;
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    const { length } = message;
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
    at += headerOf(length);
    frames.set(message, at);
    at += length;
  }
  return frames;
}

const headerOf = (length: number): number => (length < shortest ? 2 : length < short ? 4 : 10);
