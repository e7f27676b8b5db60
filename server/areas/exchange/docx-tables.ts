/**
 * Reads tables of a Word document: those of the form, those that people made as a list of records, and those
 * that are part of a text.
 */
import type { DocBlock, DocCell, DocParagraph, DocTable } from './docx-content.ts';
import { textOfTextBlock } from './gathering.ts';
import type { TextBlock, TextBlockCell } from '#document/nodes/block-file.ts';

export const paragraphText = ({ inline }: DocParagraph): string =>
  textOfTextBlock({ form: 'text', level: 0, inline });

export const blocksText = (blocks: readonly DocBlock[]): string =>
  blocks
    .map((block) =>
      block.kind === 'paragraph'
        ? paragraphText(block)
        : block.rows.map((row) => row.cells.map(({ blocks: own }) => blocksText(own)).join('\t')).join('\n')
    )
    .join('\n')
    .trim();

export const paragraphsIn = (blocks: readonly DocBlock[]): DocParagraph[] =>
  blocks.flatMap((block) =>
    block.kind === 'paragraph'
      ? [block]
      : block.rows.flatMap((row) => row.cells.flatMap(({ blocks: own }) => paragraphsIn(own)))
  );

export interface TableRow {
  readonly tags: readonly string[];
  /** Where cells are merged vertically, that of the first. */
  readonly text: readonly string[];
}

export function rowsOf({ rows }: DocTable): TableRow[] {
  const above = new Map<number, string>();
  return rows
    .filter(({ isDeleted }) => !isDeleted)
    .map(({ cells }) => {
      let column = 0;
      const text = cells.flatMap((cell) => {
        const own = cell.merge === 'continue' ? (above.get(column) ?? '') : blocksText(cell.blocks);
        above.set(column, own);
        column += cell.colspan;
        return [own, ...Array.from({ length: cell.colspan - 1 }, () => '')];
      });
      return { tags: paragraphsIn(cells[0]?.blocks ?? []).flatMap(({ tags }) => tags), text };
    });
}

export function textBlockOfTable(
  { rows }: DocTable,
  textBlocksIn: (blocks: readonly DocBlock[]) => TextBlock[]
): TextBlock {
  const remaining = rows.filter(({ isDeleted }) => !isDeleted);
  const columnOf = (cells: readonly DocCell[], cell: DocCell): number =>
    cells.slice(0, cells.indexOf(cell)).reduce((sum, { colspan }) => sum + colspan, 0);
  const goesOn = (at: number, column: number): boolean =>
    remaining[at]?.cells.some(
      (cell) => cell.merge === 'continue' && columnOf(remaining[at]?.cells ?? [], cell) === column
    ) ?? false;
  const table = remaining.map((row, index) =>
    row.cells.flatMap((cell): TextBlockCell[] => {
      if (cell.merge === 'continue' && index > 0) return [];
      let rowspan = 1;
      if (cell.merge === 'restart')
        while (rowspan < 100 && goesOn(index + rowspan, columnOf(row.cells, cell))) rowspan += 1;
      return [
        { textBlocks: textBlocksIn(cell.blocks), colspan: cell.colspan, rowspan, isHeader: row.isHeader }
      ];
    })
  );
  return { form: 'table', level: 0, inline: [], rows: table.filter((row) => row.length > 0) };
}
