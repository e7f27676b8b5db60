/**
 * Writes tables for spreadsheets: UTF-8 with a byte order mark, CRLF, and no cell that a spreadsheet takes
 * for a formula.
 */

/**
 * Matches the beginning of a formula, in half or full width, and tab and line break: such a cell is prefixed
 * with an apostrophe.
 */
const beginsFormula = /^[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

const cell = (value: string | number | null): string => {
  const text =
    value === null
      ? ''
      : typeof value === 'number'
        ? String(value)
        : beginsFormula.test(value)
          ? `'${value}`
          : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): Uint8Array =>
  new TextEncoder().encode('\ufeff' + rows.map((row) => row.map(cell).join(',') + '\r\n').join(''));
