import { describe, expect, it } from 'vitest';
import { filterTerms, type GlossaryTerm } from '#rules/pairs/glossary.ts';
import { gapsOfRecord } from '#rules/framework/record.ts';
import { gapsOfStudy, progressOf } from '#rules/study/study.ts';
import type { FieldDefinition, RecordType } from '#rules/framework/framework.ts';

describe('a study', () => {
  it('shows which text is missing in which language', () => {
    const full = { en: 'a', zh: '甲' };
    expect(
      gapsOfStudy({
        title: full,
        shortTitle: { en: 'a', zh: ' ' },
        programme: full,
        purpose: { en: '', zh: '' },
        scope: full
      })
    ).toEqual([
      { text: 'shortTitle', missing: ['zh'] },
      { text: 'purpose', missing: ['en', 'zh'] }
    ]);
  });

  it('counts per side how many cities were invited, have started, submitted, and were accepted (R015)', () => {
    const none = { invitedAt: null, startedAt: null, submittedAt: null, acceptedAt: null };
    const at = '2013-06-03T00:00:00.000Z';
    const assessments = [
      { ...none, sideId: 'eu' },
      { ...none, sideId: 'cn', invitedAt: at },
      { ...none, sideId: 'cn', startedAt: at, submittedAt: at }
    ];
    expect(progressOf({ id: 'cn' }, assessments)).toEqual({
      sideId: 'cn',
      cities: 2,
      invited: 2,
      started: 1,
      submitted: 1,
      accepted: 0
    });
    expect(progressOf({ id: 'eu' }, assessments)).toEqual({
      sideId: 'eu',
      cities: 1,
      invited: 0,
      started: 0,
      submitted: 0,
      accepted: 0
    });
  });
});

describe('a record', () => {
  const field = (id: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
    id,
    label: { en: id, zh: id },
    kind: 'short-text',
    required: false,
    requiredIf: null,
    optionsRef: null,
    options: [],
    recordType: null,
    ...more
  });
  const service: RecordType = {
    id: 'service',
    label: { en: '', zh: '' },
    usedBy: [],
    fields: [
      field('name', { required: true }),
      field('launchDate', { required: true }),
      field('note'),
      field('reason', { requiredIf: { field: 'best', equals: 'yes' } })
    ]
  };
  const gaps = (fields: Parameters<typeof gapsOfRecord>[1]['fields']) =>
    gapsOfRecord(service, { fields }).map(({ id }) => id);

  it('shows what the framework requires and the city does not give, as gaps', () => {
    expect(gaps({ name: { en: 'Cloud', zh: '云' } })).toEqual(['launchDate']);
    expect(gaps({ name: { en: '', zh: '' }, launchDate: '2013-04' })).toEqual(['name']);
  });

  it('requires some fields only because of another’s value', () => {
    expect(gaps({ name: 'a', launchDate: '2013', best: 'yes' })).toEqual(['reason']);
    expect(gaps({ name: 'a', launchDate: '2013', best: 'no' })).toEqual([]);
  });
});

describe('the glossary', () => {
  const term = (id: string, en: string, zh: string, group = 'concepts'): GlossaryTerm => ({
    id,
    term: { en, zh },
    definition: { en: `Definition of ${en}.`, zh: `${zh}的定义。` },
    group,
    caution: null,
    kind: 'term',
    isChecked: true,
    variants: [],
    agreedAt: null
  });
  const terms = [
    term('cloud', 'cloud computing', '云计算', 'data and platforms'),
    term('hukou', 'registered population', '户籍人口'),
    term('cafe', 'café', '咖啡馆')
  ];
  const find = (query: string, group: string | null = null, locale: 'en' | 'zh' = 'en') =>
    filterTerms(terms, { query, group }, locale).map(({ id }) => id);

  it('is found in either language, in part, and without regard to case or accents', () => {
    expect(find('云')).toEqual(['cloud']);
    expect(find('CLOUD')).toEqual(['cloud']);
    expect(find('cafe')).toEqual(['cafe']);
    expect(find('户籍')).toEqual(['hukou']);
    expect(find('nothing of that kind')).toEqual([]);
  });

  it('is narrowed to a group, and ordered for the reader', () => {
    expect(find('', 'concepts')).toEqual(['cafe', 'hukou']);
    expect(find('', null, 'zh')).toEqual(['hukou', 'cafe', 'cloud']);
  });
});
