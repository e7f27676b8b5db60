/**
 * Shows how suggestions follow from a fork, where they stand in a text that others have changed, and that accepting
 * one changes what it names and nothing else.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { nodesHtml } from '#document/html.ts';
import { passageContent } from '#document/content.ts';
import { newDoc } from '#document/new-doc.ts';
import { findText, openText } from '#document/sequence/roots.ts';
import { walk } from '#document/sequence/walk.ts';
import { applySuggestion, isApplied } from '#document/suggestions/apply.ts';
import { SuggestionFork, type OwnSuggestion } from '#document/suggestions/fork.ts';
import { restOf } from '#document/suggestions/rest.ts';
import { shownHunks, shownSuggestions } from '#document/suggestions/shown.ts';
import { withSuggestions } from '#document/suggestions/suggestion-marks.ts';
import { insertedText, saysSame, type SuggestedChange } from '#rules/suggestions/suggestion.ts';

const root = 'report.en';

function textWith(...blocks: readonly string[]): Y.Doc {
  const doc = newDoc();
  const text = openText(doc, root);
  blocks.forEach((words, index) => {
    text.insertEmbed(text.length, { block: `block${index + 1}` });
    text.insert(text.length, words);
  });
  return doc;
}
const wordsOf = (doc: Y.Doc): string =>
  [...walk(findText(doc, root))].map((one) => (one.kind === 'letters' ? one.text : '|')).join('');
const at = (doc: Y.Doc, words: string): number => {
  const found = wordsOf(doc).indexOf(words);
  if (found < 0) throw new Error(`${words} is not in the text`);
  return found;
};
let ids = 0;
const open = (doc: Y.Doc, own: readonly OwnSuggestion[] = []): SuggestionFork =>
  new SuggestionFork(doc, root, own, () => `s${++ids}`);
function replace(doc: Y.Doc, words: string, by: string): void {
  const text = openText(doc, root);
  const from = at(doc, words);
  text.insert(from + words.length, by);
  text.delete(from, words.length);
}
const changes = (fork: SuggestionFork): SuggestedChange[] =>
  fork.read().suggestions.map(({ change }) => change);
const outline = (change: SuggestedChange): string =>
  [change.kind, change.quote, insertedText(change)].join(' / ');
function accept(doc: Y.Doc, change: SuggestedChange | undefined): boolean {
  if (!change) throw new Error('no suggestion');
  return (
    doc.transact((transaction) => applySuggestion(transaction, root, change, () => 'new-block')) !== null
  );
}

describe('a fork', () => {
  it('tells insertions, deletions and replacements apart, block by block', () => {
    const live = textWith('The city has a plan.', 'It is paid.');
    const fork = open(live);
    replace(fork.doc, 'city', 'town');
    replace(fork.doc, ' a ', ' ');
    replace(fork.doc, 'paid', 'paid for');
    expect(changes(fork).map(outline)).toEqual([
      'replace / city / town',
      'delete / a  / ',
      'insert /  /  for'
    ]);
    expect(wordsOf(live)).toBe('|The city has a plan.|It is paid.');
  });

  it('takes what a peer writes as it comes, and never as a suggestion', () => {
    const live = textWith('The city has a plan.');
    const fork = open(live);
    replace(fork.doc, 'has a plan', 'plans');
    openText(live, root).insert(at(live, 'has') + 3, ' NOW');
    expect(wordsOf(fork.doc)).toContain(' NOW');
    for (const change of changes(fork)) {
      expect(insertedText(change)).not.toContain('NOW');
      expect(change.quote).not.toContain('NOW');
    }
    for (const change of changes(fork)) accept(live, change);
    expect(wordsOf(live)).toContain(' NOW');
  });

  it('suggests nothing where its author undid a deletion, or typed the same words again', () => {
    const live = textWith('The city has a plan.');
    const fork = open(live);
    const undo = new Y.UndoManager(openText(fork.doc, root));
    openText(fork.doc, root).delete(5, 4);
    undo.undo();
    expect(changes(fork)).toEqual([]);
    replace(fork.doc, 'has', 'has');
    expect(changes(fork)).toEqual([]);
    replace(fork.doc, 'has', 'had');
    expect(changes(fork).map(outline)).toEqual(['replace / has / had']);
  });

  it('replaces a word as a whole where two begin or end alike, and shows its author the same', () => {
    const live = textWith('It named a leading group.', '我们走了。');
    const fork = open(live);
    replace(fork.doc, 'leading ', 'steering ');
    replace(fork.doc, '我们走了', '我们来了');
    expect(changes(fork).map(outline)).toEqual(['replace / leading / steering', 'replace / 走 / 来']);
    const shown = shownHunks(
      fork.doc,
      root,
      fork.hunks.map((hunk) => ({ id: 'one', hunk }))
    );
    const lines = wordsOf(fork.doc).split('|').slice(1);
    expect(shown.map(({ kind, row, from, to, text }) => [kind, text || lines[row]?.slice(from, to)])).toEqual(
      [
        ['removed', 'leading'],
        ['written', 'steering'],
        ['removed', '走'],
        ['written', '来']
      ]
    );
  });

  it('inserts and deletes words between words, wherever else the same letters would do', () => {
    const live = textWith('The council met.', 'The town of towns.');
    const fork = open(live);
    replace(fork.doc, 'council', 'city council');
    replace(fork.doc, 'town of towns', 'towns');
    expect(changes(fork).map(outline)).toEqual(['insert /  / city ', 'delete / town of  / ']);
  });

  it('says the same when what stands next to it was accepted, and something else when its author goes on', () => {
    const live = textWith('Five very different groups take responsibility with their deputies.');
    const fork = open(live);
    replace(fork.doc, 'groups', 'public groups');
    replace(fork.doc, 'responsibility', 'overall responsibility');
    const [groups, before] = changes(fork);
    accept(live, groups);
    const after = changes(fork).find((change) => insertedText(change).includes('overall'));
    if (!before || !after) throw new Error('no suggestion');
    expect(after).not.toEqual(before);
    expect(saysSame(before, after)).toBe(true);
    replace(fork.doc, 'overall', 'all');
    const on = changes(fork).find((change) => insertedText(change).includes('all'));
    expect(on && saysSame(after, on)).toBe(false);
  });

  it('never cuts a character in halves', () => {
    const live = textWith('a😀b');
    const fork = open(live);
    replace(fork.doc, '😀', '😁');
    expect(changes(fork).map(outline)).toEqual(['replace / 😀 / 😁']);
    accept(live, changes(fork)[0]);
    expect(wordsOf(live)).toBe('|a😁b');
  });

  it('keeps the id of a suggestion while its words change, and withdraws one that was taken back', () => {
    const live = textWith('The city has a plan.');
    const fork = open(live);
    replace(fork.doc, 'city', 'town');
    const [first] = fork.read().suggestions;
    replace(fork.doc, 'town', 'towns');
    const [second] = fork.read().suggestions;
    expect(second?.id).toBe(first?.id);
    replace(fork.doc, 'towns', 'city');
    expect(fork.read()).toEqual({ suggestions: [], withdrawn: [first?.id] });
  });

  it('is the same when it is made anew from its records', () => {
    const live = textWith('The city has a plan.', '', 'It is paid.');
    const fork = open(live);
    replace(fork.doc, 'city', 'town');
    openText(fork.doc, root).insert(at(fork.doc, '||') + 2, 'New words.');
    replace(fork.doc, 'paid', '');
    const { suggestions } = fork.read();
    const again = open(live, JSON.parse(JSON.stringify(suggestions)) as OwnSuggestion[]);
    expect(wordsOf(again.doc)).toBe(wordsOf(fork.doc));
    expect(again.read().suggestions).toEqual(suggestions);
  });

  it('keeps a deletion whose words a peer deleted: nobody took it back', () => {
    const live = textWith('The city has a plan.');
    const fork = open(live);
    replace(fork.doc, 'city ', '');
    const { suggestions } = fork.read();
    replace(live, 'The city ', '');
    expect(fork.read()).toEqual({ suggestions, withdrawn: [] });
  });
});

describe('a fork that stays open while a writer accepts', () => {
  /** The words that a writer brings stand before or behind those of the author, by the ids of both. */
  const orders = [
    ['before', 1],
    ['behind', 2 ** 31]
  ] as const;
  /** Replaces words as the editor does: the new ones begin where the old ones began. */
  const retype = (doc: Y.Doc, words: string, by: string): void => {
    const from = at(doc, words);
    openText(doc, root).insert(from, by);
    openText(doc, root).delete(from + by.length, words.length);
  };
  const copy = (doc: Y.Doc, clientID: number): Y.Doc => {
    const other = newDoc();
    other.clientID = clientID;
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    return other;
  };

  it.each(orders)(
    'holds no suggestion that its author did not make, with the accepted words %s the own ones',
    (_, clientID) => {
      const live = textWith('Five very different services have deputies and a plan.');
      const author = newDoc();
      author.clientID = 1_000;
      const fork = new SuggestionFork(live, root, [], () => `s${++ids}`, author);
      retype(fork.doc, 'services', 'public services');
      retype(fork.doc, 'deputies and ', '');
      retype(fork.doc, 'plan', 'strategy');
      const made = fork.read().suggestions;
      expect(made.map(({ change }) => outline(change))).toEqual([
        'insert /  / public ',
        'delete / deputies and  / ',
        'replace / plan / strategy'
      ]);
      const writer = copy(live, clientID);
      writer.on('update', (update: Uint8Array) => Y.applyUpdate(live, update));
      for (const { change } of made) accept(writer, change);
      expect(wordsOf(live)).toBe('|Five very different public services have a strategy.');
      const { suggestions } = fork.read();
      const idsOfMade = made.map(({ id }) => id);
      expect(suggestions.filter(({ id }) => !idsOfMade.includes(id))).toEqual([]);
      for (const { id, change } of suggestions) {
        const accepted = made.find((one) => one.id === id)?.change;
        expect(accepted && restOf(accepted, change), outline(change)).toBeNull();
      }
    }
  );
});

describe('a suggestion', () => {
  const suggested = (live: Y.Doc, words: string, by: string): SuggestedChange => {
    const fork = open(live);
    replace(fork.doc, words, by);
    const [change] = changes(fork);
    fork.close();
    if (!change) throw new Error('no suggestion');
    return change;
  };

  it('stays with its words when their block is split and joined', () => {
    const live = textWith('The city has a plan.', 'It is paid.');
    const change = suggested(live, 'plan', 'big plan');
    openText(live, root).insertEmbed(at(live, 'has'), { block: 'split' });
    openText(live, root).delete(at(live, '|It'), 1);
    expect(accept(live, change)).toBe(true);
    expect(wordsOf(live)).toBe('|The city |has a big plan.It is paid.');
  });

  it('finds words that were moved with their block', () => {
    const live = textWith('The city has a plan.', 'It is paid.');
    const [replacing, inserting] = [suggested(live, 'a plan', 'plans'), suggested(live, ' has', ' now has')];
    const text = openText(live, root);
    live.transact(() => {
      text.delete(0, at(live, '|It'));
      text.insertEmbed(text.length, { block: 'block1' });
      text.insert(text.length, 'The city has a plan.');
    });
    expect([accept(live, replacing), accept(live, inserting)]).toEqual([true, true]);
    expect(wordsOf(live)).toBe('|It is paid.|The city now has plans.');
  });

  it('keeps a deletion that nobody had read yet when a peer moved its block', () => {
    const live = textWith('The city has a plan.', 'It is paid.');
    const fork = open(live);
    replace(fork.doc, ' has', '');
    replace(fork.doc, ' plan', '');
    const text = openText(live, root);
    live.transact(() => {
      text.delete(0, at(live, '|It'));
      text.insertEmbed(text.length, { block: 'block1' });
      text.insert(text.length, 'The city has a plan.');
    });
    expect(changes(fork).map(outline)).toEqual(['delete /  has / ', 'delete /  plan / ']);
    expect(fork.read().withdrawn).toEqual([]);
    for (const { change } of fork.read().suggestions) accept(live, change);
    expect(wordsOf(live)).toBe('|It is paid.|The city a.');
  });

  it('has no place where its words and those around them are gone', () => {
    const live = textWith('The city has a plan.', 'It is paid.');
    const change = suggested(live, ' has', ' now has');
    const text = openText(live, root);
    live.transact(() => {
      text.delete(1, 20);
      text.insert(1, 'Another text altogether');
    });
    text.delete(0, at(live, '|It'));
    text.insertEmbed(text.length, { block: 'block1' });
    const before = wordsOf(live);
    expect(accept(live, change)).toBe(false);
    expect(wordsOf(live)).toBe(before);
  });

  it('brings the first words of an empty text, in a block of their own', () => {
    const live = newDoc();
    const fork = open(live);
    const text = openText(fork.doc, root);
    text.insertEmbed(0, { block: 'mine' });
    text.insert(1, 'First words');
    const [change] = changes(fork);
    expect(change).toMatchObject({ kind: 'insert', blockId: null, from: '', to: '' });
    expect(accept(live, change)).toBe(true);
    expect(wordsOf(live)).toBe('|First words');
  });

  it('keeps marks of what it inserts, and gives none to what stands around', () => {
    const live = textWith('The city has a plan.');
    const fork = open(live);
    openText(fork.doc, root).insert(at(fork.doc, 'plan'), 'bold ', { bold: true });
    const [change] = changes(fork);
    expect(change?.content).toEqual([{ text: 'bold ', marks: [{ type: 'bold' }] }]);
    accept(live, change);
    const marked = [...walk(findText(live, root))].flatMap((one) =>
      one.kind === 'letters' && one.marks.length > 0 ? [one.text] : []
    );
    expect(marked).toEqual(['bold ']);
  });

  it('is known as accepted where an earlier attempt changed the text', () => {
    const live = textWith('The city has a plan.');
    for (const change of [suggested(live, 'city', 'town'), suggested(live, 'has', 'has now')]) {
      expect(isApplied(live, root, change)).toBe(false);
      accept(live, change);
      expect(isApplied(live, root, change)).toBe(true);
    }
  });

  it('of two for the same words both are accepted: each brings its own', () => {
    const live = textWith('The city has a plan.');
    const [one, other] = [suggested(live, 'city', 'town'), suggested(live, 'city', 'village')];
    expect([accept(live, one), accept(live, other)]).toEqual([true, true]);
    expect(wordsOf(live)).not.toContain('city');
    for (const word of ['town', 'village']) expect(wordsOf(live).split(word)).toHaveLength(2);
  });
});

describe('the reading view', () => {
  it('shows words to be deleted and to be inserted with who suggests them, and the text holds neither', () => {
    const live = textWith('The <b>city</b> has a plan.', 'It is paid.');
    const fork = open(live);
    replace(fork.doc, 'city', 'town & land');
    replace(fork.doc, 'It', 'All of it');
    const shown = shownSuggestions(live, root, fork.read().suggestions).flatMap(({ parts }) => parts);
    const nodes = passageContent(live, 'report', 'en');
    const html = nodesHtml(
      withSuggestions(nodes, shown, () => 'Eva "Expert"', null),
      { prefix: 'x' }
    );
    expect(html).toContain('<del class="suggested"');
    expect(html).toMatch(
      /<del [^>]*title="Eva &#34;Expert&#34;">city<\/del><ins [^>]*>town &#38; land<\/ins>/
    );
    expect(nodesHtml(passageContent(live, 'report', 'en'), { prefix: 'x' })).not.toContain('town');
  });

  it('shows in the fork what its author wrote and deleted', () => {
    const live = textWith('The city has a plan.');
    const fork = open(live);
    replace(fork.doc, 'city', 'town');
    const parts = shownHunks(
      fork.doc,
      root,
      fork.hunks.map((hunk) => ({ id: 'one', hunk }))
    );
    expect(parts).toMatchObject([
      { kind: 'removed', blockId: 'block1', from: 4, text: 'city' },
      { kind: 'written', from: 4, to: 8 }
    ]);
  });
});
