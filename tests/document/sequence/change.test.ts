/** Shows that nodes of a version are written into a passage as the smallest edit, whatever it held before. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writeContent } from '#document/sequence/change.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openAttributes, openNote, openPassage } from '#document/sequence/roots.ts';
import { attributeKey } from '#document/sequence/shapes.ts';
import type { ContentNode } from '#base/content.ts';
import { counter, passages, withIds } from './random-trees.ts';

const open = (doc: Y.Doc): Y.Text => openPassage(doc, 'a', 'en');
const read = (doc: Y.Doc): ContentNode[] => nest(readBlocks(doc, open(doc)));
/** Returns what can be read of these nodes at all: shapes that no flat list has are changed once. */
const canonical = (nodes: readonly ContentNode[]): ContentNode[] =>
  nest(flatten(nodes, { newId: counter() }));
const write = (doc: Y.Doc, nodes: readonly ContentNode[], newId = counter()): void =>
  writeContent(doc, open(doc), nodes, newId);

const p = (id: string, text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }]
});

/** Leaves out and moves some of the blocks, and gives some the content of another. */
const edited = (nodes: readonly ContentNode[], order: readonly number[]): ContentNode[] => {
  const chosen = [...new Set(order.map((n) => n % Math.max(1, nodes.length)))].flatMap(
    (at) => nodes[at] ?? []
  );
  return chosen.map((node, index) => {
    const other = chosen[index + 1];
    return index % 3 === 0 && node.type === 'paragraph' && other?.type === 'heading' && other.content
      ? { ...node, content: other.content }
      : node;
  });
};

describe('nodes of a version written into a passage', () => {
  const pair = fc.oneof(
    fc.tuple(passages(), passages()).map(([one, other]) => [withIds(one), withIds(other, 'b')] as const),
    fc
      .tuple(passages({ most: 6 }), fc.array(fc.nat(20), { maxLength: 10 }))
      .map(([one, order]) => [withIds(one), edited(withIds(one), order)] as const)
  );

  it('are read again as they were written, whatever stood there', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const doc = new Y.Doc();
        write(doc, before, counter('old'));
        expect(read(doc)).toEqual(canonical(before));
        write(doc, after);
        expect(read(doc)).toEqual(canonical(after));
        const other = new Y.Doc();
        Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
        expect(read(other)).toEqual(canonical(after));
      }),
      { numRuns: 15 }
    );
  });

  it('touch nothing where the passage says the same already', () => {
    fc.assert(
      fc.property(passages(), fc.boolean(), (nodes, hasIds) => {
        const doc = new Y.Doc();
        write(doc, hasIds ? withIds(nodes) : nodes);
        const content = read(doc);
        let updates = 0;
        doc.on('update', () => updates++);
        write(doc, content, counter('more'));
        expect(updates).toBe(0);
      }),
      { numRuns: 15 }
    );
  });

  it('keep virtual blocks where they stay, and give them a marker where they need one', () => {
    const doc = new Y.Doc();
    open(doc).insert(0, 'first');
    open(doc).insertEmbed(5, { rule: 'r' });
    open(doc).insert(6, 'second');
    const content = read(doc);
    write(doc, content);
    expect(open(doc).length).toBe(12);
    write(doc, [p('new', 'before'), ...content]);
    expect(read(doc).map(({ attrs }) => attrs?.['id'])).toEqual(['new', 'new1', 'r', undefined]);
    write(doc, []);
    expect(open(doc).length).toBe(0);
    expect(read(doc)).toEqual([]);
  });

  it('replace within a block only the words that differ, so that what others type next to them stays theirs', () => {
    const doc = new Y.Doc();
    write(doc, [p('p', '海淀区的智慧城市建设始于2010年。')]);
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    open(other).insert(open(other).length, '（试点）');
    write(doc, [p('p', '海淀区的智慧城市建设始于2012年。')]);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    expect(read(doc)).toEqual([p('p', '海淀区的智慧城市建设始于2012年。（试点）')]);
  });

  it('set marks and attributes on what stays', () => {
    const doc = new Y.Doc();
    write(doc, [p('p', 'A good plan')]);
    const before = Y.encodeStateVector(doc);
    write(doc, [
      {
        type: 'heading',
        attrs: { id: 'p', level: 3 },
        content: [
          { type: 'text', text: 'A ' },
          { type: 'text', text: 'good', marks: [{ type: 'bold' }] },
          { type: 'text', text: ' plan' }
        ]
      }
    ]);
    expect(openAttributes(doc).get(attributeKey('p', 'kind'))).toBe('h3');
    const update = Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString('latin1');
    expect(update).not.toContain('good');
  });

  it('change the text of a note in place', () => {
    const doc = new Y.Doc();
    const noted = (text: string): ContentNode[] => [
      {
        type: 'paragraph',
        attrs: { id: 'p' },
        content: [{ type: 'footnote', content: [{ type: 'text', text }] }]
      }
    ];
    write(doc, noted('page 1'));
    write(doc, noted('page 2'), counter('other'));
    expect(openNote(doc, 'new1').toJSON()).toBe('page 2');
    expect(read(doc)).toEqual(noted('page 2'));
  });

  it('are one step of undo', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const doc = new Y.Doc();
        write(doc, before, counter('old'));
        const content = read(doc);
        const undo = new Y.UndoManager(doc);
        write(doc, after);
        undo.undo();
        expect(read(doc)).toEqual(content);
      }),
      { numRuns: 15 }
    );
  });

  it('do not show an embed that was hidden behind one that goes', () => {
    const doc = new Y.Doc();
    open(doc).insertEmbed(0, { block: 'p' });
    for (const at of [1, 2]) open(doc).insertEmbed(at, { note: 'n' });
    write(doc, [{ type: 'paragraph', attrs: { id: 'p' } }]);
    expect(read(doc)).toEqual([{ type: 'paragraph', attrs: { id: 'p' } }]);
  });
});
