/** Tests the order of copies of a block that several people moved at once: which of them stays. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { compareCopies, isMoves, movesAfter } from '#document/sequence/moves.ts';

/** Inserts a marker under a client id; one that a move writes takes the place of another. */
function marker(client: number, before: Y.Item | null, text: Y.Text): Y.Item {
  const { doc } = text;
  if (!doc) throw new Error('The text has no document');
  doc.clientID = client;
  text.insertEmbed(0, { block: 'b', ...(before ? { moves: movesAfter(before) } : {}) });
  return text._start as Y.Item;
}
/** Follows these moves, each of the copy that the one before made; returns all markers. */
function line(clients: readonly number[], from: Y.Item, text: Y.Text): Y.Item[] {
  let last = from;
  return clients.map((client) => (last = marker(client, last, text)));
}
const openText = (): Y.Text => new Y.Doc().getText('t');

describe('of two copies of a block', () => {
  it('the one of the smaller client id stays, by any author of the block', () => {
    const text = openText();
    const first = marker(9, null, text);
    const [one] = line([3], first, text);
    const [other] = line([4], first, text);
    expect(compareCopies(one as Y.Item, other as Y.Item)).toBeLessThan(0);
  });

  it('those that were made of one have its rank, by any later mover', () => {
    const ids = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });
    fc.assert(
      fc.property(ids, ids, ids, (before, ofOne, ofOther) => {
        const text = openText();
        const shared = line(before, marker(9, null, text), text).at(-1) ?? marker(9, null, text);
        for (const one of line([3, ...ofOne], shared, text))
          for (const other of line([4, ...ofOther], shared, text)) {
            expect(compareCopies(one, other)).toBeLessThan(0);
            expect(compareCopies(other, one)).toBeGreaterThan(0);
          }
      })
    );
  });

  it('the markers name eight movers at most, and compare those that both name', () => {
    const text = openText();
    const long = line(
      Array.from({ length: 40 }, () => 5),
      marker(9, null, text),
      text
    );
    const shared = long.at(-1) as Y.Item;
    const [one] = line([3], shared, text);
    const [other] = line([4, 1], shared, text).slice(-1);
    expect(movesAfter(shared)).toEqual([32, 5, 5, 5, 5, 5, 5, 5, 5]);
    expect(compareCopies(one as Y.Item, other as Y.Item)).toBeLessThan(0);
  });

  it('nothing else counts as a list of movers', () => {
    expect(isMoves([0])).toBe(true);
    expect(isMoves([3, 2 ** 32 - 1])).toBe(true);
    for (const value of [null, [], [1.5], [-1], ['1'], [0, null], Array(10).fill(1), { 0: 1 }, '0'])
      expect(isMoves(value)).toBe(false);
  });
});
