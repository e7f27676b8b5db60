/** Divides a long text into parts, of which a page shows one. */
import { pageOf, type ListPage } from '#base/list-pages.ts';
import { locales, type Locale } from '#base/locale.ts';

/**
 * Says which part of a long text is rendered: by its number, from 1 on, or by its rows, a row being the blocks of
 * one place in both languages, or a record of an answer. Null is the whole text.
 */
export type WantedPart = { readonly page: number } | Pick<ListPage, 'from' | 'to'> | null;

/** The first and the last section may be cut. */
export interface InPart<T> {
  readonly sections: readonly T[];
  /** Says which of the rows these are. */
  readonly part: ListPage;
}

/** Limits the HTML of a part, in characters of both languages: some hundred printed pages. */
const limitsOfPart = { things: Infinity, letters: 2 ** 19 };

export interface Divisible<T> {
  /** Lists the characters of each row; a section without any is one row of nothing. */
  readonly rows: readonly number[];
  readonly show: (from: number, to: number) => T;
}

/** The first and the last section may be cut. */
export function inPart<T>(
  divided: readonly Divisible<T>[],
  wanted: WantedPart
): { readonly shown: readonly T[]; readonly part: ListPage } {
  const letters = divided.flatMap(({ rows }) => rows);
  const part =
    wanted && 'page' in wanted
      ? pageOf(letters, limitsOfPart, wanted)
      : { page: 1, pages: 1, from: 0, to: letters.length, ...wanted };
  let start = 0;
  const shown = divided.flatMap(({ rows, show }) => {
    const [from, to] = [Math.max(part.from - start, 0), Math.min(part.to - start, rows.length)];
    start += rows.length;
    return from < to ? [show(from, to)] : [];
  });
  return { shown, part };
}

/** Returns the characters of each row, of blocks of these lengths. */
export const rowsOf = (lengths: Readonly<Record<Locale, readonly number[]>>): number[] =>
  Array.from({ length: Math.max(1, ...locales.map((language) => lengths[language].length)) }, (_, index) =>
    locales.reduce((sum, language) => sum + (lengths[language][index] ?? 0), 0)
  );
