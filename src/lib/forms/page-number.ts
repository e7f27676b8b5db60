import { pageOfCount, type ListPage } from '#base/list-pages.ts';

type Address = Pick<URL, 'searchParams'>;

/** Reads from an address which page of a long list is requested. */
export const pageIn = ({ searchParams }: Address, name = 'page'): { readonly page: number } => ({
  page: Number(searchParams.get(name) ?? 1)
});

export interface ShownPage<T> {
  readonly things: readonly T[];
  readonly page: ListPage;
  /** Counts the things of all pages. */
  readonly count: number;
}

/**
 * Returns the page of a list that the address requests: by its number, or with `?at=` as the page of the thing whose
 * element has that id. A second list of a page has names of its own for both.
 */
export function shownPage<T>(
  url: Address,
  all: readonly T[],
  elementOf?: (thing: T) => string,
  names: { readonly page?: string; readonly at?: string } = {}
): ShownPage<T> {
  const wanted = url.searchParams.get(names.at ?? 'at');
  const at = wanted === null || !elementOf ? -1 : all.findIndex((thing) => elementOf(thing) === wanted);
  const page = pageOfCount(all.length, { ...pageIn(url, names.page), at });
  return { things: all.slice(page.from, page.to), page, count: all.length };
}
