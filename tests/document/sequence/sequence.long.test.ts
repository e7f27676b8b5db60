/** Runs the promises of the text model with thousands of random texts: reading, nesting, changing, migrating. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { authorMark } from '#document/author-mark.ts';
import { writeContent } from '#document/sequence/change.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { authoredNodes } from '#document/tree/authors.ts';
import { migrate } from '#document/tree/migrate.ts';
import type { ContentMark, ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { treePassage as passage } from '#kit/tree-text.ts';
import { counter, passages, withIds } from './random-trees.ts';
import { histories, ownerOf, written } from './several-authors.ts';

const isSame = (one: readonly ContentNode[], other: readonly ContentNode[]): boolean =>
  canonicalText(toCanonical(one)) === canonicalText(toCanonical(other));
const canonical = (nodes: readonly ContentNode[]): ContentNode[] =>
  nest(flatten(nodes, { newId: counter() }));

describe('of thousands of random texts', () => {
  it('at least 98 of 100 are the same after they were made flat, and all of them from then on', () => {
    let [same, all] = [0, 0];
    fc.assert(
      fc.property(
        passages({ most: 5 }).map((nodes) => withIds(nodes)),
        (nodes) => {
          const back = canonical(nodes);
          all++;
          if (isSame(back, nodes)) same++;
          expect(canonical(back)).toEqual(back);
        }
      ),
      { numRuns: 5_000 }
    );
    expect(same / all).toBeGreaterThan(0.98);
  });

  it('each is read as it was written over any other, and one undo brings the other back', () => {
    fc.assert(
      fc.property(passages(), passages(), (one, other) => {
        const doc = new Y.Doc();
        const text = openPassage(doc, 'a', 'en');
        const read = (): ContentNode[] => nest(readBlocks(doc, text));
        writeContent(doc, text, withIds(one), counter('old'));
        const before = read();
        const undo = new Y.UndoManager(doc);
        writeContent(doc, text, withIds(other), counter());
        expect(read()).toEqual(canonical(withIds(other)));
        undo.undo();
        expect(read()).toEqual(before);
      }),
      { numRuns: 3_000 }
    );
  });

  it('each keeps its words, ids and authors when it is migrated', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const tree = written(steps);
        let client = 1_000;
        const { doc, owners } = migrate(tree, { ownerOf, newClient: () => ++client });
        const by =
          (of: (id: number) => string | undefined) =>
          (id: number): ContentMark | null => {
            const owner = of(id);
            return owner === undefined ? null : { type: authorMark, attrs: { n: owner } };
          };
        const after = readBlocks(doc, openPassage(doc, 'a', 'en'), { markOf: by((id) => owners.get(id)) });
        expect(nest(after)).toEqual(canonical(authoredNodes(passage(tree, 'a', 'en'), by(ownerOf))));
      }),
      { numRuns: 3_000 }
    );
  });
});
