/** Finds the places of a text that a query names, and shows them in their context. */
import type { Phrase, SearchQuery } from './query.ts';
import { tokensOf, wellFormed, type Token } from './tokens.ts';

/** Holds a range of a text in UTF-16 units, without its end. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** In order, overlapping ones joined. */
export function matchRanges(text: string, query: SearchQuery): Range[] {
  if (text === '') return [];
  const tokens = tokensOf(text);
  const found = query.alternatives.flat().flatMap((phrase) => rangesOf(tokens, phrase));
  const joined: { from: number; to: number }[] = [];
  for (const range of found.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = joined.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else joined.push({ ...range });
  }
  return joined;
}

/** In order; they may overlap. */
export function rangesOf(tokens: readonly Token[], phrase: Phrase): Range[] {
  const { length } = phrase.tokens;
  const ranges: Range[] = [];
  for (let index = 0; index + length <= tokens.length; index += 1) {
    if (!isAt(tokens, index, phrase)) continue;
    const [first, last] = [tokens[index], tokens[index + length - 1]];
    if (first && last) ranges.push({ from: first.start, to: phrase.isPrefix ? last.firstEnd : last.end });
  }
  return ranges;
}

function isAt(tokens: readonly Token[], at: number, { tokens: wanted, isPrefix }: Phrase): boolean {
  for (let offset = 0; offset < wanted.length; offset += 1) {
    const [here = '', token = ''] = [tokens[at + offset]?.token, wanted[offset]];
    if (isPrefix && offset === wanted.length - 1 ? !here.startsWith(token) : here !== token) return false;
  }
  return true;
}

/** Holds a piece of a text around its first match; marks are ranges of the piece. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly Range[];
}

/** Limits a snippet by width: a Chinese character is as wide as two letters. */
const widest = 220;
const before = 60;

/** The beginning where nothing matches. */
export function snippetOf(text: string, ranges: readonly Range[]): Snippet {
  const flat = wellFormed(text.replace(/\s/gu, ' '));
  const from = startOf(flat, ranges[0]?.from ?? 0);
  const to = endOf(flat, from);
  const [head, tail] = [from > 0 ? '…' : '', to < flat.length ? '…' : ''];
  const shift = head.length - from;
  return {
    text: head + flat.slice(from, to) + tail,
    marks: ranges
      .filter((range) => range.from < to && range.to > from)
      .map((range) => ({ from: Math.max(range.from, from) + shift, to: Math.min(range.to, to) + shift }))
  };
}

const isWide = /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]|[\ud800-\udbff]/;
const widthOf = (unit: string): number => (isWide.test(unit) ? 2 : 1);
const isLow = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text[at] ?? '');

/** Goes back from a match, to the beginning of a word. */
function startOf(text: string, at: number): number {
  let [start, width] = [at, 0];
  while (start > 0 && width < before) {
    start -= 1;
    width += widthOf(text[start] ?? '');
  }
  if (start === 0) return 0;
  const space = text.indexOf(' ', start);
  if (space >= 0 && space < at && space - start < 20) start = space + 1;
  return isLow(text, start) ? start - 1 : start;
}

function endOf(text: string, from: number): number {
  let [end, width] = [from, 0];
  while (end < text.length && width < widest) {
    width += widthOf(text[end] ?? '');
    end += 1;
  }
  if (end === text.length) return end;
  const space = text.lastIndexOf(' ', end);
  if (space > from && end - space < 20) end = space;
  return isLow(text, end) ? end + 1 : end;
}
