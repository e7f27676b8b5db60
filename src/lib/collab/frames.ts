/** Encodes the messages that a client sends, as bytes of y-websocket's protocol. */
import * as encoding from 'lib0/encoding';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import type * as Y from 'yjs';
import { messageTypes } from '#wire/messages.ts';

type Frame = Uint8Array<ArrayBuffer>;

const frame = (type: number, write: (encoder: encoding.Encoder) => void = () => undefined): Frame => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
};

/** Returns sync step 1: states what the document holds and requests the rest. */
export const question = (doc: Y.Doc): Frame =>
  frame(messageTypes.sync, (encoder) => syncProtocol.writeSyncStep1(encoder, doc));

/** Returns sync step 2: everything that a peer with this state vector lacks. */
export const answerTo = (stateVector: Uint8Array, doc: Y.Doc): Frame =>
  frame(messageTypes.sync, (encoder) => syncProtocol.writeSyncStep2(encoder, doc, stateVector));

export const change = (update: Uint8Array): Frame =>
  frame(messageTypes.sync, (encoder) => syncProtocol.writeUpdate(encoder, update));

/** Returns the awareness states of these clients of the page. */
export const presence = (awareness: awarenessProtocol.Awareness, clients: number[]): Frame =>
  frame(messageTypes.awareness, (encoder) =>
    encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(awareness, clients))
  );

/** Returns a request for the awareness states of all others. */
export const queryAwareness = (): Frame => frame(messageTypes.queryAwareness);
