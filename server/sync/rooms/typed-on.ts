/**
 * Joins typed updates: a client sends each key as an update of its own. Those that came in one tick by one
 * connection, each a piece of text right behind the last, become one row of the log and one message: the same
 * struct that Yjs makes of them when it merges. Where others write in between, Yjs cuts it at the same
 * position.
 */
import type { Connection } from '../transport/connection.ts';
import type { NextClock, StorableUpdate } from './update-check.ts';
import { Cursor } from '../scan/cursor.ts';
import type { Id } from '../scan/parse.ts';
import type { Row, Written } from './work.ts';

/** Describes an update of one piece of text and nothing else. */
interface Piece {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
  readonly origin: Id | null;
  readonly rightOrigin: Id | null;
  /** Holds the bytes before the text and its length. */
  readonly head: Uint8Array;
  readonly text: Uint8Array;
}

/** A longer piece stays alone. */
const maxTextBytes = 16 * 1024;

/**
 * In the order of arrival; a piece that continues an earlier row joins it, since it builds on that row alone.
 */
export function rowsOf(written: readonly Written[]): Row[] {
  if (written.length === 1) return written.map(rowOf);
  const rows: (Row | TypedRun)[] = [];
  const typedRuns = new Map<Connection, TypedRun>();
  for (const one of written) {
    const { connection } = one.work;
    const piece = pieceOf(one.accepted);
    if (piece && typedRuns.get(connection)?.takes(piece, one.accepted.clocks)) continue;
    if (piece) {
      const typedRun = new TypedRun(rowOf(one), piece);
      typedRuns.set(connection, typedRun);
      rows.push(typedRun);
    } else {
      typedRuns.delete(connection);
      rows.push(rowOf(one));
    }
  }
  return rows.map((row) => (row instanceof TypedRun ? row.row : row));
}

const rowOf = ({ work: { connection }, accepted: { bytes, clocks } }: Written): Row => ({
  connection,
  bytes,
  clocks
});

class TypedRun {
  readonly #first: Row;
  readonly #head: Piece;
  readonly #texts: Uint8Array[];
  #size: number;
  #end: number;
  #clocks: readonly NextClock[];

  constructor(first: Row, head: Piece) {
    this.#first = first;
    this.#head = head;
    this.#texts = [head.text];
    this.#size = head.text.length;
    this.#end = head.end;
    this.#clocks = first.clocks;
  }

  /** Adds the piece if it continues the row; false otherwise. */
  takes(piece: Piece, clocks: readonly NextClock[]): boolean {
    const { client, rightOrigin } = this.#head;
    const follows =
      piece.client === client &&
      piece.clock === this.#end &&
      isSame(piece.origin, { client, clock: this.#end - 1 });
    if (!follows || !isSame(piece.rightOrigin, rightOrigin) || this.#size + piece.text.length > maxTextBytes)
      return false;
    this.#texts.push(piece.text);
    this.#size += piece.text.length;
    this.#end = piece.end;
    this.#clocks = clocks;
    return true;
  }

  get row(): Row {
    if (this.#texts.length === 1) return this.#first;
    return {
      connection: this.#first.connection,
      bytes: updateOf(this.#head.head, this.#texts, this.#size),
      clocks: this.#clocks
    };
  }
}

const isSame = (a: Id | null, b: Id | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);

const hasOrigin = 128;
const hasRightOrigin = 64;
const string = 4;

/** Parses the bytes that are to be stored: the scanned update may have held more. */
function pieceOf({ bytes, isPiece }: StorableUpdate): Piece | null {
  if (!isPiece) return null;
  const cursor = new Cursor(bytes);
  const isOne = cursor.byte() === 1 && cursor.byte() === 1;
  if (!isOne) return null;
  const { client, clock } = idAt(cursor);
  const info = cursor.byte();
  if ((info & ~(hasOrigin | hasRightOrigin)) !== string) return null;
  const origin = info & hasOrigin ? idAt(cursor) : null;
  const rightOrigin = info & hasRightOrigin ? idAt(cursor) : null;
  if (!origin && !rightOrigin) {
    if (cursor.byte() === 1) cursor.buffer();
    else idAt(cursor);
  }
  const head = bytes.subarray(0, cursor.at);
  const from = cursor.at;
  const length = cursor.stringLength();
  const end = cursor.at;
  cursor.at = from;
  const text = cursor.buffer();
  // The text is followed by the zero of an empty delete set.
  return end === bytes.length - 1 && bytes[end] === 0
    ? { client, clock, end: clock + length, origin, rightOrigin, head, text }
    : null;
}

const idAt = (cursor: Cursor): Id => ({
  client: cursor.uint(Number.MAX_SAFE_INTEGER),
  clock: cursor.uint(Number.MAX_SAFE_INTEGER)
});

function updateOf(head: Uint8Array, texts: readonly Uint8Array[], size: number): Uint8Array {
  const sizeBytes = size < 128 ? 1 : size < 128 * 128 ? 2 : 3;
  const bytes = Buffer.allocUnsafe(head.length + sizeBytes + size + 1);
  bytes.set(head);
  let at = head.length;
  let rest = size;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = 128 | (rest % 128);
  bytes[at++] = rest;
  for (const text of texts) {
    bytes.set(text, at);
    at += text.length;
  }
  bytes[at] = 0;
  return bytes;
}
