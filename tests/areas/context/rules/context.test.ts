/** Shows that the research refuses what cannot be shown: dates, halves, lengths, figures without a source (R092-R103). */
import { describe, expect, it } from 'vitest';
import { validateSource, type SourceInput } from '#rules/bibliography/bibliography.ts';
import { validateFigure, type FigureInput } from '#rules/context/context-figure.ts';
import {
  readColumns,
  readRows,
  rowsText,
  validateTable,
  type TableInput
} from '#rules/context/context-table.ts';
import { matchesEntry, validateEntry, type ContextFacts, type EntryInput } from '#rules/context/context.ts';
import { mayEnterReport, validateImage, type ImageInput } from '#rules/context/image-permission.ts';
import { validateTalk } from '#rules/context/provider-talk.ts';
import type { Result } from '#base/refusal.ts';
import { sharesTable } from '#kit/context-table.ts';

const empty = { en: '', zh: '' };
const facts: ContextFacts = {
  topics: new Set(['market']),
  sources: new Set(['report']),
  cities: new Set(['haidian']),
  questions: new Map([['funding', new Set(['funding.sources'])]])
};
const source: SourceInput = {
  kind: 'report',
  title: { en: 'Cities of 𠮷野', zh: '𠮷野城市' },
  author: '𠮷田',
  publisher: empty,
  date: '2013-04',
  address: 'https://example.org/a'
};
const entry: EntryInput = {
  register: 'policy',
  area: null,
  topicId: 'market',
  title: { en: 'Broadband plan', zh: '宽带计划' },
  summary: empty,
  issuer: { en: 'State Council', zh: '国务院' },
  date: '2013-08',
  cities: ['haidian'],
  caution: null,
  pins: [{ characteristic: 'funding', question: 'funding.sources', city: 'haidian' }],
  citations: [{ sourceId: 'report', place: 'p. 12' }]
};
const figure: FigureInput = {
  topicId: 'market',
  label: { en: 'Market', zh: '市场' },
  measure: 'money',
  value: 8.1e9,
  valueTo: null,
  valueText: '',
  unit: empty,
  currency: 'USD',
  comparator: 'eq',
  period: '2018',
  nature: 'forecast',
  scope: empty,
  method: empty,
  caution: null,
  pins: [],
  citations: [{ sourceId: 'report', place: '' }]
};
const table: TableInput = {
  topicId: 'market',
  ...sharesTable,
  columns: readColumns('Seoul | 首尔\nAmsterdam | 阿姆斯特丹'),
  rows: readRows('Education | 教育 | 2 % | –\nTransport\t交通\t20\t15', 2),
  citations: [{ sourceId: 'report', place: 'Figure 7' }]
};
const image: ImageInput = {
  title: { en: 'Map', zh: '地图' },
  owner: { en: 'A publisher', zh: '' },
  state: 'granted',
  decidedBy: 'Rights office',
  decidedOn: '2014-01',
  document: 'Letter 12',
  terms: empty,
  hash: ''
};
const fieldOf = (result: Result<unknown>) =>
  result.ok ? 'ok' : `${result.refusal.code} ${String(result.refusal.facts?.['field'] ?? '')}`.trim();

describe('a source', () => {
  it('is kept with a title in one language at least, a date as exactly as it is known, and a web address', () => {
    expect(validateSource(source)).toEqual({ ok: true, value: source });
    expect(
      fieldOf(validateSource({ ...source, title: { en: '', zh: '报告' }, date: null, address: '' }))
    ).toBe('ok');
    expect(fieldOf(validateSource({ ...source, title: { en: ' ', zh: '' } }))).toBe('invalid title');
    for (const date of ['2013-13', '2013-02-30', 'April 2013', '13'])
      expect(fieldOf(validateSource({ ...source, date }))).toBe('invalid date');
    for (const address of ['javascript:alert(1)', 'https://user@example.org', 'example.org'])
      expect(fieldOf(validateSource({ ...source, address }))).toBe('web-address-required address');
    expect(fieldOf(validateSource({ ...source, author: '𠮷'.repeat(300) }))).toBe('too-large author');
  });
});

describe('an entry', () => {
  it('names only topics, cities, sources and questions that the study has (R100)', () => {
    expect(fieldOf(validateEntry(entry, facts))).toBe('ok');
    const wrong: readonly [Partial<EntryInput>, string][] = [
      [{ topicId: 'none' }, 'invalid topic'],
      [{ title: empty }, 'invalid title'],
      [{ date: '2013-00' }, 'invalid date'],
      [{ cities: ['haidian', 'haidian'] }, 'invalid cities'],
      [{ cities: ['nowhere'] }, 'invalid cities'],
      [{ pins: [{ characteristic: 'funding', question: 'none', city: null }] }, 'invalid pins'],
      [{ pins: [...entry.pins, ...entry.pins] }, 'invalid pins'],
      [{ citations: [{ sourceId: 'none', place: '' }] }, 'invalid citations'],
      [{ citations: [...entry.citations, ...entry.citations] }, 'invalid citations'],
      [{ summary: { en: '', zh: '长'.repeat(10_001) } }, 'too-large summary']
    ];
    for (const [change, fault] of wrong)
      expect(fieldOf(validateEntry({ ...entry, ...change }, facts))).toBe(fault);
  });

  it('is filed under one of the seven areas where it is a trend, and under none otherwise (R094)', () => {
    expect(fieldOf(validateEntry({ ...entry, register: 'trend', area: 'technology' }, facts))).toBe('ok');
    expect(fieldOf(validateEntry({ ...entry, register: 'trend' }, facts))).toBe('invalid area');
    expect(fieldOf(validateEntry({ ...entry, area: 'technology' }, facts))).toBe('invalid area');
  });

  it('is found by register, area, topic, city and words of either language (R098, R099)', () => {
    const all = { register: null, area: null, topicId: null, city: null, text: '' };
    expect(matchesEntry(entry, all)).toBe(true);
    expect(matchesEntry(entry, { ...all, text: 'ＢＲＯＡＤband' })).toBe(true);
    expect(matchesEntry(entry, { ...all, text: '国务院' })).toBe(true);
    expect(matchesEntry(entry, { ...all, text: 'horizon' })).toBe(false);
    expect(matchesEntry(entry, { ...all, register: 'project' })).toBe(false);
    expect(matchesEntry(entry, { ...all, city: 'bristol' })).toBe(false);
  });
});

describe('a figure', () => {
  it('has a topic, a value and a source, and says whether it is a forecast (R102)', () => {
    expect(fieldOf(validateFigure(figure, facts))).toBe('ok');
    const wrong: readonly [Partial<FigureInput>, string][] = [
      [{ topicId: '' }, 'invalid topic'],
      [{ value: null }, 'invalid value'],
      [{ valueText: '70/30' }, 'invalid value'],
      [{ value: Number.NaN }, 'invalid value'],
      [{ value: 20, valueTo: 15 }, 'invalid valueTo'],
      [{ currency: null }, 'invalid currency'],
      [{ measure: 'percent' }, 'invalid currency'],
      [{ period: 'next year' }, 'invalid period'],
      [{ citations: [] }, 'invalid citations']
    ];
    for (const [change, fault] of wrong)
      expect(fieldOf(validateFigure({ ...figure, ...change }, facts))).toBe(fault);
  });
});

describe('a table', () => {
  it('reads lines of a form and of a spreadsheet, a dash as a gap (R096)', () => {
    expect(table.rows).toEqual([
      { label: { en: 'Education', zh: '教育' }, values: [2, null] },
      { label: { en: 'Transport', zh: '交通' }, values: [20, 15] }
    ]);
    expect(readRows(rowsText(table.rows), 2)).toEqual(table.rows);
    const barred = [{ label: { en: 'A | B', zh: '甲｜乙' }, values: [1, null] }];
    expect(readRows(rowsText(barred), 2)).toEqual(barred);
    expect(fieldOf(validateTable(table, facts))).toBe('ok');
  });

  it('refuses a cell that is no number, a share above a hundred, a row without a name, and too many rows', () => {
    for (const line of ['A | 甲 | many | 1', 'A | 甲 | 101 | 1', ' | | 1 | 2', 'A | 甲 | 1 | 2 | 3'])
      expect(fieldOf(validateTable({ ...table, rows: readRows(line, 2) }, facts))).toBe('invalid rows');
    const many = readRows(Array.from({ length: 101 }, (_, index) => `A${index} | 甲 | 1 | 2`).join('\n'), 2);
    expect(fieldOf(validateTable({ ...table, rows: many }, facts))).toBe('too-many rows');
  });
});

describe('a talk with a solution provider', () => {
  it('has a party, a date and a summary', () => {
    const talk = { party: { en: 'ACME', zh: '' }, heldOn: '2013-06-03', summary: { en: 'Prices', zh: '' } };
    expect(fieldOf(validateTalk(talk))).toBe('ok');
    expect(fieldOf(validateTalk({ ...talk, heldOn: '' }))).toBe('invalid heldOn');
    expect(fieldOf(validateTalk({ ...talk, party: empty }))).toBe('invalid party');
    expect(fieldOf(validateTalk({ ...talk, summary: empty }))).toBe('invalid summary');
  });
});

describe('an image of somebody else', () => {
  it('may enter a report only with a permission that says by whom, when and in which document', () => {
    expect(fieldOf(validateImage(image))).toBe('ok');
    expect(mayEnterReport(image)).toBe(true);
    for (const state of ['not-asked', 'asked', 'refused', 'withdrawn'] as const)
      expect(mayEnterReport({ ...image, state })).toBe(false);
    expect(fieldOf(validateImage({ ...image, decidedBy: '' }))).toBe('invalid decidedBy');
    expect(fieldOf(validateImage({ ...image, decidedOn: null }))).toBe('invalid decidedOn');
    expect(fieldOf(validateImage({ ...image, document: '' }))).toBe('invalid document');
    expect(fieldOf(validateImage({ ...image, hash: 'abc' }))).toBe('invalid hash');
  });
});
