/**
 * Defines the evidence that a city gives for its answers: a file, a link or a citation, each with what a
 * reader needs to assess it.
 */
import { webAddress } from '#base/web-address.ts';
import type { Bilingual } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const evidenceKinds = ['file', 'link', 'citation'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/**
 * Lists the languages in which documents of the study's cities are written, as BCP 47 tags: Chinese, and
 * those of the European Union.
 */
export const originalLanguages = [
  'zh',
  'en',
  'bg',
  'cs',
  'da',
  'de',
  'el',
  'es',
  'et',
  'fi',
  'fr',
  'ga',
  'hr',
  'hu',
  'it',
  'lt',
  'lv',
  'mt',
  'nl',
  'pl',
  'pt',
  'ro',
  'sk',
  'sl',
  'sv'
] as const;
export type OriginalLanguage = (typeof originalLanguages)[number];

export interface EvidenceFacts {
  /** Either language may be missing. */
  readonly title: Bilingual;
  readonly language: OriginalLanguage | null;
  /** As exact as it is known. */
  readonly datedOn: string | null;
  /** Holds the address of a link. */
  readonly url: string | null;
  /** Holds the day on which the city opened the link. */
  readonly accessedOn: string | null;
  /** In the language of the original. */
  readonly citation: string;
  readonly isConfidential: boolean;
  readonly note: Bilingual;
}

const longest = { title: 300, note: 2_000, citation: 2_000 } as const;
/** Limits the pieces of one city. */
export const mostEvidence = 1_000;
/** Limits the revisions of one piece. */
export const mostRevisions = 100;

/** Returns the facts as they are stored: fields that do not belong to the kind are cleared. */
export function validateEvidenceFacts(kind: EvidenceKind, given: EvidenceFacts): Result<EvidenceFacts> {
  const isLink = kind === 'link';
  const { title, note, citation, datedOn } = given;
  if (title.en === '' && title.zh === '') return refuse('title-required', { field: 'title' });
  for (const [field, text] of [
    ['title', title],
    ['note', note]
  ] as const) {
    if (Math.max(text.en.length, text.zh.length) > longest[field]) return refuse('invalid', { field });
  }
  if (kind === 'citation' && (citation === '' || citation.length > longest.citation))
    return refuse('invalid', { field: 'citation' });
  if (datedOn !== null && !isPartialDate(datedOn)) return refuse('invalid', { field: 'datedOn' });
  const url = isLink ? webAddress(given.url ?? '') : null;
  if (isLink && url === null) return refuse('web-address-required', { field: 'url' });
  if (isLink && !isDay(given.accessedOn ?? '')) return refuse('invalid', { field: 'accessedOn' });
  return ok({
    ...given,
    url,
    accessedOn: isLink ? given.accessedOn : null,
    citation: kind === 'citation' ? citation : ''
  });
}

const isDay = (text: string): boolean => text.length === 10 && isPartialDate(text);

/** Locates a citation of a piece in an answer; `recordId` is empty for the question as a whole. */
export interface UseLocation {
  readonly questionId: string;
  readonly recordId: string;
}

export interface Attesting {
  /** Null for the address of a link. */
  readonly n: number | null;
  readonly opens: boolean;
  readonly on: string;
  readonly note: string;
}

const longestAttestation = 1_000;

/**
 * `today` is `YYYY-MM-DD` in the zone in which the day is latest, since no one can have opened something
 * tomorrow.
 */
export function validateAttestation(given: Attesting, today: string): Result<Attesting> {
  if (!isDay(given.on) || given.on > today) return refuse('invalid', { field: 'on' });
  return given.note.length > longestAttestation ? refuse('invalid', { field: 'note' }) : ok(given);
}

export interface AttestedThing {
  readonly n: number | null;
  readonly url: string | null;
}

/** Checks whether the attested thing is the present one of the piece: its newest revision, or its address. */
export const isOfNow = (
  attested: AttestedThing,
  piece: { readonly url: string | null; readonly newest: number | null }
): boolean => (attested.n === null ? attested.url === piece.url : attested.n === piece.newest);
