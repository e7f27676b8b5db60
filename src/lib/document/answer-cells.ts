/**
 * Defines where a city's answers are stored in its response. Texts that are written together are sections
 * like any other: one for each text of a question. Everything else is one map of cells, so that two people
 * who write next to each other never overwrite each other: a value, a field of a record, its source and its
 * note are one cell each. The framework defines which questions and fields exist.
 */
import type { Locale } from '#base/locale.ts';

export const answersRoot = 'answers';

export const answerSection = (question: string, facet?: string): string =>
  facet === undefined ? `answer:${question}` : `answer:${question}:${facet}`;

const sectionPattern = /^answer:([A-Za-z0-9][A-Za-z0-9._-]{0,79})(?::([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?$/;

/** Null for another section, such as a characteristic's. */
export function parseAnswerSection(
  section: string
): { readonly question: string; readonly facet: string | null } | null {
  const match = sectionPattern.exec(section);
  return match ? { question: match[1] ?? '', facet: match[2] ?? null } : null;
}

/** Describes the parts of a question that determine its passages. */
export interface QuestionParts {
  readonly id: string;
  readonly facets: readonly { readonly id: string }[];
}

/** Lists the passages of a question: one for each facet, or its only one. */
export const sectionsOfQuestion = (question: QuestionParts): string[] =>
  question.facets.length > 0
    ? question.facets.map(({ id }) => answerSection(question.id, id))
    : [answerSection(question.id)];

/** Addresses one cell: of a question itself, or of one of its records. */
export interface Cell {
  readonly question: string;
  readonly record: string | null;
  /**
   * `state`, `value` or `original` of a question; a field of a record, or `$`, which holds the position of
   * the record among the others.
   */
  readonly name: string;
  /** The measure, where a question has several; for a state, one of its topics. */
  readonly measure: string | null;
  /** The language of a bilingual text, which has one cell for each language. */
  readonly language: Locale | null;
  /** An annotation of the value: its source, or a note. */
  readonly about: 'source' | 'note' | null;
}

/** Names the cell that marks a record as present. */
export const positionCell = '$';

const cellPattern =
  /^([A-Za-z0-9][A-Za-z0-9._-]{0,79})(?:\/([A-Za-z0-9_.-]{1,64}))?\/(\$|[A-Za-z][A-Za-z0-9_-]{0,63})(?::([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?(?:\.(en|zh))?(?:@(source|note))?$/;

/**
 * Parses a key: `{question}[/{record}]/{name}[:{measure}][.{language}][@source|@note]`; null for anything
 * else.
 */
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

/** Returns the id of the row of a record on a page, to which the fragment of a link to it refers. */
export const recordAnchor = (question: string, record: string): string => `record-${question}/${record}`;
