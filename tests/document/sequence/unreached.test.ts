/**
 * Shows that a generation begins without the words of notes, captions and cells that were deleted, and that
 * nothing else changes.
 */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openAttributes, openPassage } from '#document/sequence/roots.ts';
import { deleteUnreached } from '#document/sequence/unreached.ts';
import { writeFlat } from '#document/sequence/write.ts';
import { counter, passages, withIds } from './random-trees.ts';

const bytesOf = (doc: Y.Doc): Buffer => {
  const whole = newDoc();
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc));
  return Buffer.from(Y.encodeStateAsUpdate(whole));
};

describe('what no passage shows any more', () => {
  it('goes, with the words of its notes, captions and cells', () => {
    const doc = newDoc();
    const newId = counter();
    const text = (words: string) => [{ type: 'text', text: words }];
    const paragraph = (words: string) => ({ type: 'paragraph', content: text(words) });
    const nodes = [
      { type: 'paragraph', content: [...text('kept'), { type: 'footnote', content: text('kept note') }] },
      { type: 'paragraph', content: [{ type: 'footnote', content: text('ZZNOTE') }] },
      {
        type: 'figure',
        attrs: { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=', alt: 'ZZALT' },
        content: text('ZZCAPTION')
      },
      {
        type: 'table',
        content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [paragraph('ZZCELL')] }] }]
      }
    ];
    const passage = openPassage(doc, 'a', 'en');
    writeFlat(doc, passage, flatten(nodes, { newId }), { newId });
    const first = 'kept'.length + 2;
    passage.delete(first, passage.length - first);
    expect(bytesOf(doc).includes('ZZNOTE')).toBe(true);
    deleteUnreached(doc, () => false);
    expect(bytesOf(doc).toString('latin1')).not.toContain('ZZ');
    expect(JSON.stringify(nest(readBlocks(doc, passage)))).toContain('kept note');
  });

  it('includes the cells of a row that was deleted from a table that stays', () => {
    const doc = newDoc();
    const newId = counter();
    const row = (words: string) => ({
      type: 'tableRow',
      content: [
        { type: 'tableCell', content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] }
      ]
    });
    const nodes = [{ type: 'table', content: [row('stays'), row('ZZROW')] }];
    const passage = openPassage(doc, 'a', 'en');
    writeFlat(doc, passage, flatten(nodes, { newId }), { newId });
    const map = openAttributes(doc);
    const last = [...map.keys()].filter((key) => /^[^/]+\/row\/[^/]+$/.test(key)).at(-1) ?? '';
    map.delete(last);
    deleteUnreached(doc, () => false);
    expect(bytesOf(doc).toString('latin1')).not.toContain('ZZ');
    expect(JSON.stringify(nest(readBlocks(doc, passage)))).toContain('stays');
  });

  it('is all that goes: a document without it stays as it is', () => {
    fc.assert(
      fc.property(passages(), (nodes) => {
        const doc = newDoc();
        const newId = counter();
        writeFlat(doc, openPassage(doc, 'a', 'en'), flatten(withIds(nodes), { newId }), { newId });
        const before = [Y.encodeStateAsUpdate(doc), nest(readBlocks(doc, openPassage(doc, 'a', 'en')))];
        deleteUnreached(doc, () => false);
        expect([Y.encodeStateAsUpdate(doc), nest(readBlocks(doc, openPassage(doc, 'a', 'en')))]).toEqual(
          before
        );
      }),
      { numRuns: 100 }
    );
  });
});
