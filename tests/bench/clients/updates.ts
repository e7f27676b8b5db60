/**
 * Updates of a typist, written by hand in Yjs' format (V1), and read back only as far as needed to know which edits they hold:
 * a Y.Doc per client would make the clients the bottleneck. Real documents check the outcome (verify.ts).
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Names the passage of a chapter, which is one sequence. */
export const rootName = 'body.en';
/** The clock of the marker of a typist's own block. */
const markerClock = 0;
/** Each edit is one character. */
export const firstEditClock = 1;

const info = { gc: 0, deleted: 1, string: 4, embed: 5, skip: 10 } as const;
const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasSub = 0x20;

export const characterOf = (edit: number): string => String.fromCharCode(97 + (edit % 26));

export const markerOf = (client: number): { readonly block: string } => ({ block: `b${client}` });

/**
 * Makes the edit with number `edit` (from 0) of a client, as an editor would: a character at the end of the client's
 * own block, before the block of `following`, where the client knows of one. The first edit also brings the block's marker.
 */
export function encodeEdit(
  encoder: encoding.Encoder,
  client: number,
  edit: number,
  following: number | null
): void {
  const clock = firstEditClock + edit;
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, edit === 0 ? 2 : 1);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, edit === 0 ? markerClock : clock);
  if (edit === 0) {
    encoding.writeUint8(encoder, info.embed);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, rootName);
    encoding.writeVarString(encoder, JSON.stringify(markerOf(client)));
  }
  const isFollowed = edit > 0 && following !== null;
  encoding.writeUint8(encoder, info.string | hasOrigin | (isFollowed ? hasRightOrigin : 0));
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock - 1);
  if (isFollowed) {
    encoding.writeVarUint(encoder, following);
    encoding.writeVarUint(encoder, markerClock);
  }
  encoding.writeVarString(encoder, characterOf(edit));
  encoding.writeVarUint(encoder, 0);
}

/**
 * Makes a text of paragraphs as one update of its own client id, so that a room holds something before people
 * type.
 */
export function encodeText(client: number, paragraphs: number, characters: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  const delta = Array.from({ length: paragraphs }, (_, i) => [
    { insert: { block: `p${i}` } },
    { insert: characterOf(i).repeat(characters) }
  ]).flat();
  doc.getText(rootName).applyDelta(delta);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

let at = 0;

export function readUint(bytes: Uint8Array, from: number): number {
  at = from;
  return uint(bytes);
}

/** Returns the offset at which the last read ended. */
export const readEnd = (): number => at;

function uint(bytes: Uint8Array): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
}

/** Reports for each client in an update the clocks it covers, `from` inclusive, `to` exclusive. */
export function readClocks(
  bytes: Uint8Array,
  start: number,
  end: number,
  onRange: (client: number, from: number, to: number) => void
): void {
  at = start;
  for (let clients = uint(bytes); clients > 0; clients--) {
    const structs = uint(bytes);
    const client = uint(bytes);
    const from = uint(bytes);
    let clock = from;
    for (let left = structs; left > 0; left--) {
      const length = structLength(bytes);
      if (length < 0) {
        readClocksByYjs(new Uint8Array(bytes.subarray(start, end)), onRange);
        return;
      }
      clock += length;
    }
    onRange(client, from, clock);
  }
}

/** Reads over one struct; -1 for what only Yjs can read. */
function structLength(bytes: Uint8Array): number {
  const first = bytes[at++] ?? 0;
  const kind = first & 0x1f;
  if (kind === info.gc || kind === info.skip) return uint(bytes);
  if (first & hasOrigin) skipId(bytes);
  if (first & hasRightOrigin) skipId(bytes);
  if ((first & (hasOrigin | hasRightOrigin)) === 0) {
    if (uint(bytes) === 1) skipString(bytes);
    else skipId(bytes);
    if (first & hasSub) skipString(bytes);
  }
  if (kind === info.deleted) return uint(bytes);
  if (kind === info.string) return skipText(bytes);
  if (kind !== info.embed) return -1;
  skipString(bytes);
  return 1;
}

function skipId(bytes: Uint8Array): void {
  uint(bytes);
  uint(bytes);
}

function skipString(bytes: Uint8Array): void {
  const size = uint(bytes);
  at += size;
}

/** Returns the length in UTF-16 units, as Yjs counts. */
function skipText(bytes: Uint8Array): number {
  const end = uint(bytes) + at;
  let length = 0;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (!isContinuation) length += byte >= 0xf0 ? 2 : 1;
  }
  return length;
}

function readClocksByYjs(
  update: Uint8Array,
  onRange: (client: number, from: number, to: number) => void
): void {
  const { from, to } = Y.parseUpdateMeta(update);
  for (const [client, end] of to) onRange(client, from.get(client) ?? 0, end);
}
