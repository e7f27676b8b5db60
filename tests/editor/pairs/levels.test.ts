/** The tops of a pair stand on one line, and nothing is higher than the text needs. */
import { describe, expect, it } from 'vitest';
import { chanceOf } from '#base/chance.ts';
import { levelsOf, type MeasuredBlock } from '#lib/editor/pairs/levels.ts';

/** Lays out blocks of these heights one below the other, with room above some of them. */
function laidOut(
  name: string,
  heights: readonly number[],
  rooms: ReadonlyMap<string, number> = new Map()
): MeasuredBlock[] {
  let top = 0;
  return heights.map((height, index) => {
    const id = `${name}${index}`;
    const room = rooms.get(id) ?? 0;
    const block = { id, top: top + room, room };
    top += room + height;
    return block;
  });
}
const sideBySide = (count: number): ReadonlyMap<string, string> =>
  new Map(Array.from({ length: count }, (_, index) => [`a${index}`, `b${index}`]));

describe('two columns are level by pair', () => {
  it('puts room above the block that stands higher (R106)', () => {
    const { rooms, tops } = levelsOf(laidOut('a', [100, 20, 30]), laidOut('b', [60, 50, 10]), sideBySide(3));
    expect([...rooms]).toEqual([
      ['b1', 40],
      ['a2', 30]
    ]);
    expect([tops.get('a1'), tops.get('b1'), tops.get('a2'), tops.get('b2')]).toEqual([100, 100, 150, 150]);
  });

  it('finds no more to do where everything is level', () => {
    const [one, other] = [
      [100, 20, 30],
      [60, 50, 10]
    ] as const;
    const { rooms } = levelsOf(laidOut('a', one), laidOut('b', other), sideBySide(3));
    const again = levelsOf(laidOut('a', one, rooms), laidOut('b', other, rooms), sideBySide(3));
    expect([...again.rooms]).toEqual([...rooms]);
  });

  it('takes room away again where a block became shorter', () => {
    const { rooms } = levelsOf(laidOut('a', [100, 20]), laidOut('b', [60, 50]), sideBySide(2));
    const { rooms: now } = levelsOf(
      laidOut('a', [60, 20], rooms),
      laidOut('b', [60, 50], rooms),
      sideBySide(2)
    );
    expect([...now]).toEqual([]);
  });

  it('leaves a block without a partner where its text has it', () => {
    const { rooms, tops } = levelsOf(
      laidOut('a', [10, 40, 10]),
      laidOut('b', [10, 10]),
      new Map([
        ['a0', 'b0'],
        ['a2', 'b1']
      ])
    );
    expect([...rooms]).toEqual([['b1', 40]]);
    expect(tops.get('a1')).toBe(10);
  });

  it('levels the others where pairs cross each other', () => {
    const { tops } = levelsOf(
      laidOut('a', [10, 10, 10, 10]),
      laidOut('b', [10, 20, 10, 10]),
      new Map([
        ['a0', 'b3'],
        ['a1', 'b0'],
        ['a2', 'b1'],
        ['a3', 'b2']
      ])
    );
    for (const [one, other] of [
      ['a1', 'b0'],
      ['a2', 'b1'],
      ['a3', 'b2']
    ] as const)
      expect(tops.get(one)).toBe(tops.get(other));
  });

  it('levels every pair of texts of any heights, by what it measures after its own writing', () => {
    for (let seed = 0; seed < 50; seed++) {
      const chance = chanceOf(seed);
      const heights = (): number[] => Array.from({ length: 40 }, () => 10 + chance() * 200);
      const [one, other] = [heights(), heights()];
      const { rooms } = levelsOf(laidOut('a', one), laidOut('b', other), sideBySide(40));
      const [first, second] = [laidOut('a', one, rooms), laidOut('b', other, rooms)];
      first.forEach(({ top }, index) => expect(Math.abs(top - (second[index]?.top ?? 0))).toBeLessThan(0.5));
    }
  });
});
