import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { anchorAt, findAnchorRange } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { largestPassage } from '#document/sequence/limits.ts';
import { openText } from '#document/sequence/roots.ts';
import { matcherOf } from '#base/find-text.ts';
import { splitBlock } from '#lib/editor/binding/block-commands.ts';
import { Finder, type FoundMatch } from '#lib/editor/find/found-matches.ts';
import { replaceMatches } from '#lib/editor/find/replace-matches.ts';
import { root, type HeadlessEditor } from './headless-editor.ts';
import { randomOf } from './random.ts';
import { blocksOf, caretBehind, clientOrders, idsOf, selectWords, twoEditors } from './two-editors.ts';

const find = ({ state }: HeadlessEditor, words: string): readonly FoundMatch[] => {
  const matcher = matcherOf({ text: words, isExact: false, isWhole: false });
  return matcher ? new Finder(matcher, 5_000).find(state.doc) : [];
};

function replaceAll(editor: HeadlessEditor, words: string, replacement: string): boolean {
  const change = replaceMatches(editor.state, editor.binding, find(editor, words), replacement);
  if ('excess' in change) return false;
  editor.history.boundary();
  editor.dispatch(change);
  editor.history.boundary();
  return true;
}

function toggleBold(editor: HeadlessEditor): void {
  const { tr, selection, schema } = editor.state;
  const bold = schema.marks['bold'];
  if (bold) editor.dispatch(tr.addMark(selection.from, selection.to, bold.create()));
}

/** Shows that replacing words touches no more than the words, whatever a colleague does at the same time. */
describe.each(clientOrders)('all matches are replaced while a colleague writes, and $order', ({ ids }) => {
  const paragraphs = ['The city and the city hall', 'A cityscape', 'No match here'];

  it('in the same paragraphs: no letter is lost, and ids stay', () => {
    const { anna, wei, exchange } = twoEditors(ids, paragraphs);
    const before = idsOf(anna);
    replaceAll(anna, 'city', 'town');
    caretBehind(wei, 'The');
    wei.type(' old');
    caretBehind(wei, 'city hall');
    wei.type('!');
    caretBehind(wei, 'A cit');
    wei.type('X');
    exchange();
    expect(blocksOf(wei)).toEqual([
      'paragraph: The old town and the town hall!',
      expect.stringMatching(/^paragraph: A (townX|Xtown|town)scape$/),
      'paragraph: No match here'
    ]);
    expect(anna.state.doc.textContent).toContain('X');
    expect(idsOf(anna)).toEqual(before);
  });

  it('and splits, and sets bold: both hold', () => {
    const { anna, wei, exchange } = twoEditors(ids, paragraphs);
    replaceAll(anna, 'city', 'cities');
    caretBehind(wei, 'and');
    wei.run(splitBlock);
    selectWords(wei, 'A city');
    toggleBold(wei);
    exchange();
    expect(blocksOf(anna).slice(0, 3)).toEqual([
      'paragraph: The cities and',
      'paragraph:  the cities hall',
      'paragraph: A citiesscape'
    ]);
    expect(anna.state.doc.child(2).firstChild?.marks.map(({ type }) => type.name)).toEqual(['bold']);
  });

  it('and one undo takes all of it back, and nothing of the colleague’s', () => {
    const { anna, wei, exchange } = twoEditors(ids, paragraphs);
    caretBehind(anna, 'No match');
    anna.type('es');
    replaceAll(anna, 'city', 'town');
    exchange();
    caretBehind(wei, 'town and');
    wei.type(' also');
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(wei)).toEqual([
      'paragraph: The city and also the city hall',
      'paragraph: A cityscape',
      'paragraph: No matches here'
    ]);
    anna.redo();
    exchange();
    expect(blocksOf(wei)[0]).toBe('paragraph: The town and also the town hall');
  });

  it('and both replace the same word: the text is the same for both, and no other word changes', () => {
    const { anna, wei, exchange } = twoEditors(ids, paragraphs);
    replaceAll(anna, 'hall', 'house');
    replaceAll(wei, 'hall', 'house');
    exchange();
    expect(blocksOf(anna)[0]).toMatch(/^paragraph: The city and the city h(ous){1,2}e?(ous)?e$/);
    expect(blocksOf(anna).slice(1)).toEqual(['paragraph: A cityscape', 'paragraph: No match here']);
  });

  it('in 60 seeded schedules: each letter that the colleague typed stands once', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomOf(seed);
      const { anna, wei, exchange } = twoEditors(ids, ['aba ab abba', 'b a b ab', 'abab']);
      const typed: string[] = [];
      for (let index = 0; index < 6; index++) {
        const letter = String.fromCharCode(0x4d + index);
        const positions: number[] = [];
        wei.state.doc.descendants((node, start) => {
          if (node.isTextblock)
            for (let place = 0; place <= node.content.size; place++) positions.push(start + 1 + place);
        });
        wei.caret(random.of(positions));
        wei.type(letter);
        typed.push(letter);
        if (index === 2) replaceAll(anna, random.of(['ab', 'b']), ['', 'q', 'aqb', 'zab'][seed % 4] ?? '');
        if (random.below(3) === 0) exchange();
      }
      exchange();
      const letters = Array.from(anna.state.doc.textContent).filter((letter) => /[A-Z]/.test(letter));
      expect(letters.sort(), `seed ${seed}`).toEqual(typed);
      expect(anna.state.doc.childCount).toBe(3);
    }
  });
});

describe('a replaced word', () => {
  it('changes by the letters that differ, so that marks and comments on the others stay', () => {
    const { anna } = twoEditors([1, 2], ['The organisation of it']);
    selectWords(anna, 'organ');
    toggleBold(anna);
    const text = openText(anna.doc, root);
    const flat = flatTextOf(anna.doc, text);
    const anchor = anchorAt(flat, 4, 16, 100);
    replaceAll(anna, 'organisation', 'organization');
    const [, bold, rest] = anna.state.doc.child(0).children;
    expect(bold?.text).toBe('organ');
    expect(rest?.text).toBe('ization of it');
    expect(anchor && findAnchorRange(anna.doc, flatTextOf(anna.doc, text), anchor)?.text).toBe(
      'organization'
    );
  });
  it('takes over the marks of its first letter', () => {
    const { anna } = twoEditors([1, 2], ['The city of it']);
    selectWords(anna, 'city');
    toggleBold(anna);
    replaceAll(anna, 'city', 'metropolis');
    const words = anna.state.doc.child(0).children.map(({ text, marks }) => `${text ?? ''} ${marks.length}`);
    expect(words).toEqual(['The  0', 'metropolis 1', ' of it 0']);
  });
  it('that is an emoji is replaced whole, though both share half of a character', () => {
    const { anna } = twoEditors([1, 2], ['a 😀 b']);
    replaceAll(anna, '😀', '😁');
    expect(blocksOf(anna)).toEqual(['paragraph: a 😁 b']);
    expect(Y.encodeStateAsUpdate(anna.doc).length).toBeGreaterThan(0);
  });
  it('that is what it should be stays as it is', () => {
    const { anna } = twoEditors([1, 2], ['City, city']);
    const before = Y.encodeStateVector(anna.doc);
    expect(replaceMatches(anna.state, anna.binding, find(anna, 'city').slice(1), 'city')).toMatchObject({
      steps: []
    });
    expect(Y.encodeStateVector(anna.doc)).toEqual(before);
  });
  it('is refused where the words have no room in the passage', () => {
    const half = 'city '.repeat(largestPassage.characters / 10);
    const { anna } = twoEditors([1, 2], [half]);
    const change = replaceMatches(
      anna.state,
      anna.binding,
      find(anna, 'city').slice(0, 5_000),
      'x'.repeat(300)
    );
    expect(change).toMatchObject({ excess: { of: 'characters', size: 5_000 * 296 } });
  });
});
