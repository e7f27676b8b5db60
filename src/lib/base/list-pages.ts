/** Divides long lists, and long texts, into pages. */

/** Pages are counted from 1. */
export interface ListPage {
  readonly page: number;
  readonly pages: number;
  /** Gives the range of the list that the page shows: from the first, to the one behind the last. */
  readonly from: number;
  readonly to: number;
}

export interface PageRequest {
  /** The nearest that exists is shown. */
  readonly page: number;
  /** Holds the place in the list whose page is shown instead; -1 for none. */
  readonly at?: number;
}

/** Limits a page in things and in characters; one thing is always shown whole. */
export interface PageLimits {
  readonly things: number;
  readonly letters: number;
}

/** Returns the page that shows what is requested, of things with so many characters each. */
export function pageOf(
  letters: readonly number[],
  most: PageLimits,
  { page, at = -1 }: PageRequest
): ListPage {
  const starts = startsOf(letters, most);
  const pages = starts.length;
  const wanted = at >= 0 ? starts.filter((start) => start <= at).length : page;
  const shown = Math.min(Math.max(Number.isInteger(wanted) ? wanted : 1, 1), pages);
  return { page: shown, pages, from: starts[shown - 1] ?? 0, to: starts[shown] ?? letters.length };
}

function startsOf(letters: readonly number[], most: PageLimits): number[] {
  const starts = [0];
  let [count, sum] = [0, 0];
  letters.forEach((own, index) => {
    if (count > 0 && (count === most.things || sum + own > most.letters)) {
      starts.push(index);
      [count, sum] = [0, 0];
    }
    count += 1;
    sum += own;
  });
  return starts;
}

export const thingsOfPage = 50;

/** A null `wanted` is the whole list on one page. */
export const pageOfCount = (count: number, wanted: PageRequest | null): ListPage =>
  wanted
    ? pageOf(
        Array.from({ length: count }, () => 0),
        { things: thingsOfPage, letters: Infinity },
        wanted
      )
    : { page: 1, pages: 1, from: 0, to: count };
