/**
 * Determines in which lists and quotes a block is. It follows from the block's own attributes and from the
 * lists and quotes that are open around the block before; it is computed wherever it is needed, and stored
 * nowhere.
 */
import type { ListKind } from './shapes.ts';

/** Describes a list or quote around a block; a list with the `indent` of its last item. */
export type Level = { readonly kind: 'quote' } | { readonly kind: ListKind; readonly indent: number };

/** Holds the attributes that place a block; a block atom is no item. */
export interface Place {
  readonly list: ListKind | null;
  readonly indent: number;
  readonly quote: number;
  readonly apart: boolean;
}

export interface Path {
  /** Lists and quotes around the block, from the outermost. Those around an item end with its own list. */
  readonly levels: readonly Level[];
  /** The number of levels that are the same lists and quotes as around the block before. */
  readonly kept: number;
}

const quote: Level = { kind: 'quote' };

/**
 * `before` holds the levels of the block before. What is open stays open as far as the block can be in it: an
 * item goes on with the list of its own indent; a block that is no item continues the last item of its indent
 * or less. What is missing is opened, quotes first, then one list: however large its indent, an item is at
 * most one list deeper than the block before.
 */
export function pathAfter(before: readonly Level[], { list, indent, quote: quotes, apart }: Place): Path {
  const depth = list ? Math.max(1, indent) : indent;
  let [kept, open] = [0, 0];
  let isOwnList = false;
  for (const level of before) {
    if (level.kind === 'quote') {
      if (open === quotes) break;
      open++;
    } else if (list && level.indent >= depth) {
      isOwnList = level.kind === list && open === quotes;
      break;
    } else if (level.indent > depth) break;
    kept++;
  }
  const own: Level[] = list ? [{ kind: list, indent: depth }] : [];
  if (isOwnList && !apart) return { levels: [...before.slice(0, kept), ...own], kept: kept + 1 };
  if (apart && !isOwnList && before[kept - 1]?.kind === 'quote') {
    kept--;
    open--;
  }
  const opened = Array<Level>(quotes - open).fill(quote);
  return { levels: [...before.slice(0, kept), ...opened, ...own], kept };
}
