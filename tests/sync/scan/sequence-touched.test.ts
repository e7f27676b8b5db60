/** Tests that who may write some passages may write what belongs to them, and nothing that belongs to others. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { deleteParts } from '#document/sequence/deleted-parts.ts';
import {
  attributesRoot,
  captionRoot,
  cellRoot,
  lineKey,
  noteRoot,
  placeKey
} from '#document/sequence/shapes.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import { mostRoots } from '#server/sync/scan/placements.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const rules = {
  allowsRoot: (name: string) => ['own.en', 'other.en', 'third.en'].includes(name),
  narrative: true,
  text: 'sequence' as const
};
const mayTouch = (root: string): boolean => root === 'own.en' || root === 'third.en';

const embed = (doc: Y.Doc, root: string, value: object): void => doc.getText(root).insertEmbed(0, value);
const write = (doc: Y.Doc, root: string): void => doc.getText(root).insert(0, 'words');
const set = (doc: Y.Doc, key: string, value: unknown): void =>
  void doc.getMap(attributesRoot).set(key, value);

/** Makes a text with a table, a block and a picture in one's own passage and in another's. */
function opened(): { readonly doc: Y.Doc; readonly known: StructIndex } {
  const theirs = Object.assign(new Y.Doc(), { clientID: 5 });
  for (const whose of ['own', 'other']) {
    embed(theirs, `${whose}.en`, { block: `b-${whose}` });
    embed(theirs, `${whose}.en`, { table: `t-${whose}` });
    embed(theirs, `${whose}.en`, { figure: `f-${whose}`, src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' });
    write(theirs, cellRoot(`t-${whose}`, 'r1', 'c1'));
    embed(theirs, cellRoot(`t-${whose}`, 'r1', 'c1'), { note: `n-${whose}` });
  }
  const base = Y.encodeStateAsUpdate(theirs);
  const doc = Object.assign(new Y.Doc(), { clientID: 7 });
  Y.applyUpdate(doc, base);
  return { doc, known: StructIndex.from([base]) };
}

function kindOf(by: (doc: Y.Doc) => void, { doc, known } = opened()): string {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => by(doc));
  const author = { userId: 'anna', ownerOf: () => undefined, mayTouch };
  return checkUpdate(known, Y.encodeStateAsUpdate(doc, before), rules, author).kind;
}

const changes: readonly (readonly [name: string, by: (doc: Y.Doc, whose: string) => void])[] = [
  ['words in a passage', (doc, whose) => write(doc, `${whose}.en`)],
  ['words in a cell', (doc, whose) => write(doc, cellRoot(`t-${whose}`, 'r1', 'c1'))],
  ['words in a cell that is empty', (doc, whose) => write(doc, cellRoot(`t-${whose}`, 'r2', 'c9'))],
  ['words in a note of a cell', (doc, whose) => write(doc, noteRoot(`n-${whose}`))],
  ['words in a caption', (doc, whose) => write(doc, captionRoot(`f-${whose}`))],
  ['the kind of a block', (doc, whose) => set(doc, `b-${whose}/kind`, 'h2')],
  ['a row', (doc, whose) => set(doc, lineKey(`t-${whose}`, 'row', 'r7'), 'a5')],
  [
    'the deletion of words in a cell',
    (doc, whose) => doc.getText(cellRoot(`t-${whose}`, 'r1', 'c1')).delete(0, 2)
  ],
  [
    'a new table with words in it',
    (doc, whose) => {
      embed(doc, `${whose}.en`, { table: 't-new' });
      write(doc, cellRoot('t-new', 'r1', 'c1'));
      set(doc, lineKey('t-new', 'row', 'r1'), 'a1');
    }
  ]
];

describe('what an update touches where passages are sequences', () => {
  it.each(changes)('is told of %s', (_, by) => {
    expect(kindOf((doc) => by(doc, 'own'))).toBe('accepted');
    expect(kindOf((doc) => by(doc, 'other'))).toBe('outside');
  });

  it('belongs to all passages in which its id is, so that a second table opens no cells of the first', () => {
    const stage = opened();
    const copying = Y.encodeStateVector(stage.doc);
    embed(stage.doc, 'own.en', { table: 't-other' });
    stage.known.take(Y.encodeStateAsUpdate(stage.doc, copying));
    expect(kindOf((doc) => write(doc, cellRoot('t-other', 'r1', 'c1')), stage)).toBe('outside');
  });

  it('may be no cell of a table that is in more roots than are remembered', () => {
    const stage = opened();
    const before = Y.encodeStateVector(stage.doc);
    for (let n = 0; n < mostRoots; n++)
      embed(stage.doc, cellRoot('t-own', 'r1', `c${n}`), { table: 't-many' });
    embed(stage.doc, 'other.en', { table: 't-many' });
    stage.known.take(Y.encodeStateAsUpdate(stage.doc, before));
    expect(kindOf((doc) => write(doc, cellRoot('t-many', 'r1', 'c1')), stage)).toBe('outside');
  });

  it('belongs to the passage that was recorded when its table was deleted, once the table is known no more', () => {
    const stage = opened();
    for (const whose of ['own', 'other'])
      stage.doc.transact((transaction) => {
        const text = stage.doc.getText(`${whose}.en`);
        text.delete(0, text.length);
        deleteParts(transaction);
      });
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, Y.encodeStateAsUpdate(stage.doc));
    const base = Y.encodeStateAsUpdate(fresh);
    const kind = (by: (doc: Y.Doc) => void): string => {
      const doc = Object.assign(new Y.Doc(), { clientID: 8 });
      Y.applyUpdate(doc, base);
      return kindOf(by, { doc, known: StructIndex.from([base]) });
    };
    const cellOf = (whose: string) => (doc: Y.Doc) => write(doc, cellRoot(`t-${whose}`, 'r1', 'c1'));
    expect(kind(cellOf('own'))).toBe('accepted');
    expect(kind(cellOf('other'))).toBe('outside');
    expect(kind((doc) => set(doc, placeKey('t-other'), 'own.en'))).toBe('outside');
    expect(kind((doc) => set(doc, placeKey('t-unknown'), 'other.en'))).toBe('outside');
  });

  it('still belongs to the passage from which its table was deleted', () => {
    const ofWhom = (whose: string): string => {
      const stage = opened();
      const before = Y.encodeStateVector(stage.doc);
      stage.doc.getText(`${whose}.en`).delete(0, stage.doc.getText(`${whose}.en`).length);
      stage.known.take(Y.encodeStateAsUpdate(stage.doc, before));
      return kindOf((doc) => write(doc, cellRoot(`t-${whose}`, 'r1', 'c1')), stage);
    };
    expect([ofWhom('own'), ofWhom('other')]).toEqual(['accepted', 'outside']);
  });

  it('is no cell of a table that is nowhere or only in itself, and may be an attribute that shows nothing', () => {
    expect(kindOf((doc) => write(doc, cellRoot('t-none', 'r1', 'c1')))).toBe('outside');
    expect(kindOf((doc) => embed(doc, cellRoot('t-none', 'r1', 'c1'), { table: 't-none' }))).toBe('outside');
    expect(kindOf((doc) => set(doc, 'b-none/kind', 'h2'))).toBe('accepted');
  });

  it('is not the tidying of formats elsewhere, which is left out of the write', () => {
    const { doc, known } = opened();
    const formatting = Object.assign(new Y.Doc(), { clientID: 9 });
    Y.applyUpdate(formatting, Y.encodeStateAsUpdate(doc));
    const read = Y.encodeStateVector(formatting);
    write(formatting, 'other.en');
    formatting.getText('other.en').format(0, 3, { bold: true });
    known.take(Y.encodeStateAsUpdate(formatting, read));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(formatting));
    const before = Y.encodeStateVector(doc);
    doc.transact((transaction) => {
      write(doc, 'own.en');
      for (let item = doc.getText('other.en')._start; item; item = item.right)
        if (item.content instanceof Y.ContentFormat) item.delete(transaction);
    });
    const author = { userId: 'anna', ownerOf: () => undefined, mayTouch };
    const verdict = checkUpdate(known, Y.encodeStateAsUpdate(doc, before), rules, author);
    if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
    expect([...verdict.resolved.deletions.keys()]).toEqual([]);
    expect(verdict.clocks.map(([client]) => client)).toEqual([7]);
  });
});
