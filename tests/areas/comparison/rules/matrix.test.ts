import { describe, expect, it } from 'vitest';
import { sharesOf } from '#rules/comparison/level-shares.ts';
import { matrixOf } from '#rules/comparison/matrix.ts';
import type { Outcome, ReleasedLevel } from '#rules/panels/panel.ts';

const level = (id: string, order: number) => ({
  id,
  order,
  name: { en: id, zh: id },
  meaning: { en: '', zh: '' }
});
const three = [level('high', 3), level('low', 1), level('middle', 2)];
const characteristics = [
  { id: 'funding', number: 2 },
  { id: 'strategy', number: 1 }
];
const cities = [
  { id: 'bristol' as never, sideId: 'eu' },
  { id: 'lyon' as never, sideId: 'eu' },
  { id: 'riga' as never, sideId: 'eu' },
  { id: 'haidian' as never, sideId: 'cn' },
  { id: 'korla' as never, sideId: 'cn' }
];
const sides = [{ id: 'eu' }, { id: 'cn' }];
const released = (
  cityId: string,
  outcome: Outcome,
  at: string | null = null,
  characteristic = 'strategy'
): ReleasedLevel => ({
  cityId,
  characteristic,
  outcome,
  level: at,
  reason: { en: 'Because', zh: '理由' },
  dissent: [],
  round: 1,
  at: '2013-10-01T00:00:00.000Z',
  isOfOlderRubric: false,
  isBeingJudgedAgain: false
});

describe('the matrix', () => {
  it('has a row for each city in the order given and a cell for each characteristic by its number, whatever is released', () => {
    const rows = matrixOf(cities, characteristics, [released('korla', 'level', 'high')], three);
    expect(rows.map(({ city }) => city.id)).toEqual(['bristol', 'lyon', 'riga', 'haidian', 'korla']);
    expect(rows.map(({ cells }) => cells.map(({ characteristic }) => characteristic))).toEqual(
      Array(5).fill(['strategy', 'funding'])
    );
  });

  it('tells a level, each outcome that is none, a level of an earlier scale and nothing released apart', () => {
    const some = [
      released('bristol', 'level', 'low'),
      released('lyon', 'not-assessed'),
      released('riga', 'not-applicable'),
      released('haidian', 'split'),
      released('korla', 'level', 'gone')
    ];
    expect(matrixOf(cities, characteristics, some, three).map(({ cells }) => cells[0]?.status)).toEqual([
      { kind: 'level', level: 'low' },
      { kind: 'not-assessed' },
      { kind: 'not-applicable' },
      { kind: 'split' },
      { kind: 'earlier', level: 'gone' }
    ]);
    expect(matrixOf(cities, characteristics, [], three)[0]?.cells[0]?.status).toEqual({ kind: 'none' });
  });
});

describe('shares of cities at each level', () => {
  const some = [
    released('bristol', 'level', 'low'),
    released('lyon', 'level', 'low'),
    released('riga', 'not-assessed'),
    released('haidian', 'level', 'high'),
    released('korla', 'level', 'high', 'funding')
  ];
  const [eu, cn] = sharesOf('strategy', cities, sides, some, three);

  it('follow the scale, however many levels it has', () => {
    expect(eu?.levels.map(({ level: id, cities: at }) => [id, at.length])).toEqual([
      ['low', 2],
      ['middle', 0],
      ['high', 0]
    ]);
    expect(sharesOf('strategy', cities, sides, [], [])[0]?.levels).toEqual([]);
  });

  it('are of the cities that have a level; what is no level is counted next to them and never among the low ones', () => {
    expect(eu).toMatchObject({ withLevel: 2, cities: 3, none: [] });
    expect(eu?.levels.map(({ percent }) => percent)).toEqual([100, 0, 0]);
    expect(eu?.outside.map(({ kind, cities: at }) => [kind, at.length])).toEqual([
      ['not-assessed', 1],
      ['not-applicable', 0],
      ['split', 0]
    ]);
  });

  it('are unknown, and not zero, where no city of a side has a level', () => {
    const [, nobody] = sharesOf('strategy', cities, sides, some.slice(0, 3), three);
    expect(nobody?.levels.map(({ percent }) => percent)).toEqual([null, null, null]);
    expect(nobody?.none.map(({ id }) => id)).toEqual(['haidian', 'korla']);
  });

  it('speak of one characteristic, and keep the cities’ own order (R144)', () => {
    expect(cn?.none.map(({ id }) => id)).toEqual(['korla']);
    expect(eu?.levels[0]?.cities.map(({ id }) => id)).toEqual(['bristol', 'lyon']);
  });
});
