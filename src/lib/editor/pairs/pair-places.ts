/**
 * Places the marks of pairs. A pair has its mark at the line of its tops; marks that would cover each other follow each
 * other. They stand in the flow of their column: each box that is placed by itself is painted by itself, hundreds at each
 * key.
 */
import { locales, type Locale } from '#base/locale.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import type { LevelledColumns } from './column-leveller.ts';

/** The height of a mark and of the room below it, in pixels. */
const least = 26;

export interface Placed {
  readonly status: PairStatus;
  /** Holds where the mark begins, from the top of the columns, and its distance from the mark before, in pixels. */
  readonly top: number;
  readonly gap: number;
}

/** Returns the places of the marks, from the top; a mark of before that has not changed stays the same object. */
export function placesOf(
  statuses: readonly PairStatus[],
  { tops, isWide }: LevelledColumns,
  shown: Locale,
  known: ReadonlyMap<string, Placed>
): Placed[] {
  const found = statuses.flatMap((status): { status: PairStatus; top: number }[] => {
    const own = isWide
      ? locales.map((language) => tops.get(status[language]?.id ?? ''))
      : [tops.get(status[shown]?.id ?? '')];
    const top = Math.max(...own.filter((one) => one !== undefined));
    return Number.isFinite(top) ? [{ status, top }] : [];
  });
  let end = 0;
  return found
    .toSorted((one, other) => one.top - other.top)
    .map(({ status, top }): Placed => {
      const gap = Math.max(top - end, 0);
      const place = end + gap;
      end = place + least;
      const old = known.get(status.key);
      return old?.status === status && old.top === place && old.gap === gap
        ? old
        : { status, top: place, gap };
    });
}
