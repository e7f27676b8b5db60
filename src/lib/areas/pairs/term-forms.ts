/** Reads the forms of the glossary: terms with their words, proposals and votes. */
import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { termGroups, termKinds, variantUses, type TermVariant } from '#rules/pairs/glossary.ts';
import { termVotes } from '#rules/pairs/term-proposal.ts';
import { id, optionalLine, optionalPassage, seen } from '#lib/forms/shapes.ts';

const term = {
  termEn: optionalLine,
  termZh: optionalLine,
  definitionEn: optionalPassage,
  definitionZh: optionalPassage,
  group: z.enum(termGroups),
  cautionEn: optionalPassage,
  cautionZh: optionalPassage,
  kind: z.enum(termKinds).default('term'),
  /** A box that is not ticked is not sent; `checks` says that the form has the box. */
  checks: z.string().max(10).optional(),
  required: z.string().max(10).optional()
};

/** The most further words of a term that a form sends. */
const mostWords = 60;
const word = z.object({
  language: z.enum(locales),
  text: optionalLine,
  use: z.enum(variantUses),
  reasonEn: optionalPassage,
  reasonZh: optionalPassage
});

/** Sent as `word0Text`, `word0Use` and so on; blank ones are left out. */
function wordsIn(fields: Readonly<Record<string, unknown>>): TermVariant[] {
  const words: TermVariant[] = [];
  for (let index = 0; index < mostWords; index++) {
    const field = (name: string): unknown => fields[`word${index}${name}`];
    const parsed = word.safeParse({
      language: field('Language'),
      text: field('Text'),
      use: field('Use'),
      reasonEn: field('ReasonEn'),
      reasonZh: field('ReasonZh')
    });
    if (!parsed.success || parsed.data.text === '') continue;
    const { language, text, use, reasonEn, reasonZh } = parsed.data;
    words.push({ language, text, use, reason: { en: reasonEn, zh: reasonZh } });
  }
  return words;
}

const termFields = z.looseObject(term);
const wordingFrom = (fields: z.output<typeof termFields>) => ({
  term: { en: fields.termEn, zh: fields.termZh },
  definition: { en: fields.definitionEn, zh: fields.definitionZh },
  group: fields.group,
  caution: { en: fields.cautionEn, zh: fields.cautionZh },
  kind: fields.kind,
  isChecked: fields.checks === undefined || fields.required !== undefined,
  variants: wordsIn(fields)
});

export const newTermForm = termFields.transform(wordingFrom);
export const termForm = z
  .looseObject({ id, seen, ...term })
  .transform((fields) => ({ id: fields.id, seen: fields.seen, wording: wordingFrom(fields) }));

/** Proposes a new term, or a change of one that is named by `id`. */
export const proposalForm = z
  .looseObject({ id: z.string().max(100).default(''), seen, reason: optionalPassage, ...term })
  .transform((fields) => ({
    term: fields.id === '' ? null : { id: fields.id, seen: fields.seen },
    reason: fields.reason,
    wording: wordingFrom(fields)
  }));
export const removalProposalForm = z.object({ id, seen, reason: optionalPassage });
export const termVoteForm = z.object({ id, vote: z.enum(termVotes), reason: optionalPassage });
export const withdrawalForm = z.object({ id });
