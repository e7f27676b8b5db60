/**
 * Defines the study's agreed terms: one translation per language, with a definition, and a caution where
 * usage differs.
 */
import type { Bilingual, Locale } from './locale.ts';
import { byName } from './name-order.ts';
import { markOf } from './version.ts';

/** Lists the groups of terms. A term of another installation may be in another group. */
export const termGroups = [
  'concepts',
  'data and platforms',
  'funding and business',
  'governance',
  'services',
  'plans and administration',
  'study and product',
  'security and law'
] as const;
export type TermGroup = (typeof termGroups)[number];

export interface GlossaryTerm {
  readonly id: string;
  readonly term: Bilingual;
  readonly definition: Bilingual;
  readonly group: string;
  readonly caution: Bilingual | null;
}

/** Returns a fingerprint of a term as its form shows it. */
export const termMark = ({ term, definition, group, caution }: GlossaryTerm): string =>
  markOf({ term, definition, group, caution });

/**
 * Normalises a text so that spellings of a term match: lower case, without accents, with white space
 * collapsed.
 */
const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

/**
 * Returns the terms of a group whose term or definition contains the search text, in either language, ordered
 * for the reader.
 */
export function filterTerms(
  terms: readonly GlossaryTerm[],
  filter: { readonly query: string; readonly group: string | null },
  locale: Locale
): GlossaryTerm[] {
  const query = folded(filter.query);
  return terms
    .filter((term) => filter.group === null || term.group === filter.group)
    .filter((term) => {
      if (query === '') return true;
      const texts = [term.term.en, term.term.zh, term.definition.en, term.definition.zh];
      return texts.some((text) => folded(text).includes(query));
    })
    .sort(byName((term) => term.term, locale));
}
