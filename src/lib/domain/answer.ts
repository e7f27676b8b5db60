/**
 * What a city answers to the questions of a framework. Nothing here is about a particular question: what a value looks like follows
 * from the kind of the question or field alone. A value that does not look so is kept, and told as one that cannot be read.
 */
import { yesNoAnswers, type AnswerKind } from './framework.ts';
import type { Bilingual, Locale } from './locale.ts';
import { isPartialDate } from './partial-date.ts';
import { comparators, isBilingual, type FieldValue } from './record.ts';

/** What a city says where it gives no value; that it has said nothing yet is none of these, nor is any of them a zero. */
export const withheldStates = ['not-applicable', 'no-data', 'confidential'] as const;
export type WithheldState = (typeof withheldStates)[number];
export type AnswerState = 'unanswered' | 'answered' | WithheldState;

export const isWithheld = (value: unknown): value is WithheldState =>
  withheldStates.some((state) => state === value);

export type YesNo = (typeof yesNoAnswers)[number];

export const durationUnits = ['days', 'weeks', 'months', 'years'] as const;
export const moneyStatuses = ['planned', 'committed', 'spent'] as const;

/** A date that is still to come and not known otherwise. */
export const notYet = 'not-yet';

/** One record of an answer. Words in two languages stand together; `sources` and `notes` are of single fields. */
export interface AnswerRecord {
  readonly id: string;
  readonly position: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly sources: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, Bilingual>>;
  /** Of the record as a whole. */
  readonly source: string;
}

export interface Answer {
  readonly question: string;
  /** As the city says it; null where a value, or nothing yet, stands there instead. */
  readonly withheld: WithheldState | null;
  readonly value: FieldValue | undefined;
  /** Of a question with several measures, by measure. */
  readonly measures: Readonly<Record<string, FieldValue>>;
  /** Of a question that is answered topic by topic: to which of them the city gives nothing, and why. */
  readonly topics: Readonly<Record<string, WithheldState>>;
  readonly records: readonly AnswerRecord[];
  readonly source: string;
  readonly note: Bilingual;
  /** In which language its words were written first; null where nobody says. */
  readonly original: Locale | null;
}

/** The kinds whose answer is written as text, in a passage of its own; for all others the passage explains. */
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

/** A currency as ISO 4217 writes it: whether there is one of that name is not looked up. */
export const isCurrency = (value: unknown): value is string => isText(value) && /^[A-Z]{3}$/.test(value);
/** A year, or a period between two. */
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

/** An option by its id, or one that the city adds for itself. */
const isChoice = (value: unknown): boolean => (isText(value) && value !== '') || isBilingual(value);

/** Whether a value looks as this kind of question or field has it. */
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

/** Whether a value says anything at all. */
export function isGiven(value: FieldValue | undefined): value is FieldValue {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  if (isBilingual(value)) return value.en.trim() !== '' || value.zh.trim() !== '';
  if (typeof value === 'object') return Object.values(value).some((one) => isGiven(one) && one !== false);
  return true;
}

/** Whether anything stands in an answer besides its passages. */
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

/** `hasText`: something stands in one of its passages. For a question that is written as text, that is the answer. */
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
