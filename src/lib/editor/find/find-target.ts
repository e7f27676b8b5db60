/** Describes a text in which something is found: one that is written, or one that is read. */
import type { Matcher } from '#base/find-text.ts';
import type { Excess } from '../paste/room.ts';

/** Limits the matches of one text that are counted, shown and replaced. */
export const mostMatches = 5_000;

export interface FindTarget {
  readonly count: number;
  /** There are more matches than `mostMatches`. */
  readonly isCut: boolean;
  /** The index of the current match; -1 where this text has none. */
  readonly current: number;
  /** Null shows none any more. */
  show(matcher: Matcher | null): void;
  /** Returns the index of the first match at or after the caret; -1 where there is none. */
  fromCaret(): number;
  /** Makes a match the current one and scrolls it into view; -1 makes none the current one. */
  goTo(index: number): void;
  /** Returns the caret to the current match, which is selected. */
  select(): void;
}

/** Says what became of a replacement: how many matches were replaced, or why none was. */
export type Replaced =
  | { readonly count: number }
  /** The words have no room in the passage. */
  | { readonly excess: Excess }
  /** An input method composes in the text, or the text may not be written. */
  | 'not-now';

export interface ReplaceTarget extends FindTarget {
  /** Replaces the current match, or all, as one undo step of one's own. */
  replace(which: 'current' | 'all', replacement: string): Replaced;
  /** Undoes the last replacement that is not undone yet; returns false where something else was written since. */
  takeBack(): boolean;
}
