/**
 * Packs a run of the log into one value: columns rather than rows, so that equal authors and close times
 * compress to almost nothing.
 */
import { inflateRawSync } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export interface LoggedUpdate {
  readonly seq: number;
  readonly userId: string;
  readonly at: string;
  /** Holds one validated Yjs update (V1). */
  readonly bytes: Uint8Array;
}

/**
 * Limits the rows and bytes that are folded in one transaction: other commits wait for it, so that it must
 * take milliseconds.
 */
export const mostRowsOfSegment = 512;
const mostBytesOfSegment = 256 * 1024;
const format = 1;

/**
 * Returns the rows at the beginning that make one segment: without a gap in their numbers, and not too large
 * unless the first is.
 */
export function runOf<Row extends { readonly seq: number; readonly bytes: Uint8Array }>(
  rows: Iterable<Row>
): Row[] {
  const run: Row[] = [];
  let size = 0;
  for (const row of rows) {
    const last = run.at(-1);
    if (last && (row.seq !== last.seq + 1 || size + row.bytes.length > mostBytesOfSegment)) break;
    run.push(row);
    size += row.bytes.length;
    if (run.length === mostRowsOfSegment) break;
  }
  return run;
}

export function bytesByAuthor(run: readonly LoggedUpdate[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { userId, bytes } of run) sums.set(userId, (sums.get(userId) ?? 0) + bytes.length);
  return sums;
}

/**
 * The caller compresses it with raw deflate for storage. `run` is not empty, and its numbers are consecutive.
 */
export function packRun(run: readonly LoggedUpdate[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, format);
    encoding.writeVarUint(encoder, run.length);
    encoding.writeVarUint(encoder, run[0]?.seq ?? 0);
    for (const { userId } of run) encoding.writeVarString(encoder, userId);
    for (const { at } of run) encoding.writeVarString(encoder, at);
    for (const { bytes } of run) encoding.writeVarUint(encoder, bytes.length);
    for (const { bytes } of run) encoding.writeUint8Array(encoder, bytes);
  });
}

/** In order. Throws where `stored` is no segment. */
export function readSegment(stored: Uint8Array): LoggedUpdate[] {
  const decoder = decoding.createDecoder(inflateRawSync(stored));
  const found = decoding.readVarUint(decoder);
  if (found !== format) throw new Error(`A segment of the log has the unknown format ${found}`);
  const count = decoding.readVarUint(decoder);
  const first = decoding.readVarUint(decoder);
  const times = <T>(read: () => T): T[] => Array.from({ length: count }, read);
  const users = times(() => decoding.readVarString(decoder));
  const ats = times(() => decoding.readVarString(decoder));
  const lengths = times(() => decoding.readVarUint(decoder));
  return lengths.map((length, n) => ({
    seq: first + n,
    userId: users[n] ?? '',
    at: ats[n] ?? '',
    bytes: decoding.readUint8Array(decoder, length)
  }));
}
