/** Writes a table into one that has the same id: rows and columns that stay keep their cells. */
import type * as Y from 'yjs';
import { isPartOf, tableValues } from './embed-of.ts';
import type { FlatBlock, TableBlock } from './flat.ts';
import { inOrder } from './positions.ts';
import { sourceOf } from './read-inline.ts';
import { readTable } from './read-table.ts';
import { openAttributes } from './roots.ts';
import { cellRoot, lineKey } from './shapes.ts';
import { readLines, type Line } from './tables.ts';

/**
 * `writeCell` writes the blocks of one cell, of which `wasShown` says whether the table showed it before.
 * Returns the names of the cells that are shown no more.
 */
export function changeTable(
  doc: Y.Doc,
  given: TableBlock,
  writeCell: (row: string, column: string, blocks: readonly FlatBlock[], wasShown: boolean) => void
): string[] {
  const map = openAttributes(doc);
  const lines = readLines(map)(given.id);
  const cellsOf = ({ rows }: Pick<TableBlock, 'rows'>): string[] =>
    rows.flatMap(({ id, cells }) => cells.map(({ column }) => cellRoot(given.id, id, column)));
  const before = new Set(cellsOf(readTable(sourceOf(doc), given.id, lines, () => [])));
  const table = { ...given, columns: withKnownColumns(given, lines.columns) };
  changeLines(map, table.id, 'row', lines.rows, table.rows);
  changeLines(map, table.id, 'column', lines.columns, table.columns);
  const now = readTable(sourceOf(doc), table.id, readLines(map)(table.id), () => []);
  if (shapeOf(now) !== shapeOf(table)) changeValues(map, table);
  for (const { id, cells } of table.rows)
    for (const { column, blocks } of cells)
      writeCell(id, column, blocks, before.has(cellRoot(table.id, id, column)));
  const shown = new Set(cellsOf(table));
  return [...before].filter((cell) => !shown.has(cell));
}

/** A column in which no cell begins has no id in nested nodes: it is the one that stands at its place. */
function withKnownColumns(table: TableBlock, known: readonly Line[]): TableBlock['columns'] {
  const ids = known.map(({ id }) => id);
  const begun = new Set(table.rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const taken = new Set(table.columns.map(({ id }) => id));
  let before = -1;
  return table.columns.map((column) => {
    const standing = ids[before + 1];
    const isKnown = begun.has(column.id) || ids.includes(column.id);
    const id = isKnown || standing === undefined || taken.has(standing) ? column.id : standing;
    before = ids.indexOf(id);
    taken.add(id);
    return { ...column, id };
  });
}

const shapeOf = ({ columns, rows }: Pick<TableBlock, 'columns' | 'rows'>): string =>
  JSON.stringify([
    columns,
    rows.map(({ id, cells }) => [id, cells.map((cell) => ({ ...cell, blocks: [] }))])
  ]);

function changeLines(
  map: Y.Map<unknown>,
  table: string,
  axis: 'row' | 'column',
  before: readonly Line[],
  after: readonly { readonly id: string }[]
): void {
  if (before.length === after.length && before.every(({ id }, index) => id === after[index]?.id)) return;
  const known = new Map(before.map(({ id, position }) => [id, position]));
  const positions = inOrder(after.map(({ id }) => known.get(id) ?? null));
  after.forEach(({ id }, index) => {
    if (known.get(id) !== positions[index]) map.set(lineKey(table, axis, id), positions[index]);
    known.delete(id);
  });
  for (const id of known.keys()) map.delete(lineKey(table, axis, id));
}

function changeValues(map: Y.Map<unknown>, table: TableBlock): void {
  const wanted = tableValues(table);
  const isLine = new Set([
    ...table.rows.map(({ id }) => lineKey(table.id, 'row', id)),
    ...table.columns.map(({ id }) => lineKey(table.id, 'column', id))
  ]);
  for (const key of [...map.keys()])
    if (isPartOf(table.id, key) && !isLine.has(key) && !wanted.has(key)) map.delete(key);
  for (const [key, value] of wanted) if (map.get(key) !== value) map.set(key, value);
}
