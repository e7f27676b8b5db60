import { Transform } from '@tiptap/pm/transform';
import { Fragment, Slice, type Node } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import { richtext } from '#document/richtext.ts';
import { identify } from '#lib/editor/block-identity.ts';

const paragraph = (id: string | null, text: string, counterpart: string | null = null): Node =>
  richtext.node('paragraph', { id, counterpart }, text ? richtext.text(text) : []);
const docOf = (...blocks: Node[]): Node => richtext.node('doc', null, blocks);

/** Returns the ids of the outer blocks after a change and after block identity has corrected them. */
function idsAfter(before: Node, change: (transform: Transform) => void): (string | null)[] {
  const transform = new Transform(before);
  change(transform);
  let n = 0;
  const changes = identify(
    before,
    transform.doc,
    (pos) => transform.mapping.map(pos, 1),
    () => `new${++n}`
  );
  for (const { pos, id } of changes) transform.setNodeAttribute(pos, 'id', id);
  const ids: (string | null)[] = [];
  transform.doc.forEach((node) => ids.push(node.attrs['id'] as string | null));
  expect(new Set(ids).size).toBe(ids.length);
  return ids;
}

describe('the identity of a block', () => {
  it('stays with the first part of a split; the second gets a new one', () => {
    expect(idsAfter(docOf(paragraph('a', 'one two')), (t) => t.split(5))).toEqual(['a', 'new1']);
  });

  it('stays when the block becomes a heading, by whatever command', () => {
    const before = docOf(paragraph('a', 'one'), paragraph('b', 'two', 'x'));
    expect(
      idsAfter(before, (t) => t.setBlockType(6, 8, richtext.node('heading').type, { level: 3 }))
    ).toEqual(['a', 'b']);
  });

  it('stays with the original when a copy is put before it', () => {
    const before = docOf(paragraph('a', 'one'), paragraph('b', 'two'));
    expect(idsAfter(before, (t) => t.insert(0, paragraph('b', 'two')))).toEqual(['new1', 'a', 'b']);
  });

  it('stays when a block is moved', () => {
    const before = docOf(paragraph('a', 'one'), paragraph('b', 'two'));
    expect(idsAfter(before, (t) => t.delete(0, 5).insert(5, paragraph('a', 'one')))).toEqual(['b', 'a']);
  });

  it('is that of the first when two are joined', () => {
    expect(idsAfter(docOf(paragraph('a', 'one'), paragraph('b', 'two')), (t) => t.join(5))).toEqual(['a']);
  });

  it('is made for what is typed into an empty text, and for what is pasted', () => {
    expect(idsAfter(docOf(paragraph(null, '')), (t) => t.insert(1, richtext.text('t')))).toEqual(['new1']);
    const pasted = new Slice(Fragment.from([paragraph(null, 'p'), paragraph(null, 'q')]), 0, 0);
    expect(idsAfter(docOf(paragraph('a', 'one')), (t) => t.replace(5, 5, pasted))).toEqual([
      'a',
      'new1',
      'new2'
    ]);
  });

  it('of two that were made alike at the same time is told apart the same way by everyone', () => {
    const before = docOf(
      paragraph('a', 'one'),
      paragraph('a', 'one'),
      paragraph('a~2', 'x'),
      paragraph('a', 'y')
    );
    const here = idsAfter(before, (t) => t.insert(2, richtext.text('!')));
    const there = idsAfter(before, (t) => t.insert(14, richtext.text('?')));
    expect(here).toEqual(['a', 'a~3', 'a~2', 'a~4']);
    expect(there).toEqual(here);
  });
});
