/**
 * Finds what the author of a suggestion had still to say when it was decided: words that were written without a
 * connection, or in a composition, and that the writer who decided never saw.
 */
import {
  insertedText,
  kindOfChange,
  type LetterRange,
  type SuggestedChange
} from '#rules/suggestions/suggestion.ts';
import { contextLength } from '../sequence/anchor-search.ts';
import { parseAnchorEnd } from '../sequence/anchor-end.ts';
import { runsOf, sharedEnds, type Sign } from './hunks.ts';

/** Names letters of which no id is known: their place follows from the words around. */
const unknown = { client: 0, clock: 0 };

/**
 * Returns the change that is left of `now` once `accepted`, an earlier form of the same suggestion, is part of the
 * text; null where that was all.
 */
export function restOf(accepted: SuggestedChange, now: SuggestedChange): SuggestedChange | null {
  const [old, fresh] = [signsOf(accepted), signsOf(now)];
  const [start, end] = sharedEnds(old, fresh);
  const [takes, gives] = [old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)];
  const further = without(now.deleted, accepted.deleted);
  if (takes.length + gives.length + further.length === 0) return null;
  const words = insertedText(accepted);
  const [before, after] = [words.slice(0, start), words.slice(words.length - end)];
  const isReplaced = takes.length > 0 && further.length === 0;
  const deleted = isReplaced ? [{ ...unknown, length: takes.length }] : further;
  if (deleted.length + gives.length === 0) return null;
  return {
    kind: kindOfChange(deleted.length > 0, gives.length > 0),
    blockId: accepted.blockId,
    from: before === '' && !isReplaced ? accepted.from : endBehind(accepted.from, before),
    to: after === '' && !isReplaced ? accepted.to : endBefore(accepted.to, after),
    deleted,
    quote: isReplaced ? takes.map(({ char }) => char).join('') : quoteOf(now, accepted),
    content: runsOf(gives),
    target: null
  };
}

const signsOf = ({ content }: SuggestedChange): Sign[] =>
  content.flatMap(({ text, marks }) => text.split('').map((char) => ({ char, marks })));

const contextOf = (end: string): string => parseAnchorEnd(end)?.context ?? '';
const endBehind = (from: string, words: string): string =>
  JSON.stringify({
    item: unknown,
    assoc: -1,
    before: whole((contextOf(from) + words).slice(-contextLength))
  });
const endBefore = (to: string, words: string): string =>
  JSON.stringify({ item: unknown, assoc: 0, after: whole((words + contextOf(to)).slice(0, contextLength)) });
const whole = (text: string): string => text.replace(/\p{Surrogate}/gu, '');

function without(ranges: readonly LetterRange[], others: readonly LetterRange[]): LetterRange[] {
  let left = [...ranges];
  for (const { client, clock, length } of others)
    left = left.flatMap((range) => {
      if (range.client !== client) return [range];
      const head = Math.min(range.length, Math.max(0, clock - range.clock));
      const tail = Math.min(range.length, Math.max(0, range.clock + range.length - (clock + length)));
      if (head === range.length || tail === range.length) return [range];
      return [
        { ...range, length: head },
        { ...range, clock: range.clock + range.length - tail, length: tail }
      ].filter((one) => one.length > 0);
    });
  return left;
}

/** Returns the words that `now` deletes beyond those that were deleted before. */
function quoteOf(now: SuggestedChange, accepted: SuggestedChange): string {
  const signs = (text: string): Sign[] => text.split('').map((char) => ({ char, marks: [] }));
  const [old, fresh] = [signs(accepted.quote), signs(now.quote)];
  const [start, end] = sharedEnds(old, fresh);
  return whole(now.quote.slice(start, fresh.length - end));
}
