/** Reads the letters and embeds of a text one by one, with their ids, whether they are deleted or not. */
import * as Y from 'yjs';
import type { ContentMark } from '#base/content.ts';
import type { LetterRange } from '#rules/suggestions/suggestion.ts';
import { parseEmbed } from '../sequence/embeds.ts';
import { marksOf } from '../sequence/walk.ts';

/** Describes a part of an item: what follows each other in one client's ids and is deleted or not as one. */
export interface Piece {
  readonly id: Y.ID;
  readonly length: number;
  readonly isDeleted: boolean;
  /** Null for an embed, and for what is deleted. */
  readonly text: string | null;
  readonly marks: readonly ContentMark[];
  /** Names the block that the piece begins: that of a marker, or a block atom. */
  readonly begins: { readonly id: string; readonly isMarker: boolean } | null;
}

/** Returns what the text counts, from left to right; also what is deleted, which counts nothing. */
export function* piecesOf(text: Y.Text): Generator<Piece> {
  const formats = new Map<string, unknown>();
  let marks: readonly ContentMark[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    const { content, length, id, deleted } = item;
    if (content instanceof Y.ContentFormat) {
      if (deleted) continue;
      formats.set(content.key, content.value);
      marks = marksOf(formats);
      continue;
    }
    if (!deleted && !item.countable) continue;
    const embed = !deleted && content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
    const begins = embed && 'value' in embed ? { id: embed.id, isMarker: embed.kind === 'block' } : null;
    const letters = !deleted && content instanceof Y.ContentString ? content.str : null;
    yield { id, length, isDeleted: deleted, text: letters, marks, begins };
  }
}

/** Places a piece: how much the text counts before it, and the block in which it stands. */
export interface PlacedPiece extends Piece {
  readonly start: number;
  readonly blockId: string | null;
}

/** It is made for one state of the text and read any number of times. */
export class LetterTable {
  readonly pieces: readonly PlacedPiece[];
  /** Counts the text as Yjs does. */
  readonly length: number;
  readonly #byClient = new Map<number, PlacedPiece[]>();

  constructor(text: Y.Text | null) {
    const pieces: PlacedPiece[] = [];
    let start = 0;
    let blockId: string | null = null;
    for (const piece of text ? piecesOf(text) : []) {
      if (piece.begins) blockId = piece.begins.isMarker ? piece.begins.id : null;
      const placed = { ...piece, start, blockId };
      pieces.push(placed);
      const known = this.#byClient.get(piece.id.client);
      if (known) known.push(placed);
      else this.#byClient.set(piece.id.client, [placed]);
      if (!piece.isDeleted) start += piece.length;
    }
    for (const known of this.#byClient.values()) known.sort((one, other) => one.id.clock - other.id.clock);
    this.pieces = pieces;
    this.length = start;
  }

  /** Lists the pieces that hold some of these letters, in the order of their ids. */
  *within({ client, clock, length }: LetterRange): Generator<PlacedPiece> {
    const known = this.#byClient.get(client) ?? [];
    let [low, high] = [0, known.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = known[middle];
      if (piece && piece.id.clock + piece.length <= clock) low = middle + 1;
      else high = middle;
    }
    for (let piece = known[low]; piece && piece.id.clock < clock + length; piece = known[++low]) yield piece;
  }

  find({ client, clock }: Y.ID): PlacedPiece | null {
    for (const piece of this.within({ client, clock, length: 1 })) return piece;
    return null;
  }

  /** Lists where the letters of these ranges stand in the text, from left to right; the beginnings of blocks are left out. */
  standing(ranges: readonly LetterRange[]): { readonly start: number; readonly length: number }[] {
    const found: { start: number; length: number }[] = [];
    for (const range of ranges)
      for (const piece of this.within(range)) {
        if (piece.isDeleted || piece.begins) continue;
        const from = Math.max(range.clock, piece.id.clock);
        const to = Math.min(range.clock + range.length, piece.id.clock + piece.length);
        found.push({ start: piece.start + from - piece.id.clock, length: to - from });
      }
    return found.sort((one, other) => one.start - other.start);
  }

  /** Returns the ids of what the text counts between two places; the beginnings of blocks are left out. */
  idsBetween(from: number, to: number): LetterRange[] {
    const ranges: LetterRange[] = [];
    for (const { id, start, length, isDeleted, begins } of this.pieces) {
      if (isDeleted || begins || start >= to || start + length <= from) continue;
      const first = Math.max(from, start);
      const clock = id.clock + first - start;
      addRange(ranges, { client: id.client, clock, length: Math.min(to, start + length) - first });
    }
    return ranges;
  }
}

/** Checks whether a document has this letter, deleted or not. */
export const isKnown = (doc: Y.Doc, { client, clock }: Y.ID): boolean =>
  clock < Y.getState(doc.store, client);

/** Cuts a range of ids into those that the document holds as they were written, and those that it has deleted. */
export function* standingOf(
  doc: Y.Doc,
  { client, clock, length }: LetterRange
): Generator<LetterRange & { readonly stands: boolean }> {
  const end = Math.min(clock + length, Y.getState(doc.store, client));
  for (let at = clock; at < end;) {
    const item: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, at));
    const next = Math.min(end, item.id.clock + item.length);
    yield { client, clock: at, length: next - at, stands: !item.deleted };
    at = next;
  }
}

/** Ids that follow the last range lengthen it. */
export function addRange(ranges: LetterRange[], { client, clock, length }: LetterRange): void {
  const last = ranges.at(-1);
  if (last?.client === client && last.clock + last.length === clock)
    ranges[ranges.length - 1] = { ...last, length: last.length + length };
  else ranges.push({ client, clock, length });
}

/** Checks whether two lists name a letter that is in both. */
export const overlap = (some: readonly LetterRange[], others: readonly LetterRange[]): boolean =>
  some.some((one) =>
    others.some(
      (other) =>
        one.client === other.client &&
        one.clock < other.clock + other.length &&
        other.clock < one.clock + one.length
    )
  );
