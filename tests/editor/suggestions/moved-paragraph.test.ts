/** Shows that what a person suggests goes along with the paragraph that a peer moves. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { openText } from '#document/sequence/roots.ts';
import { SuggestionFork } from '#document/suggestions/fork.ts';
import { insertedText } from '#rules/suggestions/suggestion.ts';
import { moveBlock } from '#lib/editor/binding/block-commands.ts';
import { HeadlessEditor, root } from '../binding/headless-editor.ts';

/** Opens a text of two paragraphs for a writer, and a person who suggests changes of it. */
function openBoth() {
  const live = newDoc();
  const text = openText(live, root);
  for (const [id, words] of [
    ['a', 'It costs five million.'],
    ['b', 'The city pays.']
  ] as const) {
    text.insertEmbed(text.length, { block: `paragraph${id}` });
    text.insert(text.length, words);
  }
  const peer = newDoc();
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(live));
  peer.on('update', (update: Uint8Array) => Y.applyUpdate(live, update, 'network'));
  let ids = 0;
  const fork = new SuggestionFork(live, root, [], () => `s${++ids}`);
  return { writer: new HeadlessEditor(peer), fork, author: new HeadlessEditor(fork.doc) };
}
const outline = (fork: SuggestionFork): string[][] =>
  fork
    .read()
    .suggestions.map(({ id, change }) => [
      id,
      change.kind,
      change.blockId ?? '',
      change.quote,
      insertedText(change)
    ]);

describe('a paragraph that a peer moves takes along', () => {
  it('words that replace others, and these stay deleted', () => {
    const { writer, fork, author } = openBoth();
    author.caret(10, 14);
    author.type('six');
    const before = outline(fork);
    expect(before).toEqual([['s1', 'replace', 'paragrapha', 'five', 'six']]);
    writer.run(moveBlock(0, 2));
    expect(author.state.doc.textContent).toBe('The city pays.It costs six million.');
    expect(outline(fork)).toEqual(before);
  });

  it('a deletion, which stays one', () => {
    const { writer, fork, author } = openBoth();
    author.caret(10, 15);
    author.dispatch(author.state.tr.deleteSelection());
    const before = outline(fork);
    writer.run(moveBlock(0, 2));
    expect(author.state.doc.textContent).toBe('The city pays.It costs million.');
    expect(before).toEqual([['s1', 'delete', 'paragrapha', 'five ', '']]);
    expect(outline(fork)).toEqual(before);
  });

  it('a deletion of words that the peer deletes and restores', () => {
    const { writer, fork, author } = openBoth();
    author.caret(10, 15);
    author.dispatch(author.state.tr.deleteSelection());
    expect(fork.read().suggestions).toHaveLength(1);
    writer.history.boundary();
    writer.caret(1, 15);
    writer.dispatch(writer.state.tr.deleteSelection());
    expect(author.state.doc.textContent).toBe('million.The city pays.');
    writer.undo();
    expect(author.state.doc.textContent).toBe('It costs million.The city pays.');
    expect(outline(fork)).toEqual([['s1', 'delete', 'paragrapha', 'five ', '']]);
  });
});
