/** Tables of a Word document: those of our form, those that somebody made as a list of records, and those that are part of a text. */
import type { DocBlock, DocCell, DocParagraph, DocTable } from './docx-body.ts';
import { wordsOfLeaf } from './gathering.ts';
import type { Leaf, LeafCell } from './leaves.ts';

export const paragraphWords = ({ inline }: DocParagraph): string =>
  wordsOfLeaf({ form: 'text', level: 0, inline });

export const blockWords = (blocks: readonly DocBlock[]): string =>
  blocks
    .map((block) =>
      block.is === 'paragraph'
        ? paragraphWords(block)
        : block.rows.map((row) => row.cells.map(({ blocks: own }) => blockWords(own)).join('\t')).join('\n')
    )
    .join('\n')
    .trim();

export const paragraphsIn = (blocks: readonly DocBlock[]): DocParagraph[] =>
  blocks.flatMap((block) =>
    block.is === 'paragraph'
      ? [block]
      : block.rows.flatMap((row) => row.cells.flatMap(({ blocks: own }) => paragraphsIn(own)))
  );

export interface TableRow {
  readonly tags: readonly string[];
  /** Words of each cell; where cells are merged downwards, those of the first. */
  readonly words: readonly string[];
}

export function rowsOf({ rows }: DocTable): TableRow[] {
  const above = new Map<number, string>();
  return rows
    .filter(({ isDeleted }) => !isDeleted)
    .map(({ cells }) => {
      let column = 0;
      const words = cells.flatMap((cell) => {
        const own = cell.merge === 'continue' ? (above.get(column) ?? '') : blockWords(cell.blocks);
        above.set(column, own);
        column += cell.colspan;
        return [own, ...Array.from({ length: cell.colspan - 1 }, () => '')];
      });
      return { tags: paragraphsIn(cells[0]?.blocks ?? []).flatMap(({ tags }) => tags), words };
    });
}

/** A table of a text, with its merged cells. */
export function leafOfTable({ rows }: DocTable, leavesIn: (blocks: readonly DocBlock[]) => Leaf[]): Leaf {
  const kept = rows.filter(({ isDeleted }) => !isDeleted);
  const columnOf = (cells: readonly DocCell[], cell: DocCell): number =>
    cells.slice(0, cells.indexOf(cell)).reduce((sum, { colspan }) => sum + colspan, 0);
  const goesOn = (at: number, column: number): boolean =>
    kept[at]?.cells.some(
      (cell) => cell.merge === 'continue' && columnOf(kept[at]?.cells ?? [], cell) === column
    ) ?? false;
  const table = kept.map((row, at) =>
    row.cells.flatMap((cell): LeafCell[] => {
      if (cell.merge === 'continue' && at > 0) return [];
      let rowspan = 1;
      if (cell.merge === 'restart')
        while (rowspan < 100 && goesOn(at + rowspan, columnOf(row.cells, cell))) rowspan += 1;
      return [{ leaves: leavesIn(cell.blocks), colspan: cell.colspan, rowspan, isHeader: row.isHeader }];
    })
  );
  return { form: 'table', level: 0, inline: [], rows: table.filter((row) => row.length > 0) };
}
