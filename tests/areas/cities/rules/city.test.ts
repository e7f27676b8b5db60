import { describe, expect, it } from 'vitest';
import {
  cityOrders,
  validateWithdrawal,
  needsSelectionReason,
  orderCities,
  substitutesFor,
  surplusOf,
  type City
} from '#rules/cities/city.ts';

const sides = [
  { id: 'eu', position: 0 },
  { id: 'cn', position: 1 }
];
const city = (number: number, sideId: string, en: string, zh: string) => ({
  number,
  sideId,
  shortName: { en, zh },
  withdrawal: null
});

const cities = [
  city(1, 'cn', 'Haidian', '海淀区'),
  city(2, 'cn', 'Binhai', '滨海新区'),
  city(3, 'cn', 'Chengdu', '成都'),
  city(4, 'cn', 'Zhangzhou', '漳州'),
  city(1, 'eu', 'Zagreb', '萨格勒布'),
  city(2, 'eu', 'Malmö', '马尔默'),
  city(3, 'eu', 'Manchester', '曼彻斯特'),
  city(4, 'eu', 'Lyon', '里昂')
];
const names = (locale: 'en' | 'zh', order: 'name' | 'list') =>
  orderCities(cities, sides, order, locale).map(({ shortName }) => shortName[locale]);

describe('a list of cities', () => {
  it('goes by side and then by name: the alphabet in English', () => {
    expect(names('en', 'name')).toEqual([
      'Lyon',
      'Malmö',
      'Manchester',
      'Zagreb',
      'Binhai',
      'Chengdu',
      'Haidian',
      'Zhangzhou'
    ]);
  });

  it('goes by side and then by name: pinyin in Chinese', () => {
    expect(names('zh', 'name')).toEqual([
      '里昂',
      '马尔默',
      '曼彻斯特',
      '萨格勒布',
      '滨海新区',
      '成都',
      '海淀区',
      '漳州'
    ]);
  });

  it('goes by side and then as the study lists them, where asked', () => {
    expect(names('en', 'list')).toEqual([
      'Zagreb',
      'Malmö',
      'Manchester',
      'Lyon',
      'Haidian',
      'Binhai',
      'Chengdu',
      'Zhangzhou'
    ]);
  });

  it('knows no other order: none by level, state or merit (R043)', () => {
    expect(cityOrders).toEqual(['name', 'list']);
  });

  it('leaves what it was given as it was', () => {
    const before = [...cities];
    orderCities(cities, sides, 'name', 'en');
    expect(cities).toEqual(before);
  });
});

describe('selection', () => {
  it('needs a written reason as soon as one criterion is not met, and for nothing less', () => {
    expect(needsSelectionReason([{ result: 'met' }, { result: 'partly' }, { result: 'unknown' }])).toBe(
      false
    );
    expect(needsSelectionReason([{ result: 'met' }, { result: 'not-met' }])).toBe(true);
    expect(needsSelectionReason([])).toBe(false);
  });

  it('shows how many cities a side lacks or has too many', () => {
    expect(surplusOf({ id: 'eu', pilotTarget: 15 }, cities)).toBe(-11);
    expect(surplusOf({ id: 'cn', pilotTarget: 4 }, cities)).toBe(0);
    expect(surplusOf({ id: 'cn', pilotTarget: 2 }, cities)).toBe(2);
  });
});

describe('a withdrawal', () => {
  type Pilot = Pick<City, 'id' | 'sideId' | 'withdrawal'>;
  const gone = (substituteId: string | null = null) => ({
    on: '2013-09',
    reason: { en: 'No staff', zh: '缺少人员' },
    substituteId: substituteId as City['id'] | null
  });
  const pilot = (id: string, sideId: string, withdrawal: Pilot['withdrawal'] = null): Pilot => ({
    id: id as City['id'],
    sideId,
    withdrawal
  });
  const haidian = pilot('haidian', 'cn');
  const all = [haidian, pilot('korla', 'cn'), pilot('bristol', 'eu'), pilot('binhai', 'cn', gone())];
  const refused = (withdrawal: Parameters<typeof validateWithdrawal>[1]) => {
    const checked = validateWithdrawal(haidian, withdrawal, all);
    return checked.ok ? 'ok' : checked.refusal.code;
  };

  it('leaves a gap in the number of its side, which the substitute fills', () => {
    expect(surplusOf({ id: 'cn', pilotTarget: 3 }, all)).toBe(-1);
    expect(surplusOf({ id: 'cn', pilotTarget: 3 }, [...all, pilot('chengdu', 'cn')])).toBe(0);
  });

  it('is substituted by another pilot of the same side that takes part', () => {
    expect(substitutesFor(haidian, all).map(({ id }) => id)).toEqual(['korla']);
    expect(refused(gone('korla'))).toBe('ok');
    for (const id of ['haidian', 'bristol', 'binhai', 'nowhere'])
      expect(refused(gone(id)), id).toBe('invalid');
  });

  it('keeps a substitute that has itself withdrawn since', () => {
    const before = pilot('haidian', 'cn', gone('binhai'));
    expect(validateWithdrawal(before, gone('binhai'), all)).toEqual({ ok: true, value: null });
  });

  it('says when, as exactly as it is known, and why in both languages', () => {
    for (const on of ['2013', '2013-22', '2013-09', '2013-09-12'])
      expect(refused({ ...gone(), on }), on).toBe('ok');
    for (const on of ['', 'autumn', '2013-02-30']) expect(refused({ ...gone(), on }), on).toBe('invalid');
    expect(refused({ ...gone(), reason: { en: ' ', zh: '' } })).toBe('reason-required');
    expect(refused({ ...gone(), reason: { en: 'No staff', zh: '' } })).toBe('both-languages-required');
    expect(refused({ ...gone(), reason: { en: 'x'.repeat(2001), zh: '由' } })).toBe('too-large');
  });
});
