import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { nodesOf } from '#document/content.ts';
import { writeContent } from '#document/content-write.ts';
import { canonicalText, toCanonical, type ContentMark, type ContentNode } from '#domain/version.ts';

const phrase = fc
  .array(fc.constantFrom('city', 'plan', '智慧', '城市', ' ', '，', '12', '.'), {
    minLength: 1,
    maxLength: 8
  })
  .map((all) => all.join(''));
const marks = fc.subarray<ContentMark>([
  { type: 'bold' },
  { type: 'italic' },
  { type: 'link', attrs: { href: 'https://example.org/a' } }
]);
const text = fc
  .tuple(phrase, marks)
  .map(([inner, laid]): ContentNode =>
    laid.length > 0 ? { type: 'text', text: inner, marks: laid } : { type: 'text', text: inner }
  );
const inline = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constant<ContentNode>({ type: 'hardBreak' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ContentNode>(
      { type: 'grade', attrs: { characteristic: 'governance' } },
      { type: 'grade', attrs: { characteristic: 'funding', city: 'haidian' } },
      { type: 'goal', attrs: { goal: 'benefits' } }
    )
  },
  {
    weight: 1,
    arbitrary: phrase.map((inner): ContentNode => ({
      type: 'footnote',
      content: [{ type: 'text', text: inner }]
    }))
  }
);
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');

/** Normalizes nodes to what a document returns: neighbouring pieces with equal marks become one. */
function settled(nodes: readonly ContentNode[]): ContentNode[] {
  const result: ContentNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (
      last?.text !== undefined &&
      node.text !== undefined &&
      JSON.stringify(last.marks) === JSON.stringify(node.marks)
    )
      result[result.length - 1] = { ...last, text: last.text + node.text };
    else result.push(node);
  }
  return result;
}
const withContent = (node: ContentNode, content: readonly ContentNode[]): ContentNode =>
  content.length > 0 ? { ...node, content: settled(content) } : node;

const paragraph = fc
  .tuple(id, fc.array(inline, { maxLength: 4 }))
  .map(([own, content]) => withContent({ type: 'paragraph', attrs: { id: own } }, content));
const heading = fc
  .tuple(id, fc.constantFrom(2, 3, 4), fc.array(text, { maxLength: 2 }))
  .map(([own, level, content]) =>
    withContent({ type: 'heading', attrs: level === 2 ? { id: own } : { id: own, level } }, content)
  );
const list = fc
  .tuple(id, fc.array(fc.tuple(id, paragraph), { minLength: 1, maxLength: 3 }))
  .map(([own, items]) =>
    withContent(
      { type: 'bulletList', attrs: { id: own } },
      items.map(([at, inner]) => ({ type: 'listItem', attrs: { id: `i${at}` }, content: [inner] }))
    )
  );
const table = fc
  .tuple(id, fc.array(fc.array(paragraph, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }))
  .map(([own, rows]) =>
    withContent(
      { type: 'table', attrs: { id: own } },
      rows.map((cells, n) => ({
        type: 'tableRow',
        attrs: { id: `r${n}` },
        content: cells.map((cell, m) => ({ type: 'tableCell', attrs: { id: `c${m}` }, content: [cell] }))
      }))
    )
  );
const passage = fc.array(fc.oneof({ weight: 4, arbitrary: paragraph }, heading, list, table), {
  maxLength: 6
});

const same = (nodes: readonly ContentNode[]): string => canonicalText(toCanonical(nodes));

describe('nodes of a version written into a text', () => {
  it('are read again as they were written, whatever stood there', () => {
    fc.assert(
      fc.property(passage, passage, (before, after) => {
        const doc = new Y.Doc();
        const fragment = doc.getXmlFragment('a.en');
        doc.transact(() => writeContent(fragment, before));
        expect(same(nodesOf(fragment))).toBe(same(before));
        doc.transact(() => writeContent(fragment, after));
        expect(same(nodesOf(fragment))).toBe(same(after));
      }),
      { numRuns: 300 }
    );
  });

  it('touch nothing where the text says the same already', () => {
    fc.assert(
      fc.property(passage, (nodes) => {
        const doc = new Y.Doc();
        const fragment = doc.getXmlFragment('a.en');
        doc.transact(() => writeContent(fragment, nodes));
        let updates = 0;
        doc.on('update', () => updates++);
        doc.transact(() => writeContent(fragment, nodes));
        expect(updates).toBe(0);
      })
    );
  });

  it('replace within a paragraph only the words that differ, so that what others typed next to them stays theirs', () => {
    const doc = new Y.Doc();
    const fragment = doc.getXmlFragment('a.zh');
    const of = (phrase: string): ContentNode[] => [
      { type: 'paragraph', attrs: { id: 'p' }, content: [{ type: 'text', text: phrase }] }
    ];
    writeContent(fragment, of('海淀区的智慧城市建设始于2010年。'));
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const text = (other.getXmlFragment('a.zh').get(0) as Y.XmlElement).get(0) as Y.XmlText;
    text.insert(text.length, '（试点）');
    doc.transact(() => writeContent(fragment, of('海淀区的智慧城市建设始于2012年。')));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    expect(nodesOf(fragment)).toEqual(of('海淀区的智慧城市建设始于2012年。（试点）'));
  });

  it('are one step of undo', () => {
    const doc = new Y.Doc();
    const fragment = doc.getXmlFragment('a.en');
    const one: ContentNode[] = [
      { type: 'paragraph', attrs: { id: 'p' }, content: [{ type: 'text', text: 'One' }] }
    ];
    const two: ContentNode[] = [
      { type: 'heading', attrs: { id: 'h' }, content: [{ type: 'text', text: 'Two' }] },
      { type: 'paragraph', attrs: { id: 'p' }, content: [{ type: 'text', text: 'One and more' }] }
    ];
    writeContent(fragment, one);
    const undo = new Y.UndoManager(fragment);
    doc.transact(() => writeContent(fragment, two));
    undo.undo();
    expect(nodesOf(fragment)).toEqual(one);
  });
});

describe('a passage of 200,000 pieces', () => {
  it('is read whole', () => {
    const doc = new Y.Doc();
    const piece = new Y.XmlText();
    doc.getXmlFragment('body').push([piece]);
    piece.applyDelta(
      Array.from({ length: 200_000 }, (_, at) => ({
        insert: 'x',
        attributes: at % 2 === 0 ? { bold: {} } : { bold: null }
      }))
    );
    expect(nodesOf(doc.getXmlFragment('body'))).toHaveLength(200_000);
  });
});
