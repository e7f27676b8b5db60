import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  selectedFilters,
  byCategory,
  categorisedTypes,
  filtersOf,
  matchesFilters,
  type CategorisedType
} from '#rules/comparison/records-compared.ts';
import type { FieldValue, ResponseRecord } from '#rules/framework/record.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';

const framework = parseFramework(
  readFileSync(new URL('../../../../server/seeds/framework.json', import.meta.url), 'utf8')
);
const typeOf = (id: string): CategorisedType => {
  const found = categorisedTypes(framework).find(({ type }) => type.id === id);
  if (!found) throw new Error(`There is no type ${id}`);
  return found;
};
const register = typeOf('service');
const filters = filtersOf(framework, register);
const filtersFrom = (fields: Readonly<Record<string, string>>) =>
  selectedFilters(filters, (field) => fields[field] ?? null);
const record = (id: string, fields: Readonly<Record<string, FieldValue>>): ResponseRecord => ({
  id,
  question: 'services.register',
  recordType: 'service',
  position: 0,
  fields,
  sources: {},
  notes: {},
  source: '',
  version: 1
});
const lights = record('lights', {
  category: 'transportation',
  usesIot: 'yes',
  cloudDelivered: 'no',
  openApi: 'yes',
  targetGroups: ['residents', 'older-people'],
  bestPractice: 'yes'
});
const wards = record('wards', {
  category: 'health',
  cloudDelivered: 'yes',
  targetGroups: ['health-providers'],
  bestPractice: 'no'
});

describe('R087: the register of services over cities', () => {
  it('can be asked by category, target group, things connected, cloud, open interface and best practice', () => {
    expect(filters[0]?.field.id).toBe('category');
    expect(filters.map(({ field }) => field.id)).toEqual(
      expect.arrayContaining(['targetGroups', 'usesIot', 'cloudDelivered', 'openApi', 'bestPractice'])
    );
    const found = (fields: Readonly<Record<string, string>>): string[] =>
      [lights, wards].filter((one) => matchesFilters(one, filtersFrom(fields))).map(({ id }) => id);
    expect(found({})).toEqual(['lights', 'wards']);
    expect(found({ category: 'health' })).toEqual(['wards']);
    expect(found({ targetGroups: 'older-people' })).toEqual(['lights']);
    expect(found({ usesIot: 'yes' })).toEqual(['lights']);
    expect(found({ cloudDelivered: 'yes' })).toEqual(['wards']);
    expect(found({ openApi: 'yes' })).toEqual(['lights']);
    expect(found({ bestPractice: 'yes', category: 'health' })).toEqual([]);
  });

  it('takes what a record leaves open for neither yes nor no', () => {
    expect(matchesFilters(wards, filtersFrom({ openApi: 'no' }))).toBe(false);
    expect(matchesFilters(wards, filtersFrom({ openApi: 'unknown' }))).toBe(false);
  });

  it('asks for nothing that is none of the choices, nor for a field that has none', () => {
    expect([
      ...filtersFrom({ category: 'nowhere', name: 'lights', bestPractice: 'perhaps', usesIot: 'partly' })
    ]).toEqual([['usesIot', 'partly']]);
  });

  it('can be asked of any type of records, as the framework has them', () => {
    expect(filtersOf(framework, typeOf('funding-line')).map(({ field }) => field.id)).toEqual([
      'source',
      'sector',
      'structure',
      'status'
    ]);
  });
});

describe('R088: services by category and side', () => {
  it('are counted in the order of the categories, whatever the counts are, and a gap is none', () => {
    const given = [
      { city: { sideId: 'eu' }, records: [wards, record('more', { category: 'health' })] },
      { city: { sideId: 'cn' }, records: [lights] }
    ];
    const counted = byCategory(register, given, [{ id: 'eu' }, { id: 'cn' }]);
    expect(counted.map(({ option }) => option?.id)).toEqual(register.options.map(({ id }) => id));
    const of = (id: string) =>
      counted.find(({ option }) => option?.id === id)?.sides.map(({ count }) => count);
    expect(of('health')).toEqual([2, null]);
    expect(of('transportation')).toEqual([null, 1]);
  });
});
