import { deleteSelection } from '@tiptap/pm/commands';
import type { Node } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { newId } from '#lib/editor/binding/ids.ts';
import { tableOf } from './tables.ts';
import { caretBehind, twoEditors, wordsOf, type TwoEditors } from './two-editors.ts';

/** Opens two editors with a table and a picture between two paragraphs; the first selects words and deletes them. */
function deleted(atom: Node, from: string, to: string): TwoEditors {
  const two = twoEditors([1, 2], ['The old town.', 'The river.']);
  const { anna, exchange } = two;
  anna.dispatch(anna.state.tr.insert(anna.state.doc.child(0).nodeSize, atom));
  caretBehind(anna, from);
  const { head } = anna.state.selection;
  caretBehind(anna, to);
  anna.caret(head, anna.state.selection.head);
  deleteSelection(anna.state, (transaction) => anna.dispatch(transaction));
  exchange();
  return two;
}

/** Shows that words which go from a table or a picture into a paragraph with a deletion are written once. */
describe('what is deleted between a paragraph and', () => {
  const rows = [
    ['north', 'south'],
    ['east', 'west']
  ];

  it.each(['anna', 'wei'] as const)('a cell joins both once, as %s sees it', (who) => {
    const { doc } = deleted(tableOf(rows), 'The old', 'ea')[who].state;
    expect([...doc.children].map(({ textContent }) => textContent)).toEqual([
      'The oldst',
      'west',
      'The river.'
    ]);
  });

  it('a caption joins both once', () => {
    const picture = schema.node('figure', { id: newId(), src: 'data:x' }, schema.text('a bridge'));
    const { anna } = deleted(picture, 'The old', 'a ');
    expect(wordsOf(anna)).toEqual(['The oldbridge', 'The river.']);
  });
});
