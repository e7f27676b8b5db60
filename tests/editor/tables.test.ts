/** Shows that tables keep their cells while rows and columns come and go, and cells are merged and split. */
import { Fragment, type Node } from '@tiptap/pm/model';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import type { Command } from '#lib/editor/binding/block-commands.ts';
import { newTable } from '#lib/editor/tables/new-table.ts';
import {
  addColumn,
  addRow,
  alignCells,
  deleteColumn,
  deleteRow,
  mergeCells,
  moveToCell,
  setColumnWidth,
  splitCell,
  toggleHeaderRow
} from '#lib/editor/tables/table-commands.ts';
import { after, placeOf, schema } from './flat-blocks.ts';

/** Makes a table whose cells say a1, b1, a2 … */
function tableOf(rows: number, columns: number): Node {
  const empty = newTable(schema, {}, { rows, columns });
  const filled = empty.children.map((row, r) =>
    row.copy(
      Fragment.from(
        row.children.map((cell, c) =>
          cell.type.create(cell.attrs, [
            schema.node('block', { id: `${c}-${r}` }, schema.text(`${'abc'[c]}${r + 1}`))
          ])
        )
      )
    )
  );
  return schema.node('doc', null, [
    empty.type.create(empty.attrs, filled),
    schema.node('block', { id: 'end' })
  ]);
}
const at = (doc: Node, words: string, to = words): EditorState =>
  EditorState.create({
    doc,
    selection: TextSelection.create(doc, placeOf(doc, words), placeOf(doc, to) + to.length)
  });
const grid = (state: EditorState | null): string[] =>
  state?.doc.firstChild?.children.map((row) =>
    row.children
      .map(({ attrs, textContent }) => {
        const span =
          attrs['colspan'] === 1 && attrs['rowspan'] === 1 ? '' : ` ${attrs['colspan']}x${attrs['rowspan']}`;
        return `${attrs['header'] ? '!' : ''}${textContent || '·'}${span}`;
      })
      .join(' | ')
  ) ?? [];
const run = (state: EditorState | null, command: Command): EditorState | null =>
  state && after(state, command);

describe('rows and columns', () => {
  it('are inserted on either side, and a new row below a header is none', () => {
    const doc = tableOf(2, 2);
    expect(grid(run(at(doc, 'a1'), addRow('below')))).toEqual(['!a1 | !b1', '· | ·', 'a2 | b2']);
    expect(grid(run(at(doc, 'a2'), addRow('above')))).toEqual(['!a1 | !b1', '· | ·', 'a2 | b2']);
    expect(grid(run(at(doc, 'b2'), addColumn('right')))).toEqual(['!a1 | !b1 | !·', 'a2 | b2 | ·']);
    expect(grid(run(at(doc, 'b2'), addColumn('left')))).toEqual(['!a1 | !· | !b1', 'a2 | · | b2']);
  });
  it('are deleted, the table with its last one', () => {
    const doc = tableOf(2, 2);
    expect(grid(run(at(doc, 'a1'), deleteRow))).toEqual(['a2 | b2']);
    expect(grid(run(at(doc, 'a1'), deleteColumn))).toEqual(['!b1', 'b2']);
    const gone = run(run(at(doc, 'a1'), deleteRow), deleteRow);
    expect(gone?.doc.firstChild?.type.name).toBe('block');
  });
  it('keep their ids, and so their words', () => {
    const doc = tableOf(2, 2);
    const rowsOf = (state: EditorState | null): unknown[] =>
      state?.doc.firstChild?.children.map((row): unknown => row.attrs['id']) ?? [];
    const before = rowsOf(at(doc, 'a1'));
    const grown = rowsOf(run(at(doc, 'a1'), addRow('below')));
    expect([grown[0], grown[2]]).toEqual(before);
  });
  it('a column has a width within limits', () => {
    const widths = (state: EditorState | null) =>
      (state?.doc.firstChild?.attrs['columns'] as { width: number | null }[] | undefined)?.map(
        ({ width }) => width
      );
    expect(widths(run(at(tableOf(1, 2), 'b1'), setColumnWidth(120.4)))).toEqual([null, 120]);
    expect(widths(run(at(tableOf(1, 2), 'b1'), setColumnWidth(1)))).toEqual([null, 40]);
  });
});

describe('cells', () => {
  it('are merged with the one beside, or all that are selected, and split again', () => {
    const doc = tableOf(3, 3);
    const beside = run(at(doc, 'a2'), mergeCells);
    expect(grid(beside)).toEqual(['!a1 | !b1 | !c1', 'a2b2 2x1 | c2', 'a3 | b3 | c3']);
    expect(grid(run(beside, splitCell))).toEqual(['!a1 | !b1 | !c1', 'a2b2 | · | c2', 'a3 | b3 | c3']);
    const block = run(at(doc, 'a2', 'b3'), mergeCells);
    expect(grid(block)).toEqual(['!a1 | !b1 | !c1', 'a2b2a3b3 2x2 | c2', 'c3']);
    expect(grid(run(run(block, addRow('below')), (state, dispatch) => deleteRow(state, dispatch)))).toEqual(
      grid(block)
    );
  });
  it('go on in the rows that are left of those that they spanned', () => {
    const merged = run(at(tableOf(3, 2), 'a2', 'a3'), mergeCells);
    expect(grid(run(at(merged?.doc as Node, 'b3'), deleteRow))).toEqual(['!a1 | !b1', 'a2a3 | b2']);
  });
  it('are aligned, and the first row becomes a header or not', () => {
    const doc = tableOf(2, 2);
    const aligned = run(at(doc, 'a1', 'b2'), alignCells('right'));
    expect(aligned?.doc.firstChild?.child(1).child(1).attrs['align']).toBe('right');
    expect(grid(run(at(doc, 'b2'), toggleHeaderRow))).toEqual(['a1 | b1', 'a2 | b2']);
  });
  it('are walked through, and behind the last one a row is added', () => {
    const doc = tableOf(1, 2);
    expect(run(at(doc, 'a1'), moveToCell(1))?.selection.$from.parent.textContent).toBe('b1');
    expect(run(at(doc, 'b1'), moveToCell(-1))?.selection.$from.parent.textContent).toBe('a1');
    expect(grid(run(at(doc, 'b1'), moveToCell(1)))).toEqual(['!a1 | !b1', '· | ·']);
  });
});
