/**
 * Divides the answers of a version, and what has changed in them, into rows: what a question holds itself is one, each
 * of its records another. They stand behind the last passage of their question.
 */
import { changedAnswers, countOfChanges, type ChangedAnswer } from './answer-changes.ts';
import { parseAnswerSection, parseCell, positionCell } from './answer-cells.ts';
import type { Cells } from './answers.ts';
import type { Divisible } from './text-parts.ts';

/** Says which records of a question a part shows: from the first, counted from 0, to the one behind the last. */
export interface ShownRecords {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Holds the cells of one question in a part: those of the question itself always, and some of its records. */
export interface AnswerInPart {
  readonly question: string;
  readonly cells: Cells;
  readonly records: ShownRecords;
}

/** Holds what changed in one answer in a part, and how many changes other parts show. */
export interface ChangedInPart {
  readonly answer: ChangedAnswer;
  readonly elsewhere: number;
}

/** Estimates the HTML around a value, in characters. */
const markup = 200;

const lettersOf = (value: unknown): number => markup + JSON.stringify(value ?? null).length;

interface Groups {
  readonly own: string[];
  readonly records: Map<string, { position: number; readonly keys: string[] }>;
}

function groupsOf(cells: Cells): Map<string, Groups> {
  const found = new Map<string, Groups>();
  for (const [key, value] of Object.entries(cells)) {
    const cell = parseCell(key);
    if (!cell) continue;
    const groups: Groups = found.get(cell.question) ?? { own: [], records: new Map() };
    found.set(cell.question, groups);
    if (cell.record === null) {
      groups.own.push(key);
      continue;
    }
    const record = groups.records.get(cell.record) ?? { position: Infinity, keys: [] };
    groups.records.set(cell.record, record);
    record.keys.push(key);
    if (cell.name === positionCell && cell.about === null && typeof value === 'number')
      record.position = value;
  }
  return found;
}

/** Returns the answers of a version by question, each of them divisible. */
export const answersInRows = (cells: Cells): Map<string, Divisible<AnswerInPart>> =>
  new Map(
    [...groupsOf(cells)].map(([question, { own, records }]) => {
      const inOrder = [...records].sort(
        ([one, a], [other, b]) => a.position - b.position || (one < other ? -1 : 1)
      );
      const rows = [own, ...inOrder.map(([, { keys }]) => keys)];
      return [
        question,
        {
          rows: rows.map((keys) => keys.reduce((sum, key) => sum + key.length + lettersOf(cells[key]), 0)),
          show: (from, to) => ({
            question,
            cells: Object.fromEntries(
              [own, ...rows.slice(Math.max(from, 1), to)].flat().map((key) => [key, cells[key] ?? null])
            ),
            records: { from: Math.max(from - 1, 0), to: to - 1, count: inOrder.length }
          })
        }
      ];
    })
  );

/** Returns the changed answers by question, each of them divisible, and counts all changes. */
export function changesInRows(
  before: Cells,
  after: Cells
): { readonly answers: Map<string, Divisible<ChangedInPart>>; readonly changes: number } {
  const changed = changedAnswers(before, after);
  return {
    answers: new Map(
      changed.map((whole) => [
        whole.question,
        {
          rows: [lettersOf([whole.state, whole.values]), ...whole.records.map(lettersOfRecord)],
          show: (from, to) => {
            const answer: ChangedAnswer = {
              ...whole,
              ...(from === 0 ? {} : { state: null, values: [] }),
              records: whole.records.slice(Math.max(from - 1, 0), to - 1)
            };
            return { answer, elsewhere: countOfChanges(whole) - countOfChanges(answer) };
          }
        }
      ])
    ),
    changes: changed.reduce((sum, answer) => sum + countOfChanges(answer), 0)
  };
}

const lettersOfRecord = (record: ChangedAnswer['records'][number]): number =>
  lettersOf(record) + record.values.length * markup;

/** Puts each answer behind the last section of its question, and those without a section at the end. */
export function withAnswers<S, A>(
  sections: readonly (readonly [id: string, divided: Divisible<S>])[],
  answers: ReadonlyMap<string, Divisible<A>>
): Divisible<S | A>[] {
  const questionOf = (id: string): string => parseAnswerSection(id)?.question ?? '';
  const last = new Map(sections.map(([id], index) => [questionOf(id), index]));
  return [
    ...sections.flatMap(([id, divided], index): Divisible<S | A>[] => {
      const answer = last.get(questionOf(id)) === index ? answers.get(questionOf(id)) : undefined;
      return answer ? [divided, answer] : [divided];
    }),
    ...[...answers].filter(([question]) => !last.has(question)).map(([, answer]) => answer)
  ];
}
