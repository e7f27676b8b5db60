/**
 * Defines what a city answers to the questions of a framework. Nothing here depends on a particular question:
 * the form of a value follows from the kind of the question or field alone. A value of another form is
 * stored, and shown as unreadable.
 */
import { isRecord, wrongPart } from '#rules/framework/answer-kinds/checks.ts';
import { rulesOfKind, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { Question } from '#rules/framework/framework.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { isBilingual, type FieldValue } from '#rules/framework/record.ts';

/**
 * Lists the states that a city chooses instead of a value. An unanswered question has none of these states,
 * and none of them is a zero.
 */
export const withheldStates = ['not-applicable', 'no-data', 'confidential'] as const;
export type WithheldState = (typeof withheldStates)[number];
export type AnswerState = 'unanswered' | 'answered' | WithheldState;
/** Is what a page shows of an answer: one that is begun may lack something without which it is no answer. */
export type ShownState = AnswerState | 'incomplete';

export const isWithheld = (value: unknown): value is WithheldState =>
  withheldStates.some((state) => state === value);

/** A text field holds both languages; `sources` and `notes` belong to single fields. */
export interface AnswerRecord {
  readonly id: string;
  readonly position: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly sources: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, Bilingual>>;
  /** Names the source of the record as a whole. */
  readonly source: string;
}

export interface Answer {
  readonly question: string;
  /** Null where there is a value or no answer yet. */
  readonly withheld: WithheldState | null;
  readonly value: FieldValue | undefined;
  /** Holds the values of a question with several measures, by measure. */
  readonly measures: Readonly<Record<string, FieldValue>>;
  /**
   * Holds, for a question that is answered topic by topic, the topics to which the city gives no value, and
   * the reason for each.
   */
  readonly topics: Readonly<Record<string, WithheldState>>;
  readonly records: readonly AnswerRecord[];
  readonly source: string;
  readonly note: Bilingual;
  /** Names the language in which the text was first written; null where this is not known. */
  readonly original: Locale | null;
}

/**
 * Checks whether answers of this kind are written as text, in a passage of their own; for all others the
 * passage explains the answer.
 */
export const isWritten = (kind: AnswerKind): boolean => rulesOfKind(kind).held === 'passage';

/** Returns the first part of a value that is not what its kind requires; null where there is none. */
export function unreadablePart(kind: AnswerKind, value: FieldValue): string | null {
  const { checks } = rulesOfKind(kind);
  return checks && isRecord(value) ? wrongPart(checks, value) : null;
}

/** Returns the part without which a value of this kind says nothing, where it is absent; null otherwise. */
export function lackingPart(kind: AnswerKind, value: FieldValue): string | null {
  if (!isRecord(value)) return null;
  const lacking = rulesOfKind(kind).needed?.find((parts) => parts.every((part) => !isGiven(value[part])));
  return lacking?.[0] ?? null;
}

/**
 * Returns the kinds of value that a question takes, as its only value or for one of its measures; none where
 * it asks for no such value.
 */
export function acceptedKinds(
  { kind, alsoAccepts, measures }: Pick<Question, 'kind' | 'alsoAccepts' | 'measures'>,
  measure: string | null
): readonly AnswerKind[] {
  if (measure === null) return alsoAccepts === null ? [kind] : [kind, alsoAccepts];
  if (measures.some(({ id }) => id === measure)) return [kind];
  const { ticked } = rulesOfKind(kind);
  return ticked?.measure === measure ? [ticked.kind] : [];
}

export const fits = (kind: AnswerKind, value: FieldValue): boolean => rulesOfKind(kind).fits(value);

export function isGiven(value: FieldValue | undefined): value is FieldValue {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  if (isBilingual(value)) return value.en.trim() !== '' || value.zh.trim() !== '';
  if (typeof value === 'object') return Object.values(value).some((one) => isGiven(one) && one !== false);
  return true;
}

/** Checks whether an answer holds any value apart from its passages. */
export const holdsValue = ({
  value,
  measures,
  topics,
  records
}: Pick<Answer, 'value' | 'measures' | 'topics' | 'records'>): boolean =>
  isGiven(value) ||
  Object.values(measures).some(isGiven) ||
  Object.keys(topics).length > 0 ||
  records.length > 0;

/**
 * `hasText` says that one of its passages holds text. For a question that is answered as text, that is the
 * answer.
 */
export const stateOf = (answer: Answer | undefined, hasText: boolean): AnswerState =>
  answer?.withheld ?? (hasText || (answer !== undefined && holdsValue(answer)) ? 'answered' : 'unanswered');

export const emptyAnswer = (question: string): Answer => ({
  question,
  withheld: null,
  value: undefined,
  measures: {},
  topics: {},
  records: [],
  source: '',
  note: { en: '', zh: '' },
  original: null
});
