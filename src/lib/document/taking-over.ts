/**
 * Lists which of a city's answers may be copied into its short profile: each is proposed, and written only
 * when a user accepts it. A copied answer names its origin, and is compared with the current one. Records
 * keep their id, so that they remain the same record.
 */
import type * as Y from 'yjs';
import { rulesOfKind, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import { emptyAnswer, isGiven, type Answer, type AnswerRecord } from '#rules/answers/answer.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import type { Origin } from '#rules/framework/framework.ts';
import { locales } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode } from '#base/content.ts';
import { answerSection, sectionsOfQuestion, type QuestionParts } from './answer-cells.ts';
import { cellsOfAnswer, type Answers, type Cells } from './answers.ts';
import { passageContent } from './content.ts';
import { writePassage } from './content-write.ts';

/** Describes a question from which others may be answered. */
export interface OriginQuestion extends QuestionParts {
  readonly code: string;
  readonly kind: AnswerKind;
}

/** Describes a question that may be answered from others. */
export interface ProposedTo {
  readonly id: string;
  readonly kind: AnswerKind;
  readonly maxRecords: number;
  readonly from: readonly Origin[];
  /** The fields of its records. */
  readonly fields: readonly { readonly id: string; readonly kind: AnswerKind }[];
}

export interface Proposal {
  readonly origin: Origin;
  /** The code as printed; null for the city's figures. */
  readonly code: string | null;
  readonly value: FieldValue | undefined;
  /** A record of the other question, or the figure; null for its value and text. */
  readonly record: AnswerRecord | null;
  /** The passage from which the text would be copied, and its target. */
  readonly passages: { readonly from: string; readonly to: string } | null;
  /** The cells that are written besides the text. */
  readonly cells: Cells;
  readonly state: 'open' | 'taken' | 'changed' | 'full';
}

export interface CurrentAnswers {
  readonly answers: Answers;
  readonly hasText: (passage: string) => boolean;
}

const sourceOf = (code: string, source: string): string =>
  source === '' ? `from ${code}` : `from ${code}; ${source}`;

export function proposalsTo(
  to: ProposedTo,
  questions: ReadonlyMap<string, OriginQuestion>,
  current: CurrentAnswers
): Proposal[] {
  return to.from.flatMap((origin): Proposal[] => {
    const from = current.answers.get(origin.question);
    if (origin.question === figuresQuestion) return figureTo(to, origin, from, current.answers.get(to.id));
    const question = questions.get(origin.question);
    if (!question) return [];
    return rulesOfKind(to.kind).held === 'records'
      ? recordsTo(to, origin, question, from?.records ?? [], current.answers.get(to.id))
      : answerTo(to, origin, question, from, current);
  });
}

/** Converts a figure to the requested kind of value. */
function figureTo(
  { id, kind }: ProposedTo,
  origin: Origin,
  figures: Answer | undefined,
  now: Answer | undefined
): Proposal[] {
  const record = figures?.records.find((one) => one.id === origin.record);
  const given = record?.fields['value'];
  if (!record || !isGiven(given)) return [];
  const { fromFigure } = rulesOfKind(kind);
  const value = fromFigure ? fromFigure(given as Readonly<Record<string, FieldValue>>) : given;
  const about = { note: record.notes['value'] ?? { en: '', zh: '' }, original: null };
  return [
    {
      origin,
      code: null,
      value,
      record,
      passages: null,
      ...valueTo(id, origin, value, sourceOf('figures', record.source), about, now)
    }
  ];
}

function recordsTo(
  { id, maxRecords, fields }: ProposedTo,
  origin: Origin,
  { code }: OriginQuestion,
  records: readonly AnswerRecord[],
  now: Answer | undefined
): Proposal[] {
  const own = now?.records ?? [];
  const position = own.reduce((last, one) => Math.max(last, one.position), -1) + 1;
  return records.map((record): Proposal => {
    const hasField = (name: string): boolean => fields.some((field) => field.id === name);
    const pickOffered = <T>(of: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(of).filter(([name]) => hasField(name)));
    const taken = own.find((one) => one.id === record.id);
    const copy: AnswerRecord = {
      ...record,
      position: taken?.position ?? position,
      fields: pickOffered(record.fields),
      sources: pickOffered(record.sources),
      notes: pickOffered(record.notes),
      source: sourceOf(code, record.source)
    };
    const isSame =
      taken && Object.entries(copy.fields).every(([name, value]) => isEqual(taken.fields[name], value));
    const cells = cellsOfAnswer({ ...emptyAnswer(id), records: [copy] });
    const state = isSame ? 'taken' : taken ? 'changed' : own.length >= maxRecords ? 'full' : 'open';
    return { origin, code, value: undefined, record, passages: null, cells, state };
  });
}

/** Copies the value where both are of one kind, and the text. */
function answerTo(
  to: ProposedTo,
  origin: Origin,
  question: OriginQuestion,
  from: Answer | undefined,
  { answers, hasText }: CurrentAnswers
): Proposal[] {
  const [section] = sectionsOfQuestion(question);
  const passages =
    section !== undefined && hasText(section)
      ? { from: section, to: answerSection(to.id, origin.facet) }
      : null;
  const value =
    question.kind === to.kind && from?.withheld === null && isGiven(from.value) ? from.value : undefined;
  if (passages === null && value === undefined) return [];
  const now = answers.get(to.id);
  const source = sourceOf(question.code, from?.source ?? '');
  const taken = valueTo(to.id, origin, value, source, from ?? emptyAnswer(question.id), now);
  const state =
    value === undefined
      ? now?.source === source && passages !== null && hasText(passages.to)
        ? 'taken'
        : 'open'
      : taken.state;
  return [{ origin, code: question.code, value, record: null, passages, cells: taken.cells, state }];
}

function valueTo(
  question: string,
  { measure }: Origin,
  value: FieldValue | undefined,
  source: string,
  { note, original }: Pick<Answer, 'note' | 'original'>,
  now: Answer | undefined
): Pick<Proposal, 'cells' | 'state'> {
  const currentValue = measure === undefined ? now?.value : now?.measures[measure];
  const cells = cellsOfAnswer({
    ...emptyAnswer(question),
    source,
    note,
    original,
    value: measure === undefined ? value : undefined,
    measures: measure === undefined || value === undefined ? {} : { [measure]: value }
  });
  return {
    cells,
    state: !isGiven(currentValue) ? 'open' : isEqual(currentValue, value) ? 'taken' : 'changed'
  };
}

/** Independent of the order in which the parts were written. */
function isEqual(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const [parts, others] = [Object.entries(one), Object.entries(other)];
  return (
    parts.length === others.length &&
    parts.every(([key, value]) =>
      isEqual(value as FieldValue, (other as Readonly<Record<string, FieldValue>>)[key])
    )
  );
}

/**
 * Replaces the text of one passage by that of another, in both languages; its blocks are new ones. Runs
 * within one transaction of the caller's.
 */
export function takeText(
  doc: Y.Doc,
  { from, to }: NonNullable<Proposal['passages']>,
  newId: () => string
): void {
  const renewed = (node: ContentNode): ContentNode => ({
    ...node,
    ...(node.attrs && 'id' in node.attrs ? { attrs: { ...node.attrs, id: newId() } } : {}),
    ...(node.content ? { content: node.content.map(renewed) } : {})
  });
  for (const language of locales)
    writePassage({ doc, section: to, language, newId }, passageContent(doc, from, language).map(renewed));
}
