/** Shows that words are found in all parts of a text, and that the marks follow what is written. */
import type { Node, Schema } from '@tiptap/pm/model';
import type { DecorationSet } from '@tiptap/pm/view';
import { EditorState } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Block } from '#document/blocks.ts';
import { editorSchema } from '#document/sequence/editor-schema.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { matcherOf, type Matcher } from '#base/find-text.ts';
import { PassageTree } from '#lib/editor/binding/passage-tree.ts';
import { currentIn, findPlugin, foundIn, makeCurrent, searchFor } from '#lib/editor/find/find-plugin.ts';
import { mostMatches } from '#lib/editor/find/find-target.ts';
import { Finder } from '#lib/editor/find/found-matches.ts';

const blocks: readonly Block[] = [
  { kind: 'heading', level: 2, text: 'The city plan' },
  {
    kind: 'paragraph',
    runs: [
      'The ci',
      { text: 'ty', bold: true },
      ' and',
      { footnote: 'a city note' },
      ' ci',
      { break: true },
      'ty'
    ]
  },
  { kind: 'list', items: ['A city', 'of cities'] },
  { kind: 'table', header: ['City', 'Sum'], rows: [['a city', '17']] },
  { kind: 'figure', src: '/map.png', alt: 'Map', text: 'A city map' },
  { kind: 'paragraph', text: 'ci' },
  { kind: 'paragraph', text: 'ty' }
];

function docOf(passage: readonly Block[]): Node {
  const doc = new Y.Doc();
  let n = 0;
  writePassages(doc, 'a', { en: passage, zh: [] }, () => `b${++n}`);
  return new PassageTree(doc, editorSchema as Schema, passageRoot('a', 'en')).document();
}
const city = matcherOf({ text: 'city', isExact: false, isWhole: false }) as Matcher;

describe('a word is found', () => {
  it('in headings, across marks, in items, cells, captions and notes, and not across a border', () => {
    const doc = docOf(blocks);
    const matches = new Finder(city, 100).find(doc);
    const around = matches.map(({ from, to }) => {
      const { parent } = doc.resolve(from);
      return `${parent.type.name}: ${doc.textBetween(from, to)}`;
    });
    expect(around).toEqual([
      'block: city',
      'block: city',
      'note: city',
      'block: city',
      'block: City',
      'block: city',
      'figure: city'
    ]);
    expect(doc.nodeAt(matches[2]?.note ?? 0)?.type.name).toBe('note');
  });
  it('no oftener than the limit allows, and one more tells that there are more', () => {
    const doc = docOf(Array.from({ length: 30 }, () => ({ kind: 'paragraph' as const, text: 'city city' })));
    expect(new Finder(city, 20).find(doc)).toHaveLength(21);
  });
  it('anew in the changed blocks alone', () => {
    const doc = docOf(
      Array.from({ length: 50 }, (_, index) => ({ kind: 'paragraph' as const, text: `${index} city` }))
    );
    let searched = 0;
    const finder = new Finder((text, most) => (searched++, city(text, most)), 100);
    finder.find(doc);
    expect(searched).toBe(50);
    const changed = EditorState.create({ doc }).tr.insertText('x', 1).doc;
    expect(finder.find(changed)).toHaveLength(50);
    expect(searched).toBe(51);
  });
});

describe('the marks of matches', () => {
  const open = (passage: readonly Block[]) => {
    let composing = false;
    const plugin = findPlugin(() => composing);
    let state = EditorState.create({ doc: docOf(passage), plugins: [plugin] });
    const act = (change: (tr: EditorState['tr']) => EditorState['tr']): void => {
      state = state.apply(change(state.tr));
    };
    act((tr) => searchFor(tr, city));
    return {
      act,
      compose: (is: boolean) => (composing = is),
      state: () => state,
      marked: () => {
        const set = plugin.props.decorations?.call(plugin, state) as DecorationSet;
        return set
          .find()
          .sort((a, b) => a.from - b.from)
          .map((one) => {
            const { class: name } = (one as unknown as { type: { attrs: { class: string } } }).type.attrs;
            const words = state.doc.textBetween(one.from, one.to);
            return name.includes('current') ? `[${words}]` : words;
          });
      }
    };
  };
  const passage: readonly Block[] = [
    { kind: 'paragraph', text: 'One city, city' },
    { kind: 'paragraph', text: 'Another city' }
  ];

  it('stand on the words, the current one apart, and a new one comes as it is typed', () => {
    const { act, marked, state } = open(passage);
    act((tr) => makeCurrent(tr, foundIn(state()).matches[1]?.from ?? null));
    expect(marked()).toEqual(['city', '[city]', 'city']);
    act((tr) => tr.insertText('city ', 1));
    expect(marked()).toEqual(['city', 'city', '[city]', 'city']);
    expect(currentIn(state())).toBe(2);
    act((tr) => makeCurrent(tr, foundIn(state()).matches[0]?.from ?? null));
    expect(marked()).toEqual(['[city]', 'city', 'city', 'city']);
    act((tr) => tr.insertText('x', 3));
    expect(marked()).toEqual(['city', 'city', 'city']);
    expect(currentIn(state())).toBe(-1);
    act((tr) => searchFor(tr, null));
    expect(marked()).toEqual([]);
  });
  it('of adjacent matches are told apart', () => {
    const { act, marked, state } = open([{ kind: 'paragraph', text: 'citycitycity' }]);
    act((tr) => makeCurrent(tr, foundIn(state()).matches[1]?.from ?? null));
    expect(marked()).toEqual(['city', '[city]', 'city']);
    act((tr) => makeCurrent(tr, null));
    expect(marked()).toEqual(['city', 'city', 'city']);
  });
  it('move along while a person composes, and are searched again afterwards', () => {
    const { act, compose, marked } = open(passage);
    compose(true);
    act((tr) => tr.insertText('city ', 1));
    expect(marked()).toEqual(['city', 'city', 'city']);
    compose(false);
    act((tr) => tr);
    expect(marked()).toEqual(['city', 'city', 'city', 'city']);
  });
  it('are bounded', () => {
    const { marked, state } = open([{ kind: 'paragraph', text: 'city'.repeat(mostMatches + 5) }]);
    expect(foundIn(state())).toMatchObject({ isCut: true });
    expect(marked()).toHaveLength(mostMatches);
  });
});
