/** Parses the frames of a room's socket strictly, and encodes those that go out. */
import * as encoding from 'lib0/encoding';
import { maxClientId, maxClock, messageTypes, permissionDenied, syncSteps } from '#wire/messages.ts';
import type { Message } from './packet.ts';
import { Cursor, Malformed } from '../scan/cursor.ts';

export type Incoming =
  | { readonly kind: 'ask'; readonly stateVector: Uint8Array }
  | { readonly kind: 'write'; readonly isAnswer: boolean; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'query-awareness' };

/** Throws Malformed. */
export function parseFrame(bytes: Uint8Array): Incoming {
  const cursor = new Cursor(bytes);
  const frame = parse(cursor);
  cursor.end();
  return frame;
}

function parse(cursor: Cursor): Incoming {
  switch (cursor.uint(255)) {
    case messageTypes.sync: {
      const step = cursor.uint(2);
      const payload = cursor.buffer();
      if (step !== syncSteps.step1)
        return { kind: 'write', isAnswer: step === syncSteps.step2, update: payload };
      checkStateVector(payload);
      return { kind: 'ask', stateVector: payload };
    }
    case messageTypes.awareness:
      return { kind: 'awareness', update: cursor.buffer() };
    case messageTypes.queryAwareness:
      return { kind: 'query-awareness' };
    default:
      throw new Malformed('unknown message');
  }
}

function checkStateVector(bytes: Uint8Array): void {
  const cursor = new Cursor(bytes);
  for (let left = cursor.count(2); left > 0; left--) {
    cursor.uint(maxClientId);
    cursor.uint(maxClock);
  }
  cursor.end();
}

/** Sets the payload size from which a payload is written behind its head without a copy for each receiver. */
const large = 16 * 1024;

/** Encodes a sync message without a library: there is one for every update. */
function syncFrame(step: number, payload: Uint8Array): Message {
  const isLarge = payload.length >= large;
  let headSize = 3;
  for (let rest = payload.length; rest >= 128; rest = Math.floor(rest / 128)) headSize++;
  const frame = Buffer.allocUnsafe(isLarge ? headSize : headSize + payload.length);
  frame[0] = messageTypes.sync;
  frame[1] = step;
  let at = 2;
  let rest = payload.length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) frame[at++] = 128 | (rest % 128);
  frame[at++] = rest;
  if (isLarge) return { head: frame, body: payload, length: headSize + payload.length };
  frame.set(payload, at);
  return frame;
}

export const step1Frame = (stateVector: Uint8Array): Message => syncFrame(syncSteps.step1, stateVector);
export const step2Frame = (update: Uint8Array): Message => syncFrame(syncSteps.step2, update);
export const updateFrame = (update: Uint8Array): Message => syncFrame(syncSteps.update, update);

export const deniedFrame = (reason: string): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.auth);
    encoding.writeVarUint(encoder, permissionDenied);
    encoding.writeVarString(encoder, reason);
  });

export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  /** Holds the state as JSON text; `null` for a client that left. */
  readonly state: string;
}

export const awarenessFrame = (entries: readonly AwarenessEntry[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.awareness);
    encoding.writeVarUint8Array(
      encoder,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, entries.length);
        for (const { client, clock, state } of entries) {
          encoding.writeVarUint(inner, client);
          encoding.writeVarUint(inner, clock);
          encoding.writeVarString(inner, state);
        }
      })
    );
  });
