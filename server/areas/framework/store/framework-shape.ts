/**
 * Defines the shapes of frameworks and rubrics as JSON text, which is parsed here once; a stored text that
 * does not fit is a defect of the code that stored it.
 */
import { z } from 'zod';
import { answerKinds } from '#rules/framework/answer-kinds/kinds.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { parsedOnce } from '#server/store/parsed-once.ts';

const bilingual = z.object({ en: z.string(), zh: z.string() });
const retired = z.literal(true).optional();
const labelled = z.object({ id: z.string(), label: bilingual, retired });
const kind = z.enum(answerKinds);
const orNull = z.string().nullable().default(null);

const question = z.object({
  id: z.string(),
  code: z.string(),
  text: bilingual,
  kind,
  required: z.boolean().default(false),
  parentId: orNull,
  facets: z.array(labelled).default([]),
  measures: z.array(labelled).default([]),
  recordType: orNull,
  optionsRef: orNull,
  options: z.array(labelled).default([]),
  exampleRequired: z.boolean().default(false),
  showIf: z
    .object({ question: z.string(), equals: z.array(z.string()) })
    .nullable()
    .default(null),
  alsoAccepts: kind.nullable().default(null),
  withMoney: z.boolean().default(false),
  linkedField: orNull,
  guidance: bilingual.nullable().default(null),
  example: bilingual.nullable().default(null),
  retired: z.boolean().default(false),
  maxRecords: z.int().positive().optional(),
  from: z
    .array(
      z.object({
        question: z.string(),
        record: z.string().optional(),
        measure: z.string().optional(),
        facet: z.string().optional()
      })
    )
    .optional()
});

const field = z.object({
  id: z.string(),
  label: bilingual,
  kind,
  required: z.boolean().default(false),
  requiredIf: z.object({ field: z.string(), equals: z.string() }).nullable().default(null),
  optionsRef: orNull,
  options: z.array(labelled).default([]),
  recordType: orNull,
  retired
});

const part = {
  number: z.int(),
  id: z.string(),
  name: bilingual,
  purpose: bilingual,
  questions: z.array(question)
};

const framework = z.object({
  id: z.string(),
  version: z.string(),
  title: bilingual,
  goals: z.array(z.object({ id: z.string(), text: bilingual })).default([]),
  rankingNotice: bilingual,
  filledBy: bilingual.default({ en: '', zh: '' }),
  answerKinds: z.array(labelled).default([]),
  answerStates: z.array(labelled).default([]),
  optionSets: z.record(z.string(), z.array(labelled)).default({}),
  recordTypes: z
    .array(
      z.object({
        id: z.string(),
        label: bilingual,
        usedBy: z.array(z.string()).default([]),
        fields: z.array(field)
      })
    )
    .default([]),
  characteristics: z.array(z.object(part)),
  references: z
    .array(
      z.object({
        id: z.string(),
        text: bilingual,
        url: orNull,
        characteristics: z.array(z.string()).default([])
      })
    )
    .default([]),
  profile: z
    .object({
      id: z.string(),
      title: bilingual,
      useNote: bilingual,
      parts: z.array(z.object({ ...part, mapsTo: z.array(z.string()).default([]) }))
    })
    .optional()
});

const meaning = { id: z.string(), name: bilingual, meaning: bilingual };

const rubric = z.object({
  id: z.string(),
  status: bilingual.default({ en: '', zh: '' }),
  levels: z.array(z.object({ ...meaning, order: z.int() })),
  outOfLevel: z.array(z.object(meaning)).default([]),
  rules: z.array(z.object({ id: z.string(), text: bilingual })).default([]),
  characteristics: z.array(
    z.object({
      characteristic: z.string(),
      levels: z.record(z.string(), z.array(z.object({ text: bilingual }).transform(({ text }) => text))),
      indicators: z
        .array(z.object({ id: z.string(), text: bilingual, scale: z.string().default('') }))
        .default([])
    })
  )
});

/** Sets how many parsed texts are remembered: the versions of a few studies, each below a megabyte. */
const remembered = 12;

export const parseFramework = parsedOnce(
  (content): Framework => framework.parse(JSON.parse(content)),
  remembered
);
export const parseRubric = parsedOnce((content): Rubric => rubric.parse(JSON.parse(content)), remembered);

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('no JSON');
    return z.NEVER;
  }
});

/** Undefined where the text is no JSON or not of this shape. */
export const readFramework = (content: string): Framework | undefined =>
  json.pipe(framework).safeParse(content).data;

/** In UTF-16 units. */
export const longestFramework = 1_000_000;

/** Returns a framework that was read from a file, or the first location that is not of this shape. */
export function validateFrameworkShape(
  value: unknown
): { readonly framework: Framework } | { readonly path: readonly PropertyKey[]; readonly message: string } {
  const parsed = framework.safeParse(value);
  if (parsed.success) return { framework: parsed.data };
  const [issue] = parsed.error.issues;
  return { path: issue?.path ?? [], message: issue?.message ?? '' };
}

/** Undefined where the text is no JSON or not of this shape. */
export const readRubric = (content: string): Rubric | undefined => json.pipe(rubric).safeParse(content).data;
