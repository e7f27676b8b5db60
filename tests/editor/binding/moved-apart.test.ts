import { expect, describe, it } from 'vitest';
import { runApart, type Received } from './apart-schedule.ts';

const count = 125;

/** Expects that no word and no deletion is dropped: where the copies differ, both people see it. */
function expectKept({ blocks, shown, counts, kept, deleted, deletedBy }: Received, seed: number): void {
  const what = `seed ${seed}: ${blocks.join(' | ')}`;
  for (const letter of kept) expect(counts.get(letter) ?? 0, `${letter} in ${what}`).toBeGreaterThan(0);
  const [one, other] = shown;
  expect(one, what).toEqual(other);
  if (one?.length === 0) {
    for (const letter of kept) expect(counts.get(letter), `${letter} in ${what}`).toBe(1);
    for (const letter of deleted) expect(counts.get(letter) ?? 0, `${letter} in ${what}`).toBe(0);
  }
  // Each copy is as its author left it.
  for (const { first, second } of one ?? [])
    for (const { client, words } of [first, second])
      for (const letter of deletedBy.get(client) ?? []) expect(words, what).not.toContain(letter);
}

/** Shows what becomes of a block that two people move and change while they are apart (docs/text-model.md). */
describe('a block that two people move and change while they are apart', () => {
  it.each([0, 1, 2, 3].map((n) => n * count))(
    'is the same in whatever order they receive what the other did, and nothing is dropped, from seed %i',
    (from) => {
      let [twice, once] = [0, 0];
      for (let seed = from; seed < from + count; seed++) {
        const [one, other] = [
          runApart(seed, { first: 0, isMerged: seed % 2 === 0, isLive: false }),
          runApart(seed, { first: 1, isMerged: seed % 2 === 1, isLive: false })
        ];
        expectKept(one, seed);
        expect(other.blocks, `seed ${seed}`).toEqual(one.blocks);
        expect(other.shown, `seed ${seed}`).toEqual(one.shown);
        if (one.shown[0]?.length === 0) once += 1;
        else twice += 1;
      }
      expect(once).toBeGreaterThan(0);
      expect(twice).toBeGreaterThan(0);
    }
  );

  it('loses nothing where each act is received as it comes', () => {
    for (let seed = 0; seed < count; seed++)
      for (const first of [0, 1] as const)
        expectKept(runApart(seed, { first, isMerged: false, isLive: true }), seed);
  });
});
