/**
 * Defines tables of numbers from public sources as data, from which charts and files are made: one row for each
 * category, one column for each place, year or group. A dash of the source is a gap and never zero.
 */
import { validateCitations, type Citation } from '#rules/bibliography/bibliography.ts';
import { isBlank, isLonger, type Bilingual } from '#base/locale.ts';
import { longestCaution, longestName, type ContextFacts } from './context.ts';
import { figureNatures, isFigurePeriod, longestUnit, type FigureNature } from './context-figure.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export interface TableRow {
  readonly label: Bilingual;
  /** Holds one value for each column; null is a gap. */
  readonly values: readonly (number | null)[];
}

export const tableMeasures = ['percent', 'number'] as const;

export interface TableInput {
  readonly topicId: string;
  readonly title: Bilingual;
  readonly note: Bilingual;
  /** Says whether the values are shares in percent, or numbers of `unit`. */
  readonly measure: (typeof tableMeasures)[number];
  readonly unit: Bilingual;
  readonly period: string | null;
  readonly nature: FigureNature;
  readonly columns: readonly Bilingual[];
  readonly rows: readonly TableRow[];
  readonly citations: readonly Citation[];
}

export interface ContextTable extends TableInput {
  readonly id: string;
  readonly version: number;
}

export const mostTables = 500;
export const mostColumns = 9;
export const mostRows = 100;

export function validateTable(
  input: TableInput,
  facts: Pick<ContextFacts, 'topics' | 'sources'>
): Result<TableInput> {
  const { topicId, title, note, measure, unit, period, nature, columns, rows, citations } = input;
  if (!facts.topics.has(topicId)) return refuse('invalid', { field: 'topic' });
  if (isBlank(title)) return refuse('invalid', { field: 'title' });
  if (isLonger(title, longestName)) return refuse('too-large', { field: 'title' });
  if (isLonger(note, longestCaution)) return refuse('too-large', { field: 'note' });
  if (!tableMeasures.includes(measure)) return refuse('invalid', { field: 'measure' });
  if (isLonger(unit, longestUnit)) return refuse('too-large', { field: 'unit' });
  if (period !== null && !isFigurePeriod(period)) return refuse('invalid', { field: 'period' });
  if (!figureNatures.includes(nature)) return refuse('invalid', { field: 'nature' });
  if (columns.length === 0 || columns.some(isBlank)) return refuse('invalid', { field: 'columns' });
  if (rows.length === 0) return refuse('invalid', { field: 'rows' });
  if (columns.length > mostColumns) return refuse('too-many', { field: 'columns' });
  if (rows.length > mostRows) return refuse('too-many', { field: 'rows' });
  for (const { label, values } of rows) {
    if (isBlank(label) || values.length !== columns.length) return refuse('invalid', { field: 'rows' });
    if (isLonger(label, longestName)) return refuse('too-large', { field: 'rows' });
    if (!values.every((value) => value === null || (Number.isFinite(value) && value >= 0)))
      return refuse('invalid', { field: 'rows' });
    if (measure === 'percent' && values.some((value) => value !== null && value > 100))
      return refuse('invalid', { field: 'rows' });
  }
  if (citations.length === 0) return refuse('invalid', { field: 'citations' });
  const cited = validateCitations(citations, facts.sources);
  return cited.ok ? ok(input) : cited;
}

/** Splits a line into cells at tabs, as a spreadsheet copies them, or else at bars. */
const cellsOf = (line: string): string[] =>
  (line.includes('\t') ? line.split('\t') : line.split(/[|｜]/)).map((cell) => cell.trim());

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

const gaps: readonly string[] = ['', '-', '–', '—', '－'];

/** Reads one number of a cell, as `39`, `39 %` or `1,250`; null for a gap, and NaN for what is no number. */
function numberIn(cell: string): number | null {
  const text = cell.normalize('NFKC').replace(/%$/, '').trim();
  if (gaps.includes(text)) return null;
  const bare = text.replaceAll(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  return /^\d{1,15}(?:\.\d{1,6})?$/.test(bare) ? Number(bare) : Number.NaN;
}

/** One on each line, in English and Chinese. */
export const readColumns = (text: string): Bilingual[] =>
  linesOf(text).map((line) => {
    const [en = '', zh = ''] = cellsOf(line);
    return { en, zh };
  });

/** On each line the category in English and Chinese, and one value for each column. */
export const readRows = (text: string, columns: number): TableRow[] =>
  linesOf(text).map((line) => {
    const [en = '', zh = '', ...cells] = cellsOf(line);
    const filled =
      cells.length < columns ? [...cells, ...Array<string>(columns - cells.length).fill('')] : cells;
    return { label: { en, zh }, values: filled.map(numberIn) };
  });

/** A text that holds a bar is set apart by tabs. */
const lineOf = (cells: readonly string[]): string =>
  cells.join(cells.some((cell) => /[|｜]/.test(cell)) ? '\t' : ' | ');

/** As the form shows them. */
export const columnsText = (columns: readonly Bilingual[]): string =>
  columns.map(({ en, zh }) => lineOf([en, zh])).join('\n');
export const rowsText = (rows: readonly TableRow[]): string =>
  rows
    .map(({ label, values }) =>
      lineOf([label.en, label.zh, ...values.map((value) => (value === null ? '–' : String(value)))])
    )
    .join('\n');
