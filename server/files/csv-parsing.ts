/** Parses a table as spreadsheets save it: RFC 4180 with commas, semicolons or tabs, and guarded formulas. */
import { UnreadableFileError } from './unreadable-file.ts';

export interface CsvLimits {
  readonly rows: number;
  readonly columns: number;
}

/** Throws `UnreadableFileError` for a quote that is not closed or a table that is too large. */
export function parseCsv(text: string, limits: CsvLimits): string[][] {
  const source = text.replace(/^\ufeff/, '');
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    if (row.length >= limits.columns) throw new UnreadableFileError('too-large', 'columns');
    row.push(withoutGuard(cell));
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.some((one) => one !== '')) {
      if (rows.length >= limits.rows) throw new UnreadableFileError('too-large', 'rows');
      rows.push(row);
    }
    row = [];
  };
  for (let index = 0; index < source.length; index++) {
    const sign = source[index] ?? '';
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (source[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === separator) endCell();
    else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && source[index + 1] === '\n') index += 1;
      endRow();
    } else cell += sign;
  }
  if (isQuoted) throw new UnreadableFileError('broken', 'quote');
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}

/** The one that the first line has most often. */
function separatorOf(text: string): string {
  const [first = ''] = text.split(/[\r\n]/, 1);
  const count = (separator: string): number => first.split(separator).length;
  return [',', ';', '\t'].toSorted((one, other) => count(other) - count(one))[0] ?? ',';
}

/** Removes the apostrophe by which a table of ours keeps a spreadsheet from computing a cell. */
const withoutGuard = (cell: string): string =>
  /^'[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell;
