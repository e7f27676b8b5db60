/**
 * Defines the bibliography of a study: each source is entered once, and is cited from there with the page or
 * the place where it says so.
 */
import { webAddress } from '#base/web-address.ts';
import { holdsText, isBlank, isLonger, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { shortened } from './support.ts';

export const sourceKinds = [
  'report',
  'policy',
  'statistics',
  'article',
  'book',
  'website',
  'standard',
  'other'
] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface SourceInput {
  readonly kind: SourceKind;
  /** One language may be missing. */
  readonly title: Bilingual;
  /** Names who wrote it, as printed. */
  readonly author: string;
  readonly publisher: Bilingual;
  /** As exactly as it is known; null where it is not. */
  readonly date: string | null;
  /** Empty where there is none. */
  readonly address: string;
}

export interface Source extends SourceInput {
  readonly id: string;
  readonly version: number;
}

/** Cites a source: where in it the statement is found, as `p. 12` or `2.2, Figure 4`. */
export interface Citation {
  readonly sourceId: string;
  readonly place: string;
}

/** Names a source where a text cites it. */
export interface NamedSource {
  readonly id: string;
  readonly title: Bilingual;
  /** Names who wrote or published it, and the year. */
  readonly short: Bilingual;
}

export interface NamedBibliography {
  readonly studySlug: string;
  readonly sources: readonly NamedSource[];
  /** Is false where the study has more sources than are named. */
  readonly isWhole: boolean;
}

/** Limits the sources that are named with a text. */
export const mostNamedSources = 500;
const longestAuthorName = 32;

export const namedBibliography = (studySlug: string, sources: readonly Source[]): NamedBibliography => ({
  studySlug,
  sources: sources.slice(0, mostNamedSources).map(namedSource),
  isWhole: sources.length <= mostNamedSources
});

function namedSource({ id, title, author, publisher, date }: Source): NamedSource {
  const year = date?.slice(0, 4) ?? '';
  const shortIn = (locale: Locale): string => {
    const full = author || textFor(publisher, locale).text || textFor(title, locale).text;
    const begun = shortened(full, longestAuthorName);
    const name = begun === full ? full : `${begun.trimEnd()}…`;
    return year === '' ? name : locale === 'zh' ? `${name}，${year}` : `${name}, ${year}`;
  };
  return { id, title, short: { en: shortIn('en'), zh: shortIn('zh') } };
}

/** Names what can cite a source, so that a source tells where it is used. */
export const citingKinds = ['entry', 'figure', 'table'] as const;
export type CitingKind = (typeof citingKinds)[number];

export const longestTitle = 500;
export const longestAuthor = 500;
export const longestAddress = 2_000;
export const longestPlace = 200;
export const mostSources = 5_000;
export const mostCitations = 10;

export function validateSource(input: SourceInput): Result<SourceInput> {
  const { kind, title, author, publisher, date, address } = input;
  if (!sourceKinds.includes(kind)) return refuse('invalid', { field: 'kind' });
  if (isBlank(title)) return refuse('invalid', { field: 'title' });
  if (isLonger(title, longestTitle)) return refuse('too-large', { field: 'title' });
  if (author.length > longestAuthor) return refuse('too-large', { field: 'author' });
  if (isLonger(publisher, longestAuthor)) return refuse('too-large', { field: 'publisher' });
  if (date !== null && !isPartialDate(date)) return refuse('invalid', { field: 'date' });
  if (address === '') return ok(input);
  if (address.length > longestAddress) return refuse('too-large', { field: 'address' });
  const url = webAddress(address);
  return url === null ? refuse('web-address-required', { field: 'address' }) : ok({ ...input, address: url });
}

/** The same place of a source is cited once. */
export function validateCitations(
  citations: readonly Citation[],
  sources: ReadonlySet<string>
): Result<readonly Citation[]> {
  if (citations.length > mostCitations) return refuse('too-many', { field: 'citations' });
  for (const { sourceId, place } of citations) {
    if (!sources.has(sourceId)) return refuse('invalid', { field: 'citations' });
    if (place.length > longestPlace) return refuse('too-large', { field: 'citations' });
  }
  const seen = new Set(citations.map(({ sourceId, place }) => `${sourceId} ${place}`));
  return seen.size === citations.length ? ok(citations) : refuse('invalid', { field: 'citations' });
}

export interface SourceFilter {
  readonly kind: SourceKind | null;
  /** Holds words that the title, author or publisher contains, in any case; empty for all. */
  readonly text: string;
}

export const matchesSource = (source: SourceInput, { kind, text }: SourceFilter): boolean =>
  (kind === null || source.kind === kind) &&
  holdsText([source.title, source.publisher, { en: source.author, zh: source.address }], text);
