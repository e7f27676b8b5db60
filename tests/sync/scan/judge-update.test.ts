import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { chanceOf } from '#domain/chance.ts';
import { edit, roots } from '#kit/sessions-of-yjs.ts';
import { sequencesOfSkeleton } from '#kit/skeleton-order.ts';
import { judgeUpdate, type UpdateVerdict } from '#server/sync/rooms/judge-update.ts';
import { Skeleton } from '#server/sync/scan/skeleton.ts';

const rules = { allowsRoot: (name: string) => (roots as readonly string[]).includes(name), narrative: true };
const owners = new Map([
  [1001, 'anna'],
  [1002, 'li']
]);
const judge = (known: Skeleton, update: Uint8Array, userId: string): UpdateVerdict =>
  judgeUpdate(known, update, rules, { userId, ownerOf: (client) => owners.get(client) });

/** A document under this client id with a paragraph. */
function written(clientID: number, words: string, from?: Y.Doc): Y.Doc {
  const doc = Object.assign(new Y.Doc(), { clientID });
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(words)]);
  doc.getXmlFragment(roots[0]).push([paragraph]);
  return doc;
}

describe('an update', () => {
  it('is taken under its author’s own client ids, and claims those that are nobody’s', () => {
    const own = Y.encodeStateAsUpdate(written(1001, 'own'));
    expect(judge(new Skeleton(), own, 'anna')).toMatchObject({
      kind: 'accepted',
      claims: [],
      clocks: new Map([[1001, 5]]),
      orderUnsure: false
    });
    expect(judge(new Skeleton(), own, 'li')).toEqual({ kind: 'foreign', client: 1001 });
    expect(judge(new Skeleton(), Y.encodeStateAsUpdate(written(7, 'new')), 'li')).toMatchObject({
      kind: 'accepted',
      claims: [7]
    });
  });

  it('goes on under no client id that was seeded', () => {
    const seeded = written(5, 'seeded');
    const known = Skeleton.from([Y.encodeStateAsUpdate(seeded)]);
    const before = Y.encodeStateVector(seeded);
    edit(seeded, chanceOf(3));
    expect(judge(known, Y.encodeStateAsUpdate(seeded, before), 'anna')).toEqual({
      kind: 'foreign',
      client: 5
    });
  });

  it('may repeat what others wrote; what is stored of it is what is new', () => {
    const seeded = written(1002, 'by Li');
    const known = Skeleton.from([Y.encodeStateAsUpdate(seeded)]);
    const doc = written(1001, 'by Anna', seeded);
    const verdict = judge(known, Y.encodeStateAsUpdate(doc), 'anna');
    if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
    expect([...Y.parseUpdateMeta(verdict.bytes).to.keys()]).toEqual([1001]);
    known.integrate(verdict.resolved);
    expect(sequencesOfSkeleton(known)).toBe(sequencesOfSkeleton(Skeleton.from([Y.encodeStateAsUpdate(doc)])));
    expect(judge(known, Y.encodeStateAsUpdate(doc), 'anna')).toEqual({ kind: 'nothing-new' });
  });

  it('that builds on what is not here is a gap, and no update at all is malformed', () => {
    const doc = written(1001, 'first');
    const before = Y.encodeStateVector(doc);
    edit(doc, chanceOf(5));
    expect(judge(new Skeleton(), Y.encodeStateAsUpdate(doc, before), 'anna')).toEqual({ kind: 'gap' });
    expect(judge(new Skeleton(), Uint8Array.of(9, 9, 9), 'anna')).toMatchObject({ kind: 'malformed' });
  });
});
