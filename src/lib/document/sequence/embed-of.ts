/** Builds the embeds and the values of the map that flat blocks are written as. */
import type { FigureBlock, FlatBlock, Inline, TableBlock, TextBlock } from './flat.ts';
import { embedOfChip } from '#base/chips/chips.ts';
import { attributeNames } from './attributes.ts';
import {
  cellAttributeKey,
  defaultAttributes,
  lineAttributeKey,
  type BirthValues,
  type BlockAttributes,
  type BlockAtom,
  type BlockMarker,
  type InlineAtom
} from './shapes.ts';

/** Returns the values that differ from the defaults, in a fixed order. */
const birthValues = (attributes: Partial<BlockAttributes>): BirthValues =>
  Object.fromEntries(
    attributeNames
      .filter((name) => attributes[name] !== undefined && attributes[name] !== defaultAttributes[name])
      .map((name) => [name, attributes[name]])
  );

export const markerOf = (id: string, { attributes }: Pick<TextBlock, 'attributes'>): BlockMarker => ({
  block: id,
  ...birthValues(attributes)
});

export function atomOf(block: Exclude<FlatBlock, TextBlock>): BlockAtom {
  const place = birthValues(block.attributes);
  if (block.kind === 'rule') return { rule: block.id, ...place };
  if (block.kind === 'table') return { table: block.id, ...place };
  const { id, src, alt, width } = block satisfies FigureBlock;
  return {
    figure: id,
    src,
    ...(alt === '' ? {} : { alt }),
    ...(width === null ? {} : { width }),
    ...place
  };
}

/** Returns null for a piece that is no embed, or is unknown and cannot be written. */
export function inlineAtomOf(piece: Inline): InlineAtom | null {
  if (piece.kind === 'note') return { note: piece.id };
  return piece.kind === 'chip' ? embedOfChip(piece.type, piece.attrs) : null;
}

/** Returns all values of the map that a table has, besides the positions of its rows and columns. */
export function tableValues({
  id: table,
  columns,
  rows
}: TableBlock): Map<string, string | number | boolean> {
  const values = new Map<string, string | number | boolean>();
  const isHeaderRow = rows.map(({ cells }) => cells.length > 0 && cells.every(({ isHeader }) => isHeader));
  const plain = new Set(
    rows.flatMap(({ cells }) => cells.filter(({ isHeader }) => !isHeader).map(({ column }) => column))
  );
  const isBegun = new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const isHeaderColumn = (column: string): boolean =>
    rows.length > 1 && isBegun.has(column) && !plain.has(column);
  for (const { id, width } of columns) {
    if (width !== null) values.set(lineAttributeKey(table, 'column', id, 'width'), width);
    if (isHeaderColumn(id)) values.set(lineAttributeKey(table, 'column', id, 'header'), true);
  }
  rows.forEach(({ id: row, cells }, index) => {
    if (isHeaderRow[index]) values.set(lineAttributeKey(table, 'row', row, 'header'), true);
    for (const { column, colspan, rowspan, align, isHeader } of cells) {
      const key = (name: Parameters<typeof cellAttributeKey>[3]): string =>
        cellAttributeKey(table, row, column, name);
      if (colspan > 1) values.set(key('colspan'), colspan);
      if (rowspan > 1) values.set(key('rowspan'), rowspan);
      if (align !== null) values.set(key('align'), align);
      if (isHeader && !isHeaderRow[index] && !isHeaderColumn(column)) values.set(key('header'), true);
    }
  });
  return values;
}

/** Checks whether a key belongs to the rows, columns and cells of a table, and not to the table as a block. */
export const isPartOf = (table: string, key: string): boolean =>
  ['row', 'column', 'cell'].some((part) => key.startsWith(`${table}/${part}/`));
