/**
 * Lists what has changed in a city's answers from one version to another, question by question: states,
 * values, sources and notes, and records field by field. Passages are texts, and compared as such.
 */
import type { Answer, AnswerRecord, WithheldState } from '#rules/answers/answer.ts';
import { emptyAnswer } from '#rules/answers/answer.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { positionCell } from './answer-cells.ts';
import { answersOf, type Cells } from './answers.ts';

/** Undefined where there was or is none. */
export interface Turned<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** Describes one changed value, of a question itself or of a field of a record. */
export interface ChangedValue extends Turned<FieldValue> {
  /**
   * For a question `value`, `original`, the measure, or `state:` with a topic. `$` is a record as a whole.
   */
  readonly name: string;
  readonly about: 'source' | 'note' | null;
}

export interface ChangedRecord {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Its position among the records has changed. */
  readonly moved: boolean;
  /** The record's fields, from the newer version if it is there: the record's name is made from them. */
  readonly fields: AnswerRecord['fields'];
  readonly values: readonly ChangedValue[];
}

export interface ChangedAnswer {
  readonly question: string;
  readonly state: Turned<WithheldState> | null;
  readonly values: readonly ChangedValue[];
  readonly records: readonly ChangedRecord[];
}

const same = (one: unknown, other: unknown): boolean =>
  canonicalText(toCanonical(one ?? null)) === canonicalText(toCanonical(other ?? null));

function turned(
  name: string,
  about: ChangedValue['about'],
  before: FieldValue | undefined,
  after: FieldValue | undefined
): ChangedValue[] {
  const [was, is] = [before ?? undefined, after ?? undefined];
  return same(was, is) ? [] : [{ name, about, before: was, after: is }];
}

/** An empty text and none are the same: neither has a cell. */
const text = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
const both = (note: Answer['note'] | undefined): Answer['note'] | undefined =>
  note && (note.en !== '' || note.zh !== '') ? note : undefined;

const namesOf = (...lists: readonly Readonly<Record<string, unknown>>[]): string[] => [
  ...new Set(lists.flatMap((list) => Object.keys(list)))
];

const bare: AnswerRecord = { id: '', position: 0, fields: {}, sources: {}, notes: {}, source: '' };

function changedRecord(
  before: AnswerRecord | undefined,
  after: AnswerRecord | undefined,
  hasMoved: boolean
): ChangedRecord[] {
  const [was, is] = [before ?? bare, after ?? bare];
  const values = [
    ...namesOf(is.fields, was.fields).flatMap((name) =>
      turned(name, null, was.fields[name], is.fields[name])
    ),
    ...namesOf(is.sources, was.sources).flatMap((name) =>
      turned(name, 'source', was.sources[name], is.sources[name])
    ),
    ...namesOf(is.notes, was.notes).flatMap((name) =>
      turned(name, 'note', both(was.notes[name]), both(is.notes[name]))
    ),
    ...turned(positionCell, 'source', text(was.source), text(is.source))
  ];
  const kind = before ? (after ? 'changed' : 'removed') : 'added';
  if (kind === 'changed' && values.length === 0 && !hasMoved) return [];
  return [{ id: (after ?? was).id, kind, moved: hasMoved, fields: after ? is.fields : was.fields, values }];
}

/** Those of the newer version in their order, then those that were removed. */
function changedRecords(before: readonly AnswerRecord[], after: readonly AnswerRecord[]): ChangedRecord[] {
  const [olds, news] = [
    new Map(before.map((one) => [one.id, one])),
    new Map(after.map((one) => [one.id, one]))
  ];
  // Among those that are in both: a record that only makes room for a new one has not moved.
  const order = new Map(before.filter(({ id }) => news.has(id)).map(({ id }, index) => [id, index]));
  const position = new Map(after.filter(({ id }) => olds.has(id)).map(({ id }, index) => [id, index]));
  return [
    ...after.flatMap((record) =>
      changedRecord(
        olds.get(record.id),
        record,
        order.has(record.id) && order.get(record.id) !== position.get(record.id)
      )
    ),
    ...before.filter(({ id }) => !news.has(id)).flatMap((record) => changedRecord(record, undefined, false))
  ];
}

/**
 * Lists the answers that have changed, in no order of questions: the order is the framework's. Unchanged
 * answers are left out.
 */
export function changedAnswers(before: Cells, after: Cells): ChangedAnswer[] {
  const [olds, news] = [answersOf(before), answersOf(after)];
  return [...new Set([...news.keys(), ...olds.keys()])].flatMap((question): ChangedAnswer[] => {
    const [was, is] = [
      olds.get(question) ?? emptyAnswer(question),
      news.get(question) ?? emptyAnswer(question)
    ];
    const state =
      was.withheld === is.withheld
        ? null
        : { before: was.withheld ?? undefined, after: is.withheld ?? undefined };
    const values = [
      ...turned('value', null, was.value, is.value),
      ...namesOf(is.measures, was.measures).flatMap((measure) =>
        turned(measure, null, was.measures[measure], is.measures[measure])
      ),
      ...namesOf(is.topics, was.topics).flatMap((topic) =>
        turned(`state:${topic}`, null, was.topics[topic], is.topics[topic])
      ),
      ...turned('original', null, was.original ?? undefined, is.original ?? undefined),
      ...turned('value', 'source', text(was.source), text(is.source)),
      ...turned('value', 'note', both(was.note), both(is.note))
    ];
    const records = changedRecords(was.records, is.records);
    return state === null && values.length === 0 && records.length === 0
      ? []
      : [{ question, state, values, records }];
  });
}

/** Counts the changes that a reader finds in an answer. */
export const countOfChanges = ({ state, values, records }: ChangedAnswer): number =>
  (state === null ? 0 : 1) +
  values.length +
  records.reduce(
    (sum, record) => sum + (record.kind === 'changed' ? Math.max(1, record.values.length) : 1),
    0
  );
