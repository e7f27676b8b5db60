import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { joinBackward, setKind, splitBlock } from '#lib/editor/binding/block-commands.ts';
import { expectedDocument, withoutAtomMarks } from './expected-document.ts';
import { HeadlessEditor, root } from './headless-editor.ts';

describe('a single writer', () => {
  it('types, splits, changes the kind and joins', () => {
    const doc = new Y.Doc();
    const editor = new HeadlessEditor(doc);
    editor.caret(1);
    editor.type('hello world');
    editor.caret(6);
    editor.run(splitBlock);
    editor.run(setKind('h2'));
    expect(editor.state.doc.toString()).toBe('doc(block("hello"), block(" world"))');
    expect(editor.state.doc.child(1).attrs['kind']).toBe('h2');
    expect(withoutAtomMarks(editor.state.doc).eq(expectedDocument(doc, root))).toBe(true);
    editor.run(joinBackward);
    expect(editor.state.doc.toString()).toBe('doc(block("hello world"))');
    editor.undo();
    expect(editor.state.doc.toString()).toBe('doc(block("hello"), block(" world"))');
    expect(withoutAtomMarks(editor.state.doc).eq(expectedDocument(doc, root))).toBe(true);
  });
});
