/** Tests that a renumbered copy is the same text for people, and says nothing of what was deleted from it. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { structureIdOf } from '#document/client-ids.ts';
import { renumber } from '#document/renumber.ts';
import { passageRoot } from '#document/sequence/shapes.ts';

const text = passageRoot('strategy', 'en');
const counting = (): (() => number) => {
  let next = 1_000;
  return () => (next += 2);
};
/** What a client gets that loads the copy. */
const loaded = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};
const writeAs = (doc: Y.Doc, clientId: number, write: () => void): void => {
  doc.clientID = clientId;
  write();
};

function written(deleted: readonly string[]): Y.Doc {
  const doc = new Y.Doc();
  writeAs(doc, 3, () => doc.getText(text).insert(0, 'stays'));
  for (const [index, words] of deleted.entries()) {
    writeAs(doc, 5 + (index % 2), () => doc.getText(text).insert(2, words));
    writeAs(doc, 7, () => doc.getText(text).delete(2, words.length));
    writeAs(doc, 9, () => doc.getMap('answers').set('a/value', words));
  }
  writeAs(doc, 3, () => doc.getText(text).insert(5, ' and goes on'));
  writeAs(doc, 9, () => doc.getMap('answers').set('a/value', 7));
  return doc;
}

describe('a renumbered copy', () => {
  it('holds the same letters, formats, embeds, cells and elements, also for one who loads it', () => {
    const doc = new Y.Doc();
    const structure = structureIdOf(11);
    writeAs(doc, 3, () => doc.getText(text).insert(0, 'words of one'));
    writeAs(doc, structure, () => doc.getText(text).insertEmbed(0, { id: 'b1' }));
    writeAs(doc, 4, () => doc.getText(text).format(1, 5, { strong: true }));
    writeAs(doc, 4, () => doc.getText(text).delete(3, 2));
    writeAs(doc, 4, () => doc.getText(text).insert(3, 'u'));
    writeAs(doc, 4, () => doc.getMap('answers').set('a/value', { nested: [1] }));
    writeAs(doc, 3, () => {
      const element = new Y.XmlElement('paragraph');
      element.setAttribute('id', 'p1');
      element.insert(0, [new Y.XmlText('older')]);
      doc.getXmlFragment('older').push([element]);
    });
    const { doc: copy, clients } = renumber(doc);
    const read = loaded(copy);
    expect(read.getText(text).toDelta()).toEqual(doc.getText(text).toDelta());
    expect(read.getMap('answers').toJSON()).toEqual(doc.getMap('answers').toJSON());
    expect(read.getXmlFragment('older').toJSON()).toBe(doc.getXmlFragment('older').toJSON());
    expect([...clients.keys()].sort((a, b) => a - b)).toEqual([3, 4, structure]);
    // Who pressed Enter stays behind who typed.
    expect([...clients].filter(([, id]) => id >= 2 ** 31).map(([id]) => id)).toEqual([structure]);
    expect([...read.store.clients.keys()].some((id) => doc.store.clients.has(id))).toBe(false);
  });

  it('is the same bytes whatever was deleted: words, how many, how often and by whom', () => {
    const none = Y.encodeStateAsUpdate(renumber(written([]), counting()).doc);
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 5 }), (deleted) => {
        const doc = written(deleted);
        expect(Buffer.from(Y.encodeStateAsUpdate(renumber(doc, counting()).doc)).equals(none)).toBe(true);
        if (deleted.length > 0) expect(Buffer.from(Y.encodeStateAsUpdate(doc)).equals(none)).toBe(false);
      })
    );
  });

  it('is equal for two who go on writing in it at once', () => {
    const { doc } = renumber(written(['x']));
    const [one, other] = [loaded(doc), loaded(doc)];
    one.getText(text).insert(5, ' one');
    other.getText(text).insert(5, ' other');
    other.getText(text).delete(0, 2);
    const [ofOne, ofOther] = [one, other].map((replica) => Y.encodeStateAsUpdate(replica));
    Y.applyUpdate(one, ofOther ?? new Uint8Array());
    Y.applyUpdate(other, ofOne ?? new Uint8Array());
    expect(one.getText(text).toJSON()).toBe(other.getText(text).toJSON());
    for (const words of [' one', ' other', 'ays', ' and goes on'])
      expect(one.getText(text).toJSON()).toContain(words);
  });

  it('says where a letter is now, and of a deleted one that it is gone', () => {
    const doc = written(['deleted']);
    const { doc: copy, idOf } = renumber(doc);
    const positionOf = (index: number): Y.RelativePosition =>
      Y.createRelativePositionFromTypeIndex(doc.getText(text), index);
    for (const index of [0, 3, 4, 9]) {
      const id = idOf(positionOf(index).item ?? Y.createID(0, 0));
      const moved = new Y.RelativePosition(null, null, id ?? null);
      expect(Y.createAbsolutePositionFromRelativePosition(moved, copy)?.index).toBe(index);
    }
    expect(idOf(Y.createID(5, 0))).toBeUndefined();
    expect(idOf(Y.createID(999, 0))).toBeUndefined();
  });
});
