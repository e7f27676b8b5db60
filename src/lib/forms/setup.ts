/** Reads the forms by which a study is set up: phases, chapters, criteria, terms, and a framework to start from. */
import { z } from 'zod';
import { criterionGroups } from '#rules/cities/city.ts';
import { termGroups, termKinds, variantUses, type TermVariant } from '#rules/pairs/glossary.ts';
import { locales } from '#base/locale.ts';
import { termVotes } from '#rules/pairs/term-proposal.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { typedIn } from './fields.ts';

const line = z.string().max(1_000).default('');
const passage = z.string().max(20_000).default('');
const id = z.string().min(1).max(100);
/** A version or a fingerprint that was not sent equals none that is stored. */
const version = z.coerce.number().int().min(-1).max(1_000_000_000).catch(-1);
const seen = z.string().max(100).default('');
const date = z
  .string()
  .max(10)
  .default('')
  .transform((value) => (value === '' ? null : value));

const phaseWording = { nameEn: line, nameZh: line, descriptionEn: passage, descriptionZh: passage };
export const newPhaseForm = z.object({
  ...phaseWording,
  plannedFrom: date,
  plannedTo: date,
  actualFrom: date,
  actualTo: date
});
export const phaseForm = z.object({ id, version, ...phaseWording });
/** Names a thing of a list, and the neighbour past which it is moved. */
export const moveForm = z.object({ id, past: id });

export const phaseRemovalForm = z.object({ id, version });

export const newChapterForm = z.object({ titleEn: line, titleZh: line });
export const chapterForm = z.object({ slug: id, version, titleEn: line, titleZh: line });
export const chapterRemovalForm = z.object({ slug: id, version });

const criterion = { group: z.enum(criterionGroups), textEn: passage, textZh: passage };
export const newCriterionForm = z.object({ sideId: id, ...criterion });
export const criterionForm = z.object({ id, seen, ...criterion });
export const thingRemovalForm = z.object({ id, seen });

const term = {
  termEn: line,
  termZh: line,
  definitionEn: passage,
  definitionZh: passage,
  group: z.enum(termGroups),
  cautionEn: passage,
  cautionZh: passage,
  kind: z.enum(termKinds).default('term'),
  /** A box that is not ticked is not sent; `checks` says that the form has the box. */
  checks: z.string().max(10).optional(),
  required: z.string().max(10).optional()
};

/** The most further words of a term that a form sends. */
const mostWords = 60;
const word = z.object({
  language: z.enum(locales),
  text: line,
  use: z.enum(variantUses),
  reasonEn: passage,
  reasonZh: passage
});

/** Returns the further words of a term, which are sent as `word0Text`, `word0Use` and so on; blank ones are left out. */
function wordsIn(fields: Readonly<Record<string, unknown>>): TermVariant[] {
  const words: TermVariant[] = [];
  for (let at = 0; at < mostWords; at++) {
    const field = (name: string): unknown => fields[`word${at}${name}`];
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
  .looseObject({ id: z.string().max(100).default(''), seen, reason: passage, ...term })
  .transform((fields) => ({
    term: fields.id === '' ? null : { id: fields.id, seen: fields.seen },
    reason: fields.reason,
    wording: wordingFrom(fields)
  }));
export const removalProposalForm = z.object({ id, seen, reason: passage });
export const termVoteForm = z.object({ id, vote: z.enum(termVotes), reason: passage });
export const withdrawalForm = z.object({ id });

export const adoptForm = z.object({ source: id });

/** Parses the fields of a form. Fields beyond those of the schema are ignored. */
export function parseFields<T extends z.ZodType>(form: FormData, schema: T): Result<z.output<T>> {
  const parsed = schema.safeParse(typedIn(form));
  return parsed.success
    ? ok(parsed.data)
    : refuse('invalid', { field: String(parsed.error.issues[0]?.path[0] ?? '') });
}
