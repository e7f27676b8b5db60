/**
 * Encodes cluster messages: the messages that one node sends at once form one entry, sealed with the
 * installation's key. Someone who can write to the bus without the key can neither pose as a node nor alter
 * its messages.
 */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Signal } from '#server/events/signals.ts';
import type { PresenceEntry, ClusterMessage } from './fanout.ts';
import type { RoomKey } from '../log/log.ts';

/** Numbers the format; raised when an older node would misread what a newer one writes. */
const version = 1;
const sealBytes = 32;

const kinds = { committed: 1, presence: 2, presenceWanted: 3, signal: 4, closeMarker: 5 } as const;

/** Larger updates are read from the log: the bus holds little, and for a short time. */
const maxUpdateBytes = 64 * 1024;

/** Holds what one node has sent at once. Without pieces it is a heartbeat. */
export interface Entry {
  readonly node: string;
  /**
   * Numbers the entries: one more than the entry before; higher by the number of messages dropped in between.
   */
  readonly serial: number;
  readonly pieces: readonly Uint8Array[];
}

/** Marks the closing of a node, as its last piece. */
export const closeMarker = new Uint8Array([kinds.closeMarker]);

export function sealEntry(entry: Entry, key: KeyObject): Buffer {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, version);
  encoding.writeVarString(encoder, entry.node);
  encoding.writeVarUint(encoder, entry.serial);
  for (const piece of entry.pieces) encoding.writeVarUint8Array(encoder, piece);
  const body = encoding.toUint8Array(encoder);
  return Buffer.concat([seal(body, key), body]);
}

/** Undefined for one that no node of this installation and version has written. */
export function openEntry(bytes: Uint8Array, key: KeyObject): Entry | undefined {
  const body = bytes.subarray(sealBytes);
  if (bytes.length < sealBytes || !timingSafeEqual(bytes.subarray(0, sealBytes), seal(body, key)))
    return undefined;
  const decoder = decoding.createDecoder(body);
  if (decoding.readVarUint(decoder) !== version) return undefined;
  const node = decoding.readVarString(decoder);
  const serial = decoding.readVarUint(decoder);
  const pieces: Uint8Array[] = [];
  while (decoding.hasContent(decoder)) pieces.push(decoding.readVarUint8Array(decoder));
  return { node, serial, pieces };
}

const seal = (body: Uint8Array, key: KeyObject): Buffer => createHmac('sha256', key).update(body).digest();

export function encodeMessage(message: ClusterMessage): Uint8Array {
  const encoder = encoding.createEncoder();
  switch (message.kind) {
    case 'committed':
      encoding.writeVarUint(encoder, kinds.committed);
      writeRoomKey(encoder, message.roomKey);
      encoding.writeVarUint(encoder, message.firstSeq);
      encoding.writeVarUint(encoder, message.owners.size);
      for (const [client, userId] of message.owners) {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarString(encoder, userId);
      }
      if (message.updates.reduce((size, update) => size + update.length, 0) > maxUpdateBytes) break;
      for (const update of message.updates) encoding.writeVarUint8Array(encoder, update);
      break;
    case 'presence':
      encoding.writeVarUint(encoder, kinds.presence);
      writeRoomKey(encoder, message.roomKey);
      for (const { client, clock, state, userId } of message.entries) {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarString(encoder, state);
        encoding.writeVarString(encoder, userId);
      }
      break;
    case 'presence-wanted':
      encoding.writeVarUint(encoder, kinds.presenceWanted);
      writeRoomKey(encoder, message.roomKey);
      break;
    case 'signal':
      encoding.writeVarUint(encoder, kinds.signal);
      encoding.writeVarString(encoder, JSON.stringify(message.signal));
  }
  return encoding.toUint8Array(encoder);
}

/** Undefined for a kind that only a later version knows. */
export function decodePiece(
  piece: Uint8Array
): ClusterMessage | { readonly kind: 'close-marker' } | undefined {
  const decoder = decoding.createDecoder(piece);
  switch (decoding.readVarUint(decoder)) {
    case kinds.committed: {
      const roomKey = readRoomKey(decoder);
      const firstSeq = decoding.readVarUint(decoder);
      const owners = new Map<number, string>();
      for (let left = decoding.readVarUint(decoder); left > 0; left--) {
        const client = decoding.readVarUint(decoder);
        owners.set(client, decoding.readVarString(decoder));
      }
      const updates: Uint8Array[] = [];
      // Copied: a view would hold on to all that was read from the bus with it.
      while (decoding.hasContent(decoder)) updates.push(Uint8Array.from(decoding.readVarUint8Array(decoder)));
      return { kind: 'committed', roomKey, firstSeq, updates, owners };
    }
    case kinds.presence: {
      const roomKey = readRoomKey(decoder);
      const entries: PresenceEntry[] = [];
      while (decoding.hasContent(decoder)) {
        const client = decoding.readVarUint(decoder);
        const clock = decoding.readVarUint(decoder);
        const state = decoding.readVarString(decoder);
        entries.push({ client, clock, state, userId: decoding.readVarString(decoder) });
      }
      return { kind: 'presence', roomKey, entries };
    }
    case kinds.presenceWanted:
      return { kind: 'presence-wanted', roomKey: readRoomKey(decoder) };
    case kinds.signal:
      return { kind: 'signal', signal: JSON.parse(decoding.readVarString(decoder)) as Signal };
    case kinds.closeMarker:
      return { kind: 'close-marker' };
    default:
      return undefined;
  }
}

function writeRoomKey(encoder: encoding.Encoder, { documentId, generation }: RoomKey): void {
  encoding.writeVarString(encoder, documentId);
  encoding.writeVarUint(encoder, generation);
}

const readRoomKey = (decoder: decoding.Decoder): RoomKey => {
  const documentId = decoding.readVarString(decoder);
  return { documentId, generation: decoding.readVarUint(decoder) };
};
