/** Shows that the editor for suggestions changes words within one block, and nothing else. */
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { splitBlock } from '#lib/editor/binding/block-commands.ts';
import { changesProseOnly, refusedIn, type NoSuggestion } from '#lib/editor/suggestions/prose-only.ts';

const block = (id: string, words: string) =>
  schema.node('block', { id }, words === '' ? [] : [schema.text(words)]);
const state = EditorState.create({
  doc: schema.node('doc', null, [block('a', 'The city'), block('b', 'has a plan')])
});
const from = (at: number, to = at) => state.tr.setSelection(TextSelection.create(state.doc, at, to));

describe('a suggestion', () => {
  it.each<[string, Transaction]>([
    ['types', from(3).insertText('x')],
    ['replaces', from(3, 5).insertText('word')],
    ['deletes', from(3, 5).deleteSelection()],
    ['breaks a line', from(3).insert(3, schema.node('hardBreak'))]
  ])('%s within a block', (_, transaction) => {
    expect(changesProseOnly(transaction)).toBe(true);
  });

  it.each<[string, () => Transaction]>([
    ['deletes across blocks', () => from(3, 14).deleteSelection()],
    ['formats', () => state.tr.addMark(2, 5, schema.mark('bold'))],
    ['changes the kind of a block', () => state.tr.setNodeAttribute(0, 'kind', 'h2')],
    [
      'splits a block',
      () => {
        let split: Transaction = state.tr;
        splitBlock(
          EditorState.create({ doc: state.doc, selection: from(4).selection }),
          (one) => (split = one)
        );
        return split;
      }
    ],
    ['deletes a block', () => state.tr.delete(0, 10)],
    ['brings a block', () => state.tr.insert(0, block('c', 'new'))],
    ['brings more than a suggestion may hold', () => from(3).insertText('x'.repeat(10_001))]
  ])('never %s', (_, transaction) => {
    const made = transaction();
    expect(made.docChanged).toBe(true);
    expect(changesProseOnly(made)).toBe(false);
  });
});

describe('what cannot be suggested', () => {
  const cell = schema.node('table_cell', null, [schema.node('block', { id: 'd' }, [schema.text('20%')])]);
  const table = schema.node('table', { id: 'c' }, [schema.node('table_row', null, [cell])]);
  const withTable = EditorState.create({ doc: schema.node('doc', null, [block('a', 'The city'), table]) });

  it.each<[NoSuggestion, string, () => Transaction]>([
    ['cell', 'words in a table', () => withTable.tr.insertText('x', 15)],
    ['format', 'a format', () => state.tr.addMark(2, 5, schema.mark('bold'))],
    ['note', 'a footnote', () => state.tr.insert(3, schema.node('note'))],
    ['chip', 'a fact', () => state.tr.insert(3, schema.node('fact'))],
    ['block', 'a paragraph', () => state.tr.insert(0, block('c', 'new'))]
  ])('is named: %s, %s', (what, _, transaction) => {
    const made = transaction();
    expect(changesProseOnly(made)).toBe(false);
    expect(refusedIn(made)).toBe(what);
  });
});
