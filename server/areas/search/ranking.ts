import type { Locale } from '#base/locale.ts';
import { matchRanges, type Range } from '#lib/areas/search/matches.ts';
import type { SearchQuery } from '#lib/areas/search/query.ts';
import type { Found } from './authorizing.ts';

export interface Ranked {
  readonly found: Found;
  readonly titles: Readonly<Record<Locale, readonly Range[]>>;
  readonly ranges: Readonly<Record<Locale, readonly Range[]>>;
}

/** Sorts by how well a thing matches: by its name before its text, by more matches before fewer. */
export function inOrder(founds: readonly Found[], query: SearchQuery): Ranked[] {
  const ranked = founds.map((found): Ranked => {
    const { titleEn, titleZh, textEn, textZh } = found;
    return {
      found,
      titles: { en: matchRanges(titleEn, query), zh: matchRanges(titleZh, query) },
      ranges: { en: matchRanges(textEn, query), zh: matchRanges(textZh, query) }
    };
  });
  const scores = new Map(ranked.map((one) => [one, scoreOf(one)]));
  const score = (one: Ranked): number => scores.get(one) ?? 0;
  return ranked.sort((a, b) => score(b) - score(a) || b.found.id - a.found.id);
}

const scoreOf = ({ found, titles, ranges }: Ranked): number =>
  100 * Math.max(coverage(found.titleEn, titles.en), coverage(found.titleZh, titles.zh)) +
  Math.min(ranges.en.length + ranges.zh.length, 9);

/** The share of the title that the matches cover. */
export function coverage(title: string, ranges: readonly Range[]): number {
  if (title === '') return 0;
  const covered = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return Math.round((10 * covered) / title.length) / 10;
}

/** Limits how many of a kind come before others in a short list. */
const mostOfKindFirst = 3;

/**
 * Moves what exceeds three of its kind behind all else, so that a short list has room for several kinds. The order within
 * both parts stays.
 */
export function someOfEachKind(ranked: readonly Ranked[]): Ranked[] {
  const counts = new Map<string, number>();
  const isFirst = ({ found: { kind } }: Ranked): boolean => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= mostOfKindFirst;
  };
  const first = new Set(ranked.filter(isFirst));
  return [...first, ...ranked.filter((one) => !first.has(one))];
}
