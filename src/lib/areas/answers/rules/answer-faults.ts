/**
 * Finds the faults that block the submission of answers. All follow from the framework: which questions are shown
 * and required, what evidence a yes needs, which fields a record must have.
 */
import { rulesOfKind, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import {
  acceptedKinds,
  emptyAnswer,
  fits,
  holdsValue,
  isGiven,
  isWithheld,
  lackingPart,
  stateOf,
  unreadablePart,
  type Answer,
  type AnswerRecord,
  type ShownState
} from './answer.ts';
import { answerLimits } from './answer-limits.ts';
import {
  activeQuestions,
  findRecordType,
  type Characteristic,
  type FieldDefinition,
  type Framework,
  type Question
} from '#rules/framework/framework.ts';
import { figuresQuestion, figureType } from './figure-record.ts';
import type { Bilingual } from '#base/locale.ts';
import { isRequired, nameOfRecord, type FieldValue } from '#rules/framework/record.ts';

/** Limits the records of one question whose framework names no other number. */
export const mostRecords = 300;

export const mostRecordsOf = ({ maxRecords = mostRecords }: Pick<Question, 'maxRecords'>): number =>
  Math.min(maxRecords, answerLimits.records);

/** Describes one fault, with its question and the characteristic that contains the question. */
export type AnswerFault =
  /** The question is required and has no answer: it can be submitted only with a reason. */
  | { readonly kind: 'unanswered'; readonly question: string; readonly section: string }
  /** A yes, or a partly, that needs an explanation or an example as evidence has none. */
  | { readonly kind: 'unproven'; readonly question: string; readonly section: string }
  /** The question, or a topic of it, is marked as confidential, while its content is in the response. */
  | { readonly kind: 'exposed'; readonly question: string; readonly section: string }
  /** A record lacks a field that it must have. */
  | ({
      readonly kind: 'incomplete-record';
      readonly question: string;
      readonly section: string;
      readonly record: string;
      readonly field: string;
    } & RecordAsFound)
  /** A value lacks a part without which it says nothing: an amount or its currency, the unit of a duration, a yes or no. */
  | (FaultyValue & { readonly kind: 'incomplete-value' })
  /** A value does not match its kind: text where a number is required. */
  | (FaultyValue & { readonly kind: 'unreadable' })
  | {
      readonly kind: 'too-many-records';
      readonly question: string;
      readonly section: string;
      readonly most: number;
    };

/** Faults that were stored long ago, or for long, do not hold this. */
export interface RecordAsFound {
  /** Counts the records of the question from 1 up to this one. */
  readonly place?: number;
  readonly name?: Bilingual;
}

/** Locates a value: of a question, of one of its measures, or of a field of one of its records. */
interface FaultyValue extends RecordAsFound {
  readonly question: string;
  readonly section: string;
  readonly record: string | null;
  readonly field: string | null;
  readonly measure?: string | null;
  /** Null for the value as a whole. */
  readonly part?: string | null;
}

/**
 * Removes the words of the city, for what is kept beyond the answer: what the city calls a record may become
 * internal later.
 */
export function withoutWords<T extends { readonly kind: string }>(fault: T): T {
  return Object.fromEntries(
    Object.entries(fault).filter(([key]) => key !== 'name' && key !== 'passages')
  ) as unknown as T;
}

export interface Answered {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly hasText: (question: string) => boolean;
  /** Left out where topics are not read singly. */
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

/** In the order of the parts. */
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
  const [answer, text] = [answers.get(question.id), hasText(question.id)];
  const state = stateOf(answer, text);
  if (holdsExposed(answer, text, (topic) => hasTextOn(question.id, topic)))
    return [{ kind: 'exposed', ...at }];
  if (isWithheld(state)) return [];
  if (state === 'unanswered') return question.required ? [{ kind: 'unanswered', ...at }] : [];
  const fields =
    question.recordType === null ? [] : (findRecordType(framework, question.recordType)?.fields ?? []);
  return faultsOfAnswer({ ...question, fields }, answer ?? emptyAnswer(question.id), text, at);
}

type At = { readonly question: string; readonly section: string };

/** Describes a question as far as its answer is checked: for the server, and for a page while it is filled in. */
export interface CheckedQuestion extends Pick<
  Question,
  'id' | 'kind' | 'alsoAccepts' | 'measures' | 'maxRecords'
> {
  readonly fields: readonly Pick<FieldDefinition, 'id' | 'kind' | 'required' | 'requiredIf' | 'retired'>[];
}

/** An answer with a fault is not called answered. */
export function shownState(
  question: CheckedQuestion,
  answer: Answer | undefined,
  hasText: boolean
): ShownState {
  const state = stateOf(answer, hasText);
  const at = { question: question.id, section: '' };
  return state === 'answered' &&
    faultsOfAnswer(question, answer ?? emptyAnswer(question.id), hasText, at).length > 0
    ? 'incomplete'
    : state;
}

function faultsOfAnswer(
  question: CheckedQuestion,
  { value, measures, records }: Answer,
  hasText: boolean,
  at: At
): AnswerFault[] {
  // A question with measures shows no other value, and one that is answered as text or records shows none.
  const rules = rulesOfKind(question.kind);
  const values: (readonly [measure: string | null, value: FieldValue | undefined])[] =
    rules.held === 'passage' || rules.held === 'records'
      ? []
      : [...(question.measures.length === 0 ? [[null, value] as const] : []), ...Object.entries(measures)];
  return [
    ...values.flatMap(([measure, one]) =>
      isGiven(one)
        ? faultsOfValue(acceptedKinds(question, measure), one, { ...at, record: null, field: null, measure })
        : []
    ),
    ...(rules.needsText?.(value) && !hasText ? [{ kind: 'unproven' as const, ...at }] : []),
    ...(lacksChoice(question, { value, measures })
      ? [{ kind: 'incomplete-value' as const, ...at, record: null, field: null, measure: null, part: null }]
      : []),
    ...(records.length > mostRecordsOf(question)
      ? [{ kind: 'too-many-records' as const, ...at, most: mostRecordsOf(question) }]
      : []),
    ...faultsOfRecords(question.fields, records, at)
  ];
}

/** Checks whether options are ticked under a question that is answered neither yes nor no. */
export function lacksChoice(
  { kind }: Pick<CheckedQuestion, 'kind'>,
  { value, measures }: Pick<Answer, 'value' | 'measures'>
): boolean {
  const { ticked } = rulesOfKind(kind);
  return ticked !== undefined && !isGiven(value) && isGiven(measures[ticked.measure]);
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

/** Returns the fault of a value of which at least one of the kinds is asked for; none where no kind is. */
function faultsOfValue(
  kinds: readonly AnswerKind[],
  value: FieldValue,
  at: Omit<FaultyValue, 'part'>
): AnswerFault[] {
  const [kind] = kinds;
  if (kind === undefined) return [];
  const wholly = kinds.find((one) => fits(one, value) && lackingPart(one, value) === null);
  if (wholly !== undefined) return [];
  const part = unreadablePart(kind, value);
  const lacking = part === null ? lackingPart(kind, value) : null;
  return lacking === null
    ? [{ kind: 'unreadable', ...at, part }]
    : [{ kind: 'incomplete-value', ...at, part: lacking }];
}

function faultsOfRecords(
  fields: CheckedQuestion['fields'],
  records: readonly AnswerRecord[],
  at: At
): AnswerFault[] {
  return records.flatMap((record, n) =>
    fields.flatMap((field): AnswerFault[] => {
      // A field that is no longer asked is shown nowhere and could not be corrected.
      if (field.retired === true) return [];
      const found = {
        ...at,
        record: record.id,
        field: field.id,
        place: n + 1,
        name: nameOfRecord(record.fields)
      };
      const value = record.fields[field.id];
      if (!isGiven(value)) return isRequired(field, record) ? [{ kind: 'incomplete-record', ...found }] : [];
      const faults = faultsOfValue([field.kind], value, found);
      // A figure may consist of its remark alone, such as a text that something is complete.
      return at.question === figuresQuestion
        ? faults.filter(({ kind }) => kind !== 'incomplete-value')
        : faults;
    })
  );
}
