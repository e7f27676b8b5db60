import { Slice, Fragment } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import { EditorState } from '@tiptap/pm/state';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { PassageBinding } from '#lib/editor/binding/binding.ts';
import type { Holder } from '#lib/editor/binding/binding-options.ts';
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
import { root } from './headless-editor.ts';
import {
  blocksOf,
  caretBefore,
  caretBehind,
  clientOrders,
  idsOf,
  selectWords,
  twoEditors,
  type TwoEditors
} from './two-editors.ts';

/** Shows that structural acts keep what a colleague writes at the same time (docs/text-model.md). */
describe.each(clientOrders)('one writes while the other changes blocks, and $order', ({ ids }) => {
  const sentences = ' One more sentence. And another.';
  const open = (): TwoEditors => twoEditors(ids, ['The old town.', 'The new town.', 'The river.']);

  const cases: Record<string, { act: (two: TwoEditors) => void; result: string[] }> = {
    'turns the paragraph into a heading and back': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new town.');
        anna.run(setKind('h2'));
        anna.run(setKind('paragraph'));
      },
      result: ['paragraph: The old town.', `paragraph: The new town.${sentences}`, 'paragraph: The river.']
    },
    'turns the paragraph into a heading': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new town.');
        anna.run(setKind('h3'));
      },
      result: ['paragraph: The old town.', `h3: The new town.${sentences}`, 'paragraph: The river.']
    },
    'joins the paragraph with Backspace': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new town.');
        anna.run(joinBackward);
      },
      result: [`paragraph: The old town.The new town.${sentences}`, 'paragraph: The river.']
    },
    'joins the next paragraph with Delete': {
      act: ({ anna }) => {
        caretBehind(anna, 'The new town.');
        anna.run(joinForward);
      },
      result: ['paragraph: The old town.', `paragraph: The new town.${sentences}The river.`]
    },
    'splits the paragraph with Enter': {
      act: ({ anna }) => {
        caretBehind(anna, 'The new');
        anna.run(splitBlock);
      },
      result: [
        'paragraph: The old town.',
        'paragraph: The new',
        `paragraph:  town.${sentences}`,
        'paragraph: The river.'
      ]
    },
    'presses Enter at the start': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new');
        anna.run(splitBlock);
      },
      result: [
        'paragraph: The old town.',
        'paragraph: ',
        `paragraph: The new town.${sentences}`,
        'paragraph: The river.'
      ]
    },
    'splits and joins again': {
      act: ({ anna }) => {
        caretBehind(anna, 'The new');
        anna.run(splitBlock);
        anna.run(joinBackward);
      },
      result: ['paragraph: The old town.', `paragraph: The new town.${sentences}`, 'paragraph: The river.']
    },
    'makes an item of it, one level deeper': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new');
        anna.run(setList('bullet'));
        anna.run(sink);
      },
      result: [
        'paragraph: The old town.',
        `bullet 2 paragraph: The new town.${sentences}`,
        'paragraph: The river.'
      ]
    },
    'makes an item of it and takes it out of the list': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new');
        anna.run(setList('ordered'));
        anna.run(lift);
      },
      result: ['paragraph: The old town.', `paragraph: The new town.${sentences}`, 'paragraph: The river.']
    },
    'quotes it': {
      act: ({ anna }) => {
        caretBefore(anna, 'The new');
        anna.run(quote(1));
      },
      result: [
        'paragraph: The old town.',
        `quote 1 paragraph: The new town.${sentences}`,
        'paragraph: The river.'
      ]
    },
    'pastes two blocks into it': {
      act: ({ anna }) => {
        caretBehind(anna, 'The new');
        const blocks = ['pasted', 'words'].map((text) => schema.node('block', null, schema.text(text)));
        anna.run(paste(new Slice(Fragment.from(blocks), 1, 1)));
      },
      result: [
        'paragraph: The old town.',
        'paragraph: The newpasted',
        `paragraph: words town.${sentences}`,
        'paragraph: The river.'
      ]
    },
    'deletes its words': {
      act: ({ anna }) => {
        selectWords(anna, 'The new town.');
        anna.run(deleteSelection);
      },
      result: ['paragraph: The old town.', `paragraph: ${sentences}`, 'paragraph: The river.']
    },
    'deletes everything': {
      act: ({ anna }) => {
        anna.run(selectAll);
        anna.run(deleteSelection);
      },
      result: [`paragraph: ${sentences}`]
    },
    'moves the block': {
      act: ({ anna }) => {
        anna.run(moveBlock(1, 3));
      },
      result: ['paragraph: The old town.', 'paragraph: The river.', `paragraph: The new town.${sentences}`]
    }
  };

  it.each(Object.entries(cases))('%s', (_, { act, result }) => {
    const two = open();
    caretBehind(two.wei, 'The new town.');
    two.wei.type(' One more sentence.');
    two.wei.type(' And another.');
    act(two);
    two.exchange();
    expect(blocksOf(two.anna)).toEqual(result);
  });

  it('shows what arrived between the reading and the opening of the editor', () => {
    const { anna } = open();
    const binding = new PassageBinding({ doc: anna.doc, root, schema });
    const early = binding.tree.document();
    caretBehind(anna, 'The old');
    anna.type(' and beautiful');
    const holder: Holder = {
      state: EditorState.create({ doc: early }),
      dispatch(transaction) {
        Object.assign(this, { state: this.state.apply(transaction) });
      }
    };
    binding.open(holder);
    expect(holder.state.doc.toJSON()).toEqual(anna.state.doc.toJSON());
    binding.close();
  });

  it('keeps the id of the words when Enter is pressed at their start', () => {
    const { anna, exchange } = open();
    caretBefore(anna, 'The new town.');
    anna.run(splitBlock);
    exchange();
    expect(idsOf(anna)).toEqual(['p1', expect.not.stringMatching(/^p\d$/), 'p2', 'p3']);
  });

  it('keeps the id and kind of the words when the empty block before them is joined', () => {
    const { anna, exchange } = open();
    selectWords(anna, 'The old town.');
    anna.run(deleteSelection);
    caretBefore(anna, 'The new town.');
    anna.run(setKind('h2'));
    anna.run(joinBackward);
    exchange();
    expect(idsOf(anna)).toEqual(['p2', 'p3']);
    expect(blocksOf(anna)[0]).toBe('h2: The new town.');
  });

  it('makes one empty block more of two Enters at one place', () => {
    const { anna, wei, exchange } = open();
    for (const editor of [anna, wei]) {
      caretBehind(editor, 'The new');
      editor.run(splitBlock);
    }
    exchange();
    expect(blocksOf(anna).slice(1, 4)).toEqual(['paragraph: The new', 'paragraph: ', 'paragraph:  town.']);
  });

  it('gives a pasted block a new id where its own is taken, and keeps that of a moved one', () => {
    const { anna, exchange } = open();
    anna.caret(1);
    const copy = schema.node('block', { id: 'p2' }, schema.text('A copy.'));
    anna.dispatch(anna.state.tr.insert(0, copy));
    anna.run(moveBlock(3, 1));
    exchange();
    expect(idsOf(anna)).toEqual([expect.not.stringMatching(/^p\d$/), 'p3', 'p1', 'p2']);
  });

  it('writes a letter of two halves as a whole', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new');
    anna.type('𠀀𠀁');
    exchange();
    const at = wei.state.doc.resolve(0).nodeAfter ? 16 + 7 : 0;
    wei.dispatch(wei.state.tr.insertText('𠀂', at, at + 2));
    exchange();
    expect(blocksOf(anna)[1]).toContain('𠀂');
    expect(anna.state.doc.textContent).not.toMatch(/\p{Surrogate}/u);
  });
});
