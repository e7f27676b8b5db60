import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { discardLeftOver, insertLeftOver } from '#document/sequence/left-over-acts.ts';
import { wordsLeftOver, type LeftOver } from '#document/sequence/left-over.ts';
import { LeftOverWatch } from '#document/sequence/left-over-watch.ts';
import { deleteSelection, moveBlock, paste, selectAll } from '#lib/editor/binding/block-commands.ts';
import { newId } from '#lib/editor/binding/ids.ts';
import { LocalChange } from '#lib/editor/binding/undo.ts';
import {
  deleteColumn,
  deleteRow,
  deleteTable,
  mergeCells,
  splitCell
} from '#lib/editor/tables/table-commands.ts';
import { root, type HeadlessEditor } from './headless-editor.ts';
import { blocksOf, caretBehind, clientOrders, twoEditors, type TwoEditors } from './two-editors.ts';

const block = (words: string): Node =>
  words === '' ? schema.node('block') : schema.node('block', { id: newId() }, schema.text(words));

const note = (words: string): Node => schema.node('note', { id: newId() }, schema.text(words));

function table(rows: readonly (readonly string[])[]): Node {
  const columns = (rows[0] ?? []).map(() => newId());
  return schema.node(
    'table',
    { id: newId(), columns: columns.map((id) => ({ id, width: null })) },
    rows.map((cells) =>
      schema.node(
        'table_row',
        { id: newId() },
        cells.map((words, index) => schema.node('table_cell', { column: columns[index] }, block(words)))
      )
    )
  );
}

/** Returns the end of the last node of this kind. */
function endOf({ state }: HeadlessEditor, kind: string): number {
  let end = 0;
  state.doc.descendants((node, position) => {
    if (node.type.name === kind) end = position + 1 + node.content.size;
  });
  return end;
}

const put = (editor: HeadlessEditor, node: Node): void =>
  editor.dispatch(editor.state.tr.insert(editor.state.doc.content.size, node));

const words = ({ doc }: HeadlessEditor): string[] => wordsLeftOver(doc).map(({ text }) => text);
const kinds = ({ doc }: HeadlessEditor): LeftOver['of'][] => wordsLeftOver(doc).map(({ of }) => of);

/** What a later reader gets. */
const bytesOf = ({ doc }: HeadlessEditor): string => {
  const whole = newDoc();
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc));
  return Buffer.from(Y.encodeStateAsUpdate(whole)).toString('latin1');
};

/**
 * Shows that the person who deletes a table, picture or note deletes the words that they know, and that what a colleague
 * wrote in it meanwhile is left over for both, until somebody inserts or discards it (docs/text-model.md).
 */
describe.each(clientOrders)('words written in what a colleague deletes, and $order', ({ ids }) => {
  const withTable = (): TwoEditors => {
    const two = twoEditors(ids, ['before']);
    put(
      two.anna,
      table([
        ['ZZone', 'ZZtwo'],
        ['ZZthree', 'ZZfour']
      ])
    );
    two.exchange();
    return two;
  };
  const write = ({ wei }: TwoEditors, behind: string): void => {
    caretBehind(wei, behind);
    wei.type(' added by Wei');
  };
  const deletes: Record<string, { of: LeftOver['of']; act: (anna: HeadlessEditor) => void }> = {
    'the table': { of: 'table', act: (anna) => anna.run(deleteTable) },
    'the row': { of: 'row', act: (anna) => anna.run(deleteRow) },
    'the column': { of: 'column', act: (anna) => anna.run(deleteColumn) },
    everything: {
      of: 'table',
      act: (anna) => {
        anna.run(selectAll);
        anna.run(deleteSelection);
      }
    }
  };

  it.each(Object.entries(deletes))(
    'stand in the list of both, once, where she deletes %s',
    (_, { of, act }) => {
      const two = withTable();
      const { anna, wei, exchange } = two;
      write(two, 'ZZfour');
      caretBehind(anna, 'ZZfour');
      act(anna);
      exchange();
      for (const editor of [anna, wei]) {
        expect(words(editor)).toEqual([' added by Wei']);
        expect(kinds(editor)).toEqual([of]);
        expect(wordsLeftOver(editor.doc)[0]).toMatchObject({
          passage: { section: 'report', language: 'en' },
          clients: [ids[1]]
        });
      }
      expect(bytesOf(wei)).not.toContain('ZZfour');
      anna.undo();
      exchange();
      expect(words(wei)).toEqual([]);
      expect(wei.state.doc.textContent).toContain('added by Wei');
      expect(wei.state.doc.textContent).toContain('ZZfour');
      expect(wei.state.doc.textContent.split('added by Wei')).toHaveLength(2);
    }
  );

  it('stay in the list where the rest of the table is deleted later, by either', () => {
    for (const who of ['anna', 'wei'] as const) {
      const two = withTable();
      write(two, 'ZZfour');
      caretBehind(two.anna, 'ZZfour');
      two.anna.run(deleteRow);
      two.exchange();
      caretBehind(two[who], 'ZZone');
      two[who].run(deleteTable);
      two.exchange();
      for (const editor of [two.anna, two.wei]) expect(words(editor)).toEqual([' added by Wei']);
    }
  });

  it('are left over from a cell that she merges, and stand in it again once it is split', () => {
    const two = withTable();
    const { anna, wei, exchange } = two;
    write(two, 'ZZtwo');
    caretBehind(anna, 'ZZone');
    anna.run(mergeCells);
    exchange();
    expect(words(anna)).toEqual([' added by Wei']);
    expect(kinds(wei)).toEqual(['cell']);
    expect(anna.state.doc.textContent.split('ZZtwo')).toHaveLength(2);
    caretBehind(anna, 'ZZone');
    anna.run(splitCell);
    exchange();
    expect(words(wei)).toEqual([]);
    expect(wei.state.doc.textContent).toContain('added by Wei');
  });

  it.each([
    ['the row', deleteRow],
    ['the table', deleteTable]
  ])('change in a note while she has deleted %s, and are shown as they are once it returns', (_, act) => {
    const two = twoEditors(ids, ['before']);
    const { anna, wei, exchange } = two;
    // A cell that nobody has written in, whose text does not change when it is deleted.
    put(anna, table([['ZZone'], ['']]));
    exchange();
    const cell = endOf(wei, 'table_cell') - 1;
    wei.dispatch(wei.state.tr.insert(cell, note('note')));
    for (const letter of ' by Wei') {
      wei.history.boundary();
      wei.dispatch(wei.state.tr.insertText(letter, endOf(wei, 'note')));
    }
    anna.caret(endOf(anna, 'table_cell') - 1);
    anna.run(act);
    exchange();
    for (let times = 0; times < 4; times++) wei.undo();
    exchange();
    anna.undo();
    exchange();
    expect(anna.state.doc.textContent).toBe('beforeZZonenote by');
  });

  it('are left over from a caption and from notes, also those within the table', () => {
    const { anna, wei, exchange } = twoEditors(ids, ['before']);
    put(
      anna,
      schema.node(
        'figure',
        { id: newId(), src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' },
        schema.text('ZZcaption')
      )
    );
    put(anna, table([['cell']]));
    caretBehind(anna, 'cell');
    anna.dispatch(anna.state.tr.replaceSelectionWith(note('ZZinner'), false));
    caretBehind(anna, 'before');
    anna.dispatch(anna.state.tr.replaceSelectionWith(note('ZZouter'), false));
    exchange();
    const at = (text: string): number => {
      let found = -1;
      wei.state.doc.descendants((node, position) => {
        if (node.isText && node.text === text) found = position + text.length;
      });
      return found;
    };
    for (const text of ['ZZinner', 'ZZouter', 'ZZcaption'])
      wei.dispatch(wei.state.tr.insertText(' new', at(text)));
    anna.run(selectAll);
    anna.dispatch(anna.state.tr.delete(0, anna.state.doc.content.size));
    exchange();
    expect(words(anna)).toEqual(words(wei));
    expect(kinds(wei).toSorted()).toEqual(['figure', 'note', 'note']);
    expect(new Set(words(wei))).toEqual(new Set([' new']));
    expect(wordsLeftOver(wei.doc).map(({ passage }) => passage?.section)).toEqual([
      'report',
      'report',
      'report'
    ]);
    expect(bytesOf(wei)).not.toMatch(/ZZ(?:caption|inner|outer)/);
    anna.undo();
    exchange();
    expect(words(anna)).toEqual([]);
    expect(anna.state.doc.textContent.split(' new')).toHaveLength(4);
  });

  it('stay in a table that she moves', () => {
    const two = withTable();
    const { anna, wei, exchange } = two;
    write(two, 'ZZfour');
    anna.run(moveBlock(1, 0));
    exchange();
    expect(blocksOf(wei)).toEqual(['table', 'paragraph: before']);
    expect(wei.state.doc.textContent).toContain('ZZfour added by Wei');
    expect(words(wei)).toEqual([]);
  });

  it('are no part of the table that she pastes after she cut it', () => {
    const two = withTable();
    const { anna, wei, exchange } = two;
    write(two, 'ZZfour');
    const cut = anna.state.doc.child(1);
    caretBehind(anna, 'ZZfour');
    anna.run(deleteTable);
    exchange();
    anna.dispatch(anna.state.tr.setSelection(TextSelection.atStart(anna.state.doc)));
    anna.run(paste(new Slice(Fragment.from(cut), 0, 0)));
    exchange();
    expect(wei.state.doc.textContent).toContain('ZZfour');
    expect(wei.state.doc.textContent).not.toContain('added by Wei');
    expect(words(wei)).toEqual([' added by Wei']);
  });

  it('are inserted into the text by either, as an act that undo takes back', () => {
    const two = withTable();
    const { anna, wei, exchange } = two;
    write(two, 'ZZfour');
    caretBehind(anna, 'ZZfour');
    anna.run(deleteTable);
    exchange();
    const origin = new LocalChange(wei.binding);
    wei.history.boundary();
    const roots = wordsLeftOver(wei.doc).map((one) => one.root);
    wei.doc.transact((change) => insertLeftOver(change, roots, root, newId), origin);
    wei.history.boundary();
    exchange();
    expect(words(anna)).toEqual([]);
    expect(blocksOf(anna)).toEqual(['paragraph: before', 'paragraph:  added by Wei']);
    wei.undo();
    exchange();
    expect(blocksOf(anna)).toEqual(['paragraph: before']);
    expect(words(anna)).toEqual([' added by Wei']);
  });

  it('are discarded as they were shown, and what is written since stays', () => {
    const two = withTable();
    const { anna, wei, exchange } = two;
    write(two, 'ZZfour');
    caretBehind(anna, 'ZZfour');
    anna.run(deleteTable);
    const shown = wordsLeftOver(anna.doc);
    expect(shown).toEqual([]);
    Y.applyUpdate(anna.doc, Y.encodeStateAsUpdate(wei.doc), 'network');
    const seen = wordsLeftOver(anna.doc);
    wei.type('!');
    exchange();
    anna.doc.transact((change) => expect(discardLeftOver(change, seen)).toBe(false));
    expect(words(anna)).toEqual([' added by Wei!']);
    anna.doc.transact((change) => expect(discardLeftOver(change, wordsLeftOver(anna.doc))).toBe(true));
    exchange();
    expect(words(wei)).toEqual([]);
  });
});

describe('the list of what is left over', () => {
  it('is read anew only after what can change it, never for a letter in the text or in a cell', () => {
    const { anna, wei, exchange } = twoEditors([1, 2], ['before']);
    put(anna, table([['one']]));
    exchange();
    const waiting: (() => void)[] = [];
    let seen: readonly LeftOver[] = [];
    const watch = new LeftOverWatch(
      anna.doc,
      (work) => waiting.push(work),
      (now) => (seen = now)
    );
    const tick = (): void => waiting.splice(0).forEach((work) => work());
    const { readings } = watch;
    for (const place of ['before', 'one']) {
      caretBehind(anna, place);
      for (const letter of 'typing on and on') anna.type(letter);
    }
    tick();
    expect(watch.readings).toBe(readings);
    caretBehind(wei, 'one');
    wei.type(' more');
    anna.run(deleteTable);
    exchange();
    tick();
    expect(seen.map(({ text }) => text)).toEqual([' more']);
    anna.undo();
    tick();
    expect(seen).toEqual([]);
    watch.close();
  });
});
