import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { chanceOf } from '#base/chance.ts';
import { edit, roots } from '#kit/sessions-of-yjs.ts';
import { sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { checkUpdate, type UpdateCheck } from '#server/sync/rooms/update-check.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const rules = { allowsRoot: (name: string) => (roots as readonly string[]).includes(name), narrative: true };
const owners = new Map([
  [1001, 'anna'],
  [1002, 'li']
]);
const check = (known: StructIndex, update: Uint8Array, userId: string): UpdateCheck =>
  checkUpdate(known, update, rules, { userId, ownerOf: (client) => owners.get(client) });

/** Makes a document under this client id with a paragraph. */
function written(clientID: number, text: string, from?: Y.Doc): Y.Doc {
  const doc = Object.assign(new Y.Doc(), { clientID });
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment(roots[0]).push([paragraph]);
  return doc;
}

describe('an update', () => {
  it('is taken under its author’s own client ids, and claims those that are nobody’s', () => {
    const own = Y.encodeStateAsUpdate(written(1001, 'own'));
    expect(check(new StructIndex(), own, 'anna')).toMatchObject({
      kind: 'accepted',
      claims: [],
      clocks: [[1001, 5]],
      orderUnsure: false
    });
    expect(check(new StructIndex(), own, 'li')).toEqual({ kind: 'foreign', client: 1001 });
    expect(check(new StructIndex(), Y.encodeStateAsUpdate(written(7, 'new')), 'li')).toMatchObject({
      kind: 'accepted',
      claims: [7]
    });
  });

  it('goes on under no client id that was seeded', () => {
    const seeded = written(5, 'seeded');
    const known = StructIndex.from([Y.encodeStateAsUpdate(seeded)]);
    const before = Y.encodeStateVector(seeded);
    edit(seeded, chanceOf(3));
    expect(check(known, Y.encodeStateAsUpdate(seeded, before), 'anna')).toEqual({
      kind: 'foreign',
      client: 5
    });
  });

  it('may repeat what others wrote; what is stored of it is what is new', () => {
    const seeded = written(1002, 'by Li');
    const known = StructIndex.from([Y.encodeStateAsUpdate(seeded)]);
    const doc = written(1001, 'by Anna', seeded);
    const verdict = check(known, Y.encodeStateAsUpdate(doc), 'anna');
    if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
    expect([...Y.parseUpdateMeta(verdict.bytes).to.keys()]).toEqual([1001]);
    known.integrate(verdict.resolved);
    expect(sequencesOfStructIndex(known)).toBe(
      sequencesOfStructIndex(StructIndex.from([Y.encodeStateAsUpdate(doc)]))
    );
    expect(check(known, Y.encodeStateAsUpdate(doc), 'anna')).toMatchObject({ kind: 'nothing-new' });
  });

  it('that builds on what is not here is a gap, and no update at all is malformed', () => {
    const doc = written(1001, 'first');
    const before = Y.encodeStateVector(doc);
    edit(doc, chanceOf(5));
    expect(check(new StructIndex(), Y.encodeStateAsUpdate(doc, before), 'anna')).toEqual({ kind: 'gap' });
    expect(check(new StructIndex(), Uint8Array.of(9, 9, 9), 'anna')).toMatchObject({ kind: 'malformed' });
  });
});
