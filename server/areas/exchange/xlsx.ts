/** Implements the exchange of a response as a workbook that people fill in offline. */
import type { AnswerBook } from '#areas/answers';
import type { Exchange } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { gridsOf } from './grid.ts';
import { openPackage } from '#server/files/office-package.ts';
import { workbookOf } from './sheet-xml.ts';
import { memorySheet } from './xlsx-memory.ts';
import { parseGrids } from './xlsx-parsing.ts';
import { gridOf, sheetTexts } from './xlsx-writing.ts';

function write(book: AnswerBook): Uint8Array {
  const sheets = sheetTexts(book);
  const seen = parseGrids(sheets.map(gridOf), book.framework).cells;
  const cells = Object.fromEntries(
    Object.entries(seen).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))
  );
  const title = `${book.study.title[book.language]} · ${book.city.name[book.language]}`;
  return workbookOf([...sheets, memorySheet(book, cells)], title, book.language);
}

export const xlsxExchange: Exchange = {
  write,
  read: (bytes, framework) => {
    try {
      return parseGrids(gridsOf(openPackage(bytes, 'xlsx')), framework);
    } catch (error) {
      // Text that is nested too deeply exceeds the stack of a recursive function.
      if (error instanceof RangeError) throw new UnreadableFileError('too-deep');
      throw error;
    }
  }
};
