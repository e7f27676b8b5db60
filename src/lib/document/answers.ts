/**
 * Reads the cells of a response as answers, and writes answers as cells. Cells that no question of the
 * framework has are left where they are and are not read; a value of the wrong kind is read as it is, and
 * reported by `answers/rules/answer-faults`.
 */
import * as Y from 'yjs';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import {
  emptyAnswer,
  isWithheld,
  type Answer,
  type AnswerRecord,
  type WithheldState
} from '#rules/answers/answer.ts';
import { isLocale, locales, type Bilingual } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import {
  answersRoot,
  cellKey,
  isRecordId,
  parseCell,
  positionCell,
  sectionsOfQuestion,
  type Cell,
  type QuestionParts
} from './answer-cells.ts';

export type Cells = Readonly<Record<string, FieldValue>>;
export type Answers = ReadonlyMap<string, Answer>;

export const answersIn = (doc: Y.Doc): Y.Map<FieldValue> => doc.getMap<FieldValue>(answersRoot);

/** As plain values. */
export const cellsOf = (doc: Y.Doc): Cells =>
  Object.fromEntries([...answersIn(doc).entries()].filter(([key]) => parseCell(key) !== null));

/** Lists the passages of all questions of a framework, in their order. */
export const answerSections = (framework: {
  readonly characteristics: readonly { readonly questions: readonly QuestionParts[] }[];
}): string[] => framework.characteristics.flatMap(({ questions }) => questions.flatMap(sectionsOfQuestion));

/**
 * Returns a check whether a key is a cell that a city can fill: of a question of the framework, or of its
 * figures. Only the questions of `withRecords` have records.
 */
export function cellRule(
  questions: Iterable<string>,
  withRecords: Iterable<string>
): (key: string) => boolean {
  const known = new Set([...questions, figuresQuestion]);
  const having = new Set([...withRecords, figuresQuestion]);
  return (key) => {
    const cell = parseCell(key);
    return cell !== null && known.has(cell.question) && (cell.record === null || having.has(cell.question));
  };
}

interface Draft {
  readonly position: number;
  readonly fields: Map<string, FieldValue>;
  readonly sources: Map<string, string>;
  readonly notes: Map<string, Bilingual>;
}

const draftAt = (position: number): Draft => ({
  position,
  fields: new Map(),
  sources: new Map(),
  notes: new Map()
});

/** A question without any cell is not in the map. */
export function answersOf(cells: Cells): Map<string, Answer> {
  const byQuestion = new Map<string, [Cell, FieldValue][]>();
  for (const [key, value] of Object.entries(cells)) {
    const cell = parseCell(key);
    if (!cell) continue;
    const own = byQuestion.get(cell.question);
    if (own) own.push([cell, value]);
    else byQuestion.set(cell.question, [[cell, value]]);
  }
  return new Map([...byQuestion].map(([question, own]) => [question, answerFrom(question, own)]));
}

function answerFrom(question: string, cells: readonly (readonly [Cell, FieldValue])[]): Answer {
  const drafts = new Map<string, Draft>();
  for (const [cell, value] of cells) {
    if (
      cell.record !== null &&
      cell.name === positionCell &&
      cell.about === null &&
      typeof value === 'number'
    ) {
      drafts.set(cell.record, draftAt(value));
    }
  }
  const own = draftAt(0);
  const measures = new Map<string, FieldValue>();
  const topics = new Map<string, WithheldState>();
  for (const [cell, value] of cells) {
    // A record that one user deleted while another wrote in it may leave cells: there is no such record.
    const draft = cell.record === null ? own : drafts.get(cell.record);
    if (!draft) continue;
    if (cell.about === null && cell.measure !== null && cell.record === null) {
      if (cell.name !== 'state') measures.set(cell.measure, value);
      else if (isWithheld(value)) topics.set(cell.measure, value);
    } else lay(draft, cell, value);
  }
  const [value, state, original] = ['value', 'state', 'original'].map((name) => own.fields.get(name));
  return {
    ...emptyAnswer(question),
    withheld: isWithheld(state) ? state : null,
    value,
    measures: Object.fromEntries(measures),
    topics: Object.fromEntries(topics),
    records: [...drafts]
      .map(([id, draft]) => recordFrom(id, draft))
      .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)),
    source: own.sources.get('value') ?? '',
    note: own.notes.get('value') ?? { en: '', zh: '' },
    original: isLocale(original) ? original : null
  };
}

function lay({ fields, sources, notes }: Draft, { name, language, about }: Cell, value: FieldValue): void {
  if (about === 'source') {
    if (typeof value === 'string') sources.set(name, value);
  } else if (about === 'note') {
    if (typeof value === 'string' && language)
      notes.set(name, { ...(notes.get(name) ?? { en: '', zh: '' }), [language]: value });
  } else if (language) {
    const known = fields.get(name);
    const both: { en: string; zh: string } =
      typeof known === 'object' && known !== null && 'en' in known
        ? { ...(known as { en: string; zh: string }) }
        : { en: '', zh: '' };
    both[language] = typeof value === 'string' ? value : '';
    fields.set(name, both);
  } else if (name !== positionCell) fields.set(name, value);
}

const recordFrom = (id: string, { position, fields, sources, notes }: Draft): AnswerRecord => ({
  id,
  position,
  fields: Object.fromEntries(fields),
  sources: Object.fromEntries([...sources].filter(([name]) => name !== positionCell)),
  notes: Object.fromEntries(notes),
  source: sources.get(positionCell) ?? ''
});

const isBoth = (value: FieldValue): value is Bilingual =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 2 &&
  'en' in value &&
  'zh' in value;

/** Empty values have no cell. */
export function cellsOfAnswer({
  question,
  withheld,
  value,
  measures,
  topics,
  records,
  source,
  note,
  original
}: Answer): Record<string, FieldValue> {
  const cells: Record<string, FieldValue> = {};
  const put = (cell: Parameters<typeof cellKey>[0], given: FieldValue | undefined): void => {
    if (given === undefined || given === null || given === '') return;
    if (isBoth(given)) for (const language of locales) put({ ...cell, language }, given[language]);
    else cells[cellKey(cell)] = given;
  };
  put({ question, name: 'state' }, withheld);
  put({ question, name: 'value' }, value);
  for (const [measure, given] of Object.entries(measures)) put({ question, name: 'value', measure }, given);
  for (const [topic, state] of Object.entries(topics))
    put({ question, name: 'state', measure: topic }, state);
  put({ question, name: 'value', about: 'source' }, source);
  put({ question, name: 'value', about: 'note' }, note);
  put({ question, name: 'original' }, original);
  for (const record of records) {
    if (!isRecordId(record.id)) throw new RangeError(`No record can be called ${JSON.stringify(record.id)}`);
    const of = { question, record: record.id };
    cells[cellKey({ ...of, name: positionCell })] = record.position;
    put({ ...of, name: positionCell, about: 'source' }, record.source);
    for (const [name, given] of Object.entries(record.fields)) put({ ...of, name }, given);
    for (const [name, given] of Object.entries(record.sources)) put({ ...of, name, about: 'source' }, given);
    for (const [name, given] of Object.entries(record.notes)) put({ ...of, name, about: 'note' }, given);
  }
  return cells;
}

/**
 * Writes cells as an edit within one transaction: those that already hold the value stay untouched; null
 * deletes a cell.
 */
export function writeCells(
  doc: Y.Doc,
  changes: Readonly<Record<string, FieldValue | null>>,
  origin?: unknown
): void {
  const map = answersIn(doc);
  doc.transact(() => {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) map.delete(key);
      else if (JSON.stringify(map.get(key)) !== JSON.stringify(value)) map.set(key, value);
    }
  }, origin);
}
