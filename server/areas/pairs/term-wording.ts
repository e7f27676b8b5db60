import {
  termGroups,
  termKinds,
  variantUses,
  wordingOf,
  type GlossaryTerm,
  type TermKind,
  type TermVariant,
  type TermWording
} from '#rules/pairs/glossary.ts';
import { locales, type Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

const mostVariants = 40;
const longest = { term: 200, text: 2_000 } as const;

export interface TermCommand {
  readonly term: Bilingual;
  readonly definition: Bilingual;
  readonly group: string;
  /** Says where usage differs; blank for most terms. */
  readonly caution: Bilingual;
  readonly kind?: TermKind;
  readonly isChecked?: boolean;
  readonly variants?: readonly TermVariant[];
}

const isBlank = ({ en, zh }: Bilingual): boolean => en.trim() === '' && zh.trim() === '';

export const wordingIn = ({
  term,
  definition,
  group,
  caution,
  kind = 'term',
  isChecked = true,
  variants = []
}: TermCommand): TermWording =>
  wordingOf({
    term,
    definition,
    group,
    caution: isBlank(caution) ? null : caution,
    kind,
    isChecked,
    variants: variants
      .filter(({ text }) => text.trim() !== '')
      .map(({ language, text, use, reason }) => ({ language, text: text.trim(), use, reason }))
  });

export const validateAmong = (
  wording: TermWording,
  terms: readonly GlossaryTerm[],
  found: GlossaryTerm | undefined
): Result<null> =>
  validateWording(
    wording,
    terms.filter((term) => term !== found)
  );

export function validateWording(
  { term, definition, group, caution, kind, variants }: TermWording,
  others: readonly GlossaryTerm[]
): Result<null> {
  if (!termGroups.some((one) => one === group)) return refuse('invalid', { field: 'group' });
  if (!termKinds.includes(kind)) return refuse('invalid', { field: 'kind' });
  if (isBlank(term)) return refuse('invalid', { field: 'term' });
  if (term.en.length > longest.term || term.zh.length > longest.term) return refuse('too-large');
  if (
    [definition, caution ?? { en: '', zh: '' }].some(
      ({ en, zh }) => en.length > longest.text || zh.length > longest.text
    )
  )
    return refuse('too-large');
  if (variants.length > mostVariants) return refuse('too-many');
  for (const [index, { language, text, use, reason }] of variants.entries()) {
    if (!locales.includes(language) || !variantUses.includes(use))
      return refuse('invalid', { field: 'variant', at: index });
    if (text.length > longest.term || reason.en.length > longest.text || reason.zh.length > longest.text)
      return refuse('too-large');
    // A word that may not be used says why, and a false friend what it means.
    if (use !== 'allowed' && isBlank(reason))
      return refuse('reason-required', { field: 'variant', at: index });
    if (use === 'forbidden' && isSame(text, term[language]))
      return refuse('invalid', { field: 'variant', at: index });
  }
  return others.some((other) => isSameName(other.term, term))
    ? refuse('conflict', { field: 'term' })
    : ok(null);
}

const isSameName = (one: Bilingual, other: Bilingual): boolean =>
  isSame(one.en, other.en) || isSame(one.zh, other.zh);

const isSame = (one: string, other: string): boolean =>
  one.trim() !== '' && one.trim().toLowerCase() === other.trim().toLowerCase();
