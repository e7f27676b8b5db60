/** Turns the lists and quotes around the blocks of a nested text into the attributes of each block. */
import type { ContentNode } from '#base/content.ts';
import { allowedId, allowedStart } from '../allowed.ts';
import { pathAfter, type Level } from './path.ts';
import { deepestIndent, deepestQuote, defaultAttributes, type AtomPlace, type ListKind } from './shapes.ts';

/** Describes a list or quote of a nested text, one object for each; its first block takes over what it says. */
export interface Container {
  readonly kind: ListKind | 'quote';
  start: number;
  id: string | null;
  counterpart: string | null;
}

export const containerOf = ({ attrs }: ContentNode, kind: Container['kind']): Container => ({
  kind,
  start: allowedStart(attrs?.['start'] ?? 1),
  id: allowedId(attrs?.['id']),
  counterpart: allowedId(attrs?.['counterpart'])
});

/** Places the blocks of one passage, each behind the one before. */
export class Placement {
  #levels: readonly Level[] = [];
  #before: readonly Container[] = [];

  /** `list` is the kind of the innermost list where the block begins an item of it. */
  place(around: readonly Container[], list: ListKind | null): Omit<AtomPlace, 'counterpart'> {
    const quotes = around.filter(({ kind }) => kind === 'quote').length;
    const indent = Math.min(deepestIndent, around.length - quotes);
    const quote = Math.min(deepestQuote, quotes);
    const joined = pathAfter(this.#levels, { list, indent, quote, apart: false });
    const other = around.findIndex((container, index) => container !== this.#before[index]);
    const shared = other < 0 ? around.length : other;
    const apart = joined.kept > shared;
    const { levels } = apart ? pathAfter(this.#levels, { list, indent, quote, apart }) : joined;
    this.#levels = levels;
    this.#before = around;
    return { indent, quote, apart };
  }
}

/** Returns the number with which a list begins, to the first item that asks. */
export function takeStart(around: readonly Container[], list: ListKind | null): number {
  const container = around.at(-1);
  if (list !== 'ordered' || !container) return defaultAttributes.start;
  const { start } = container;
  container.start = defaultAttributes.start;
  return start;
}

/**
 * Returns the counterpart of a block: its own, or that of the innermost list or quote that it begins. `onFound`
 * is called with the id of each.
 */
export function takeCounterpart(
  around: readonly Container[],
  own: string | null,
  onFound: (container: string) => void
): string | null {
  let counterpart = own;
  for (const container of [...around].reverse()) {
    counterpart ??= container.counterpart;
    if (container.id !== null) onFound(container.id);
    container.id = null;
    container.counterpart = null;
  }
  return counterpart;
}
