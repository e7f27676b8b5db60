/**
 * Finds the faults that block the submission of answers, and the warnings that only need a look. All follow
 * from the framework: which questions are shown and required, what evidence a yes needs, which fields a
 * record must have. Sums that do not match cause a warning and block nothing: a total is stored as it was
 * printed.
 */
import {
  emptyAnswer,
  fits,
  holdsValue,
  isGiven,
  isWithheld,
  isWritten,
  stateOf,
  type Answer,
  type AnswerRecord
} from './answer.ts';
import {
  activeQuestions,
  findRecordType,
  type Characteristic,
  type FieldDefinition,
  type Framework,
  type Question
} from './framework.ts';
import { figuresQuestion, figureType } from './figure-record.ts';
import { perHeadFaults } from './gdp-per-head.ts';
import { isRequired, type FieldValue } from './record.ts';

/** Limits the records of one question whose framework names no other number. */
export const mostRecords = 300;

export const mostRecordsOf = ({ maxRecords = mostRecords }: Pick<Question, 'maxRecords'>): number =>
  maxRecords;

/** Describes one fault, with its question and the characteristic that contains the question. */
export type AnswerFault =
  /** The question is required and has no answer: it can be submitted only with a reason. */
  | { readonly kind: 'unanswered'; readonly question: string; readonly section: string }
  /** A yes that needs an explanation or an example as evidence has none. */
  | { readonly kind: 'unproven'; readonly question: string; readonly section: string }
  /** The question, or a topic of it, is marked as confidential, while its content is in the response. */
  | { readonly kind: 'exposed'; readonly question: string; readonly section: string }
  /** A record lacks a field that it must have. */
  | {
      readonly kind: 'incomplete-record';
      readonly question: string;
      readonly section: string;
      readonly record: string;
      readonly field: string;
    }
  /** A value does not match its kind: text where a number is required. */
  | {
      readonly kind: 'unreadable';
      readonly question: string;
      readonly section: string;
      readonly record: string | null;
      readonly field: string | null;
    }
  | {
      readonly kind: 'too-many-records';
      readonly question: string;
      readonly section: string;
      readonly most: number;
    };

/** Describes one contradiction among the answers. */
export type AnswerWarning =
  | { readonly kind: 'shares-not-100'; readonly question: string; readonly sum: number }
  /**
   * The amount of one question differs from the sum of the records of another, under the same characteristic.
   */
  | {
      readonly kind: 'sum-differs';
      readonly question: string;
      readonly of: string;
      readonly currency: string;
      readonly total: number;
      readonly sum: number;
    }
  /** GDP divided by population differs from the GDP per head that is printed next to them. */
  | {
      readonly kind: 'gdp-differs';
      readonly question: string;
      readonly currency: string;
      readonly perHead: number;
      readonly implied: number;
    };

export interface Answered {
  readonly answers: ReadonlyMap<string, Answer>;
  /** Checks whether a passage of the question holds text. */
  readonly hasText: (question: string) => boolean;
  /** Checks whether the passage of one topic holds text; where topics are not read singly, it is left out. */
  readonly hasTextOn?: (question: string, topic: string) => boolean;
}

/** Checks whether a question is shown, from the answer to the question that it depends on. */
export function applies({ showIf }: Pick<Question, 'showIf'>, answers: Answered['answers']): boolean {
  if (showIf === null) return true;
  const value = answers.get(showIf.question)?.value;
  return showIf.equals.some(
    (one) => value === one || (Array.isArray(value) && (value as readonly FieldValue[]).includes(one))
  );
}

/** Returns the faults of the given parts of the framework, in the order of the parts. */
export const faultsOf = (
  framework: Framework,
  answered: Answered,
  parts: readonly Characteristic[] = framework.characteristics
): AnswerFault[] => [
  ...parts.flatMap((characteristic) =>
    activeQuestions(characteristic)
      .filter((question) => applies(question, answered.answers))
      .flatMap((question) => faultsOfQuestion(framework, characteristic, question, answered))
  ),
  ...faultsOfRecords(figureType.fields, answered.answers.get(figuresQuestion)?.records ?? [], {
    question: figuresQuestion,
    section: framework.characteristics[0]?.id ?? ''
  })
];

function faultsOfQuestion(
  framework: Framework,
  { id: section }: Characteristic,
  question: Question,
  { answers, hasText, hasTextOn = () => false }: Answered
): AnswerFault[] {
  const at = { question: question.id, section };
  const answer = answers.get(question.id);
  const text = hasText(question.id);
  const state = stateOf(answer, text);
  if (holdsExposed(answer, text, (topic) => hasTextOn(question.id, topic)))
    return [{ kind: 'exposed', ...at }];
  if (isWithheld(state)) return [];
  if (state === 'unanswered') return question.required ? [{ kind: 'unanswered', ...at }] : [];
  const { value, measures, records } = answer ?? emptyAnswer(question.id);
  const wrong = [...(value === undefined ? [] : [value]), ...Object.values(measures)].some(
    (one) => isGiven(one) && !fits(question.kind, one)
  );
  const fields =
    question.recordType === null ? [] : (findRecordType(framework, question.recordType)?.fields ?? []);
  return [
    ...(wrong && !isWritten(question.kind)
      ? [{ kind: 'unreadable' as const, ...at, record: null, field: null }]
      : []),
    ...(question.kind === 'yes-no-evidence' && value === 'yes' && !text
      ? [{ kind: 'unproven' as const, ...at }]
      : []),
    ...(records.length > mostRecordsOf(question)
      ? [{ kind: 'too-many-records' as const, ...at, most: mostRecordsOf(question) }]
      : []),
    ...faultsOfRecords(fields, records, at)
  ];
}

/**
 * Checks whether an answer, or a topic, that is marked as confidential holds content in the response itself,
 * where everyone who reads the response would get it.
 */
const holdsExposed = (
  answer: Answer | undefined,
  hasText: boolean,
  hasTextOn: (topic: string) => boolean
): boolean =>
  answer !== undefined &&
  ((answer.withheld === 'confidential' &&
    (hasText || holdsValue({ ...answer, topics: {} }) || isGiven(answer.source) || isGiven(answer.note))) ||
    Object.entries(answer.topics).some(
      ([topic, state]) => state === 'confidential' && (hasTextOn(topic) || isGiven(answer.measures[topic]))
    ));

function faultsOfRecords(
  fields: readonly FieldDefinition[],
  records: readonly AnswerRecord[],
  at: { readonly question: string; readonly section: string }
): AnswerFault[] {
  return records.flatMap((record) =>
    fields.flatMap((field): AnswerFault[] => {
      const value = record.fields[field.id];
      if (!isGiven(value))
        return isRequired(field, record) && field.retired !== true
          ? [{ kind: 'incomplete-record', ...at, record: record.id, field: field.id }]
          : [];
      return fits(field.kind, value)
        ? []
        : [{ kind: 'unreadable', ...at, record: record.id, field: field.id }];
    })
  );
}

/** Returns the warnings: sums and ratios that do not add up. */
export const warningsOf = (
  framework: Pick<Framework, 'characteristics' | 'recordTypes'>,
  { answers }: Pick<Answered, 'answers'>
): AnswerWarning[] => [
  ...framework.characteristics.flatMap((characteristic) => [
    ...unevenShares(characteristic, answers),
    ...unevenSums(framework, characteristic, answers)
  ]),
  ...perHeadFaults(answers.get(figuresQuestion)?.records ?? []).map((differs) => ({
    kind: 'gdp-differs' as const,
    question: figuresQuestion,
    ...differs
  }))
];

/**
 * Sets the tolerance for sums of percentages: printed shares often differ by rounding, and half a per cent is
 * no fault.
 */
const rounding = 0.5;

function unevenShares({ questions }: Characteristic, answers: Answered['answers']): AnswerWarning[] {
  return questions.flatMap((question): AnswerWarning[] => {
    if (question.kind !== 'percentage-split') return [];
    const { parts, currency } = partsOf(answers.get(question.id)?.value);
    // Amounts in a currency need not add up to 100.
    if (currency !== undefined) return [];
    const shares = Object.values(partsOf(parts)).filter((one) => typeof one === 'number');
    const sum = Number(shares.reduce((total, share) => total + share, 0).toPrecision(12));
    return shares.length > 0 && Math.abs(sum - 100) > rounding
      ? [{ kind: 'shares-not-100', question: question.id, sum }]
      : [];
  });
}

/**
 * Compares a total with the amounts of records under the same characteristic, where all are in its currency.
 */
function unevenSums(
  framework: Pick<Framework, 'recordTypes'>,
  { questions }: Characteristic,
  answers: Answered['answers']
): AnswerWarning[] {
  const totals = questions
    .filter(({ kind }) => kind === 'money')
    .flatMap(({ id }) => {
      const { amount, currency } = partsOf(answers.get(id)?.value);
      return typeof amount === 'number' && typeof currency === 'string'
        ? [{ question: id, amount, currency }]
        : [];
    });
  return totals.flatMap(({ question, amount: total, currency }) =>
    questions.flatMap(({ id: of, recordType }): AnswerWarning[] => {
      const field =
        recordType === null
          ? undefined
          : findRecordType(framework, recordType)?.fields.find(({ kind }) => kind === 'money');
      const amounts = field
        ? (answers.get(of)?.records ?? [])
            .map((record) => partsOf(record.fields[field.id]))
            .filter(({ amount }) => typeof amount === 'number')
        : [];
      if (amounts.length < 2 || amounts.some((one) => one['currency'] !== currency)) return [];
      const sum = Number(amounts.reduce((all, { amount }) => all + Number(amount), 0).toPrecision(12));
      return sum === total ? [] : [{ kind: 'sum-differs', question, of, currency, total, sum }];
    })
  );
}

const partsOf = (value: FieldValue | undefined): Readonly<Record<string, FieldValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, FieldValue>>)
    : {};
