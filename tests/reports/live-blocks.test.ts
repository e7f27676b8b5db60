/**
 * Blocks that are made by rule say in both languages what their data say: with each caution, with what is disputed
 * as the city's statement, with the source of each public figure, and with a text alternative for each chart.
 */
import { describe, expect, it } from 'vitest';
import type { ReportBlock } from '#domain/report-content.ts';
import { manifestFormat, type BlockData, type ReportInputs } from '#domain/report-inputs.ts';
import type { ReportBlockName } from '#domain/report.ts';
import { composeReport } from '#lib/reports/compose.ts';
import { reportCharts } from '#server/report/charts/charts.ts';

const both = (en: string, zh: string) => ({ en, zh });
const [eu, china] = [both('European Union', '欧盟'), both('China', '中国')];

function composed<Name extends ReportBlockName>(block: Name, data: BlockData[Name], status = 'published') {
  const inputs: ReportInputs = {
    manifest: {
      format: manifestFormat,
      kind: 'report',
      study: { slug: 'study', name: both('Study', '研究') },
      title: both('Report', '报告'),
      subtitle: null,
      status: status as 'draft' | 'published',
      number: '1',
      date: '2013-11-20',
      address: null,
      origin: 'https://meridian.example',
      names: '',
      parts: [
        {
          id: 'part',
          title: both('Part', '部分'),
          numbering: 'chapter',
          showsGaps: false,
          source: { kind: 'block', block, data: 'data' },
          parts: []
        }
      ]
    },
    headings: {},
    names: {
      characteristics: [],
      cities: [],
      levels: [
        { id: 'basic', name: both('Basic', '基础') },
        { id: 'more', name: both('More advanced', '较先进') }
      ],
      outOfLevel: [],
      goals: [],
      questions: []
    },
    texts: {},
    data: { data },
    bibliography: {
      atlas: {
        title: both('Atlas', '图集'),
        author: 'Ada Bell',
        publisher: both('', ''),
        date: null,
        address: ''
      }
    },
    titles: {},
    barred: []
  };
  const { content, faults } = composeReport(inputs, { charts: reportCharts, hashOfBase64: () => '' });
  const pairs = content.parts[0]?.pairs ?? [];
  return {
    content,
    faults,
    en: pairs.flatMap((pair) => pair.en),
    zh: pairs.flatMap((pair) => pair.zh),
    figures: pairs.flatMap((pair) => [...pair.en, ...pair.zh]).filter(isFigure)
  };
}

const isFigure = (block: ReportBlock): block is Extract<ReportBlock, { kind: 'figure' }> =>
  block.kind === 'figure';
const words = (blocks: readonly ReportBlock[]): string => JSON.stringify(blocks);

describe('a block of a report', () => {
  it('says what must be known before a figure of a city is used', () => {
    const { en, zh } = composed('profiles', {
      sides: [
        {
          name: china,
          cities: [
            {
              id: 'haidian',
              name: both('Haidian', '海淀区'),
              figures: [
                {
                  label: both('Area', '面积'),
                  figure: {
                    value: 426,
                    valueTo: null,
                    valueText: null,
                    unit: 'km2',
                    currency: null,
                    comparator: 'eq',
                    referenceYear: '2012'
                  } as never,
                  caution: both('Printed twice with two values.', '原文两处数值不同。')
                }
              ]
            }
          ]
        }
      ]
    });
    expect(words(en)).toContain('Printed twice with two values.');
    expect(words(zh)).toContain('原文两处数值不同。');
  });

  it('prints a comment that stays in dispute as the statement of the city', () => {
    const { en, zh } = composed('consultation', [
      {
        side: china,
        city: both('Haidian', '海淀区'),
        comments: 1,
        accepted: 0,
        partly: 0,
        rejected: 1,
        noted: 0,
        contested: 1,
        statements: [{ quote: '数据不共享', body: '数据已经共享。', language: 'zh' }]
      }
    ]);
    expect(words(en)).toContain('Statement of Haidian');
    for (const blocks of [en, zh]) expect(blocks.at(-1)).toMatchObject({ kind: 'quote' });
    expect(words(zh)).toContain('数据已经共享。');
  });

  it('prints a figure on which a trend rests with its period, its nature and its source', () => {
    const { en, zh, content } = composed('trends', [
      {
        id: 't1',
        statement: both('Meters spread.', '电表普及。'),
        explanation: both('', ''),
        origin: 'research',
        answer: 'unknown',
        side: null,
        characteristics: [],
        isFlagged: false,
        supports: [
          {
            kind: 'figure',
            role: 'supports',
            figure: {
              id: 'f1',
              label: both('Market for meters', '电表市场'),
              measure: 'money',
              value: 2_785_000_000,
              valueTo: null,
              valueText: '',
              unit: both('', ''),
              currency: 'CNY',
              comparator: 'eq',
              period: '2012',
              nature: 'forecast',
              scope: both('', ''),
              method: both('', ''),
              caution: null,
              citations: [{ sourceId: 'atlas', place: 'p. 4' }]
            }
          }
        ]
      }
    ]);
    expect(words(en)).toContain('Market for meters');
    expect(words(en)).toContain(': CNY 2.785 billion (2012, forecast)');
    expect(words(zh)).toContain('：27.85亿元人民币（2012年，预测）');
    expect(content.sources.map(({ title }) => title.en)).toEqual(['Atlas']);
  });

  it('sets figures of different sources side by side, each with its source, a forecast as one, a caution once', () => {
    const figure = {
      label: both('Market', '市场'),
      measure: 'money',
      valueTo: null,
      valueText: '',
      unit: both('', ''),
      currency: 'USD',
      comparator: 'eq',
      scope: both('Worldwide', '全球'),
      method: both('', ''),
      caution: both('Estimates differ.', '各项估计不同。')
    } as const;
    const citations = [{ sourceId: 'atlas', place: 'p. 12' }];
    const { en, zh, content } = composed('figures', [
      {
        topic: { id: 'market', title: both('Market size', '市场规模'), caution: null },
        figures: [
          { ...figure, id: 'a', value: 6_100_000_000, period: '2012', nature: 'observed', citations },
          { ...figure, id: 'b', value: 20_200_000_000, period: '2020', nature: 'forecast', citations }
        ]
      }
    ]);
    const [notice, table] = en;
    expect(notice).toMatchObject({ kind: 'quote', text: [{}, { text: 'Estimates differ.' }] });
    if (table?.kind !== 'table') throw new Error('There is no table');
    expect(table.rows).toHaveLength(3);
    expect(words([table])).not.toContain('Estimates differ.');
    expect(words([table])).toContain('"kind":"cite","sources":[1]');
    expect(words([table])).toContain(', p. 12');
    expect(table.rows[2]?.map(({ text }) => text)).toContainEqual([
      expect.objectContaining({ text: 'Forecast' }) as object
    ]);
    // Nobody adds them up: no cell holds a figure that no source has.
    expect(words(en)).not.toContain('26.3');
    expect(words(zh)).toContain('61亿');
    expect(content.sources).toMatchObject([{ number: 1, author: 'Ada Bell' }]);
  });

  it('draws levels and shares with a source line and an alternative in both languages', () => {
    const levels = composed('levels', {
      notice: both('The framework compares.', '框架用于比较。'),
      characteristics: [{ id: 'data', name: both('Data', '数据') }],
      sides: [
        { name: eu, cities: [{ name: both('Bristol', '布里斯托'), held: ['more'] }] },
        { name: china, cities: [{ name: both('Haidian', '海淀区'), held: [null] }] }
      ]
    });
    const services = composed('services', [
      {
        label: both('Smart city service', '智慧城市服务'),
        shares: [
          {
            category: both('Health', '健康'),
            sides: [
              { name: eu, count: 0, of: 0 },
              { name: china, count: 1, of: 2 }
            ]
          },
          {
            category: both('Water', '供水'),
            sides: [
              { name: eu, count: 0, of: 0 },
              { name: china, count: 0, of: 2 }
            ]
          }
        ],
        rows: [
          {
            category: both('Health', '健康'),
            side: china,
            city: both('Haidian', '海淀区'),
            names: [both('Smart health', '智慧医疗')]
          }
        ]
      }
    ]);
    for (const { figures } of [levels, services]) {
      expect(figures).toHaveLength(2);
      for (const { caption, sourceLine, alt, drawing } of figures) {
        expect([caption.length, sourceLine.length, alt === '']).toEqual([1, 1, false]);
        expect(drawing.kind).toBe('svg');
      }
    }
    const [english, chinese] = services.figures;
    expect(english?.alt).toContain('European Union: No city reported; Health: China 1/2.');
    expect(chinese?.alt).toContain('健康：中国 1/2');
    const [drawing] = services.figures.map((one) => (one.drawing.kind === 'svg' ? one.drawing.svg : ''));
    expect(drawing).toContain('Health · China');
    expect(drawing).not.toContain('Water');
  });

  it('draws the percentages of one source, without cases that nobody knows', () => {
    const { figures } = composed('tables', [
      {
        id: 'use',
        title: both('Use of services', '服务使用率'),
        note: both('', ''),
        measure: 'percent',
        unit: both('', ''),
        period: '2012',
        nature: 'observed',
        columns: [both('Men', '男'), both('Women', '女')],
        rows: [
          { label: both('Health', '健康'), values: [41.5, 46] },
          { label: both('Water', '供水'), values: [null, 12] }
        ],
        citations: [{ sourceId: 'atlas', place: '' }]
      }
    ]);
    const [english, chinese] = figures;
    expect(english?.alt).toBe('Health · Men: 41.5%; Health · Women: 46%; Water · Men: –; Water · Women: 12%');
    expect(chinese?.alt).toContain('供水 · 女：12%');
    const svg = english?.drawing.kind === 'svg' ? english.drawing.svg : '';
    expect(svg).toContain('>41.5%<');
    expect(svg).not.toContain('/100');
    expect(english?.sourceLine).toContainEqual({ kind: 'cite', sources: [1] });
  });

  it('that nobody approved is a draft, and a gap in an edition, which it stops', () => {
    const list = {
      isApproved: false,
      items: [
        {
          id: 'one',
          action: both('Publish data', '开放数据'),
          addressee: 'both',
          cities: [],
          characteristics: [],
          links: []
        }
      ]
    } as const;
    expect(composed('recommendations', list, 'draft').content.parts[0]).toMatchObject({ isDraft: true });
    const edition = composed('recommendations', list);
    expect(edition.en).toEqual([{ kind: 'gap', why: 'not-approved' }]);
    expect(edition.faults).toMatchObject([{ kind: 'not-approved', part: 'part', stops: true }]);
  });
});
