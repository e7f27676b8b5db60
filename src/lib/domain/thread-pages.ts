/** Divides the threads of a text and the comments of a thread into pages, so that a page of the text stays small. */

export const threadsOfPage = 50;
export const commentsOfPage = 50;
/** Limits the characters of all comments on a page, and of those of one thread; one comment is always shown whole. */
export const lettersOfPage = 100_000;

/** Describes a page of a list; pages are counted from 1. */
export interface ListPage {
  readonly page: number;
  readonly pages: number;
  /** Gives the range of the list that the page shows: from the first, to the one behind the last. */
  readonly from: number;
  readonly to: number;
}

export interface PageRequest {
  /** Holds the number of the page; the nearest that exists is shown. */
  readonly page: number;
  /** Holds the place in the list whose page is shown instead; -1 for none. */
  readonly at?: number;
}

/** Returns the page that shows what is requested, of things with so many characters each. */
export function pageOf(letters: readonly number[], most: number, { page, at = -1 }: PageRequest): ListPage {
  const starts = startsOf(letters, most);
  const pages = starts.length;
  const wanted = at >= 0 ? starts.filter((start) => start <= at).length : page;
  const shown = Math.min(Math.max(Number.isInteger(wanted) ? wanted : 1, 1), pages);
  return { page: shown, pages, from: starts[shown - 1] ?? 0, to: starts[shown] ?? letters.length };
}

function startsOf(letters: readonly number[], most: number): number[] {
  const starts = [0];
  let [count, sum] = [0, 0];
  letters.forEach((own, at) => {
    if (count > 0 && (count === most || sum + own > lettersOfPage)) {
      starts.push(at);
      [count, sum] = [0, 0];
    }
    count += 1;
    sum += own;
  });
  return starts;
}
