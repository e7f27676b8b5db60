/**
 * Defines the study's agreed terms: one translation per language, with a definition, and a caution where
 * usage differs.
 */
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { byName } from '#base/name-order.ts';
import { markOf } from '#base/canonical.ts';

/** A term of another installation may be in another group. */
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

/** A concept, or a thing with a fixed name in both languages. */
export const termKinds = ['term', 'person', 'body', 'plan', 'city'] as const;
export type TermKind = (typeof termKinds)[number];

/**
 * Of a further word of a term: it may be used as well; it may not be used; or it is a false friend, which
 * looks like the term of the other language and means something else.
 */
export const variantUses = ['allowed', 'forbidden', 'false-friend'] as const;
export type VariantUse = (typeof variantUses)[number];

export interface TermVariant {
  readonly language: Locale;
  readonly text: string;
  readonly use: VariantUse;
  /** Says why; for a false friend, what it means. */
  readonly reason: Bilingual;
}

export interface CheckedTerm {
  readonly id: string;
  readonly term: Bilingual;
  readonly kind: TermKind;
  /** Is false for an everyday word, which is underlined but not required in the other language. */
  readonly isChecked: boolean;
  readonly variants: readonly TermVariant[];
}

/** Holds what a form shows, and both sides agree on. */
export interface TermWording extends Omit<CheckedTerm, 'id'> {
  readonly definition: Bilingual;
  readonly group: string;
  readonly caution: Bilingual | null;
}

export interface GlossaryTerm extends TermWording {
  readonly id: string;
  /** Null where both sides have not agreed on the term as it is. */
  readonly agreedAt: string | null;
}

export const wordingOf = ({
  term,
  definition,
  group,
  caution,
  kind,
  isChecked,
  variants
}: TermWording): TermWording => ({
  term,
  definition,
  group,
  caution,
  kind,
  isChecked,
  variants: inOrder(variants)
});

/** By language and use, so that those of a form and of a file are in one order. */
const inOrder = (variants: readonly TermVariant[]): TermVariant[] =>
  variants.toSorted(
    (one, other) =>
      locales.indexOf(one.language) - locales.indexOf(other.language) ||
      variantUses.indexOf(one.use) - variantUses.indexOf(other.use)
  );

export const termMark = (term: TermWording): string => markOf(wordingOf(term));

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
      const texts = [
        term.term.en,
        term.term.zh,
        term.definition.en,
        term.definition.zh,
        ...term.variants.map(({ text }) => text)
      ];
      return texts.some((text) => folded(text).includes(query));
    })
    .sort(byName((term) => term.term, locale));
}
