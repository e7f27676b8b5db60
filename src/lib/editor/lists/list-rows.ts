/** Computes how blocks look among lists and quotes: the levels around each, the number of an item, the lists. */
import type { Node } from '@tiptap/pm/model';
import { pathAfter, type Level, type Place } from '#document/sequence/path.ts';

/** Describes one block among lists and quotes. */
export interface ListRow {
  readonly levels: readonly Level[];
  /** Counts the levels that are the same as around the block before. */
  readonly kept: number;
  /** The number of an item of an ordered list, null of others. */
  readonly number: number | null;
  readonly isItem: boolean;
}

const noLevels: readonly Level[] = [];
const outside: ListRow = { levels: noLevels, kept: 0, number: null, isItem: false };

const placeOf = ({ type, attrs }: Node): Place & { readonly start: number } => ({
  list: type.name === 'block' ? (attrs['list'] as Place['list']) : null,
  indent: attrs['indent'] as number,
  quote: attrs['quote'] as number,
  apart: attrs['apart'] === true,
  start: type.name === 'block' ? (attrs['start'] as number) : 1
});

/** Returns a row for each of these blocks, of which the first is in no list or quote of a block before it. */
export function listRows(blocks: readonly Node[]): ListRow[] {
  let before = noLevels;
  const numbers: number[] = [];
  return blocks.map((node) => {
    const place = placeOf(node);
    if (before === noLevels && !place.list && place.indent === 0 && place.quote === 0) return outside;
    const { levels, kept } = pathAfter(before, place);
    before = levels.length === 0 ? noLevels : levels;
    numbers.length = Math.min(numbers.length, levels.length);
    const own = levels.length - 1;
    if (place.list) numbers[own] = kept > own ? (numbers[own] ?? 0) + 1 : place.start;
    return {
      levels,
      kept,
      number: place.list === 'ordered' ? (numbers[own] ?? 1) : null,
      isItem: place.list !== null
    };
  });
}
