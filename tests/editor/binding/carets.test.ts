import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { CompositionGate } from '#lib/collab/gate.ts';
import {
  deleteSelection,
  joinBackward,
  moveBlock,
  paste,
  quote,
  setKind,
  setList,
  sink,
  splitBlock
} from '#lib/editor/binding/block-commands.ts';
import { caretAt, positionOfCaret } from '#lib/editor/binding/carets.ts';
import type { HeadlessEditor } from './headless-editor.ts';
import {
  caretBefore,
  caretBehind,
  clientOrders,
  expectShown,
  selectWords,
  twoEditors,
  type TwoEditors
} from './two-editors.ts';

const peerActs: Record<string, (peer: HeadlessEditor) => void> = {
  'types before the caret': (peer) => {
    caretBefore(peer, 'second');
    peer.type('XX');
  },
  'types exactly at the caret': (peer) => {
    caretBehind(peer, 'second');
    peer.type('XX');
  },
  'presses Enter before the caret': (peer) => {
    caretBehind(peer, 'sec');
    peer.run(splitBlock);
  },
  'presses Enter exactly at the caret': (peer) => {
    caretBehind(peer, 'second');
    peer.run(splitBlock);
  },
  'presses Enter at the start of the block': (peer) => {
    caretBefore(peer, 'second');
    peer.run(splitBlock);
  },
  'joins the block with the one before': (peer) => {
    caretBefore(peer, 'second');
    peer.run(joinBackward);
  },
  'makes a heading': (peer) => {
    caretBefore(peer, 'second');
    peer.run(setKind('h2'));
  },
  'makes an item': (peer) => {
    caretBefore(peer, 'second');
    peer.run(setList('bullet'));
    peer.run(sink);
  },
  quotes: (peer) => {
    caretBefore(peer, 'second');
    peer.run(quote(1));
  },
  'makes the words bold': (peer) => {
    selectWords(peer, 'second');
    const { from, to } = peer.state.selection;
    peer.dispatch(peer.state.tr.addMark(from, to, schema.mark('bold')));
  },
  'deletes words before': (peer) => {
    selectWords(peer, 'seco');
    peer.run(deleteSelection);
  },
  'pastes blocks before the caret': (peer) => {
    caretBehind(peer, 'sec');
    const blocks = ['one', 'two'].map((text) => schema.node('block', null, schema.text(text)));
    peer.run(paste(new Slice(Fragment.from(blocks), 1, 1)));
  }
};

/** Shows that a caret stays next to the letter that its owner typed last (docs/text-model.md). */
describe.each(clientOrders)('a caret stays with its words while a colleague acts, and $order', ({ ids }) => {
  describe.each(['before they were sent', 'after they were sent'] as const)('%s', (when) => {
    it.each(Object.entries(peerActs))('%s', (_, act) => {
      const { anna, wei, exchange } = twoEditors(ids, ['The first words.', 'the second words', 'The last.']);
      caretBehind(anna, 'second');
      anna.type('AB');
      if (when === 'after they were sent') exchange();
      act(wei);
      exchange();
      anna.type('CD');
      exchange();
      expect(anna.state.doc.textContent).toContain('ABCD');
    });
  });

  it.each(Object.entries(peerActs))('also while composing: %s', (_, act) => {
    const { anna, wei } = twoEditors(ids, ['The first words.', 'the second words', 'The last.']);
    const network = new Y.Doc();
    const gate = new CompositionGate(network, anna.doc);
    const exchange = (): void => {
      const carry = (from: Y.Doc, to: Y.Doc): void =>
        Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'network');
      carry(wei.doc, network);
      carry(network, wei.doc);
      expectShown(anna);
      expectShown(wei);
    };
    caretBehind(anna, 'second');
    gate.hold();
    anna.type('AB');
    act(wei);
    exchange();
    // Nothing of the composition went out, and nothing came in under it.
    expect(wei.state.doc.textContent).not.toContain('AB');
    expect(anna.state.doc.textContent).toContain('The first words.the secondAB wordsThe last.');
    anna.type('CD');
    gate.release();
    anna.type('EF');
    exchange();
    for (const { state } of [anna, wei]) expect(state.doc.textContent).toContain('ABCDEF');
  });

  it('shows the caret of a colleague next to the same letter', () => {
    const { anna, wei, exchange } = twoEditors(ids, ['The first words.', 'the second words']);
    caretBehind(anna, 'second');
    const sent = caretAt(anna.binding.tree, anna.state.doc, anna.state.selection.head);
    caretBehind(wei, 'The first');
    wei.run(splitBlock);
    const shown = positionOfCaret(wei.binding.tree, wei.state.doc, sent);
    exchange();
    expect(shown).toBe(anna.state.selection.head);
  });

  it('goes to the end of the block before when its own block is deleted', () => {
    const { anna, wei, exchange } = twoEditors(ids, ['The first words.', 'the second words', 'The last.']);
    caretBehind(anna, 'second');
    const { doc, tr } = wei.state;
    wei.dispatch(tr.delete(doc.child(0).nodeSize, doc.child(0).nodeSize + doc.child(1).nodeSize));
    exchange();
    expect(anna.state.selection.head).toBe(anna.state.doc.child(0).nodeSize - 1);
  });

  describe('in the caption of a figure', () => {
    const open = (): TwoEditors & { readonly figure: Node } => {
      const two = twoEditors(ids, ['The first words.', 'The last.']);
      const { anna, exchange } = two;
      const attrs = { id: 'figure000001', src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' };
      const figure = schema.node('figure', attrs, schema.text('A town.'));
      anna.dispatch(anna.state.tr.insert(anna.state.doc.child(0).nodeSize, figure));
      exchange();
      caretBehind(anna, 'A town');
      return { ...two, figure };
    };
    const captionOf = ({ state }: HeadlessEditor): string | undefined =>
      [...state.doc.children].find(({ type }) => type.name === 'figure')?.textContent;

    it('stays in it while a colleague moves the figure', () => {
      const { anna, wei, exchange } = open();
      anna.type('A');
      wei.run(moveBlock(1, 3));
      exchange();
      anna.type('B');
      exchange();
      expect(captionOf(wei)).toBe('A townAB.');
    });

    it('leaves it with a figure that a colleague deletes, and stays where it went when that is taken back', () => {
      const { anna, wei, exchange, figure } = open();
      anna.type('A');
      const at = wei.state.doc.child(0).nodeSize;
      wei.dispatch(wei.state.tr.delete(at, at + figure.nodeSize));
      exchange();
      const { parent } = anna.state.selection.$head;
      wei.undo();
      exchange();
      anna.type('B');
      exchange();
      expect(captionOf(wei)).toContain('A');
      expect(captionOf(wei)).not.toContain('B');
      expect(anna.state.selection.$head.parent.attrs['id']).toBe(parent.attrs['id']);
    });
  });
});
