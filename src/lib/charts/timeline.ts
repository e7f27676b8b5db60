/**
 * Computes where phases lie on a time axis, as shares of its length. Dates have months as their finest unit
 * here; a year is its twelve months.
 */
import { spanOf } from '#base/partial-date.ts';
import type { Phase } from '#rules/study/plan.ts';

export interface Axis {
  /** Counts months from year 0; `to` is the month after the last. */
  readonly from: number;
  readonly to: number;
  readonly years: readonly { readonly year: number; readonly start: number }[];
  readonly quarters: readonly number[];
}

export interface Bar {
  readonly start: number;
  readonly length: number;
}

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/**
 * Returns the axis from the quarter of the first date to the end of the quarter of the last, or the whole year where all
 * lies within one; undefined where no phase has a date.
 */
export function axisOf(phases: readonly Phase[]): Axis | undefined {
  const dates = phases
    .flatMap(({ plannedFrom, plannedTo, actualFrom, actualTo }) => [
      plannedFrom,
      plannedTo,
      actualFrom,
      actualTo
    ])
    .filter((date) => date !== null);
  if (dates.length === 0) return undefined;
  const first = Math.min(...dates.map((date) => monthOf(spanOf(date).first)));
  const last = Math.max(...dates.map((date) => monthOf(spanOf(date).last)));
  const unit = Math.floor(first / 12) === Math.floor(last / 12) ? 12 : 3;
  const from = Math.floor(first / unit) * unit;
  const to = Math.ceil((last + 1) / unit) * unit;
  const share = (month: number): number => (month - from) / (to - from);
  const firstYear = Math.floor(from / 12);
  const years = Array.from({ length: Math.ceil(to / 12) - firstYear }, (_, index) => {
    const year = firstYear + index;
    return { year, start: Math.max(0, share(year * 12)) };
  });
  const quarters = Array.from({ length: (to - from) / 3 + 1 }, (_, index) => share(from + index * 3));
  return { from, to, years, quarters };
}

/** Null where neither end is known; a single known end is used for both. */
export function barOf(axis: Axis, from: string | null, to: string | null): Bar | null {
  const first = from ?? to;
  const last = to ?? from;
  if (first === null || last === null) return null;
  const start = (monthOf(spanOf(first).first) - axis.from) / (axis.to - axis.from);
  const end = (monthOf(spanOf(last).last) + 1 - axis.from) / (axis.to - axis.from);
  return { start, length: end - start };
}

/** Null where the day lies off the axis. */
export function markOf(axis: Axis, day: string): number | null {
  const month = monthOf(day) + (Number(day.slice(8, 10)) - 1) / 31;
  return month < axis.from || month > axis.to ? null : (month - axis.from) / (axis.to - axis.from);
}
