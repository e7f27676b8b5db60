import { describe, expect, it } from 'vitest';
import { cityOrders, needsSelectionReason, orderCities, surplusOf } from '#domain/city.ts';

const sides = [{ id: 'eu', position: 0 }, { id: 'cn', position: 1 }];
const city = (number: number, sideId: string, en: string, zh: string) => ({ number, sideId, shortName: { en, zh } });

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
const names = (locale: 'en' | 'zh', order: 'name' | 'list') => orderCities(cities, sides, order, locale).map(({ shortName }) => shortName[locale]);

describe('a list of cities', () => {
  it('goes by side and then by name: the alphabet in English', () => {
    expect(names('en', 'name')).toEqual(['Lyon', 'Malmö', 'Manchester', 'Zagreb', 'Binhai', 'Chengdu', 'Haidian', 'Zhangzhou']);
  });

  it('goes by side and then by name: pinyin in Chinese', () => {
    expect(names('zh', 'name')).toEqual(['里昂', '马尔默', '曼彻斯特', '萨格勒布', '滨海新区', '成都', '海淀区', '漳州']);
  });

  it('goes by side and then as the study lists them, where asked', () => {
    expect(names('en', 'list')).toEqual(['Zagreb', 'Malmö', 'Manchester', 'Lyon', 'Haidian', 'Binhai', 'Chengdu', 'Zhangzhou']);
  });

  it('knows no other order: none by level, state or merit', () => {
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
    expect(needsSelectionReason([{ result: 'met' }, { result: 'partly' }, { result: 'unknown' }])).toBe(false);
    expect(needsSelectionReason([{ result: 'met' }, { result: 'not-met' }])).toBe(true);
    expect(needsSelectionReason([])).toBe(false);
  });

  it('shows how many cities a side lacks or has too many', () => {
    expect(surplusOf({ id: 'eu', pilotTarget: 15 }, cities)).toBe(-11);
    expect(surplusOf({ id: 'cn', pilotTarget: 4 }, cities)).toBe(0);
    expect(surplusOf({ id: 'cn', pilotTarget: 2 }, cities)).toBe(2);
  });
});
