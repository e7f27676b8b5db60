/** Reads the forms by which a study is set up: phases, chapters, criteria, terms, and a framework to start from. */
import { z } from 'zod';
import { criterionGroups } from '#domain/city.ts';
import { termGroups } from '#domain/glossary.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
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
  cautionZh: passage
};
export const newTermForm = z.object(term);
export const termForm = z.object({ id, seen, ...term });

export const adoptForm = z.object({ source: id });

/** Parses the fields of a form. Fields beyond those of the schema are ignored. */
export function parseFields<T extends z.ZodType>(form: FormData, schema: T): Result<z.output<T>> {
  const parsed = schema.safeParse(typedIn(form));
  return parsed.success
    ? ok(parsed.data)
    : refuse('invalid', { field: String(parsed.error.issues[0]?.path[0] ?? '') });
}
