/** Describes a term as a file has it, before it is compared with the glossary of a study. */
import type { TermKind, TermVariant, VariantUse } from '#rules/pairs/glossary.ts';
import type { Bilingual } from '#base/locale.ts';

export interface GlossaryEntry {
  /** Null where the file is none of ours. */
  readonly id: string | null;
  readonly term: Bilingual;
  readonly definition: Bilingual;
  /** As the file names it; empty where it does not. */
  readonly group: string;
  readonly caution: Bilingual;
  readonly kind: TermKind;
  readonly isChecked: boolean;
  readonly variants: readonly TermVariant[];
}

export const mostEntries = 2_000;

/** A word that may not be used must have a reason, which a file of another program seldom gives. */
export const reasonOf = (use: VariantUse, { en, zh }: Bilingual): Bilingual =>
  use === 'allowed' || en !== '' || zh !== ''
    ? { en, zh }
    : { en: 'Imported without a reason.', zh: '导入时未附理由。' };
