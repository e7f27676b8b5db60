/**
 * Blocks that are made by rule say in both languages what their data say: with each caution, with what is disputed
 * as the city's statement, with the source of each public figure, and with a text alternative for each chart.
 */
import { describe, expect, it } from 'vitest';
import type { ReportBlock, ReportKind } from '#rules/report/report-content.ts';
import { manifestFormat, type BlockData, type ReportInputs } from '#rules/report/report-inputs.ts';
import type { ReportBlockName } from '#rules/report/report.ts';
import { placeText } from '#lib/areas/report/block-parts.ts';
import { composeReport } from '#lib/areas/report/compose.ts';
import { reportCharts } from '#server/areas/report/outputs/charts/charts.ts';

const both = (en: string, zh: string) => ({ en, zh });
const [eu, china] = [both('European Union', '欧盟'), both('China', '中国')];

function composed<Name extends ReportBlockName>(
  block: Name,
  data: BlockData[Name],
  status = 'published',
  kind: ReportKind = 'report'
) {
  const inputs: ReportInputs = {
    manifest: {
      format: manifestFormat,
      kind,
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
      cities: [
        { id: 'yangli', side: china, name: both('Yangli', '样例') },
        { id: 'bristol', side: eu, name: both('Bristol', '布里斯托尔') }
      ],
      levels: [
        { id: 'basic', name: both('Basic', '基础') },
        { id: 'more', name: both('More advanced', '较先进') }
      ],
      outOfLevel: [],
      goals: [],
      questions: [
        { id: 'q', part: 'funding', code: '2.2', text: both('Name all categories.', '请列出所有类别。') }
      ]
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
      },
      yearbook: {
        title: both('Yearbook', '年鉴'),
        author: '',
        publisher: both('Office of Statistics', '统计局'),
        date: '2012',
        address: ''
      }
    },
    titles: {},
    counterparts: {},
    barred: [],
    registered: null,
    machineBlocks: {}
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
  it('says what must be known before a figure of a city is used (R228)', () => {
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

  it('prints a comment that stays in dispute as the statement of the city (R128)', () => {
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

  it('sets figures of different sources side by side, each with its source, a forecast as one, a caution once (R095)', () => {
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
    // The column says that it is a forecast; its value is set like any other.
    expect(words([table])).not.toContain('"marks":["italic"]');
    // Nobody adds them up: no cell holds a figure that no source has.
    expect(words(en)).not.toContain('26.3');
    expect(words(zh)).toContain('61亿');
    expect(content.sources).toMatchObject([{ number: 1, author: 'Ada Bell' }]);
  });

  it('draws levels and shares with a source line and an alternative in both languages (R193)', () => {
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
    // The levels stand with the notice that they rank nobody, in both languages.
    expect(words(levels.en)).toContain('The framework compares.');
    expect(words(levels.zh)).toContain('框架用于比较。');
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

  it('for which the study holds nothing is left out, and named without stopping an edition', () => {
    for (const data of [[], { isApproved: false, items: [] }] as const) {
      const { content, faults } = composed(Array.isArray(data) ? 'trends' : 'recommendations', data as never);
      expect(content.parts).toEqual([]);
      expect(faults).toEqual([
        { kind: 'empty-part', part: 'part', about: both('Part', '部分'), stops: false }
      ]);
    }
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

const practice = {
  id: 'p1',
  isFlagged: false,
  supports: [],
  city: both('Mockhaven', '模拟港'),
  side: eu,
  characteristic: both('Funding', '资金'),
  categories: [both('Energy', '能源')],
  languages: ['en', 'zh'],
  texts: {
    title: both('Savings pay', '以节约偿还'),
    problem: both('Nobody lends.\nNobody gives.', '无人出借。\n无人出资。'),
    solution: both('The savings pay for it.', '以节约偿还投资。'),
    results: both('It is paid.', '已还清。'),
    conditions: both('', ''),
    transferability: both('Anywhere.', '皆可。'),
    resources: both('', '')
  }
} as const;
const theme = {
  id: 't1',
  statement: both('Who pays stays open.', '由谁出资仍未确定。'),
  explanation: both('', ''),
  origin: 'cities',
  answer: 'open',
  side: null,
  characteristics: [],
  isFlagged: false,
  supports: [
    { kind: 'practice', role: 'answers', id: 'p1', title: both('Savings pay for them.', '以节约偿还投资。') },
    { kind: 'answer', role: 'supports', city: 'yangli', question: 'q' },
    { kind: 'source', role: 'supports', id: 'yearbook' }
  ]
} as const;

describe('a card of a practice', () => {
  it('has each label on a line of its own, so that the text below begins as other texts do', () => {
    const { en, zh } = composed('practices', [practice]);
    const lines = (blocks: readonly ReportBlock[]): unknown[] =>
      blocks.flatMap((block) =>
        block.kind === 'paragraph'
          ? [block.text.map((one) => (one.kind === 'text' ? one.text : one.kind)).join('')]
          : []
      );
    expect(lines(en).slice(1, 6)).toEqual([
      'Problem',
      'Nobody lends.',
      'Nobody gives.',
      'Solution',
      'The savings pay for it.'
    ]);
    expect(lines(zh)).toContain('无人出资。');
    expect(words([...en, ...zh])).not.toContain('"break"');
  });
  it('says its problem and its solution on a handout, and a theme nothing but what it is', () => {
    const { en, zh } = composed('practices', [practice], 'published', 'handout');
    expect(words(en)).toContain('Nobody lends.');
    expect(words(zh)).toContain('以节约偿还投资。');
    expect(words(en)).not.toContain('It is paid.');
    const { en: challenge } = composed('challenges', [theme], 'published', 'handout');
    expect(challenge.map(({ kind }) => kind)).toEqual(['heading']);
  });
});

describe('what a statement rests on', () => {
  it('is named without the full stop of a sentence before more follows', () => {
    const { en, zh } = composed('challenges', [theme]);
    expect(words(en)).toContain('Savings pay for them"');
    expect(words(zh)).toContain('以节约偿还投资"');
  });
  it('is listed as a source whose city and publisher have their names in each language, once', () => {
    const { content } = composed('challenges', [theme]);
    expect(content.sources).toMatchObject([
      {
        author: '',
        title: {
          en: 'Yangli: answer to question 2.2, “Name all categories”',
          zh: '样例：对问题2.2“请列出所有类别”的答复'
        }
      },
      { author: '', title: { en: 'Yearbook, Office of Statistics', zh: '年鉴，统计局' } }
    ]);
  });
  it('is cited with its page as readers of each language write it', () => {
    expect(['p. 12', 'pp. 3-5', '2.2, Figure 4'].map((place) => placeText(place, 'zh'))).toEqual([
      '第12页',
      '第3–5页',
      '2.2, Figure 4'
    ]);
    expect(placeText('p. 12', 'en')).toBe('p. 12');
  });
});
