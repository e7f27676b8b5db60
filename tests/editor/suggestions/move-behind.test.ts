/** Shows where a block goes that somebody suggests to move step by step, and that accepting moves it there whole. */
import { describe, expect, it } from 'vitest';
import type { Editor } from '@tiptap/core';
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { moveBehind, nextTarget } from '#lib/editor/suggestions/move-behind.ts';
import { HeadlessEditor, root } from '../binding/headless-editor.ts';

const ids = ['a', 'b', 'c'];

describe('a block that is to be moved', () => {
  it('goes step by step, and stays where it would be back in its place', () => {
    expect(nextTarget(ids, 'a', undefined, 1)).toEqual({ target: 'b' });
    expect(nextTarget(ids, 'a', 'b', 1)).toEqual({ target: 'c' });
    expect(nextTarget(ids, 'a', 'c', -1)).toEqual({ target: 'b' });
    expect(nextTarget(ids, 'a', 'b', -1)).toBeUndefined();
    expect(nextTarget(ids, 'c', undefined, -1)).toEqual({ target: 'a' });
    expect(nextTarget(ids, 'c', 'a', -1)).toEqual({ target: null });
    expect(nextTarget(ids, 'c', undefined, 1)).toBeUndefined();
  });

  it('is moved with its words and its id, and undo moves it back', () => {
    const doc = new Y.Doc();
    const text = openText(doc, root);
    for (const id of ids) {
      text.insertEmbed(text.length, { block: id });
      text.insert(text.length, `words of ${id}`);
    }
    const editor = new HeadlessEditor(doc);
    const shown = (): string[] => {
      const found: string[] = [];
      editor.state.doc.forEach((node) => found.push(`${String(node.attrs['id'])}: ${node.textContent}`));
      return found;
    };
    const before = shown();
    const view = { view: editor } as unknown as Editor;
    expect(moveBehind(view, 'a', 'c')).toBe(true);
    expect(shown().map((one) => one.slice(0, 1))).toEqual(['b', 'c', 'a']);
    expect(moveBehind(view, 'c', null)).toBe(true);
    expect(shown()).toEqual(['c: words of c', 'b: words of b', 'a: words of a']);
    editor.undo();
    editor.undo();
    expect(shown()).toEqual(before);
    for (const [id, target] of [
      ['gone', 'a'],
      ['a', 'gone'],
      ['a', 'a']
    ] as const)
      expect(moveBehind(view, id, target)).toBe(false);
    expect(shown()).toEqual(before);
  });
});
