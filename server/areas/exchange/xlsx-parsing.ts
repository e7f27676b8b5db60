/**
 * Reads a workbook that was written here and edited by people. A row without a key is found by its number and
 * text; an additional record is new; a missing one was removed, which only the workbook's hidden sheet can
 * tell from one that never existed.
 */
import type { CityFramework } from '#rules/framework/framework.ts';
import type { ParsedFile } from './book.ts';
import { sheetsOf } from './book-sheets.ts';
import type { Grid } from './grid.ts';
import { locate } from './located-sheet.ts';
import { isExplanation } from './sheet-labels.ts';
import { listSheetName } from './sheet-xml.ts';
import { isMemory, memoryIn, noMemory } from './xlsx-memory.ts';
import { WorkbookReader } from './workbook-reader.ts';

export function parseGrids(grids: readonly Grid[], framework: CityFramework): ParsedFile {
  const memories = grids.filter(isMemory);
  const memory = memories[0] ? memoryIn(memories[0]) : noMemory;
  const sheets = sheetsOf(framework);
  const reader = new WorkbookReader(memory);
  for (const grid of grids) {
    if (isMemory(grid) || grid.name === listSheetName || grid.rows.length === 0 || isExplanation(grid))
      continue;
    const located = locate(grid, sheets);
    if (located) reader.read(located);
    else reader.unplaced(grid);
  }
  return reader.parsed();
}
