/** Shows that words come along to a block that a colleague moved where no editor of their author shows it. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openAttributes, openText } from '#document/sequence/roots.ts';
import { useStructureId, structureIdOf } from '#document/writer-ids.ts';
import { EarlierWords } from '#lib/collab/earlier-words.ts';
import { moveBlock } from '#lib/editor/binding/block-commands.ts';
import { HeadlessEditor, root } from '../editor/binding/headless-editor.ts';
import {
  caretBehind,
  clientOrders,
  expectShown,
  twoEditors,
  wordsOf
} from '../editor/binding/two-editors.ts';

const words = ['first', 'second', 'third'] as const;

function copyOf(doc: Y.Doc, client: number): Y.Doc {
  const copy = new Y.Doc();
  copy.clientID = client;
  openText(copy, root);
  openAttributes(copy);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc), 'network');
  useStructureId(copy, structureIdOf(client));
  return copy;
}

const exchange = (one: Y.Doc, other: Y.Doc): void => {
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)), 'network');
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)), 'network');
};

describe.each(clientOrders)(
  'words of an earlier load of the page, where $order',
  ({ ids: [own, others] }) => {
    /** Anna writes in the second paragraph and closes the page; Wei, who has not heard of it, moves the paragraph. */
    function moved(write: (anna: HeadlessEditor) => void): { stored: Y.Doc; wei: HeadlessEditor } {
      const { anna, wei } = twoEditors([own, others], words);
      write(anna);
      const stored = copyOf(anna.doc, 77);
      anna.close();
      wei.run(moveBlock(1, 3));
      expect(wordsOf(wei)).toEqual(['first', 'third', 'second']);
      return { stored, wei };
    }
    const typeBehind = (anna: HeadlessEditor, before: string, typed: string): void => {
      caretBehind(anna, before);
      anna.type(typed);
    };

    it('come along once the next load has them and hears of the move', () => {
      const { stored, wei } = moved((anna) => {
        typeBehind(anna, 'sec', ' (of two)');
        typeBehind(anna, 'ond', ' and more');
      });
      const earlier = new EarlierWords(stored, () => true);
      earlier.claim([own]);
      exchange(stored, wei.doc);
      exchange(stored, wei.doc);
      expectShown(wei);
      expect(wordsOf(wei)).toEqual(['first', 'third', 'sec (of two)ond and more']);
      earlier.close();
    });

    it('keep their marks, notes and own paragraphs', () => {
      const { stored, wei } = moved((anna) => {
        typeBehind(anna, 'ond', ' bold');
        const { to } = anna.state.selection;
        const { schema } = anna.state;
        anna.dispatch(anna.state.tr.addMark(to - 4, to, schema.mark('bold')));
        const note = schema.node('note', { id: 'n1' }, schema.text('see there'));
        anna.dispatch(anna.state.tr.replaceSelectionWith(note, false));
      });
      const earlier = new EarlierWords(stored, () => true);
      earlier.claim([own, structureIdOf(own)]);
      exchange(stored, wei.doc);
      exchange(stored, wei.doc);
      expectShown(wei);
      const block = wei.state.doc.lastChild;
      expect(block?.textContent).toBe('second boldsee there');
      expect(block?.toString()).toContain('bold("bold")');
      expect(block?.toString()).toContain('note("see there")');
    });

    it('are taken along in an open editor as well, which shows where they are', () => {
      const { stored, wei } = moved((anna) => typeBehind(anna, 'second', ' more'));
      const earlier = new EarlierWords(stored, () => true);
      earlier.claim([own]);
      const next = new HeadlessEditor(stored);
      exchange(stored, wei.doc);
      exchange(stored, wei.doc);
      expectShown(next);
      expect(wordsOf(next)).toEqual(['first', 'third', 'second more']);
      expect(wordsOf(wei)).toEqual(['first', 'third', 'second more']);
    });

    it('stay where they are while others are responsible for them, and for a reader', () => {
      for (const [claimed, mayWrite] of [
        [[], true],
        [[own], false]
      ] as const) {
        const { stored, wei } = moved((anna) => typeBehind(anna, 'second', ' more'));
        const earlier = new EarlierWords(stored, () => mayWrite);
        earlier.claim(claimed);
        exchange(stored, wei.doc);
        exchange(stored, wei.doc);
        expect(wordsOf(wei)).toEqual(['first more', 'third', 'second']);
      }
    });
  }
);

describe('words of this load of the page', () => {
  /** Writes in a passage that no editor shows, as before the page went on to another section. */
  function written(): { doc: Y.Doc; wei: HeadlessEditor } {
    const { anna, wei } = twoEditors([1, 2], words);
    const doc = copyOf(anna.doc, 11);
    anna.close();
    const editor = new HeadlessEditor(doc);
    caretBehind(editor, 'second');
    editor.type(' more');
    editor.close();
    return { doc, wei };
  }

  it('come along in a section that the page shows no more', () => {
    const { doc, wei } = written();
    const earlier = new EarlierWords(doc, () => true);
    wei.run(moveBlock(1, 3));
    exchange(doc, wei.doc);
    exchange(doc, wei.doc);
    expect(wordsOf(wei)).toEqual(['first', 'third', 'second more']);
    earlier.close();
  });

  it('are left to the editor that shows them', () => {
    const { doc, wei } = written();
    const earlier = new EarlierWords(doc, () => true);
    const editor = new HeadlessEditor(doc);
    wei.run(moveBlock(1, 3));
    exchange(doc, wei.doc);
    exchange(doc, wei.doc);
    expect(wordsOf(wei)).toEqual(['first', 'third', 'second more']);
    expect(wordsOf(editor)).toEqual(['first', 'third', 'second more']);
    earlier.close();
  });
});
