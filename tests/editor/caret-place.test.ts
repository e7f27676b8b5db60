/** Shows that the caret stays next to the same words when one editor of a text replaces another. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { openText } from '#document/sequence/roots.ts';
import { applySuggestion } from '#document/suggestions/apply.ts';
import { SuggestionFork, type OwnSuggestion } from '#document/suggestions/fork.ts';
import { restOf } from '#document/suggestions/rest.ts';
import { placeAt, positionOfPlace } from '#lib/editor/caret-place.ts';
import { HeadlessEditor, root } from './binding/headless-editor.ts';

const knownIn = (doc: Y.Doc): ReadonlyMap<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** A text with an editor on it, and one on its author's fork. */
function open(...paragraphs: readonly string[]) {
  const live = newDoc();
  const text = openText(live, root);
  for (const [n, words] of paragraphs.entries()) {
    text.insertEmbed(text.length, { block: `block${n}` });
    text.insert(text.length, words);
  }
  const writing = new HeadlessEditor(live);
  const fork = forkOf(live, []);
  return { live, writing, ...fork };
}
function forkOf(live: Y.Doc, own: readonly OwnSuggestion[]) {
  const fork = new SuggestionFork(live, root, own, () => crypto.randomUUID());
  return { fork, suggesting: new HeadlessEditor(fork.doc) };
}
const accept = (live: Y.Doc, { change }: OwnSuggestion): unknown =>
  live.transact((transaction) => applySuggestion(transaction, root, change, () => 'new'));

/** Sets the caret of an editor next to words, before or behind them. */
function caretAt(editor: HeadlessEditor, words: string, where: 'before' | 'behind'): void {
  let found = -1;
  editor.state.doc.descendants((node, position) => {
    const at = node.text?.indexOf(words) ?? -1;
    if (at >= 0) found = position + at + (where === 'behind' ? words.length : 0);
  });
  if (found < 0) throw new Error(`${words} is not in the text`);
  editor.caret(found);
}
/** Returns the text of the editor with its caret as a bar, where the place of the caret of another one is. */
function shownAt(
  to: HeadlessEditor,
  from: HeadlessEditor,
  live: Y.Doc,
  known: ReadonlyMap<number, number>
): string {
  const place = placeAt(
    { tree: from.binding.tree, document: from.state.doc },
    from.state.selection.head,
    live,
    known
  );
  if (!place) throw new Error('no place');
  const { doc } = to.state;
  const at = positionOfPlace({ tree: to.binding.tree, document: doc }, place) ?? -1;
  return `${doc.textBetween(0, at, '/')}|${doc.textBetween(at, doc.content.size, '/')}`;
}

describe('the caret, when its owner ends to suggest,', () => {
  it('stays next to the same words, whatever was suggested before it', () => {
    const { live, writing, fork, suggesting } = open('The council met.', 'It voted.');
    caretAt(suggesting, 'The', 'before');
    suggesting.type('Today 今天 ');
    caretAt(suggesting, 'met', 'behind');
    expect(shownAt(writing, suggesting, live, fork.known)).toBe('The council met|./It voted.');
    caretAt(suggesting, 'It', 'before');
    expect(shownAt(writing, suggesting, live, fork.known)).toBe('The council met./|It voted.');
  });

  it('goes next to the words next to which it is suggested, where it is in a suggestion', () => {
    const { live, writing, fork, suggesting } = open('The council met.');
    caretAt(suggesting, 'The ', 'behind');
    suggesting.type('city ');
    expect(shownAt(writing, suggesting, live, fork.known)).toBe('The |council met.');
    caretAt(suggesting, 'city', 'before');
    expect(shownAt(writing, suggesting, live, fork.known)).toBe('The |council met.');
    caretAt(suggesting, 'The', 'before');
    suggesting.type('co');
    expect(shownAt(writing, suggesting, live, fork.known)).toBe('|The council met.');
  });

  it('stays in an empty text', () => {
    const live = newDoc();
    const writing = new HeadlessEditor(live);
    const { fork, suggesting } = forkOf(live, []);
    suggesting.type('First words');
    expect(shownAt(writing, suggesting, live, fork.known)).toBe('|');
  });
});

describe('the caret, when its owner begins to suggest,', () => {
  it('stays next to the same words, whatever was suggested before', () => {
    const { live, writing, fork, suggesting } = open('The council met.');
    caretAt(suggesting, 'The', 'before');
    suggesting.type('Today ');
    caretAt(writing, 'met', 'behind');
    expect(shownAt(suggesting, writing, live, knownIn(live))).toBe('Today The council met|.');
    expect(fork.hunks).toHaveLength(1);
  });
});

describe('the caret, when a suggestion is decided in which its author writes on,', () => {
  const begun = (): ReturnType<typeof open> & { readonly first: OwnSuggestion } => {
    const opened = open('The council met.');
    caretAt(opened.suggesting, 'The ', 'behind');
    opened.suggesting.type('city ');
    const [first] = opened.fork.read().suggestions;
    if (!first) throw new Error('nothing suggested');
    opened.suggesting.type('and ');
    return { ...opened, first };
  };

  // The accepted words stand before those of the author, or behind them: it follows from the numbers of the clients.
  it.each([1, 0xffff_fffe])('stays behind the words that are left, accepted by client %i', (client) => {
    const { live, fork, suggesting, first } = begun();
    live.clientID = client;
    accept(live, first);
    const [now] = fork.read().suggestions;
    const change = now && restOf(first.change, now.change);
    const again = forkOf(live, change ? [{ id: 'rest', change }] : []);
    expect(shownAt(again.suggesting, suggesting, live, fork.known)).toBe('The city and |council met.');
  });

  it('goes where its words were once they are rejected, and behind them where they are suggested again', () => {
    const { live, fork, suggesting } = begun();
    const [now] = fork.read().suggestions;
    const without = forkOf(live, []);
    expect(shownAt(without.suggesting, suggesting, live, fork.known)).toBe('The |council met.');
    const again = forkOf(live, now ? [now] : []);
    expect(shownAt(again.suggesting, suggesting, live, fork.known)).toBe('The city and |council met.');
  });
});
