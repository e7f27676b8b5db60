/**
 * Reads what the author of suggestions has changed: the differences between the live text and the author's fork of
 * it. They follow from the ids of letters, never from a comparison of words: what the live text knows is no
 * suggestion, no matter who wrote it and when it arrived.
 */
import * as Y from 'yjs';
import {
  kindOfChange,
  longestSuggestionQuote,
  type LetterRange,
  type SuggestedChange,
  type SuggestedRun
} from '#rules/suggestions/suggestion.ts';
import type { ContentMark } from '#base/content.ts';
import { contextLength } from '../sequence/anchor-search.ts';
import { findText } from '../sequence/roots.ts';
import { addRange, isKnown, LetterTable, overlap, piecesOf, standingOf } from './letters.ts';

/** Describes a change of letters that follow each other, and the ids by which it is known again. */
export interface Hunk {
  readonly change: SuggestedChange;
  /** Names the letters that the author wrote in the fork. */
  readonly own: readonly LetterRange[];
  /** Names those of them that differ from what stood there: the words of the change. */
  readonly written: readonly LetterRange[];
  /** Names the letters of the live text that the author deleted in the fork, also those that were written again. */
  readonly gone: readonly LetterRange[];
}

/** Holds one character of the text with its marks; of an embed, a sign that no letter equals. */
export interface Sign {
  readonly char: string;
  readonly marks: readonly ContentMark[];
}
interface Letter extends Sign {
  readonly id: Y.ID;
}

interface Collected {
  readonly blockId: string | null;
  readonly left: Letter | null;
  readonly before: string;
  readonly deleted: Letter[];
  readonly inserted: Letter[];
  right: Letter | null;
  after: string;
}

const embedSign = '\u0000';

/** Names the letters by which a change that was read before is known again. */
export type KnownHunk = Pick<Hunk, 'own' | 'gone'>;

/** Holds what differs between the live text and a fork. */
export interface Hunks {
  readonly hunks: readonly Hunk[];
  /** Lists where the author wrote again what stood there: undo restores deleted letters as copies. */
  readonly unchanged: readonly KnownHunk[];
}

/**
 * Reads the changes of a passage in its order. Those of one block that hold letters of one of the `known` changes are
 * one change: what stands between them has come from the live text since, such as the words of this very change,
 * which a writer has accepted.
 */
export function hunksOf(live: Y.Doc, fork: Y.Doc, root: string, known: readonly KnownHunk[] = []): Hunks {
  const [liveText, forkText] = [findText(live, root), findText(fork, root)];
  if (!forkText) return { hunks: [], unchanged: [] };
  const liveLetters = new LetterTable(liveText);
  const found: Collected[] = [];
  let hunk: Collected | null = null;
  let blockId: string | null = null;
  let left: Letter | null = null;
  let before = '';
  const begin = (): Collected => {
    if (hunk) return hunk;
    hunk = { blockId, left, before, deleted: [], inserted: [], right: null, after: '' };
    found.push(hunk);
    return hunk;
  };
  for (const piece of piecesOf(forkText)) {
    const { id, length } = piece;
    if (!isKnown(live, id)) {
      // What the fork holds of its author's: letters. A block that it begins stands for an empty text.
      if (piece.text === null) continue;
      const { marks } = piece;
      for (let index = 0; index < length; index++)
        begin().inserted.push({
          id: Y.createID(id.client, id.clock + index),
          char: piece.text[index] ?? '',
          marks
        });
      continue;
    }
    for (const { client, clock, length: count, stands } of standingOf(live, {
      client: id.client,
      clock: id.clock,
      length
    })) {
      if (!stands) continue;
      if (piece.isDeleted) {
        for (const letter of lettersOf(liveLetters, { client, clock, length: count }))
          begin().deleted.push(letter);
        continue;
      }
      const first = clock - id.clock;
      const kept = lettersIn(piece.text, id, piece.marks, first, count);
      const ended = hunk as Collected | null;
      if (ended) {
        const isSame = piece.begins === null;
        ended.right = isSame ? (kept[0] ?? null) : null;
        ended.after = isSame ? (piece.text ?? '').slice(first, first + contextLength) : '';
      }
      hunk = null;
      left = kept.at(-1) ?? null;
      before = piece.begins
        ? ''
        : (before + (piece.text ?? embedSign).slice(first, first + count)).slice(-contextLength);
      if (piece.begins) blockId = piece.begins.isMarker ? piece.begins.id : null;
    }
  }
  const hunks: Hunk[] = [];
  const unchanged: KnownHunk[] = [];
  for (const one of joined(found, known)) {
    const hunk = toHunk(one);
    if (hunk) hunks.push(hunk);
    else unchanged.push({ own: rangesOf(one.inserted), gone: rangesOf(one.deleted) });
  }
  return { hunks, unchanged };
}

/** Joins changes of one block that hold letters of the same known change. */
function joined(found: readonly Collected[], known: readonly KnownHunk[]): readonly Collected[] {
  if (known.length === 0 || found.length < 2) return found;
  const all: Collected[] = [];
  const places = new Map<KnownHunk, number>();
  for (const one of found) {
    const [own, gone] = [rangesOf(one.inserted), rangesOf(one.deleted)];
    const of = known.find((before) => overlap(own, before.own) || overlap(gone, before.gone));
    const at = of && places.get(of);
    const before = at === undefined ? undefined : all[at];
    if (at !== undefined && before && before.blockId === one.blockId)
      all[at] = {
        ...before,
        deleted: [...before.deleted, ...one.deleted],
        inserted: [...before.inserted, ...one.inserted],
        right: one.right,
        after: one.after
      };
    else {
      if (of) places.set(of, all.length);
      all.push(one);
    }
  }
  return all;
}

function lettersIn(
  text: string | null,
  id: Y.ID,
  marks: readonly ContentMark[],
  first: number,
  count: number
): Letter[] {
  const letter = (at: number): Letter => ({
    id: Y.createID(id.client, id.clock + at),
    char: text?.[at] ?? embedSign,
    marks
  });
  // Only the first and the last are asked for.
  return count > 1 ? [letter(first), letter(first + count - 1)] : [letter(first)];
}

/** The beginning of a block is no letter. */
function* lettersOf(live: LetterTable, range: LetterRange): Generator<Letter> {
  for (const { id, isDeleted, text, marks, length, begins } of live.within(range)) {
    if (isDeleted || begins) continue;
    const to = Math.min(range.clock + range.length, id.clock + length);
    for (let at = Math.max(range.clock, id.clock); at < to; at++)
      yield { id: Y.createID(id.client, at), char: text?.[at - id.clock] ?? embedSign, marks };
  }
}

const sameMarks = (one: readonly ContentMark[], other: readonly ContentMark[]): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
const isSame = (one: Sign | undefined, other: Sign | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.char !== embedSign &&
  one.char === other.char &&
  sameMarks(one.marks, other.marks);
/** Scripts that write words apart. */
const wordCharacter = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}]/u;
/** Checks whether a word goes on across a place between two letters. */
const isInWord = (letters: readonly Sign[], at: number): boolean =>
  wordCharacter.test(letters[at - 1]?.char ?? '') && wordCharacter.test(letters[at]?.char ?? '');
const isLowSurrogate = (letter: Sign | undefined): boolean => /^[\uDC00-\uDFFF]$/.test(letter?.char ?? '');

/** Counts the signs with which two texts begin and end alike. A word is changed as a whole, and a character too. */
export function sharedEnds(
  deleted: readonly Sign[],
  inserted: readonly Sign[]
): [start: number, end: number] {
  const most = Math.min(deleted.length, inserted.length);
  let start = 0;
  while (start < most && isSame(deleted[start], inserted[start])) start += 1;
  // Both halves of a character beyond the basic plane are changed together.
  if (start > 0 && (isLowSurrogate(deleted[start]) || isLowSurrogate(inserted[start]))) start -= 1;
  let end = 0;
  while (end < most - start && isSame(deleted.at(-1 - end), inserted.at(-1 - end))) end += 1;
  if (end > 0 && isLowSurrogate(deleted.at(-end))) end -= 1;
  // A word is replaced as a whole: "leading" by "steering", and not "lead" by "steer".
  if (start + end < most) {
    while (start > 0 && (isInWord(deleted, start) || isInWord(inserted, start))) start -= 1;
    while (end > 0 && (isInWord(deleted, deleted.length - end) || isInWord(inserted, inserted.length - end)))
      end -= 1;
    return [start, end];
  }
  // Of the places at which the same words may be inserted, or deleted, the one between two words is meant.
  const longer = deleted.length > inserted.length ? deleted : inserted;
  const length = longer.length - most;
  for (let at = start; at >= 0; at--) {
    const cutsWord = isInWord(longer, at) || isInWord(longer, at + length);
    if (!cutsWord && !isLowSurrogate(longer[at])) return [at, most - at];
    if (!isSame(longer[at - 1], longer[at + length - 1])) break;
  }
  return [start, end];
}

/** Null where its author wrote again what stood there. */
function toHunk({ blockId, left, before, deleted, inserted, right, after }: Collected): Hunk | null {
  const [start, end] = sharedEnds(deleted, inserted);
  const [takes, gives] = [
    deleted.slice(start, deleted.length - end),
    inserted.slice(start, inserted.length - end)
  ];
  if (takes.length === 0 && gives.length === 0) return null;
  const stays = (letters: readonly Letter[]): string => letters.map(({ char }) => char).join('');
  const leftOf = start > 0 ? (deleted[start - 1] ?? left) : left;
  const rightOf = end > 0 ? (deleted.at(-end) ?? right) : right;
  return {
    change: {
      kind: kindOfChange(takes.length > 0, gives.length > 0),
      blockId,
      from: endAt(leftOf, true, (before + stays(deleted.slice(0, start))).slice(-contextLength)),
      to: endAt(rightOf, false, (stays(deleted.slice(deleted.length - end)) + after).slice(0, contextLength)),
      deleted: rangesOf(takes),
      quote: wellFormed(stays(takes).replaceAll(embedSign, '').slice(0, longestSuggestionQuote)),
      content: runsOf(gives),
      target: null
    },
    own: rangesOf(inserted),
    written: rangesOf(gives),
    gone: rangesOf(deleted)
  };
}

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '');

function endAt(letter: Letter | null, isLeft: boolean, context: string): string {
  if (!letter) return '';
  const { client, clock } = letter.id;
  const words = wellFormed(context.replaceAll(embedSign, ''));
  return JSON.stringify({
    item: { client, clock },
    assoc: isLeft ? -1 : 0,
    ...(isLeft ? { before: words } : { after: words })
  });
}

function rangesOf(letters: readonly Letter[]): LetterRange[] {
  const ranges: LetterRange[] = [];
  for (const { id } of letters) addRange(ranges, { client: id.client, clock: id.clock, length: 1 });
  return ranges;
}

/** Returns runs of equal marks. */
export function runsOf(letters: readonly Sign[]): SuggestedRun[] {
  const runs: { text: string; marks: readonly ContentMark[] }[] = [];
  for (const { char, marks } of letters) {
    const last = runs.at(-1);
    if (last && sameMarks(last.marks, marks)) last.text += char;
    else runs.push({ text: char, marks });
  }
  return runs.map(({ text, marks }) => ({ text: text.replace(/\p{Surrogate}/gu, '\ufffd'), marks }));
}
