/** The messages that a client says, as bytes: those of y-websocket's protocol. */
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

/** What the document holds; asks for the rest. */
export const question = (doc: Y.Doc): Frame =>
  frame(messageTypes.sync, (encoder) => syncProtocol.writeSyncStep1(encoder, doc));

/** All that the other end, which holds so much, has not. */
export const answerTo = (stateVector: Uint8Array, doc: Y.Doc): Frame =>
  frame(messageTypes.sync, (encoder) => syncProtocol.writeSyncStep2(encoder, doc, stateVector));

export const change = (update: Uint8Array): Frame =>
  frame(messageTypes.sync, (encoder) => syncProtocol.writeUpdate(encoder, update));

/** Where these clients of the page are. */
export const presence = (awareness: awarenessProtocol.Awareness, clients: number[]): Frame =>
  frame(messageTypes.awareness, (encoder) =>
    encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(awareness, clients))
  );

/** Asks who is here. */
export const queryAwareness = (): Frame => frame(messageTypes.queryAwareness);
