/**
 * Writes a book as a workbook: instructions, the questions of each characteristic, a sheet for each list of
 * records, the figures.
 */
import { answersOf, type Cells } from '#document/answers.ts';
import { cellKey, positionCell } from '#document/answer-cells.ts';
import { isWithheld } from '#rules/answers/answer.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { sheetName } from '#server/files/office-packing.ts';
import type { AnswerBook } from '#areas/answers';
import {
  continued,
  sheetsOf,
  type QuestionSheet,
  type RecordSheet,
  type Sheet,
  type Target
} from './book-sheets.ts';
import { partKey, type Column } from './sheet-columns.ts';
import type { Grid } from './grid.ts';
import { heldIn, offeredTexts, optionText, partsOf, writeParts } from './parts.ts';
import { plainTextOf } from './plain-blocks.ts';
import { explanation } from './sheet-labels.ts';
import { stateOptions } from './state-labels.ts';
import type { SheetText } from './sheet-xml.ts';
import { pieces } from './xlsx-memory.ts';

/** Counts the empty rows for further records. */
const spareRows = 20;

type Row = Readonly<Record<string, string>>;

export function sheetTexts(book: AnswerBook): SheetText[] {
  const names = new Set<string>();
  const named = (name: Bilingual): string => sheetName(name[book.language], names);
  return [
    explained(book, named({ en: 'Read me first', zh: '填写说明' })),
    ...sheetsOf(book.framework).map((sheet) =>
      sheet.kind === 'questions'
        ? questionText(book, sheet, named(sheet.name))
        : recordText(book, sheet, named(sheet.name))
    )
  ];
}

function explained(book: AnswerBook, name: string): SheetText {
  return {
    name,
    isHidden: false,
    columns: [
      { width: 80, isHidden: false },
      { width: 80, isHidden: false }
    ],
    heads: 0,
    frozenColumns: 0,
    isClosed: () => false,
    lists: [],
    rows: explanation(book).map(({ en, zh }) => [en, zh])
  };
}

function questionText(book: AnswerBook, sheet: QuestionSheet, name: string): SheetText {
  // A question that is no longer asked has a row only while it has an answer.
  const targets = sheet.targets.filter(
    (target) =>
      !target.question?.retired || Object.keys(targetRow(book, target)).some((key) => !named.includes(key))
  );
  const rows = targets.map((target) => targetRow(book, target));
  const open = (target: Target | undefined, key: string): boolean => {
    if (!target) return false;
    if (key.startsWith('='))
      return target.value !== null && partsOf(target.value.model).some(({ id }) => partKey(null, id) === key);
    if (key.startsWith('text.')) return target.section !== null;
    return key === 'state'
      ? target.state !== null
      : key.startsWith('value')
        ? target.isWhole || target.value !== null
        : true;
  };
  const lists = (columns: readonly string[]): SheetText['lists'] =>
    targets.flatMap((target, index) => {
      const parts = target.value
        ? partsOf(target.value.model).map(
            (part) => [partKey(null, part.id), offeredTexts(part, book.language)] as const
          )
        : [];
      const all = [
        ...parts,
        ...(target.state
          ? [['state', stateOptions.map((option) => optionText(option, book.language))] as const]
          : [])
      ];
      return all.flatMap(([key, choices]) =>
        choices.length > 0 && columns.includes(key)
          ? [{ column: columns.indexOf(key), from: index + 3, to: index + 3, choices }]
          : []
      );
    });
  return laidOut(sheet, name, rows, {
    lists,
    isClosed: (at, key) => !open(targets[at], key),
    frozenColumns: 2
  });
}

const named = ['row', 'code', 'question.en', 'question.zh', 'part'];

function targetRow(
  { cells, texts, language }: AnswerBook,
  { key, question, code, text, part, value, section, isWhole, state: stateAt }: Target
): Row {
  const content = section === null ? undefined : texts.find(({ id }) => id === section);
  const about =
    question && (isWhole || value)
      ? aboutCells(
          cells,
          { question: question.id, name: 'value', measure: value?.at.measure ?? null },
          'value'
        )
      : {};
  const state = stateAt ? cells[cellKey(stateAt)] : undefined;
  const option = isWithheld(state) ? stateOptions.find(({ id }) => id === state) : undefined;
  return filled({
    row: key,
    code,
    'question.en': text.en,
    'question.zh': text.zh,
    part: part.en || part.zh ? both(part) : '',
    state: option ? optionText(option, language) : '',
    ...(value ? prefixed(writeParts(value.model, heldIn(cells, value.at), language), null) : {}),
    ...Object.fromEntries(locales.map((one) => [`text.${one}`, content ? plainTextOf(content[one]) : ''])),
    ...about
  });
}

function recordText(book: AnswerBook, sheet: RecordSheet, name: string): SheetText {
  const { question, fields } = sheet;
  // A record without a position cannot be shown in a sheet.
  const records = (answersOf(book.cells).get(question)?.records ?? []).filter(
    ({ id }) => typeof book.cells[cellKey({ question, record: id, name: positionCell })] === 'number'
  );
  const rows = records.map(({ id, position }) => {
    const of = { question, record: id };
    return filled({
      record: id,
      place: String(position),
      ...(Object.assign(
        {},
        ...fields.map((field) => ({
          ...prefixed(
            writeParts(field, heldIn(book.cells, { ...of, name: field.id }), book.language),
            field.id
          ),
          ...aboutCells(book.cells, { ...of, name: field.id }, field.id)
        }))
      ) as Row),
      ...aboutCells(book.cells, { ...of, name: positionCell }, positionCell)
    });
  });
  const lists = (columns: readonly string[]): SheetText['lists'] =>
    fields.flatMap((field) =>
      partsOf(field).flatMap((part) => {
        const column = columns.indexOf(partKey(field.id, part.id));
        const choices = offeredTexts(part, book.language);
        return choices.length > 0 && column >= 0 ? [{ column, from: 3, to: rows.length + 300, choices }] : [];
      })
    );
  return laidOut(sheet, name, [...rows, ...Array.from({ length: spareRows }, (): Row => ({}))], {
    lists,
    isClosed: () => false,
    frozenColumns: 3
  });
}

interface Layout {
  readonly lists: (columns: readonly string[]) => SheetText['lists'];
  readonly isClosed: (row: number, key: string) => boolean;
  readonly frozenColumns: number;
}

/** Arranges a sheet: the keys, which are hidden, the names in both languages, and the rows below. */
function laidOut(
  { marker, columns }: Sheet,
  name: string,
  rows: readonly Row[],
  { lists, isClosed, frozenColumns }: Layout
): SheetText {
  const used = columns.filter(({ key, isRare }) => !isRare || rows.some((row) => row[key] !== undefined));
  const all = used.flatMap((column): { column: Column; n: number }[] => {
    const most = rows.reduce((longest, row) => Math.max(longest, pieces(row[column.key] ?? '').length), 1);
    return Array.from({ length: most }, (_, n) => ({ column, n }));
  });
  const keys = all.map(({ column, n }) => continued(column.key, n));
  return {
    name,
    isHidden: false,
    heads: 2,
    frozenColumns,
    isClosed: (row, at) => row >= 2 && isClosed(row - 2, all[at]?.column.key ?? ''),
    columns: all.map(({ column: { width, isHidden } }) => ({ width, isHidden })),
    // The sheet's own key is in the cell with that of its first column.
    rows: [
      keys.map((key, index) => (index === 0 ? `${marker} ${key}` : key)),
      all.map(({ column: { label }, n }) =>
        n === 0 ? both(label) : `${label.en} (${n + 1})\n${label.zh}（续${n}）`
      ),
      ...rows.map((row) => all.map(({ column, n }) => pieces(row[column.key] ?? '')[n] ?? ''))
    ],
    lists: lists(keys)
  };
}

const both = ({ en, zh }: Bilingual): string => (en === zh ? en : [en, zh].filter(Boolean).join('\n'));
const filled = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, choices]) => choices !== ''));
const prefixed = (choices: Row, field: string | null): Row =>
  Object.fromEntries(Object.entries(choices).map(([part, text]) => [partKey(field, part), text]));

/** Returns the source of a value, and the remarks on it. */
function aboutCells(cells: Cells, of: Parameters<typeof cellKey>[0], prefix: string): Row {
  const choices = (language: Locale | null, about: 'source' | 'note'): string => {
    const value = cells[cellKey({ ...of, language, about })];
    return typeof value === 'string' ? value : '';
  };
  return {
    [`${prefix}@source`]: choices(null, 'source'),
    ...Object.fromEntries(locales.map((one) => [`${prefix}.${one}@note`, choices(one, 'note')]))
  };
}

/** Returns the sheet as reading it would. */
export const gridOf = ({ name, rows }: SheetText): Grid => ({
  name,
  comments: [],
  rows: rows.map((row, index) => ({
    n: index + 1,
    cells: new Map(row.flatMap((text, n) => (text === '' ? [] : [[n, { text, mark: null }]])))
  }))
});
