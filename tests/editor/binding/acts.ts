/** The acts of the random schedules, each as a person does it. */
import { Fragment, Slice, type Node, type ResolvedPos } from '@tiptap/pm/model';
import { AllSelection, type EditorState } from '@tiptap/pm/state';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { blockKinds } from '#base/blocks/text-kinds.ts';
import {
  deleteSelection,
  joinBackward,
  joinForward,
  lift,
  moveBlock,
  paste,
  quote,
  selectAll,
  setKind,
  setList,
  sink,
  splitBlock
} from '#lib/editor/binding/block-commands.ts';
import { newId } from '#lib/editor/binding/ids.ts';
import { chosenCells } from '#lib/editor/tables/grid.ts';
import {
  addColumn,
  addRow,
  alignCells,
  deleteColumn,
  deleteRow,
  deleteTable,
  mergeCells,
  setColumnWidth,
  splitCell,
  toggleHeaderRow
} from '#lib/editor/tables/table-commands.ts';
import type { HeadlessEditor } from './headless-editor.ts';
import type { Random } from './random.ts';
import { countLetters, type Schedule, type Writer } from './schedule.ts';

interface Act {
  readonly weight: number;
  readonly types?: boolean;
  readonly deletes?: boolean;
  readonly isUndo?: boolean;
  readonly isRich?: boolean;
  readonly keepsCaret?: boolean;
  readonly moves?: boolean;
  readonly isLater?: boolean;
  /** `plain` where it knows tables without merged cells only; `spans` where it uses the editor's commands. */
  readonly grid?: 'plain' | 'spans';
  /** It can end the spans of a cell, and so show what a colleague wrote in one that was covered. */
  readonly shows?: boolean;
  run(schedule: Schedule, writer: Writer): void;
}

/** Lists the positions at which a caret can stand, at most one of each letter and block. */
function places(document: Node): number[] {
  const found: number[] = [];
  document.descendants((node, position) => {
    if (!node.isTextblock) return true;
    for (let index = 0; index <= node.content.size; index++) {
      const $at = document.resolve(position + 1 + index);
      if (
        $at.parent === node &&
        !splitsPair($at.nodeBefore?.text, $at.nodeAfter?.text, $at.textOffset, $at.parent, index)
      )
        found.push(position + 1 + index);
    }
    return false;
  });
  return found;
}

function splitsPair(_before: unknown, _after: unknown, offset: number, parent: Node, at: number): boolean {
  if (offset === 0) return false;
  const text = parent.textBetween(at - 1, at);
  return text >= '\ud800' && text < '\udc00';
}

function somewhere({ state }: HeadlessEditor, random: Random): number {
  const found = places(state.doc);
  return found.length > 0 ? random.of(found) : 0;
}

function select(editor: HeadlessEditor, random: Random): void {
  const [a, b] = [somewhere(editor, random), somewhere(editor, random)];
  const doc = editor.state.doc;
  // Most ranges are short.
  const near = random.chance(0.7) ? places(doc).filter((at) => at >= a && at < a + 12) : [b];
  const to = near.length > 0 ? random.of(near) : b;
  if (areOfOneText(doc.resolve(a), doc.resolve(to))) editor.caret(Math.min(a, to), Math.max(a, to));
}

/** Checks whether a selection may reach from one place to another: one that leaves a caption or a cell may not. */
function areOfOneText($a: ResolvedPos, $b: ResolvedPos): boolean {
  const isWithin = $a.parent === $b.parent;
  const isOfBlocks = $a.depth === $b.depth && $a.depth > 0 && $a.node(-1) === $b.node(-1);
  const areBlocks = $a.parent.type.name === 'block' && $b.parent.type.name === 'block';
  return isWithin || (isOfBlocks && areBlocks);
}

/**
 * Selects words that can be deleted. Undo of deleting all selects all again, which may begin in one table and end in
 * another where the tables stand in another order by then; a selection goes along with words that are moved into a
 * cell.
 */
function selectWords(editor: HeadlessEditor, random: Random): void {
  select(editor, random);
  const { $from, $to } = editor.state.selection;
  const areParts = [$from, $to].every(({ depth, parent }) => depth > 1 || parent.type.name === 'figure');
  if (!areOfOneText($from, $to) && areParts) editor.caret($to.pos);
}

function atBlockStart(editor: HeadlessEditor, random: Random): void {
  const starts: number[] = [];
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === 'block') starts.push(position + 1);
    return node.type.name !== 'block';
  });
  if (starts.length > 0) editor.caret(random.of(starts));
}

/** Selects within one cell, or across several; false where there is none. */
function selectCells(editor: HeadlessEditor, random: Random): boolean {
  const { doc } = editor.state;
  const cells: number[][] = [];
  doc.descendants((node, position) => {
    if (node.type.name !== 'table') return node.type.name === 'doc';
    const starts: number[] = [];
    node.descendants((cell, at) => {
      if (cell.type.name === 'table_row') return true;
      starts.push(position + 1 + at + 2);
      return false;
    });
    if (starts.length > 0) cells.push(starts);
    return false;
  });
  if (cells.length === 0) return false;
  const starts = random.of(cells);
  const [from, to] = [random.of(starts), random.of(starts)];
  if (random.chance(0.5)) editor.caret(from);
  else editor.caret(Math.min(from, to), Math.max(from, to));
  return chosenCells(editor.state) !== null;
}

/** Notes the letters that stand in another cell than before: their words were written anew there. */
function noteMovedCells(schedule: Schedule, before: EditorState, after: EditorState): void {
  const placesBefore = cellsByPlace(before.doc);
  for (const [place, cell] of cellsByPlace(after.doc)) {
    const stood = countLetters(placesBefore.get(place) ?? cell.type.create(cell.attrs));
    const came = [...cell.children].filter((block) =>
      [...countLetters(block).keys()].some((letter) => !stood.has(letter))
    );
    for (const block of came) schedule.moved(block);
  }
}

function cellsByPlace(doc: Node): Map<string, Node> {
  const cells = new Map<string, Node>();
  doc.descendants((node) => {
    if (node.type.name !== 'table') return false;
    for (const row of node.children)
      for (const cell of row.children)
        cells.set([node.attrs['id'], row.attrs['id'], cell.attrs['column']].map(String).join(' '), cell);
    return false;
  });
  return cells;
}

function textOf(schedule: Schedule, writer: Writer): string {
  schedule.newRun(writer);
  return Array.from({ length: 1 + schedule.random.below(3) }, () => schedule.newLetter(writer)).join('');
}

function insertBlock(writer: Writer, random: Random, node: Node): void {
  const { state } = writer.editor;
  let position = 0;
  for (let at = random.below(state.doc.childCount + 1); at > 0; at--)
    position += state.doc.child(at - 1).nodeSize;
  const start = [...state.doc.children].findIndex((_, index) => index === 0);
  writer.editor.dispatch(state.tr.insert(start < 0 ? 0 : borderNear(state.doc, position), node));
}

function borderNear(doc: Node, position: number): number {
  let border = 0;
  for (const { nodeSize } of doc.children) {
    if (border + nodeSize > position) return border;
    border += nodeSize;
  }
  return border;
}

export const acts = {
  type: {
    weight: 12,
    types: true,
    deletes: true,
    keepsCaret: true,
    run(schedule, writer) {
      const { random } = schedule;
      const { editor } = writer;
      if (random.chance(0.5) || writer.last === null) {
        editor.caret(somewhere(editor, random));
        writer.last = null;
      }
      for (let n = 1 + random.below(4); n > 0; n--) {
        if (random.chance(0.2)) schedule.deliver();
        schedule.type(writer);
      }
    }
  },
  typeOver: {
    weight: 1,
    types: true,
    deletes: true,
    run(schedule, writer) {
      selectWords(writer.editor, schedule.random);
      schedule.type(writer);
    }
  },
  split: {
    weight: 4,
    run({ random }, { editor }) {
      if (random.chance(0.4)) atBlockStart(editor, random);
      else editor.caret(somewhere(editor, random));
      editor.run(splitBlock);
    }
  },
  splitAndType: {
    weight: 2,
    types: true,
    keepsCaret: true,
    run(schedule, writer) {
      if (writer.last === null) return;
      const { $head } = writer.editor.state.selection;
      if ($head.parent.type.name !== 'block' || !writer.editor.state.selection.empty) return;
      writer.editor.run(splitBlock);
      writer.last = null;
      schedule.type(writer);
    }
  },
  joinBackward: {
    weight: 3,
    run({ random }, { editor }) {
      atBlockStart(editor, random);
      editor.run(joinBackward);
    }
  },
  joinForward: {
    weight: 2,
    run({ random }, { editor }) {
      atBlockStart(editor, random);
      const { $head } = editor.state.selection;
      editor.caret($head.depth > 0 ? $head.end() : 0);
      editor.run(joinForward);
    }
  },
  kind: {
    weight: 2,
    run({ random }, { editor }) {
      select(editor, random);
      editor.run(setKind(random.of(blockKinds)));
    }
  },
  list: {
    weight: 2,
    run({ random }, { editor }) {
      select(editor, random);
      editor.run(setList(random.of(['bullet', 'ordered', null] as const)));
    }
  },
  sinkOrLift: {
    weight: 2,
    run({ random }, { editor }) {
      select(editor, random);
      editor.run(random.chance(0.5) ? sink : lift);
    }
  },
  quote: {
    weight: 1,
    run({ random }, { editor }) {
      select(editor, random);
      editor.run(quote(random.chance(0.6) ? 1 : -1));
    }
  },
  bold: {
    weight: 3,
    run({ random }, { editor }) {
      select(editor, random);
      const { from, to } = editor.state.selection;
      const mark = schema.mark(random.of(['bold', 'italic', 'code'] as const));
      const { tr } = editor.state;
      editor.dispatch(random.chance(0.6) ? tr.addMark(from, to, mark) : tr.removeMark(from, to, mark));
    }
  },
  link: {
    weight: 1,
    run({ random }, { editor }) {
      select(editor, random);
      const { from, to } = editor.state.selection;
      const mark = schema.mark('link', { href: `https://example.org/${random.below(2)}` });
      editor.dispatch(editor.state.tr.addMark(from, to, mark));
    }
  },
  deleteRange: {
    weight: 2,
    deletes: true,
    shows: true,
    run({ random }, { editor }) {
      selectWords(editor, random);
      editor.run(deleteSelection);
    }
  },
  deleteAll: {
    weight: 0.3,
    deletes: true,
    shows: true,
    run({ random }, { editor }) {
      if (random.chance(0.5)) editor.run(selectAll);
      else editor.dispatch(editor.state.tr.setSelection(new AllSelection(editor.state.doc)));
      editor.run(deleteSelection);
    }
  },
  deleteBlock: {
    weight: 1,
    deletes: true,
    run({ random }, { editor }) {
      const { doc, tr } = editor.state;
      if (doc.childCount < 2) return;
      const at = random.below(doc.childCount);
      let from = 0;
      for (let i = 0; i < at; i++) from += doc.child(i).nodeSize;
      editor.dispatch(tr.delete(from, from + doc.child(at).nodeSize));
    }
  },
  hardBreak: {
    weight: 1,
    run({ random }, { editor }) {
      editor.caret(somewhere(editor, random));
      editor.dispatch(editor.state.tr.replaceSelectionWith(schema.node('hardBreak'), random.chance(0.5)));
    }
  },
  paste: {
    weight: 2,
    types: true,
    deletes: true,
    run(schedule, writer) {
      const { random } = schedule;
      const { editor } = writer;
      if (random.chance(0.5)) editor.caret(somewhere(editor, random));
      else selectWords(editor, random);
      if (editor.state.selection.$from.parent.type.name !== 'block') return;
      // A copied block brings the id of a block that stands.
      const ids = [...editor.state.doc.children].map(({ attrs }) => attrs['id'] as string | null);
      const blocks = Array.from({ length: 1 + random.below(3) }, () => {
        const kind = random.of(blockKinds);
        const text = textOf(schedule, writer);
        return schema.node('block', { id: random.of([null, newId(), ...ids]), kind }, schema.text(text));
      });
      const open = random.below(2);
      editor.run(paste(new Slice(Fragment.fromArray(blocks), open, open)));
    }
  },
  move: {
    weight: 1,
    moves: true,
    run(schedule, { editor }) {
      const { doc } = editor.state;
      const from = schedule.random.below(doc.childCount);
      if (doc.child(from).attrs['id'] === null) return;
      if (editor.run(moveBlock(from, schedule.random.below(doc.childCount + 1))))
        schedule.moved(doc.child(from));
    }
  },
  undo: {
    weight: 3,
    isUndo: true,
    deletes: true,
    run(_, { editor }) {
      editor.undo();
    }
  },
  redo: {
    weight: 1.5,
    isUndo: true,
    deletes: true,
    run(_, { editor }) {
      editor.redo();
    }
  },
  leave: {
    weight: 1,
    keepsCaret: true,
    run(_, writer) {
      writer.isOffline = true;
    }
  },
  comeBack: {
    weight: 1.5,
    keepsCaret: true,
    run(schedule, writer) {
      writer.isOffline = false;
      schedule.deliver();
    }
  },
  rule: {
    weight: 1,
    isRich: true,
    run({ random }, writer) {
      insertBlock(writer, random, schema.node('rule', { id: newId() }));
    }
  },
  figure: {
    weight: 1,
    isRich: true,
    types: true,
    run(schedule, writer) {
      const caption = schema.text(textOf(schedule, writer));
      insertBlock(writer, schedule.random, schema.node('figure', { id: newId(), src: 'data:x' }, caption));
    }
  },
  note: {
    weight: 1.5,
    isRich: true,
    types: true,
    run(schedule, writer) {
      const { editor } = writer;
      editor.caret(somewhere(editor, schedule.random));
      if (editor.state.selection.$from.parent.type.name !== 'block') return;
      const note = schema.node('note', { id: newId() }, schema.text(textOf(schedule, writer)));
      editor.dispatch(editor.state.tr.replaceSelectionWith(note, false));
    }
  },
  writeInNote: {
    weight: 2,
    isRich: true,
    types: true,
    run(schedule, writer) {
      const { editor } = writer;
      const found: number[] = [];
      editor.state.doc.descendants((node, position) => {
        if (node.type.name === 'note')
          for (let index = 0; index <= node.content.size; index++) {
            const code = node.textContent.charCodeAt(index - 1);
            if (index === 0 || code < 0xd800 || code > 0xdbff) found.push(position + 1 + index);
          }
      });
      if (found.length === 0) return;
      const at = schedule.random.of(found);
      editor.dispatch(editor.state.tr.insert(at, schema.text(textOf(schedule, writer))));
    }
  },
  table: {
    weight: 1,
    isRich: true,
    types: true,
    run(schedule, writer) {
      const columns = [newId(), newId()];
      const cell = (column: string): Node =>
        schema.node('table_cell', { column }, [
          schema.node('block', { id: newId() }, schema.text(textOf(schedule, writer)))
        ]);
      const row = (): Node => schema.node('table_row', { id: newId() }, columns.map(cell));
      const attrs = { id: newId(), columns: columns.map((id) => ({ id, width: null })) };
      insertBlock(writer, schedule.random, schema.node('table', attrs, [row(), row()]));
    }
  },
  row: {
    weight: 1,
    isRich: true,
    grid: 'plain',
    deletes: true,
    run({ random }, { editor }) {
      const { doc, tr } = editor.state;
      const rows: [number, Node, Node][] = [];
      doc.descendants((node, position, parent) => {
        if (node.type.name === 'table_row' && parent) rows.push([position, node, parent]);
      });
      if (rows.length === 0) return;
      const [position, row, table] = random.of(rows);
      if (table.childCount > 1 && random.chance(0.4))
        editor.dispatch(tr.delete(position, position + row.nodeSize));
      else {
        const columns = table.attrs['columns'] as { id: string }[];
        const cells = columns.map(({ id }) =>
          schema.node('table_cell', { column: id }, schema.node('block'))
        );
        editor.dispatch(tr.insert(position, schema.node('table_row', { id: newId() }, cells)));
      }
    }
  },
  column: {
    weight: 1,
    isRich: true,
    grid: 'plain',
    isLater: true,
    deletes: true,
    run({ random }, { editor }) {
      const { doc, tr } = editor.state;
      const tables: [number, Node][] = [];
      doc.forEach((node, position) => {
        if (node.type.name === 'table') tables.push([position, node]);
      });
      if (tables.length === 0) return;
      const [position, table] = random.of(tables);
      const columns = table.attrs['columns'] as { id: string; width: number | null }[];
      const at = random.below(columns.length);
      const isDeleted = columns.length > 1 && random.chance(0.4);
      const id = newId();
      const changed = isDeleted ? columns.toSpliced(at, 1) : columns.toSpliced(at, 0, { id, width: null });
      const rows = [...table.children].map((row) => {
        const fresh = schema.node('table_cell', { column: id }, schema.node('block'));
        const cells = [...row.children];
        return row.copy(Fragment.from(isDeleted ? cells.toSpliced(at, 1) : cells.toSpliced(at, 0, fresh)));
      });
      const node = table.type.create({ ...table.attrs, columns: changed }, rows);
      editor.dispatch(tr.replaceWith(position, position + table.nodeSize, node));
    }
  },
  compose: {
    weight: 3,
    isLater: true,
    types: true,
    run(schedule, writer) {
      const { editor } = writer;
      editor.caret(somewhere(editor, schedule.random));
      if (!editor.state.selection.$head.parent.inlineContent) return;
      schedule.newRun(writer);
      schedule.hold(writer, () => {
        editor.composing = true;
        for (const typed of ['n', 'ni']) {
          const { head } = editor.state.selection;
          editor.dispatch(editor.state.tr.insertText(typed, head - typed.length + 1, head));
        }
        const { head } = editor.state.selection;
        editor.dispatch(editor.state.tr.insertText(schedule.newLetter(writer), head - 2, head));
        editor.composing = false;
        editor.binding.settle();
      });
    }
  },
  moveTwo: {
    weight: 0.5,
    isLater: true,
    moves: true,
    run(schedule, { editor }) {
      const { doc, tr } = editor.state;
      const { random } = schedule;
      if (doc.childCount < 3) return;
      const at = random.below(doc.childCount - 1);
      const nodes = [doc.child(at), doc.child(at + 1)];
      if (nodes.some(({ attrs }) => attrs['id'] === null)) return;
      const size = nodes.reduce((sum, { nodeSize }) => sum + nodeSize, 0);
      let from = 0;
      for (let i = 0; i < at; i++) from += doc.child(i).nodeSize;
      tr.delete(from, from + size);
      let to = 0;
      for (let i = random.below(tr.doc.childCount + 1); i > 0; i--) to += tr.doc.child(i - 1).nodeSize;
      editor.dispatch(tr.insert(to, nodes));
      for (const node of nodes) schedule.moved(node);
    }
  },
  writeInCell: {
    weight: 4,
    isRich: true,
    grid: 'spans',
    types: true,
    keepsCaret: true,
    run(schedule, writer) {
      if (!selectCells(writer.editor, schedule.random)) return;
      const { $from } = writer.editor.state.selection;
      writer.editor.caret($from.pos);
      writer.last = null;
      for (let n = 1 + schedule.random.below(3); n > 0; n--) {
        if (schedule.random.chance(0.2)) schedule.deliver();
        schedule.type(writer);
      }
    }
  },
  line: {
    weight: 3,
    isRich: true,
    grid: 'spans',
    deletes: true,
    moves: true,
    shows: true,
    run(schedule, { editor }) {
      const { random } = schedule;
      if (!selectCells(editor, random)) return;
      const before = editor.state;
      const command = random.of([
        addRow('above'),
        addRow('below'),
        addColumn('left'),
        addColumn('right'),
        deleteRow,
        deleteColumn
      ]);
      if (editor.run(command)) noteMovedCells(schedule, before, editor.state);
    }
  },
  merge: {
    weight: 4,
    isRich: true,
    grid: 'spans',
    moves: true,
    run(schedule, { editor }) {
      if (!selectCells(editor, schedule.random)) return;
      const before = editor.state;
      if (editor.run(mergeCells)) noteMovedCells(schedule, before, editor.state);
    }
  },
  splitCell: {
    weight: 2,
    isRich: true,
    grid: 'spans',
    shows: true,
    run({ random }, { editor }) {
      if (selectCells(editor, random)) editor.run(splitCell);
    }
  },
  shape: {
    weight: 2,
    isRich: true,
    grid: 'spans',
    run({ random }, { editor }) {
      if (!selectCells(editor, random)) return;
      editor.run(
        random.of([
          toggleHeaderRow,
          alignCells(random.of(['left', 'center', 'right', null] as const)),
          setColumnWidth(random.of([null, 80, 200]))
        ])
      );
    }
  },
  deleteTable: {
    weight: 0.5,
    isRich: true,
    grid: 'spans',
    deletes: true,
    run({ random }, { editor }) {
      if (selectCells(editor, random)) editor.run(deleteTable);
    }
  }
} as const satisfies Record<string, Act> as Record<ActName, Act>;

export type ActName =
  | 'type'
  | 'typeOver'
  | 'split'
  | 'splitAndType'
  | 'joinBackward'
  | 'joinForward'
  | 'kind'
  | 'list'
  | 'sinkOrLift'
  | 'quote'
  | 'bold'
  | 'link'
  | 'deleteRange'
  | 'deleteAll'
  | 'deleteBlock'
  | 'hardBreak'
  | 'paste'
  | 'move'
  | 'undo'
  | 'redo'
  | 'leave'
  | 'comeBack'
  | 'rule'
  | 'figure'
  | 'note'
  | 'writeInNote'
  | 'table'
  | 'row'
  | 'column'
  | 'compose'
  | 'moveTwo'
  | 'writeInCell'
  | 'line'
  | 'merge'
  | 'splitCell'
  | 'shape'
  | 'deleteTable';

export const actNames = Object.keys(acts) as ActName[];
