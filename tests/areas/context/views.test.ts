/** Shows that tables and figures of public sources are charted and exported as they are: gaps stay gaps, nothing is added up (R095, R096, R102). */
import { describe, expect, it } from 'vitest';
import type { ContextFigure } from '#rules/context/context-figure.ts';
import type { ContextTable } from '#rules/context/context-table.ts';
import { figureRows } from '#lib/areas/context/figure-rows.ts';
import { figureValue, periodText } from '#lib/areas/context/context-figure.ts';
import { tableRows, tableView } from '#lib/areas/context/table-view.ts';
import { csvOf } from '#base/csv.ts';
import { sharesTable } from '#kit/context-table.ts';

const empty = { en: '', zh: '' };
const sources = [
  {
    id: 'report',
    kind: 'report',
    title: { en: '=A report', zh: '报告' },
    author: '',
    publisher: empty,
    date: '2014-02',
    address: '',
    version: 1
  }
] as const;
const table: ContextTable = {
  id: 'shares',
  topicId: 't',
  ...sharesTable,
  columns: [
    { en: 'Seoul', zh: '首尔' },
    { en: 'Amsterdam', zh: '阿姆斯特丹' }
  ],
  rows: [
    { label: { en: '=SUM(A1)', zh: '𠮷' }, values: [9, null] },
    { label: { en: 'Transport', zh: '交通' }, values: [0, 15] }
  ],
  citations: [{ sourceId: 'report', place: 'Figure 7' }],
  version: 1
};
const figure = (id: string, value: number, nature: ContextFigure['nature']): ContextFigure => ({
  id,
  topicId: 't',
  label: { en: 'Market', zh: '市场' },
  measure: 'money',
  value,
  valueTo: null,
  valueText: '',
  unit: empty,
  currency: 'USD',
  comparator: 'eq',
  period: '2011-2015',
  nature,
  scope: empty,
  method: empty,
  caution: null,
  pins: [],
  citations: table.citations,
  version: 1
});

describe('a table of numbers', () => {
  it('is charted with one series for each column, a gap as null and zero as zero (R096)', () => {
    const { spec, table: data, caption } = tableView(table, sources);
    expect(spec.series.map(({ name, points }) => [name, ...points.map(({ value }) => value)])).toEqual([
      ['Seoul', 9, 0],
      ['Amsterdam', null, 15]
    ]);
    expect(new Set(spec.series.map(({ look }) => look.pattern)).size).toBe(2);
    expect(data.rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['=SUM(A1)', '9%', '–'],
      ['Transport', '0%', '15%']
    ]);
    expect(caption.sources).toEqual(['Source: =A report, February 2014, Figure 7']);
  });

  it('is a file of the same rows in both languages, in which no cell is a formula', () => {
    const csv = new TextDecoder().decode(csvOf(tableRows(table, sources)));
    expect(csv).toContain(`"'=SUM(A1)","𠮷",9,\r\n`);
    expect(csv).toContain('"Transport","交通",0,15');
    expect(csv).not.toMatch(/(^|,)"?=/m);
  });
});

describe('figures', () => {
  it('are a file with one row each and nothing derived from them', () => {
    const figures = [figure('a', 8.1e9, 'observed'), figure('b', 39.5e9, 'forecast')];
    const list = {
      figures,
      sources,
      topics: [{ id: 't', title: { en: 'Market size', zh: '市场规模' }, caution: null, version: 1 }],
      cities: [],
      places: [],
      mayWrite: false
    };
    const [heads, ...rows] = figureRows(list);
    expect(rows).toHaveLength(2);
    const at = (name: string) => heads?.indexOf(name) ?? -1;
    expect(rows.map((row) => [row[at('Value')], row[at('Observed or forecast')]])).toEqual([
      [8.1e9, 'Observed'],
      [39.5e9, 'Forecast']
    ]);
    expect(JSON.stringify(rows)).not.toContain('47600000000');
    expect(JSON.stringify(rows)).not.toContain('23800000000');
  });

  it('are shown with the large units of the language, and as printed where they are no number', () => {
    expect(figureValue(figure('a', 8.1e9, 'observed'))).toBe('USD 8.1 billion');
    expect(figureValue({ ...figure('a', 0, 'observed'), value: null, valueText: '70/30' })).toBe('70/30');
    expect([periodText('2011-2015'), periodText('2013-09'), periodText(null)]).toEqual([
      '2011–2015',
      'September 2013',
      'Not stated'
    ]);
  });
});
