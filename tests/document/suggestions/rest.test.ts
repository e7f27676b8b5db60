/** Shows that what an author writes while a suggestion is decided is kept, and goes to the place where it was meant. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { findText, openText } from '#document/sequence/roots.ts';
import { walk } from '#document/sequence/walk.ts';
import { applySuggestion } from '#document/suggestions/apply.ts';
import { SuggestionFork } from '#document/suggestions/fork.ts';
import { restOf } from '#document/suggestions/rest.ts';
import { insertedText, type SuggestedChange } from '#rules/suggestions/suggestion.ts';

const root = 'report.en';
const wordsOf = (doc: Y.Doc): string =>
  [...walk(findText(doc, root))].map((one) => (one.kind === 'letters' ? one.text : '|')).join('');
function replace(doc: Y.Doc, words: string, by: string): void {
  const text = openText(doc, root);
  const from = wordsOf(doc).indexOf(words);
  if (from < 0) throw new Error(`${words} is not in the text`);
  text.insert(from + words.length, by);
  text.delete(from, words.length);
}
function accept(doc: Y.Doc, change: SuggestedChange): boolean {
  return doc.transact((transaction) => applySuggestion(transaction, root, change, () => 'new')) !== null;
}
const only = (fork: SuggestionFork): SuggestedChange => {
  const [one, ...others] = fork.read().suggestions;
  if (!one || others.length > 0) throw new Error('not one suggestion');
  return one.change;
};

interface Case {
  readonly what: string;
  readonly first: readonly [from: string, to: string];
  readonly then: readonly [from: string, to: string];
  readonly text: string;
  readonly rest: string | null;
}
const cases: readonly Case[] = [
  {
    what: 'nothing, where nothing was added',
    first: ['council', 'city council'],
    then: ['.', '.'],
    text: '|The city council met.|',
    rest: null
  },
  {
    what: 'words behind those that were accepted',
    first: ['council', 'city council'],
    then: ['city ', 'city and district '],
    text: '|The city and district council met.|',
    rest: 'insert / and district '
  },
  {
    what: 'words before them',
    first: ['council', 'city council'],
    then: ['city', 'whole city'],
    text: '|The whole city council met.|',
    rest: 'insert / whole '
  },
  {
    what: 'words among them, and in Chinese',
    first: ['met', '开了大会'],
    then: ['开了大会', '开了两次大会'],
    text: '|The council 开了两次大会.|',
    rest: 'insert / 两次'
  },
  {
    what: 'other words in their place',
    first: ['council', 'city council'],
    then: ['city', 'cities'],
    text: '|The cities council met.|',
    rest: 'replace / cities'
  },
  {
    what: 'a further deletion',
    first: ['council', 'city'],
    then: [' met', ''],
    text: '|The city.|',
    rest: 'delete / '
  },
  {
    what: 'words at the end of a paragraph',
    first: ['.', '. It voted.'],
    then: ['It voted.', 'It voted. It won.'],
    text: '|The council met. It voted. It won.|',
    rest: 'insert /  It won.'
  }
];

describe('of a suggestion that was accepted while its author wrote on, is left', () => {
  it.each(cases)('$what', ({ first, then, text, rest }) => {
    const live = newDoc();
    const passage = openText(live, root);
    passage.insertEmbed(0, { block: 'block1' });
    passage.insert(1, 'The council met.');
    passage.insertEmbed(passage.length, { block: 'block2' });
    const fork = new SuggestionFork(live, root, [], () => crypto.randomUUID());
    replace(fork.doc, ...first);
    const accepted = only(fork);
    replace(fork.doc, ...then);
    const left = restOf(accepted, only(fork));
    expect(left && `${left.kind} / ${insertedText(left)}`).toBe(rest);
    accept(live, accepted);
    if (left) {
      // Its author sees it at the same place.
      const again = new SuggestionFork(live, root, [{ id: 'rest', change: left }], () => 'other');
      expect(wordsOf(again.doc)).toBe(text);
      expect(again.unplaced).toEqual([]);
      accept(live, left);
    }
    expect(wordsOf(live)).toBe(text);
  });
});
