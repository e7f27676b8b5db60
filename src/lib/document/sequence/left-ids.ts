/**
 * Gives new ids to tables, figures, rows and columns whose cells or captions hold words that were left over when
 * they were deleted: written again under their old id, these words would be taken for the block's own and replaced.
 */
import * as Y from 'yjs';
import type { FlatBlock, TableBlock } from './flat.ts';
import { readParts, type LeftOver } from './left-over.ts';
import { parseRoot } from './roots.ts';

export function withoutLeftIds(
  doc: Y.Doc,
  blocks: readonly FlatBlock[],
  newId: () => string
): readonly FlatBlock[] {
  const { leftOver } = blocks.some(({ kind }) => kind === 'table' || kind === 'figure')
    ? readParts(doc)
    : { leftOver: [] };
  if (leftOver.length === 0) return blocks;
  const isLeft = (block: FlatBlock): boolean =>
    leftOver.some(({ of, owner }) => of === block.kind && owner.id === block.id);
  return blocks.map((block) => {
    if (block.kind === 'table')
      return withLines(isLeft(block) ? { ...block, id: newId() } : block, leftOver, newId);
    return block.kind === 'figure' && isLeft(block) ? { ...block, id: newId() } : block;
  });
}

function withLines(table: TableBlock, leftOver: readonly LeftOver[], newId: () => string): TableBlock {
  const ids = new Map<string, string>();
  for (const { of, owner, root } of leftOver) {
    const part = parseRoot(root);
    if (owner.id !== table.id || part?.kind !== 'cell' || (of !== 'row' && of !== 'column')) continue;
    ids.set(part[of], ids.get(part[of]) ?? newId());
  }
  if (ids.size === 0) return table;
  const idOf = (id: string): string => ids.get(id) ?? id;
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, id: idOf(column.id) })),
    rows: table.rows.map((row) => ({
      ...row,
      id: idOf(row.id),
      cells: row.cells.map((cell) => ({ ...cell, column: idOf(cell.column) }))
    }))
  };
}
