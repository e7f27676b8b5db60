/**
 * Reads and writes the messages inside the frames: y-websocket's, as they are or, for Hocuspocus, prefixed
 * with the document's name.
 */
import * as encoding from 'lib0/encoding';
import { readEnd, readUint } from './updates.ts';

export type Dialect = 'y-websocket' | 'hocuspocus';

export type Received =
  | { readonly kind: 'step1' }
  /** The update is in the message's bytes from `start` to `end`. */
  | { readonly kind: 'step2' | 'update'; readonly start: number; readonly end: number }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'other' };

const sync = 0;
const auth = 2;
/** Hocuspocus' own: a sync message that requests no answer. */
const syncReply = 4;
const steps = { step1: 0, step2: 1, update: 2 } as const;
const token = 0;
const authenticated = 2;
const empty: Received = { kind: 'other' };

const begin = (dialect: Dialect, room: string, type: number): encoding.Encoder => {
  const encoder = encoding.createEncoder();
  if (dialect === 'hocuspocus') encoding.writeVarString(encoder, room);
  encoding.writeVarUint(encoder, type);
  return encoder;
};

/** Encodes the token that a Hocuspocus provider sends before anything else; other clients have the cookie. */
export function encodeToken(dialect: Dialect, room: string): Uint8Array {
  const encoder = begin(dialect, room, auth);
  encoding.writeVarUint(encoder, token);
  encoding.writeVarString(encoder, 'bench');
  return encoding.toUint8Array(encoder);
}

export const encodeStep1 = (dialect: Dialect, room: string, stateVector: Uint8Array): Uint8Array =>
  encodeSync(dialect, room, steps.step1, stateVector);
export const encodeStep2 = (dialect: Dialect, room: string, update: Uint8Array): Uint8Array =>
  encodeSync(dialect, room, steps.step2, update);
export const encodeUpdate = (dialect: Dialect, room: string, update: Uint8Array): Uint8Array =>
  encodeSync(dialect, room, steps.update, update);

function encodeSync(dialect: Dialect, room: string, step: number, payload: Uint8Array): Uint8Array {
  const encoder = begin(dialect, room, sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

export function readMessage(dialect: Dialect, bytes: Uint8Array, from: number, to: number): Received {
  let start = from;
  if (dialect === 'hocuspocus') {
    const nameLength = readUint(bytes, start);
    start = readEnd() + nameLength;
  }
  const type = readUint(bytes, start);
  if (type === auth) {
    const what = readUint(bytes, readEnd());
    return { kind: what === authenticated && dialect === 'hocuspocus' ? 'authenticated' : 'denied' };
  }
  if (type !== sync && !(type === syncReply && dialect === 'hocuspocus')) return empty;
  const step = readUint(bytes, readEnd());
  if (step === steps.step1) return { kind: 'step1' };
  const length = readUint(bytes, readEnd());
  const at = readEnd();
  if (at + length > to) throw new Error('A server sent a message that is shorter than it says');
  return { kind: step === steps.step2 ? 'step2' : 'update', start: at, end: at + length };
}
