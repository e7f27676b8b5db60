import { Fragment, Slice } from '@tiptap/pm/model';
import { AddMarkStep, AttrStep, ReplaceStep, type Step } from '@tiptap/pm/transform';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { joinBackward, moveBlock, paste, setKind, splitBlock } from '#lib/editor/binding/block-commands.ts';
import { root, type HeadlessEditor } from './headless-editor.ts';
import { blocksOf, caretBefore, caretBehind, idsOf, selectWords, twoEditors } from './two-editors.ts';

const anId = expect.stringMatching(/^[\w-]{12}$/) as unknown;

function describeStep(step: Step): string {
  if (step instanceof AttrStep) return `${step.attr} at ${step.pos}: ${String(step.value)}`;
  if (step instanceof AddMarkStep) return `${step.mark.type.name} from ${step.from} to ${step.to}`;
  if (!(step instanceof ReplaceStep)) return step.constructor.name;
  const { from, to, slice } = step;
  return `${from}–${to}: ${slice.size === 0 ? 'nothing' : `${slice.content.toString()}(${slice.openStart},${slice.openEnd})`}`;
}

/** Shows that a colleague's change becomes the steps that it is, never a replaced document (docs/text-model.md). */
describe('a change of a colleague becomes steps at its place', () => {
  const paragraphs = ['one two', 'three four'];
  const stepsOf = (...acts: ((peer: HeadlessEditor) => void)[]): string[] => {
    const { anna, wei, exchange } = twoEditors([1, 2], paragraphs);
    for (const act of acts) act(wei);
    anna.followed.length = 0;
    exchange();
    return anna.followed.flatMap(({ steps }) => steps.map(describeStep));
  };

  it('of one letter', () => {
    expect(stepsOf((peer) => (caretBehind(peer, 'one'), peer.type('x')))).toEqual(['4–4: <"x">(0,0)']);
  });

  it('of two letters far from each other', () => {
    const steps = stepsOf(
      (peer) => (caretBehind(peer, 'one'), peer.type('x')),
      (peer) => (caretBehind(peer, 'three'), peer.type('y'))
    );
    expect(steps).toHaveLength(2);
    expect(steps[1]).toContain('4–4');
  });

  it('of Enter', () => {
    expect(stepsOf((peer) => (caretBehind(peer, 'one'), peer.run(splitBlock)))).toEqual([
      '4–4: <block, block>(1,1)'
    ]);
  });

  it('of Enter at the start, and of an empty block', () => {
    expect(stepsOf((peer) => (caretBefore(peer, 'three'), peer.run(splitBlock)))).toEqual([
      '9–9: <block>(0,0)'
    ]);
  });

  it('of Backspace at the start', () => {
    expect(stepsOf((peer) => (caretBefore(peer, 'three'), peer.run(joinBackward)))).toEqual([
      '8–10: nothing'
    ]);
  });

  it('of a new kind', () => {
    expect(stepsOf((peer) => (caretBefore(peer, 'three'), peer.run(setKind('h2'))))).toEqual([
      'kind at 9: h2'
    ]);
  });

  it('of bold words', () => {
    const act = (peer: HeadlessEditor): void => {
      selectWords(peer, 'two');
      const { from, to } = peer.state.selection;
      peer.dispatch(peer.state.tr.addMark(from, to, schema.mark('bold')));
    };
    expect(stepsOf(act)).toEqual(['bold from 5 to 8']);
  });

  it('of a moved block', () => {
    expect(stepsOf((peer) => peer.run(moveBlock(0, 2)))).toHaveLength(2);
  });
});

/** Lists the letters that stand in a text, with their ids. */
function lettersOf({ _start }: Y.Text): string[] {
  const letters: string[] = [];
  for (let item = _start; item; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString)
      letters.push(`${item.content.str} ${item.id.client} ${item.id.clock}`);
  return letters;
}

/** Shows that an act writes no words again that it leaves in their order (docs/text-model.md). */
describe('a change of mine', () => {
  it('of a picture that two people have brought back leaves the words alone that it passes', () => {
    const { anna, exchange } = twoEditors([1, 2], ['one two', 'three four']);
    const figure = { figure: 'figure000001', src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=', alt: '' };
    const text = openText(anna.doc, root);
    for (let copies = 0; copies < 2; copies++) text.insertEmbed(text.length, figure);
    expect(anna.state.doc.childCount).toBe(3);
    const letters = lettersOf(text);
    anna.run(moveBlock(2, 0));
    exchange();
    expect([...anna.state.doc.children].map(({ type }) => type.name)).toEqual(['figure', 'block', 'block']);
    expect(lettersOf(text)).toEqual(letters);
  });

  it('that pastes a copy of a block before it leaves the words in their block', () => {
    const { anna, wei, exchange } = twoEditors([1, 2], ['one two', 'three four']);
    const blocks = ['p2', null].map((id) => schema.node('block', { id }, schema.text('pasted')));
    caretBefore(anna, 'three');
    anna.run(paste(new Slice(Fragment.from(blocks), 0, 0)));
    caretBefore(wei, 'three');
    wei.run(setKind('h2'));
    exchange();
    expect(blocksOf(anna)).toEqual([
      'paragraph: one two',
      'paragraph: pasted',
      'paragraph: pasted',
      'h2: three four'
    ]);
    expect(idsOf(anna)).toEqual(['p1', anId, anId, 'p2']);
  });
});
