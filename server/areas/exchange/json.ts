/**
 * Writes and reads the response in the application's own format, `meridian.answers/1`: by question the values
 * of its cells, and every text as its nodes. A question that a file names is replaced as a whole; a question
 * that it does not name stays as it is.
 */
import { z } from 'zod';
import { areBlocks } from '#document/are-blocks.ts';
import { answerSection, isRecordId, parseAnswerSection } from '#document/answer-cells.ts';
import { answersOf, cellsOfAnswer } from '#document/answers.ts';
import { withheldStates, type Answer } from '#rules/answers/answer.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import { hasAccount, type Framework, type Question } from '#rules/framework/framework.ts';
import { locales } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { SectionContent } from '#base/content.ts';
import { fileLimits, shortened, type Exchange, type Finding, type ParsedFile } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';

export const answersFormat = 'meridian.answers/1';

const both = z.strictObject({ en: z.string().default(''), zh: z.string().default('') });
const nodes = z.strictObject({ en: z.array(z.json()).default([]), zh: z.array(z.json()).default([]) });
const record = z.strictObject({
  id: z.string().refine(isRecordId),
  position: z.number(),
  fields: z.record(z.string(), z.json()).default({}),
  sources: z.record(z.string(), z.string()).default({}),
  notes: z.record(z.string(), both).default({}),
  source: z.string().default('')
});
const answer = z.strictObject({
  state: z.enum(withheldStates).nullable().default(null),
  value: z.json().optional(),
  measures: z.record(z.string(), z.json()).default({}),
  topics: z.record(z.string(), z.enum(withheldStates)).default({}),
  records: z.array(record).default([]),
  source: z.string().default(''),
  note: both.default({ en: '', zh: '' }),
  original: z.enum(locales).nullable().default(null),
  text: nodes.optional(),
  facets: z.record(z.string(), nodes).optional()
});
const file = z.object({
  format: z.literal(answersFormat),
  study: z.string().nullable().default(null),
  city: z.string().nullable().default(null),
  framework: z.object({ id: z.string(), version: z.string() }).nullable().default(null),
  /** By characteristic. */
  accounts: z.record(z.string(), nodes).default({}),
  /** Answers are parsed one by one, so that one which cannot be read does not prevent the others. */
  answers: z.record(z.string(), z.unknown()).default({})
});

const questionsOf = (framework: Framework): Map<string, Question> =>
  new Map(
    framework.characteristics.flatMap(({ questions }) =>
      questions.map((question) => [question.id, question] as const)
    )
  );

export const jsonExchange: Exchange = {
  write: ({ study, city, framework, cells, texts }) => {
    const answers = answersOf(cells);
    const written = new Map(texts.map((text) => [text.id, { en: text.en, zh: text.zh }]));
    const given = [...questionsOf(framework).values()].flatMap(({ id, facets }) => {
      const own = written.get(answerSection(id));
      const parts = facets.flatMap((facet) => {
        const text = written.get(answerSection(id, facet.id));
        return text ? [[facet.id, text] as const] : [];
      });
      const found = answers.get(id);
      if (!found && !own && parts.length === 0) return [];
      return [
        [
          id,
          {
            ...(found ? spoken(found) : {}),
            ...(own ? { text: own } : {}),
            ...(parts.length > 0 ? { facets: Object.fromEntries(parts) } : {})
          }
        ] as const
      ];
    });
    const figures = answers.get(figuresQuestion);
    const accounts = texts
      .filter(({ id }) => parseAnswerSection(id) === null)
      .map(({ id, en, zh }) => [id, { en, zh }] as const);
    return new TextEncoder().encode(
      `${JSON.stringify(
        {
          format: answersFormat,
          study: study.slug,
          city: city.id,
          framework: { id: framework.id, version: framework.version },
          accounts: Object.fromEntries(accounts),
          answers: Object.fromEntries([
            ...given,
            ...(figures ? [[figuresQuestion, spoken(figures)] as const] : [])
          ])
        },
        null,
        2
      )}\n`
    );
  },

  read: (bytes, framework) => {
    const read = file.safeParse(parsed(bytes));
    if (!read.success)
      throw new UnreadableFileError('wrong-type', read.error.issues[0]?.path.join('.') ?? '');
    const { study, city, framework: from, accounts, answers } = read.data;
    const questions = questionsOf(framework);
    const accounted = new Set(
      framework.characteristics.map(({ id }) => id).filter((id) => hasAccount(framework, id))
    );
    const cells: Record<string, FieldValue> = {};
    const texts: SectionContent[] = [];
    const findings: Finding[] = [];
    const whole: string[] = [];
    const find = (
      kind: Finding['kind'],
      location: string,
      text: unknown,
      question: string | null,
      detail = ''
    ): void =>
      void findings.push({
        kind,
        location,
        text: shortened(typeof text === 'string' ? text : JSON.stringify(text)),
        question,
        detail
      });
    const take = (
      section: string,
      location: string,
      text: z.output<typeof nodes>,
      question: string | null
    ): void => {
      if (areBlocks(text.en) && areBlocks(text.zh)) texts.push({ id: section, en: text.en, zh: text.zh });
      else find('unreadable', location, text, question);
    };

    for (const [id, text] of Object.entries(accounts)) {
      if (accounted.has(id)) take(id, `accounts.${id}`, text, null);
      else find('unknown', `accounts.${id}`, text, null);
    }
    for (const [id, given] of Object.entries(answers)) {
      const location = `answers.${id}`;
      const question = questions.get(id);
      if (!question && id !== figuresQuestion) {
        find('unknown', location, given, null);
        continue;
      }
      const one = answer.safeParse(given);
      if (!one.success) {
        find('unreadable', [location, ...(one.error.issues[0]?.path ?? [])].join('.'), given, id);
        continue;
      }
      const { text, facets, state, ...rest } = one.data;
      const twice = rest.records.filter(
        ({ id: own }, index, all) => all.findIndex((other) => other.id === own) !== index
      );
      for (const own of twice) find('contradictory', `${location}.records`, own, id, own.id);
      Object.assign(
        cells,
        cellsOfAnswer({
          ...rest,
          question: id,
          withheld: state,
          value: rest.value,
          records: rest.records.filter((own) => !twice.includes(own))
        })
      );
      whole.push(id);
      if (text) take(answerSection(id), `${location}.text`, text, id);
      for (const [facet, text] of Object.entries(facets ?? {})) {
        if (question?.facets.some((known) => known.id === facet))
          take(answerSection(id, facet), `${location}.facets.${facet}`, text, id);
        else find('unknown', `${location}.facets.${facet}`, text, id);
      }
    }
    return {
      cells,
      texts,
      findings,
      whole,
      from: { study, city, frameworkVersion: from?.version ?? null }
    } satisfies ParsedFile;
  }
};

/** Returns an answer without its empty properties, as the file holds it. */
function spoken({
  withheld,
  value,
  measures,
  topics,
  records,
  source,
  note,
  original
}: Answer): Record<string, unknown> {
  const hasContent = (one: unknown): boolean =>
    one !== undefined &&
    one !== null &&
    one !== '' &&
    !(typeof one === 'object' && Object.keys(one).length === 0);
  const all = {
    state: withheld,
    value,
    measures,
    topics,
    source,
    note: note.en === '' && note.zh === '' ? null : note,
    original,
    records: records.map((own) =>
      Object.fromEntries(
        Object.entries(own).filter(([key, one]) => key === 'id' || key === 'position' || hasContent(one))
      )
    )
  };
  return Object.fromEntries(Object.entries(all).filter(([, one]) => hasContent(one)));
}

function parsed(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new UnreadableFileError('empty');
  if (bytes.length > fileLimits.bytes) throw new UnreadableFileError('too-large');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableFileError('not-utf8');
  }
  refuseDepth(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableFileError('broken');
  }
}

/** Checks the depth before parsing: text that is nested deeper than any file written here is not parsed. */
function refuseDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (inString) {
      if (sign === '\\') index += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') {
      depth += 1;
      if (depth > fileLimits.depth) throw new UnreadableFileError('too-deep');
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
}
