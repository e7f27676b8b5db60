/** Tests that a passage, its blocks, a table and the parts of a text become no larger than their limits. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { deleteParts } from '#document/sequence/deleted-parts.ts';
import { attributesRoot, cellRoot, lineKey, noteRoot, placeKey } from '#document/sequence/shapes.ts';
import { checkUpdate, type UpdateCheck } from '#server/sync/rooms/update-check.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const root = 'strategy.en';
const rules = {
  allowsRoot: (name: string) => name === root,
  narrative: true,
  text: 'sequence' as const,
  bounds: { passage: 1_000, blocks: 10, table: 12, parts: 20 }
};
const author = { userId: 'anna', ownerOf: () => 'anna' };

/** A room and the document of someone who writes there. */
class Writing {
  readonly known = new StructIndex();
  readonly doc = new Y.Doc();

  /** Makes a change, and takes it in where it is accepted. */
  change(by: (doc: Y.Doc, text: Y.Text) => void): UpdateCheck {
    const before = Y.encodeStateVector(this.doc);
    const state = Y.encodeStateAsUpdate(this.doc);
    this.doc.transact(() => by(this.doc, this.doc.getText(root)));
    const verdict = checkUpdate(this.known, Y.encodeStateAsUpdate(this.doc, before), rules, author);
    if (verdict.kind === 'accepted') this.known.integrate(verdict.resolved);
    else {
      this.doc.destroy();
      Object.assign(this, { doc: new Y.Doc() });
      Y.applyUpdate(this.doc, state);
    }
    return verdict;
  }
}

const full = (of: string, size: number, limit: number): unknown => ({
  kind: 'too-large',
  excess: { of, size, limit }
});
const accepted = { kind: 'accepted' };

describe('a passage', () => {
  it('takes characters up to its limit, and what only deletes beyond it', () => {
    const writing = new Writing();
    expect(writing.change((_, text) => text.insert(0, 'x'.repeat(990)))).toMatchObject(accepted);
    expect(writing.change((_, text) => text.insert(5, 'y'.repeat(11)))).toEqual(
      full('passage', 1_001, 1_000)
    );
    expect(writing.change((_, text) => text.insert(5, 'y'.repeat(10)))).toMatchObject(accepted);
    expect(writing.change((_, text) => text.insertEmbed(7, { goal: 'g' }))).toEqual(
      full('passage', 1_001, 1_000)
    );
    expect(writing.change((_, text) => text.delete(0, 100))).toMatchObject(accepted);
    expect(writing.change((_, text) => text.insert(5, 'z'.repeat(100)))).toMatchObject(accepted);
  });

  it('lets words be replaced by fewer or as many, in one write, though it is full', () => {
    const writing = new Writing();
    writing.change((_, text) => text.insert(0, 'x'.repeat(1_000)));
    const replace = (by: number) => (_: Y.Doc, text: Y.Text) => {
      text.insert(500, 'y'.repeat(by));
      text.delete(0, 50);
    };
    expect(writing.change(replace(51))).toEqual(full('passage', 1_001, 1_000));
    expect(writing.change(replace(50))).toMatchObject(accepted);
  });

  it('that is too large already takes what makes it smaller', () => {
    const writing = new Writing();
    writing.doc.getText(root).insert(0, 'x'.repeat(2_000));
    writing.known.take(Y.encodeStateAsUpdate(writing.doc));
    const shorten = (_: Y.Doc, text: Y.Text): void => {
      text.delete(0, 100);
      text.insert(0, 'new words');
    };
    expect(writing.change(shorten)).toMatchObject(accepted);
    expect(writing.change((_, text) => text.insert(0, 'x'))).toEqual(full('passage', 1_910, 1_000));
  });

  it('counts each of two passages, and cells, by themselves', () => {
    const writing = new Writing();
    writing.change((_, text) => text.insert(0, 'x'.repeat(900)));
    expect(
      writing.change((doc) => doc.getText(cellRoot('t', 'r', 'c')).insert(0, 'x'.repeat(900)))
    ).toMatchObject(accepted);
    expect(writing.change((doc) => doc.getText(cellRoot('t', 'r', 'c')).insert(0, 'x'.repeat(101)))).toEqual(
      full('passage', 1_001, 1_000)
    );
  });

  it('takes blocks up to its limit, deleted ones not counted', () => {
    const writing = new Writing();
    const add = (count: number) => (_: Y.Doc, text: Y.Text) => {
      for (let n = 0; n < count; n++) text.insertEmbed(0, { block: `b${n}` });
    };
    expect(writing.change(add(11))).toEqual(full('blocks', 11, 10));
    expect(writing.change(add(10))).toMatchObject(accepted);
    expect(writing.change(add(1))).toEqual(full('blocks', 11, 10));
    expect(writing.change((_, text) => text.insertEmbed(0, { goal: 'g' }))).toMatchObject(accepted);
    expect(
      writing.change((_, text) => {
        text.delete(0, 3);
        add(2)(_, text);
      })
    ).toMatchObject(accepted);
    expect(writing.change(add(1))).toEqual(full('blocks', 11, 10));
  });
});

describe('a table', () => {
  it('has rows and columns up to its limit of cells', () => {
    const writing = new Writing();
    const add = (axis: 'row' | 'column', ids: string) => (doc: Y.Doc) => {
      for (const id of ids) doc.getMap(attributesRoot).set(lineKey('t', axis, id), `a${id}`);
    };
    expect(writing.change(add('row', 'abc'))).toMatchObject(accepted);
    expect(writing.change(add('column', 'abcd'))).toMatchObject(accepted);
    expect(writing.change(add('row', 'd'))).toEqual(full('table', 16, 12));
    // Moving one that is there adds none, and deleting one makes room.
    expect(writing.change(add('row', 'a'))).toMatchObject(accepted);
    expect(
      writing.change((doc) => doc.getMap(attributesRoot).delete(lineKey('t', 'row', 'b')))
    ).toMatchObject(accepted);
    expect(writing.change(add('row', 'd'))).toMatchObject(accepted);
    expect(writing.change(add('column', 'e'))).toEqual(full('table', 15, 12));
    expect(
      writing.change((doc) => doc.getMap(attributesRoot).set(lineKey('other', 'row', 'a'), 'a1'))
    ).toMatchObject(accepted);
  });
});

describe('a text', () => {
  it('has cells, notes and attributes up to its limit', () => {
    const writing = new Writing();
    const notes = (from: number, to: number) => (doc: Y.Doc) => {
      for (let n = from; n < to; n++) doc.getText(noteRoot(`n${n}`)).insert(0, 'x');
    };
    const kinds = (from: number, to: number) => (doc: Y.Doc) => {
      for (let n = from; n < to; n++) doc.getMap(attributesRoot).set(`b${n}/kind`, 'h2');
    };
    expect(writing.change(notes(0, 9))).toMatchObject(accepted);
    expect(writing.change(kinds(0, 10))).toMatchObject(accepted);
    expect(writing.change(notes(9, 10))).toEqual(full('parts', 21, 20));
    expect(writing.change(kinds(10, 11))).toEqual(full('parts', 21, 20));
    expect(writing.change(notes(0, 5))).toMatchObject(accepted);
    expect(writing.change(kinds(0, 5))).toMatchObject(accepted);
  });

  it('lets a note be deleted where there is no room for another part, and notes its place', () => {
    const writing = new Writing();
    const note = (doc: Y.Doc, text: Y.Text, at: number): void => {
      text.insertEmbed(0, { note: `n${at}` });
      doc.getText(noteRoot(`n${at}`)).insert(0, 'noted');
    };
    for (let index = 0; index < 18; index++) writing.change((doc, text) => note(doc, text, index));
    expect(writing.change((doc, text) => [18, 19, 20].forEach((at) => note(doc, text, at)))).toEqual(
      full('parts', 22, 20)
    );
    const deleting = writing.change((doc, text) =>
      doc.transact((transaction) => {
        text.delete(0, text.length);
        deleteParts(transaction);
      })
    );
    expect(deleting).toMatchObject(accepted);
    expect(writing.doc.getMap(attributesRoot).get(placeKey('n0'))).toBe(root);
  });
});
