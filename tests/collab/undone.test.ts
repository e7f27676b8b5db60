import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { plainText } from '#base/plain.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openText } from '#document/sequence/roots.ts';
import { integratesAlike, sequencesOf } from '#kit/scratch.ts';
import { recordSession, roots } from '#kit/sessions-of-yjs.ts';
import { untidiedDoc } from '#kit/struct-order.ts';
import { sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { nameNeighboursOfUndone } from '#lib/collab/undone.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const rules = { allowsRoot: (name: string) => (roots as readonly string[]).includes(name), narrative: false };

/**
 * Applies the updates of a session to a room's index one after the other; returns why one is refused, or null
 * when all are accepted.
 */
function refusalOf(updates: readonly Uint8Array[]): string | null {
  const structIndex = new StructIndex();
  const doc = untidiedDoc();
  for (const update of updates) {
    const verdict = checkUpdate(structIndex, update, rules, { userId: 'anna', ownerOf: () => 'anna' });
    if (verdict.kind === 'nothing-new') continue;
    if (verdict.kind !== 'accepted') return verdict.kind === 'malformed' ? verdict.reason : verdict.kind;
    if (verdict.orderUnsure && !integratesAlike(Y.encodeStateAsUpdate(doc), verdict.bytes))
      return 'stands where no load would put it';
    structIndex.integrate(verdict.resolved);
    Y.applyUpdate(doc, verdict.bytes);
  }
  expect(sequencesOfStructIndex(structIndex)).toBe(sequencesOf(doc));
  return null;
}

describe('what is undone', () => {
  // Sessions in which Yjs' own undo brings something back between neighbours in the wrong order.
  it.each([539, 888, 3224, 3409, 3766, 3977, 6151, 6520])(
    'comes back where others put it, too (seed %i)',
    (seed) => {
      expect(refusalOf(recordSession(seed, 80).updates)).toBe('neighbours in the wrong order');
      expect(refusalOf(recordSession(seed, 80, nameNeighboursOfUndone).updates)).toBeNull();
    }
  );

  it('comes back to the same place, and is undone and redone as before', () => {
    const doc = new Y.Doc();
    nameNeighboursOfUndone(doc);
    const text = openText(doc, roots[0]);
    const undo = new Y.UndoManager(doc, { captureTimeout: 0 });
    const read = (one: Y.Doc): string => plainText(nest(readBlocks(one, openText(one, roots[0]))));
    doc.transact(() => {
      text.insertEmbed(0, { block: 'p' });
      text.insert(1, 'one ');
    });
    for (const [at, typed] of [
      [5, 'three '],
      [5, 'two '],
      [15, 'four']
    ] as const)
      text.insert(at, typed);
    expect(read(doc)).toBe('one two three four');
    text.delete(0, text.length);
    undo.undo();
    expect(read(doc)).toBe('one two three four');
    const reader = new Y.Doc();
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(doc));
    expect(read(reader)).toBe('one two three four');
    undo.redo();
    expect(read(doc)).toBe('');
    undo.undo();
    undo.undo();
    expect(read(doc)).toBe('one two three ');
  });
});
