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
import { newId } from '#lib/editor/binding/ids.ts';
import type { HeadlessEditor } from './headless-editor.ts';
import {
  blocksOf,
  caretBefore,
  caretBehind,
  clientOrders,
  expectShown,
  selectWords,
  twoEditors,
  type TwoEditors
} from './two-editors.ts';

const paragraphs = ['The old town.', 'The new town.', 'The river.'];
const mine = ' One more sentence, and a last one.';

const cell = (column: string): Node => schema.node('table_cell', { column }, schema.node('block'));
function insertTable({ state }: HeadlessEditor): Node {
  expect(state.doc.childCount).toBeGreaterThan(1);
  const column = newId();
  return schema.node('table', { id: newId(), columns: [{ id: column, width: null }] }, [
    schema.node('table_row', { id: newId() }, cell(column))
  ]);
}
const pasteBlocks = (peer: HeadlessEditor): void => {
  const blocks = ['pasted', 'words'].map((text) => schema.node('block', null, schema.text(text)));
  peer.run(paste(new Slice(Fragment.from(blocks), 1, 1)));
};

/** Each act of a colleague, with the blocks afterwards; `…` stands for the sentence that I write meanwhile. */
const acts: Record<string, { act: (peer: HeadlessEditor) => void; result: string[] }> = {
  'presses Enter at my caret': {
    act: (peer) => {
      caretBehind(peer, 'The new town.');
      peer.run(splitBlock);
    },
    result: ['The old town.', 'The new town.…', '', 'The river.']
  },
  'presses Enter at my caret and writes': {
    act: (peer) => {
      caretBehind(peer, 'The new town.');
      peer.run(splitBlock);
      peer.type('The port.');
    },
    result: ['The old town.', 'The new town.…', 'The port.', 'The river.']
  },
  'writes at my caret, and presses Enter': {
    act: (peer) => {
      caretBehind(peer, 'The new town.');
      peer.type('NO');
      peer.run(splitBlock);
    },
    result: ['The old town.', 'The new town.…', '', 'The river.']
  },
  'writes and deletes at my caret, and presses Enter twice': {
    act: (peer) => {
      caretBehind(peer, 'The new town.');
      peer.type('NO');
      selectWords(peer, 'NO');
      peer.run(deleteSelection);
      peer.run(splitBlock);
      peer.run(splitBlock);
    },
    result: ['The old town.', 'The new town.…', '', '', 'The river.']
  },
  'writes at my caret, presses Enter, writes, and moves a block in between': {
    act: (peer) => {
      caretBehind(peer, 'The new town.');
      peer.type('NO');
      peer.run(splitBlock);
      peer.type('The port.');
      peer.run(moveBlock(0, 2));
    },
    result: ['The new town.…', 'The old town.', 'The port.', 'The river.']
  },
  'deletes the words before my caret and presses Enter': {
    act: (peer) => {
      selectWords(peer, 'new town.');
      peer.run(deleteSelection);
      peer.run(splitBlock);
    },
    result: ['The old town.', 'The …', '', 'The river.']
  },
  'presses Enter in the middle of my paragraph': {
    act: (peer) => {
      caretBehind(peer, 'The new');
      peer.run(splitBlock);
    },
    result: ['The old town.', 'The new', ' town.…', 'The river.']
  },
  'presses Enter at the start of my paragraph': {
    act: (peer) => {
      caretBefore(peer, 'The new');
      peer.run(splitBlock);
    },
    result: ['The old town.', '', 'The new town.…', 'The river.']
  },
  'presses Enter at the start of the paragraph after mine': {
    act: (peer) => {
      caretBefore(peer, 'The river.');
      peer.run(splitBlock);
    },
    result: ['The old town.', 'The new town.…', '', 'The river.']
  },
  'presses Enter at the end of the block before': {
    act: (peer) => {
      caretBehind(peer, 'The old town.');
      peer.run(splitBlock);
    },
    result: ['The old town.', '', 'The new town.…', 'The river.']
  },
  'joins my paragraph with the one before': {
    act: (peer) => {
      caretBefore(peer, 'The new');
      peer.run(joinBackward);
    },
    result: ['The old town.The new town.…', 'The river.']
  },
  'joins the paragraph after mine with mine': {
    act: (peer) => {
      caretBefore(peer, 'The river.');
      peer.run(joinBackward);
    },
    result: ['The old town.', 'The new town.…The river.']
  },
  'makes a heading of my paragraph': {
    act: (peer) => {
      caretBefore(peer, 'The new');
      peer.run(setKind('h2'));
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  },
  'makes an item of it, one level deeper': {
    act: (peer) => {
      caretBefore(peer, 'The new');
      peer.run(setList('bullet'));
      peer.run(sink);
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  },
  'quotes it': {
    act: (peer) => {
      caretBefore(peer, 'The new');
      peer.run(quote(1));
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  },
  'deletes the block before': {
    act: (peer) => {
      peer.dispatch(peer.state.tr.delete(0, peer.state.doc.child(0).nodeSize));
    },
    result: ['The new town.…', 'The river.']
  },
  'moves the block before behind mine': {
    act: (peer) => {
      peer.run(moveBlock(0, 2));
    },
    result: ['The new town.…', 'The old town.', 'The river.']
  },
  'moves my paragraph': {
    act: (peer) => {
      peer.run(moveBlock(1, 0));
    },
    result: ['The new town.…', 'The old town.', 'The river.']
  },
  'moves my paragraph to the end and back': {
    act: (peer) => {
      peer.run(moveBlock(1, 3));
      peer.run(moveBlock(2, 1));
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  },
  'moves my paragraph, and undoes it': {
    act: (peer) => {
      peer.run(moveBlock(1, 3));
      peer.undo();
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  },
  'inserts a table before my paragraph': {
    act: (peer) => {
      const table = insertTable(peer);
      peer.dispatch(peer.state.tr.insert(peer.state.doc.child(0).nodeSize, table));
    },
    result: ['The old town.', '', 'The new town.…', 'The river.']
  },
  'inserts a table behind my paragraph': {
    act: (peer) => {
      const [first, second] = [peer.state.doc.child(0), peer.state.doc.child(1)];
      const table = insertTable(peer);
      peer.dispatch(peer.state.tr.insert(first.nodeSize + second.nodeSize, table));
    },
    result: ['The old town.', 'The new town.…', '', 'The river.']
  },
  'pastes blocks at my caret': {
    act: (peer) => {
      caretBehind(peer, 'The new town.');
      pasteBlocks(peer);
    },
    result: ['The old town.', 'The new town.…pasted', 'words', 'The river.']
  },
  'deletes my paragraph and takes it back': {
    act: (peer) => {
      const size = peer.state.doc.child(0).nodeSize;
      peer.dispatch(peer.state.tr.delete(size, size + peer.state.doc.child(1).nodeSize));
      peer.undo();
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  },
  'joins the paragraph after mine and takes it back': {
    act: (peer) => {
      caretBefore(peer, 'The river.');
      peer.run(joinBackward);
      peer.undo();
    },
    result: ['The old town.', 'The new town.…', 'The river.']
  }
};

/** Anna's editor is behind the gate of its compositions. */
function gated({ anna, wei }: TwoEditors): { gate: CompositionGate; exchange: () => void } {
  const network = new Y.Doc();
  const gate = new CompositionGate(network, anna.doc);
  const carry = (from: Y.Doc, to: Y.Doc): void =>
    Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'network');
  return {
    gate,
    exchange: () => {
      carry(wei.doc, network);
      carry(network, wei.doc);
      expectShown(anna);
      expectShown(wei);
    }
  };
}

/** Returns the words of each block, without those that the colleague writes at my caret: either may come first. */
const wordsOf = (editor: HeadlessEditor): string[] =>
  blocksOf(editor).map((block) => (block === 'table' ? '' : block.replace(/^[^:]*: /, '').replace('NO', '')));

/** Shows that no word is misplaced by what a colleague does to blocks (docs/text-model.md). */
describe.each(clientOrders)(
  'my sentence stands in my paragraph when a colleague acts, and $order',
  ({ ids }) => {
    describe.each([
      ['before I write', 0],
      ['while my first letters are on the way', 13]
    ] as const)('%s', (_, typed) => {
      it.each(Object.entries(acts))('%s', (__, { act, result }) => {
        const { anna, wei, exchange } = twoEditors(ids, paragraphs);
        caretBehind(anna, 'The new town.');
        act(wei);
        for (const letter of mine.slice(0, typed)) anna.type(letter);
        exchange();
        for (const letter of mine.slice(typed)) anna.type(letter);
        exchange();
        expect(wordsOf(anna)).toEqual(result.map((words) => words.replace('…', mine)));
      });
    });

    it.each(Object.entries(acts))('while I compose, and the colleague %s', (_, { act, result }) => {
      const two = twoEditors(ids, paragraphs);
      const { anna, wei } = two;
      const { gate, exchange } = gated(two);
      caretBehind(anna, 'The new town.');
      anna.type('好');
      gate.hold();
      anna.type('ni');
      act(wei);
      exchange();
      const { head } = anna.state.selection;
      anna.dispatch(anna.state.tr.insertText('你', head - 2, head));
      gate.release();
      exchange();
      anna.type('们');
      exchange();
      expect(wordsOf(anna)).toEqual(result.map((words) => words.replace('…', '好你们')));
    });
  }
);
