/**
 * Writes tables for spreadsheets: UTF-8 with a byte order mark, CRLF, every text in quotes, and no cell that a
 * spreadsheet takes for a formula, also where it separates cells by semicolons or tabs.
 */

/**
 * Matches the beginning of a formula, in half or full width, and tab and line break: such a cell is prefixed
 * with an apostrophe.
 */
const beginsFormula = /^[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Matches the same where another separator, or a line break, begins a cell of its own. */
const beginsFormulaInside = /([;\t\r\n][\s\u200b-\u200f\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

const cell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const guarded = value.replaceAll(beginsFormulaInside, "$1'");
  const text = beginsFormula.test(value) ? `'${guarded}` : guarded;
  return `"${text.replaceAll('"', '""')}"`;
};

export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): Uint8Array =>
  new TextEncoder().encode('\ufeff' + rows.map((row) => row.map(cell).join(',') + '\r\n').join(''));
