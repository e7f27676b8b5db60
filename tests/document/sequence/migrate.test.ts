/** Shows that a document of the nested form is the same afterwards: its words, ids, authors, comments and answers. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { authorMark } from '#document/author-mark.ts';
import { findAnchorRange, type AnchorQuery } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { findAnchorRange as findTreeRange, flatTextOf as flatTreeOf } from '#document/tree/anchors.ts';
import { authoredNodes } from '#document/tree/authors.ts';
import { migrate, type Migrated } from '#document/tree/migrate.ts';
import { chipSign } from '#rules/threads/comment.ts';
import type { ContentMark } from '#base/content.ts';
import { treeAnchorAt, treePassage as passage, writeBlocks } from '#kit/tree-text.ts';
import { counter } from './random-trees.ts';
import { histories, ownerOf, written } from './several-authors.ts';

const migrated = (tree: Y.Doc, anchors: readonly AnchorQuery[] = []): Migrated => {
  let client = 1_000;
  return migrate(tree, { ownerOf, newClient: () => ++client, anchors });
};
const markBy =
  (of: (client: number) => string | undefined) =>
  (client: number): ContentMark | null => {
    const owner = of(client);
    return owner === undefined ? null : { type: authorMark, attrs: { n: owner } };
  };
const texts = [
  ['a', 'en'],
  ['b', 'zh']
] as const;

describe('a migrated document', () => {
  it('has the same blocks, with the same ids, and each letter by the same author', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const tree = written(steps);
        const { doc, owners } = migrated(tree);
        const other = new Y.Doc();
        Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
        for (const [section, language] of texts) {
          const before = authoredNodes(passage(tree, section, language), markBy(ownerOf));
          const after = readBlocks(other, openPassage(other, section, language), {
            markOf: markBy((client) => owners.get(client))
          });
          expect(nest(after)).toEqual(nest(flatten(before, { newId: counter() })));
        }
        expect(new Set(owners.values()).size).toBe(owners.size);
      }),
      { numRuns: 12 }
    );
  });

  it('consists of the same bytes each time', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const tree = written(steps);
        const loaded = new Y.Doc();
        Y.applyUpdate(loaded, Y.encodeStateAsUpdate(tree));
        expect(Y.encodeStateAsUpdate(migrated(loaded).doc)).toEqual(
          Y.encodeStateAsUpdate(migrated(tree).doc)
        );
      }),
      { numRuns: 12 }
    );
  });

  it('has every comment on the same letters', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 }), (steps, places) => {
        const tree = written(steps);
        const anchors = texts.flatMap(([section, language]) => {
          const flat = flatTreeOf(passage(tree, section, language));
          return places.flatMap(([from, length]): AnchorQuery[] => {
            const begin = from % (flat.text.length + 1);
            const anchor = treeAnchorAt(flat, begin, begin + 1 + (length % 12), 500);
            return anchor ? [{ ...anchor, section, language }] : [];
          });
        });
        const { doc, anchors: made } = migrated(tree, anchors);
        expect(made).toHaveLength(anchors.length);
        anchors.forEach(({ section, language, ...old }, index) => {
          const anchor = made[index];
          const before = findTreeRange(tree, flatTreeOf(passage(tree, section, language)), old);
          const flat = flatTextOf(doc, openPassage(doc, section, language));
          const range = anchor && findAnchorRange(doc, flat, anchor);
          // Line ends differ, and a sign stands for a chip that is alone in its block.
          const letters = range?.text.replaceAll('\n', '').replaceAll(chipSign, '');
          expect(letters).toBe(before?.text.replaceAll('\n', ''));
          expect(anchor?.quote).toBe(old.quote);
        });
      }),
      { numRuns: 12 }
    );
  });

  it('keeps the quote of a comment whose text was deleted', () => {
    const tree = new Y.Doc();
    const fragment = passage(tree, 'a', 'en');
    writeBlocks(fragment, [{ kind: 'paragraph', text: 'A plan of the city' }], counter());
    const anchor = treeAnchorAt(flatTreeOf(fragment), 2, 6, 500);
    if (!anchor) throw new Error('There is no such text');
    fragment.delete(0, 1);
    const { doc, anchors } = migrated(tree, [{ ...anchor, section: 'a', language: 'en' }]);
    expect(anchors).toEqual([anchor]);
    expect(findAnchorRange(doc, flatTextOf(doc, openPassage(doc, 'a', 'en')), anchor)).toBe(null);
  });

  it('pairs lists by their first blocks', () => {
    const tree = new Y.Doc();
    writeBlocks(passage(tree, 'a', 'en'), [{ kind: 'list', id: 'l', items: ['one', 'two'] }], counter('e'));
    writeBlocks(
      passage(tree, 'a', 'zh'),
      [{ kind: 'list', id: 'k', counterpart: 'l', items: ['一'] }],
      counter('z')
    );
    const { doc, firstBlocks } = migrated(tree);
    const first = readBlocks(doc, openPassage(doc, 'a', 'en'))[0]?.id;
    expect(readBlocks(doc, openPassage(doc, 'a', 'zh'))[0]?.attributes.counterpart).toBe(first);
    expect(firstBlocks.get('l')).toBe(first);
  });

  it('gives a new id to a block whose id another has', () => {
    const tree = new Y.Doc();
    for (const section of ['a', 'b'])
      writeBlocks(passage(tree, section, 'en'), [{ kind: 'paragraph', id: 'm1', text: section }], counter());
    const { doc } = migrated(tree);
    const ids = ['a', 'b'].map((section) => readBlocks(doc, openPassage(doc, section, 'en'))[0]?.id);
    expect(ids).toEqual(['m1', 'm2']);
  });

  it('has all answers, each by its author', () => {
    const tree = new Y.Doc();
    const cells = {
      'q1/value': 7,
      'q2/state': 'confidential',
      'q3/value': { amount: 3, currency: 'EUR' },
      'q4/value': ['a']
    };
    Object.entries(cells).forEach(([key, value], index) => {
      tree.clientID = [1, 500, 2, 12][index] ?? 1;
      tree.getMap('answers').set(key, value);
    });
    tree.getMap('answers').set('q5/value', 'gone');
    tree.getMap('answers').delete('q5/value');
    const { doc, owners } = migrated(tree);
    expect(doc.getMap('answers').toJSON()).toEqual(cells);
    const authors = Object.keys(cells).map((key) =>
      owners.get(doc.getMap('answers')._map.get(key)?.id.client ?? 0)
    );
    expect(authors).toEqual(['user1', undefined, 'user2', 'user2']);
  });

  it('is refused where a passage has a name that none can have', () => {
    const tree = new Y.Doc();
    writeBlocks(passage(tree, 'a/b', 'en'), [], counter());
    expect(() => migrated(tree)).toThrow('a/b');
  });
});
