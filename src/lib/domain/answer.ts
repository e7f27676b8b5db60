/**
 * Defines what a city answers to the questions of a framework. Nothing here depends on a particular question:
 * the form of a value follows from the kind of the question or field alone. A value of another form is
 * stored, and shown as unreadable.
 */
import { yesNoAnswers, type AnswerKind, type Question } from './framework.ts';
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
/** Is what a page shows of an answer: one that is begun may lack something without which it is no answer. */
export type ShownState = AnswerState | 'incomplete';

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

/** Lists what each part of a value must be; a part may be absent, and other parts are ignored. */
type PartChecks = Readonly<Record<string, (value: unknown) => boolean>>;
const isIn = (checks: PartChecks, value: Readonly<Record<string, unknown>>): string | null =>
  Object.keys(checks).find((part) => !orAbsent(value[part], checks[part] ?? isText)) ?? null;

const moneyChecks: PartChecks = {
  amount: isNumber,
  currency: isCurrency,
  year: isPeriod,
  period: isPeriod,
  status: isOneOf(moneyStatuses),
  comparator: isOneOf(comparators),
  approximate: (one) => typeof one === 'boolean'
};
const isMoney = (value: unknown): boolean => isRecord(value) && isIn(moneyChecks, value) === null;
const partChecks: Readonly<Partial<Record<AnswerKind, PartChecks>>> = {
  money: moneyChecks,
  quantity: {
    value: isNumber,
    valueTo: isNumber,
    unit: isText,
    year: isPeriod,
    basis: isText,
    text: isText,
    baseline: isNumber,
    baselineYear: isPeriod,
    currency: isCurrency,
    comparator: isOneOf(comparators),
    money: isMoney
  },
  percentage: { value: (one) => isNumber(one) && one >= 0 && one <= 100, of: isBilingual },
  'percentage-split': {
    parts: (one) => isRecord(one) && Object.values(one).every(isNumber),
    currency: isCurrency
  },
  duration: { value: (one) => isNumber(one) && one >= 0, unit: isOneOf(durationUnits) }
};

/** Returns the first part of a value that is not what its kind requires; null where there is none. */
export function unreadablePart(kind: AnswerKind, value: FieldValue): string | null {
  const checks = partChecks[kind];
  return checks && isRecord(value) ? isIn(checks, value) : null;
}

/** Returns the part without which a value of this kind says nothing, where it is absent; null otherwise. */
export function lackingPart(kind: AnswerKind, value: FieldValue): string | null {
  if (!isRecord(value)) return null;
  const parts = value as Readonly<Record<string, FieldValue>>;
  const lacks = (part: string): boolean => !isGiven(parts[part]);
  if (kind === 'quantity') return ['value', 'valueTo', 'text', 'money'].every(lacks) ? 'value' : null;
  return neededParts[kind]?.find(lacks) ?? null;
}

/** Lists, for each kind of value with parts, those without which it says nothing. */
const neededParts: Readonly<Partial<Record<AnswerKind, readonly string[]>>> = {
  money: ['amount', 'currency'],
  percentage: ['value'],
  'percentage-split': ['parts'],
  duration: ['value', 'unit']
};

/** Names the measure under which the listed options of a yes-no question are stored. */
export const kindsMeasure = 'kinds';

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
  return kind === 'yes-no-evidence' && measure === kindsMeasure ? ['tags'] : [];
}

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
    case 'percentage':
    case 'quantity':
      return isRecord(value) && unreadablePart(kind, value) === null;
    case 'percentage-split':
      return isRecord(value) && isRecord(value['parts']) && unreadablePart(kind, value) === null;
    case 'duration':
      return isRecord(value) && unreadablePart(kind, value) === null && lackingPart(kind, value) === null;
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
