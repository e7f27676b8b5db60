/**
 * Where a city's answers stand in its response. Words that are written together are sections like any other: one for each text of a
 * question. All else is one map of cells, so that two people who write beside one another never write over each other: a value, a
 * field of a record, its source and its note are a cell each. Which questions and fields there are is the framework's to say.
 */
import type { Locale } from '#domain/locale.ts';

/** The root of the cells. */
export const answersRoot = 'answers';

/** Of a question, or of one of its facets. */
export const answerSection = (question: string, facet?: string): string =>
  facet === undefined ? `answer:${question}` : `answer:${question}:${facet}`;

const sectionPattern = /^answer:([A-Za-z0-9][A-Za-z0-9._-]{0,79})(?::([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?$/;

/** Null for a section that is no question's, such as a characteristic's. */
export function parseAnswerSection(
  section: string
): { readonly question: string; readonly facet: string | null } | null {
  const match = sectionPattern.exec(section);
  return match ? { question: match[1] ?? '', facet: match[2] ?? null } : null;
}

/** What of a question says which passages it has. */
export interface QuestionParts {
  readonly id: string;
  readonly facets: readonly { readonly id: string }[];
}

/** The passages of a question: of each facet one, or its only one. */
export const sectionsOfQuestion = (question: QuestionParts): string[] =>
  question.facets.length > 0
    ? question.facets.map(({ id }) => answerSection(question.id, id))
    : [answerSection(question.id)];

/** One cell: of a question itself, or of one of its records. */
export interface Cell {
  readonly question: string;
  readonly record: string | null;
  /** `state`, `value` or `original` of a question; a field of a record, or `$`, which holds the place of the record among the others. */
  readonly name: string;
  /** One of several measures of a question; of a state, one of its topics. */
  readonly measure: string | null;
  /** Of words in two languages, each of which is a cell. */
  readonly language: Locale | null;
  /** What is said of the value: where it is from, or a remark. */
  readonly about: 'source' | 'note' | null;
}

/** The cell that says that a record is there. */
export const positionCell = '$';

const cellPattern =
  /^([A-Za-z0-9][A-Za-z0-9._-]{0,79})(?:\/([A-Za-z0-9_.-]{1,64}))?\/(\$|[A-Za-z][A-Za-z0-9_-]{0,63})(?::([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?(?:\.(en|zh))?(?:@(source|note))?$/;

/** `{question}[/{record}]/{name}[:{measure}][.{language}][@source|@note]`; null for anything else. */
export function parseCell(key: string): Cell | null {
  const match = cellPattern.exec(key);
  if (!match) return null;
  const [, question = '', record, name = '', measure, language, about] = match;
  return {
    question,
    record: record ?? null,
    name,
    measure: measure ?? null,
    language: (language as Locale | undefined) ?? null,
    about: (about as 'source' | 'note' | undefined) ?? null
  };
}

export type CellOf = Pick<Cell, 'question' | 'name'> & Partial<Cell>;

export function cellKey({ question, record, name, measure, language, about }: CellOf): string {
  const end = `${measure ? `:${measure}` : ''}${language ? `.${language}` : ''}${about ? `@${about}` : ''}`;
  return `${question}${record ? `/${record}` : ''}/${name}${end}`;
}

export const isRecordId = (id: string): boolean => /^[A-Za-z0-9_.-]{1,64}$/.test(id);
