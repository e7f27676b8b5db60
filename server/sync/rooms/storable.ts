/**
 * Computes the bytes that go into the log and to the others: of an accepted update only what is new,
 * deletions included.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Range } from '../scan/parse.ts';
import type { Accepted } from '../scan/scan.ts';

/**
 * Returns the new part of an update. A sync step 2 repeats every deletion of its sender's document; stored
 * whole, the log would grow with each reconnect.
 */
export function storable(
  bytes: Uint8Array,
  accepted: Accepted,
  clockOf: (client: number) => number
): Uint8Array {
  // The usual case is typing: all of it is new and nothing is deleted. It is copied, since the bytes are a
  // view of the received buffer.
  if (accepted.repeated.length === 0 && accepted.structsEnd === bytes.length - 1) return Buffer.from(bytes);
  const structs =
    accepted.repeated.length > 0
      ? newStructs(bytes, accepted, clockOf)
      : bytes.subarray(0, accepted.structsEnd);
  const encoder = encoding.createEncoder();
  encoding.writeUint8Array(encoder, structs);
  writeDeletions(encoder, accepted.deletions);
  return encoding.toUint8Array(encoder);
}

const noDeletions = 0;

function newStructs(bytes: Uint8Array, accepted: Accepted, clockOf: (client: number) => number): Uint8Array {
  const withoutDeletions = new Uint8Array(accepted.structsEnd + 1);
  withoutDeletions.set(bytes.subarray(0, accepted.structsEnd));
  withoutDeletions[accepted.structsEnd] = noDeletions;
  const known = new Map<number, number>();
  for (const client of Y.parseUpdateMeta(withoutDeletions).from.keys()) known.set(client, clockOf(client));
  const trimmed = Y.diffUpdate(withoutDeletions, Y.encodeStateVector(known));
  return trimmed.subarray(0, trimmed.length - 1);
}

export function writeDeletions(
  encoder: encoding.Encoder,
  deletions: ReadonlyMap<number, readonly Range[]>
): void {
  encoding.writeVarUint(encoder, deletions.size);
  for (const [client, ranges] of [...deletions].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const range of ranges) {
      encoding.writeVarUint(encoder, range.clock);
      encoding.writeVarUint(encoder, range.length);
    }
  }
}
