/** Speaks the WebSocket protocol in raw bytes, without a library that would refuse to send hostile frames. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import * as encoding from 'lib0/encoding';
import { messageTypes, syncSteps } from '#wire/messages.ts';
import type { Endpoint } from './reader.ts';

export interface Answer {
  /** The HTTP status of the upgrade. */
  readonly status: number;
  /** The close code; 1006 when the connection broke without one. */
  readonly code: number;
  /** Frames after which a question was answered, and the one that closed it. */
  readonly checked: number;
}

export type Frame = Uint8Array | string;

/** Encodes a frame, masked as a client sends it; `first` may hold other bits of the first byte. */
export function onTheWire(frame: Frame, first?: number): Buffer {
  const payload = typeof frame === 'string' ? Buffer.from(frame) : Buffer.from(frame);
  const size = payload.length;
  const header = Buffer.alloc(size < 126 ? 6 : size < 65_536 ? 8 : 14);
  header[0] = first ?? 0x80 | (typeof frame === 'string' ? 1 : 2);
  header[1] = 0x80 | (size < 126 ? size : size < 65_536 ? 126 : 127);
  if (size >= 65_536) header.writeBigUInt64BE(BigInt(size), 2);
  else if (size >= 126) header.writeUInt16BE(size, 2);
  // The mask of all zeros leaves the payload as it is.
  return Buffer.concat([header, payload]);
}

export const upgradeRequest = (endpoint: Endpoint, path: string, cookie: string | null): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: ${new URL(endpoint.origin).host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Origin: ${endpoint.origin}`,
    ...(cookie === null ? [] : [`Cookie: ${cookie}`]),
    '',
    ''
  ].join('\r\n');

/**
 * Sends frame after frame, each followed by a sync step 1: when that is answered, the frame has been checked
 * and the socket is still open. The first goes out before the upgrade is answered.
 */
export function speak(
  endpoint: Endpoint,
  room: string,
  cookie: string,
  frames: readonly Frame[]
): Promise<Answer> {
  return new Promise((resolve) => {
    const responseReader = new ResponseReader();
    let known: Uint8Array = Uint8Array.of(0);
    let checked = 0;
    let code = 1006;
    const socket = connect(endpoint.port, endpoint.host, () => {
      socket.write(
        Buffer.concat([
          Buffer.from(upgradeRequest(endpoint, `/sync/${room}?meridian=1`, cookie)),
          onTheWire(frames[0] ?? '')
        ])
      );
    });
    const next = (): void => {
      const frame = frames[checked];
      socket.write(frame === undefined ? closing : Buffer.concat([onTheWire(frame), sendSyncStep1(known)]));
    };
    const hear = (opcode: number, bytes: Buffer): void => {
      if (opcode === 8) {
        if (code !== 1006) return;
        code = bytes.length >= 2 ? bytes.readUInt16BE(0) : 1005;
        if (checked < frames.length) checked += 1;
        socket.write(closing);
      } else if (opcode === 2 && bytes[0] === messageTypes.sync && bytes[1] === syncSteps.step1) {
        const isFirst = known.length === 1;
        known = Uint8Array.from(bytes.subarray(2 + lengthOfLength(bytes)));
        if (isFirst) socket.write(sendSyncStep1(known));
      } else if (opcode === 2 && bytes[0] === messageTypes.sync && bytes[1] === syncSteps.step2) {
        checked += 1;
        next();
      }
    };
    socket.on('data', (data) => responseReader.take(data, hear));
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ status: responseReader.status, code, checked }));
    socket.setNoDelay(true);
  });
}

const closing = onTheWire(Uint8Array.of(0x03, 0xe8), 0x88);

const lengthOfLength = (bytes: Buffer): number => {
  let length = 1;
  while ((bytes[1 + length] ?? 0) > 127) length += 1;
  return length;
};

function sendSyncStep1(known: Uint8Array): Buffer {
  return onTheWire(
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, messageTypes.sync);
      encoding.writeVarUint(encoder, syncSteps.step1);
      encoding.writeVarUint8Array(encoder, known);
    })
  );
}

const upgradeEnd = '\r\n\r\n';

/** Parses the server's frames from the bytes as they come; the server sends no fragmented frames. */
class ResponseReader {
  /** The HTTP status of the upgrade; 0 while it has not been answered. */
  status = 0;
  #held: Buffer = Buffer.alloc(0);

  take(data: Buffer, onFrame: (opcode: number, payload: Buffer) => void): void {
    this.#held = this.#held.length === 0 ? data : Buffer.concat([this.#held, data]);
    if (this.status === 0) {
      const end = this.#held.indexOf(upgradeEnd);
      if (end < 0) return;
      this.status = Number(this.#held.toString('latin1', 9, 12));
      this.#held = this.#held.subarray(end + upgradeEnd.length);
    }
    for (;;) {
      const short = (this.#held[1] ?? 0) & 127;
      const header = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.#held.length < header) return;
      const size =
        short === 126
          ? this.#held.readUInt16BE(2)
          : short === 127
            ? Number(this.#held.readBigUInt64BE(2))
            : short;
      if (this.#held.length < header + size) return;
      const opcode = (this.#held[0] ?? 0) & 15;
      const payload = this.#held.subarray(header, header + size);
      this.#held = this.#held.subarray(header + size);
      onFrame(opcode, payload);
    }
  }
}
