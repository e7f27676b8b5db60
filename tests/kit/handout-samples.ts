/** Makes a handout of key findings for tests, as it is composed: messages, levels by characteristic, and recommendations. */
import type { ReportContent, ReportItem } from '#rules/report/report-content.ts';
import { levelBarsSvg } from '#server/areas/report/outputs/charts/level-bars.ts';
import { figure, pair, paragraph, part, sample, table, words } from './report-samples.ts';

const levels = {
  title: { en: 'Cities at each level', zh: '各级别城市数' },
  sides: [
    { en: 'European cities', zh: '欧洲城市' },
    { en: 'Chinese cities', zh: '中国城市' }
  ],
  levels: [
    { en: 'Start', zh: '起步' },
    { en: 'Developing', zh: '发展中' },
    { en: 'Advanced', zh: '先进' },
    { en: 'State of the art', zh: '领先' }
  ],
  without: { en: 'No level', zh: '未定级' },
  characteristics: [
    {
      name: { en: 'Smart city strategy', zh: '智慧城市战略' },
      counts: [
        [2, 5, 6, 1, 1],
        [3, 6, 4, 1, 1]
      ]
    },
    {
      name: { en: 'Stakeholders', zh: '利益相关方' },
      counts: [
        [1, 7, 5, 2, 0],
        [4, 6, 3, 1, 1]
      ]
    },
    {
      name: { en: 'Funding', zh: '资金' },
      counts: [
        [5, 6, 3, 0, 1],
        [2, 6, 5, 1, 1]
      ]
    }
  ]
} as const;

const item = (id: string, text: string): ReportItem => ({
  ...{ kind: 'item', id, isOrdered: false, indent: 0 },
  text: [words(text)]
});

const messages = [
  [
    'Cities of both sides have a strategy; few say who pays for it after the first three years.',
    '双方城市均已制定战略，但很少说明头三年之后由谁出资。'
  ],
  [
    'Open data is a rule of procurement in most cities, and is reviewed every year.',
    '多数城市已将“默认开放”列为采购规则，并且每年复核；涉及人口超过2.3亿，投资约120万元。'
  ]
] as const;

export const handout = (more: Partial<ReportContent> = {}): ReportContent =>
  sample({
    kind: 'handout',
    title: { en: 'Key findings', zh: '主要发现' },
    subtitle: { en: 'What thirty cities have in common', zh: '三十座城市的共同之处' },
    status: 'published',
    number: '1',
    address: 'https://study.example/reports/eu-china-2013/handout-1',
    sources: [],
    parts: [
      part('message', 'Key messages', '核心要点', {
        numbering: 'none',
        pairs: messages.map(([en, zh], index) => pair(paragraph(`m${index}`, en), paragraph(`m${index}`, zh)))
      }),
      part('levels', 'Levels by characteristic', '各特征的级别', {
        numbering: 'none',
        pairs: [
          pair(
            paragraph('n', 'The study compares and does not rank.'),
            paragraph('n', '本研究重在比较，不作排名。')
          ),
          pair(figure('l', 'en', levelBarsSvg(levels, 'en')), figure('l', 'zh', levelBarsSvg(levels, 'zh')))
        ]
      }),
      part('practices', 'Good practices', '良好实践', {
        numbering: 'none',
        pairs: [
          pair(
            { kind: 'heading', id: 'p1', level: 1, text: [words('A platform that residents read')] },
            { kind: 'heading', id: 'p1', level: 1, text: [words('居民可读的数据平台')] }
          ),
          pair(paragraph('p1t', 'Bristol, European Union'), paragraph('p1t', '布里斯托尔，欧盟'))
        ]
      }),
      part('advice', 'Recommendations', '建议', {
        numbering: 'none',
        pairs: [
          pair(
            Array.from({ length: 7 }, (_, index) =>
              item(`i${index}`, `Recommendation ${index + 1}: publish who pays, for how long.`)
            ),
            Array.from({ length: 7 }, (_, index) =>
              item(`i${index}`, `建议${index + 1}：公布由谁出资、为期多久。`)
            )
          ),
          pair(table('t', 'en', 6), table('t', 'zh', 6))
        ]
      })
    ],
    ...more
  });
