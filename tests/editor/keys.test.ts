import { EditorState, TextSelection } from '@tiptap/pm/state';
import type { Node } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import { richtext } from '#document/richtext.ts';
import { moveBlock } from '#lib/editor/keys.ts';
import { initials } from '#domain/initials.ts';

const paragraph = (text: string): Node => richtext.node('paragraph', { id: text }, richtext.text(text));
const item = (text: string): Node => richtext.node('listItem', { id: `${text}-item` }, [paragraph(text)]);
const stateIn = (doc: Node, text: string): EditorState => {
  let pos = 0;
  doc.descendants((node, at) => {
    if (node.isText && node.text === text) pos = at;
  });
  return EditorState.create({ doc, selection: TextSelection.create(doc, pos) });
};
const blocks = (node: Node): string[] => node.children.map((child) => child.textContent);

describe('moving a block', () => {
  const doc = richtext.node('doc', null, [paragraph('one'), paragraph('two'), paragraph('three')]);

  it('changes places with the next, and the caret goes along', () => {
    const moved = moveBlock(stateIn(doc, 'one'), 1);
    expect(moved && blocks(moved.doc)).toEqual(['two', 'one', 'three']);
    expect(moved?.selection.$from.parent.textContent).toBe('one');
  });
  it('changes places with the one before', () => {
    const moved = moveBlock(stateIn(doc, 'three'), -1);
    expect(moved && blocks(moved.doc)).toEqual(['one', 'three', 'two']);
  });
  it('stops at the ends', () => {
    expect(moveBlock(stateIn(doc, 'one'), -1)).toBeNull();
    expect(moveBlock(stateIn(doc, 'three'), 1)).toBeNull();
  });
  it('moves an item within its list', () => {
    const list = richtext.node('doc', null, [
      richtext.node('bulletList', null, [item('a'), item('b')]),
      paragraph('after')
    ]);
    const moved = moveBlock(stateIn(list, 'a'), 1);
    expect(moved?.doc.firstChild && blocks(moved.doc.firstChild)).toEqual(['b', 'a']);
  });
});

it('initials are those of first and last name, and the surname of a Chinese name', () => {
  expect(initials('Marta Oliveira')).toBe('MO');
  expect(initials('周明远')).toBe('周');
  expect(initials('  ')).toBe('');
});
