/**
 * Defines what a city answers to the questions of a framework. Nothing here depends on a particular question:
 * the form of a value follows from the kind of the question or field alone. A value of another form is
 * stored, and shown as unreadable.
 */
import { yesNoAnswers, type AnswerKind } from './framework.ts';
import type { Bilingual, Locale } from './locale.ts';
import { isPartialDate } from './partial-date.ts';
import { comparators, isBilingual, type FieldValue } from './record.ts';

/**
 * Lists the states that a city chooses instead of a value. An unanswered question has none of these states,
 * and none of them is a zero.
 */
export const withheldStates = ['not-applicable', 'no-data', 'confidential'] as const;
export type WithheldState = (typeof withheldStates)[number];
export type AnswerState = 'unanswered' | 'answered' | WithheldState;

export const isWithheld = (value: unknown): value is WithheldState =>
  withheldStates.some((state) => state === value);

export type YesNo = (typeof yesNoAnswers)[number];

export const durationUnits = ['days', 'weeks', 'months', 'years'] as const;
export const moneyStatuses = ['planned', 'committed', 'spent'] as const;

/** Marks a date that is in the future and not known more exactly. */
export const notYet = 'not-yet';

/**
 * Holds one record of an answer. A text field holds both languages; `sources` and `notes` belong to single
 * fields.
 */
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
  /** Holds the state that the city chose instead of a value; null where there is a value or no answer yet. */
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
export const isWritten = (kind: AnswerKind): boolean => kind === 'rich-text' || kind === 'facet-text';

const isRecord = (value: unknown): value is Readonly<Record<string, FieldValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const orAbsent = (value: unknown, fits: (value: unknown) => boolean): boolean =>
  value === undefined || value === null || fits(value);
const isOneOf =
  (list: readonly string[]) =>
  (value: unknown): boolean =>
    isText(value) && list.includes(value);

/** Checks whether a value has the form of an ISO 4217 code; whether such a currency exists is not checked. */
export const isCurrency = (value: unknown): value is string => isText(value) && /^[A-Z]{3}$/.test(value);
/** Checks whether a value is a year, or a period between two years. */
export const isPeriod = (value: unknown): value is string =>
  isText(value) && /^\d{4}([-–]\d{4})?$/.test(value);

export const isMoney = (value: unknown): boolean =>
  isRecord(value) &&
  orAbsent(value['amount'], isNumber) &&
  orAbsent(value['currency'], isCurrency) &&
  orAbsent(value['year'], isPeriod) &&
  orAbsent(value['period'], isPeriod) &&
  orAbsent(value['status'], isOneOf(moneyStatuses)) &&
  orAbsent(value['comparator'], isOneOf(comparators)) &&
  orAbsent(value['approximate'], (one) => typeof one === 'boolean');

export const isQuantity = (value: unknown): boolean =>
  isRecord(value) &&
  ['value', 'valueTo', 'baseline'].every((key) => orAbsent(value[key], isNumber)) &&
  ['unit', 'basis', 'text'].every((key) => orAbsent(value[key], isText)) &&
  ['year', 'baselineYear'].every((key) => orAbsent(value[key], isPeriod)) &&
  orAbsent(value['currency'], isCurrency) &&
  orAbsent(value['comparator'], isOneOf(comparators)) &&
  orAbsent(value['money'], isMoney);

/** Checks whether a value is the id of an option, or an option that the city adds itself. */
const isChoice = (value: unknown): boolean => (isText(value) && value !== '') || isBilingual(value);

/** Checks whether a value has the form that this kind of question or field requires. */
export function fits(kind: AnswerKind, value: FieldValue): boolean {
  switch (kind) {
    case 'rich-text':
    case 'short-text':
    case 'facet-text':
      return isText(value) || isBilingual(value);
    case 'yes-no-evidence':
      return isOneOf(yesNoAnswers)(value);
    case 'single-choice':
      return isChoice(value);
    case 'tags':
    case 'party-list':
      return Array.isArray(value) && value.every(isChoice);
    case 'money':
      return isMoney(value);
    case 'percentage':
      return (
        isRecord(value) &&
        orAbsent(value['value'], (one) => isNumber(one) && one >= 0 && one <= 100) &&
        orAbsent(value['of'], isBilingual)
      );
    case 'percentage-split':
      return (
        isRecord(value) &&
        isRecord(value['parts']) &&
        Object.values(value['parts']).every(isNumber) &&
        orAbsent(value['currency'], isCurrency)
      );
    case 'quantity':
      return isQuantity(value);
    case 'duration':
      return (
        isRecord(value) &&
        isNumber(value['value']) &&
        value['value'] >= 0 &&
        isOneOf(durationUnits)(value['unit'])
      );
    case 'date':
      return isText(value) && (value === notYet || isPartialDate(value));
    case 'record-list':
      return Array.isArray(value) && value.every(isRecord);
  }
}

/** Checks whether a value holds any information. */
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
 * Returns the state of an answer. `hasText` says that one of its passages holds text. For a question that is
 * answered as text, that is the answer.
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
