/**
 * The client's end of a WebSocket, as little of it as a load generator needs: frames are read where the kernel put them, in
 * one buffer for all sockets, so that the clients' core is not what a run measures. Every server meets the same one.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Takes the bytes of one message, which are valid until the handler returns. */
export type MessageHandler = (bytes: Buffer, start: number, end: number) => void;

export interface Address {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const arrival = Buffer.allocUnsafeSlow(256 * 1024);
const answerEnd = '\r\n\r\n';

/** Encodes a masked binary frame; the mask is what a browser would add, chosen anew for each frame. */
export function frameOf(payload: Uint8Array, opcode: number = opcodes.binary): Buffer {
  const size = payload.length;
  const header = size < 126 ? 6 : size < 65_536 ? 8 : 14;
  const frame = Buffer.allocUnsafe(header + size);
  frame[0] = 0x80 | opcode;
  if (size < 126) frame[1] = 0x80 | size;
  else if (size < 65_536) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(size, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(size), 2);
  }
  const mask = (Math.random() * 0xffffffff) >>> 0;
  const maskAt = header - 4;
  frame.writeUInt32BE(mask, maskAt);
  for (let i = 0; i < size; i++) frame[header + i] = (payload[i] ?? 0) ^ (frame[maskAt + (i & 3)] ?? 0);
  return frame;
}

export class WireSocket {
  readonly #socket: Socket;
  readonly #onMessage: MessageHandler;
  #answer = '';
  #isOpen = false;
  #closeCode: number | null = null;
  /** Bytes of a frame that has not come whole. */
  #held: Buffer | null = null;
  #heldLength = 0;
  #parts: Buffer[] = [];
  readonly #opened: Promise<void>;

  constructor(address: Address, onMessage: MessageHandler) {
    this.#onMessage = onMessage;
    let open = (): void => undefined;
    let fail = (_error: Error): void => undefined;
    this.#opened = new Promise<void>((resolve, reject) => {
      open = resolve;
      fail = reject;
    });
    this.#socket = connect({
      host: '127.0.0.1',
      port: address.port,
      noDelay: true,
      onread: {
        buffer: arrival,
        callback: (length, buffer) => {
          this.#arrived(buffer as Buffer, length, open, fail);
          return true;
        }
      }
    });
    this.#socket.on('error', (error) => {
      this.#closeCode ??= 1006;
      fail(error);
    });
    this.#socket.once('close', () => {
      this.#closeCode ??= 1006;
      fail(new Error(`closed with ${this.#closeCode}`));
    });
    const headers = {
      Host: `localhost:${address.port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...address.headers
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    this.#socket.write(`GET ${address.path} HTTP/1.1\r\n${lines.join('\r\n')}${answerEnd}`);
  }

  /** Rejects when the upgrade is refused. */
  opened(): Promise<void> {
    return this.#opened;
  }

  /** Set once the other side has closed, or the connection broke. */
  get closeCode(): number | null {
    return this.#closeCode;
  }

  /** Writes one or more whole frames. */
  write(frames: Buffer): void {
    this.#socket.write(frames);
  }

  /** Drops the connection as a pulled cable would, without a closing handshake. */
  async drop(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, 'close');
    this.#socket.resetAndDestroy();
    await closed;
  }

  #arrived(buffer: Buffer, length: number, open: () => void, fail: (error: Error) => void): void {
    let from = 0;
    if (!this.#isOpen) {
      this.#answer += buffer.toString('latin1', 0, length);
      const end = this.#answer.indexOf(answerEnd);
      if (end < 0) return;
      if (!this.#answer.startsWith('HTTP/1.1 101')) {
        fail(new Error(`upgrade refused: ${this.#answer.slice(0, this.#answer.indexOf('\r\n'))}`));
        return;
      }
      from = length - (this.#answer.length - end - answerEnd.length);
      this.#isOpen = true;
      this.#answer = '';
      open();
    }
    if (this.#held === null) {
      const read = this.#frames(buffer, from, length);
      if (read < length) this.#hold(buffer, read, length);
      return;
    }
    this.#hold(buffer, from, length);
    const read = this.#frames(this.#held, 0, this.#heldLength);
    if (read === this.#heldLength) {
      this.#held = null;
      this.#heldLength = 0;
    } else if (read > 0) {
      this.#held.copyWithin(0, read, this.#heldLength);
      this.#heldLength -= read;
    }
  }

  #hold(buffer: Buffer, from: number, to: number): void {
    const needed = this.#heldLength + to - from;
    if (this.#held === null || this.#held.length < needed) {
      const grown = Buffer.allocUnsafe(Math.max(needed * 2, 4096));
      this.#held?.copy(grown, 0, 0, this.#heldLength);
      this.#held = grown;
    }
    buffer.copy(this.#held, this.#heldLength, from, to);
    this.#heldLength = needed;
  }

  /** Returns up to where it read whole frames. */
  #frames(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (to - at >= 2) {
      const first = bytes[at] ?? 0;
      let size = (bytes[at + 1] ?? 0) & 0x7f;
      let start = at + 2;
      if (size === 126) {
        if (to - at < 4) break;
        size = bytes.readUInt16BE(at + 2);
        start = at + 4;
      } else if (size === 127) {
        if (to - at < 10) break;
        size = Number(bytes.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      const end = start + size;
      if (end > to) break;
      this.#frame(first, bytes, start, end);
      at = end;
    }
    return at;
  }

  #frame(first: number, bytes: Buffer, start: number, end: number): void {
    const isLast = (first & 0x80) !== 0;
    const opcode = first & 0x0f;
    if (opcode === opcodes.ping)
      this.#socket.write(frameOf(Buffer.from(bytes.subarray(start, end)), opcodes.pong));
    else if (opcode === opcodes.close)
      this.#closeCode ??= end - start >= 2 ? bytes.readUInt16BE(start) : 1005;
    else if (opcode === opcodes.binary && isLast) this.#onMessage(bytes, start, end);
    else if (opcode === opcodes.binary || opcode === opcodes.continuation) {
      this.#parts.push(Buffer.from(bytes.subarray(start, end)));
      if (!isLast) return;
      const whole = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#onMessage(whole, 0, whole.length);
    }
  }
}
