/**
 * Reads a workbook as the text of its cells, however a program has stored it: shared or inline, as numbers,
 * dates or percentages. Rows and cells are counted while they are read, so that no file takes more memory
 * than its limits.
 */
import { fileLimits } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { datesFrom, numberText, readStyles, type Styles } from './cell-formats.ts';
import type { OfficePackage } from '#server/files/office-package.ts';
import { parseXml } from '#server/files/xml-parsing.ts';

export interface GridCell {
  readonly text: string;
  /**
   * `covered`: under a merged cell to its left, and without a text; `repeated`: under one above it, whose text it
   * takes.
   */
  readonly mark: 'formula' | 'error' | 'covered' | 'repeated' | null;
}
export interface GridRow {
  /** As programs show it, from one. */
  readonly n: number;
  readonly cells: ReadonlyMap<number, GridCell>;
}
export interface Grid {
  readonly name: string;
  readonly rows: readonly GridRow[];
  readonly comments: readonly { readonly location: string; readonly text: string }[];
}

/** Counts over all sheets of a workbook. */
interface Counter {
  rows: number;
  cells: number;
}

export function gridsOf(pack: OfficePackage): Grid[] {
  const targets = new Map(pack.relations(pack.main).map(({ id, type, target }) => [id, { type, target }]));
  const partOf = (wanted: string): string | undefined =>
    [...targets.values()].find(({ type }) => type === wanted)?.target;
  const textOf = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : pack.text(name);
  const sheets: { name: string; part: string }[] = [];
  let is1904 = false;
  parseXml(pack.text(pack.main) ?? '', {
    open: (element, attributes) => {
      if (element === 'workbookPr') is1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      const target = targets.get(attributes['id'] ?? '');
      if (element === 'sheet' && target?.type === 'worksheet')
        sheets.push({ name: attributes['name'] ?? '', part: target.target });
    }
  });
  const styles = readStyles(textOf(partOf('styles')));
  const shared = sharedStrings(textOf(partOf('sharedStrings')));
  const counter: Counter = { rows: 0, cells: 0 };
  return sheets.map(({ name, part }) => ({
    name,
    rows: rowsOf(pack.text(part) ?? '', { shared, styles, is1904, counter }),
    comments: pack
      .relations(part)
      .filter(({ type }) => type === 'comments')
      .flatMap(({ target }) => commentsIn(pack.text(target) ?? ''))
  }));
}

function sharedStrings(xml: string | undefined): string[] {
  const strings: string[] = [];
  if (xml === undefined) return strings;
  let text = '';
  let isText = false;
  let phonetic = 0;
  parseXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic += 1;
      isText = name === 't' && phonetic === 0;
    },
    close: (name) => {
      if (name === 't') isText = false;
      if (name === 'rPh') phonetic -= 1;
      if (name !== 'si') return;
      strings.push(unescaped(text));
      if (strings.length > fileLimits.cells)
        throw new UnreadableFileError('too-many-cells', String(fileLimits.cells));
    },
    text: (piece) => {
      if (isText) text += piece;
    }
  });
  return strings;
}

interface Reader {
  readonly shared: readonly string[];
  readonly styles: Styles;
  readonly is1904: boolean;
  readonly counter: Counter;
}
interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

function rowsOf(xml: string, { shared, styles, is1904, counter }: Reader): GridRow[] {
  const rows: { n: number; cells: Map<number, GridCell> }[] = [];
  const merges: Merge[] = [];
  let row: { n: number; cells: Map<number, GridCell> } = { n: 0, cells: new Map() };
  let cell = { column: -1, type: '', style: 0, value: '', text: '', isFormula: false };
  let into: 'value' | 'text' | null = null;
  let phonetic = 0;
  const closeCell = (): void => {
    const { type, value, text, isFormula } = cell;
    const shown =
      type === 'inlineStr'
        ? unescaped(text)
        : type === 's'
          ? (shared[Number(value)] ?? '')
          : textOfValue(type, unescaped(value), cell.style, styles, is1904);
    if (shown === '' && !isFormula) return;
    counter.cells += 1;
    if (counter.cells > fileLimits.cells)
      throw new UnreadableFileError('too-many-cells', String(fileLimits.cells));
    row.cells.set(cell.column, { text: shown, mark: type === 'e' ? 'error' : isFormula ? 'formula' : null });
  };
  parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') row = { n: whole(attributes['r']) ?? row.n + 1, cells: new Map() };
      else if (name === 'c')
        cell = {
          column: columnIn(attributes['r']) ?? cell.column + 1,
          type: attributes['t'] ?? 'n',
          style: whole(attributes['s']) ?? 0,
          value: '',
          text: '',
          isFormula: false
        };
      else if (name === 'f') cell.isFormula = true;
      else if (name === 'rPh') phonetic += 1;
      else if (name === 'mergeCell') merges.push(...mergeIn(attributes['ref']));
      into = name === 'v' ? 'value' : name === 't' && phonetic === 0 ? 'text' : null;
    },
    close: (name) => {
      into = null;
      if (name === 'rPh') phonetic -= 1;
      else if (name === 'c') closeCell();
      else if (name === 'row') {
        cell.column = -1;
        if (row.cells.size === 0) return;
        counter.rows += 1;
        if (counter.rows > fileLimits.rows)
          throw new UnreadableFileError('too-many-rows', String(fileLimits.rows));
        rows.push(row);
      }
    },
    text: (piece) => {
      if (into) cell[into] += piece;
    }
  });
  merge(rows, merges);
  return rows;
}

function textOfValue(type: string, value: string, style: number, styles: Styles, is1904: boolean): string {
  if (type === 'b') return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
  if (type === 'd') return value.replace(/T00:00.*$/, '');
  if (type !== 'n' || value.trim() === '') return value;
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  const format = styles.formatOf(style);
  return format.dates ? datesFrom(number, format.dates, is1904) : numberText(number, format.isPercent);
}

/** In the first column all rows take the text of the first cell; the other columns have none. */
function merge(
  rows: { readonly n: number; readonly cells: Map<number, GridCell> }[],
  merges: readonly Merge[]
): void {
  rows.sort((a, b) => a.n - b.n);
  const locations = new Map(rows.map(({ n }, index) => [n, index]));
  let covered = 0;
  for (const { top, left, bottom, right } of merges) {
    const begin = locations.get(top);
    const first = begin === undefined ? undefined : rows[begin]?.cells.get(left);
    if (begin === undefined || !first) continue;
    for (let at = begin; at < rows.length; at++) {
      const { n, cells } = rows[at] ?? { n: Infinity, cells: new Map<number, GridCell>() };
      if (n > bottom) break;
      for (let column = left; column <= right; column++) {
        covered += 1;
        if (covered > fileLimits.cells)
          throw new UnreadableFileError('too-many-cells', String(fileLimits.cells));
        if (column > left) cells.set(column, { text: '', mark: 'covered' });
        else if (n > top) cells.set(column, { ...first, mark: first.mark ?? 'repeated' });
      }
    }
  }
}

function commentsIn(xml: string): { location: string; text: string }[] {
  const found: { location: string; text: string }[] = [];
  let isText = false;
  parseXml(xml, {
    open: (name, { ref = '' }) => {
      if (name === 'comment') found.push({ location: ref, text: '' });
      isText = name === 't';
    },
    close: () => {
      isText = false;
    },
    text: (piece) => {
      const last = found.at(-1);
      if (isText && last) last.text += piece;
    }
  });
  return found;
}

/** Resolves `_x0001_`, as which Excel writes what XML cannot express; half a pair of surrogates becomes U+FFFD. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text
        .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replace(/\p{Surrogate}/gu, '\ufffd')
    : text;

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** Counted from zero: 27 for `AB12`. */
export function columnIn(location: string | undefined): number | undefined {
  const letters = /^\$?([A-Z]{1,3})\$?\d/.exec(location ?? '')?.[1];
  return letters === undefined
    ? undefined
    : Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function mergeIn(range: string | undefined): Merge[] {
  const [from = '', to = from] = (range ?? '').split(':');
  const [left, right] = [columnIn(from), columnIn(to)];
  const [top, bottom] = [whole(/\d+$/.exec(from)?.[0]), whole(/\d+$/.exec(to)?.[0])];
  return left === undefined || right === undefined || top === undefined || bottom === undefined
    ? []
    : [{ top, left, bottom, right }];
}
