/** Makes reports for tests of outputs: a small one with every kind of block, and a large invented study. */
import type { Locale } from '#domain/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportInline,
  ReportPair,
  ReportPart,
  ReportTable,
  ReportText
} from '#domain/report-content.ts';

export const words = (text: string, marks: Extract<ReportInline, { kind: 'text' }>['marks'] = []): ReportInline => ({
  kind: 'text',
  text,
  marks,
  href: null,
  language: null
});

export const paragraph = (id: string, ...text: (ReportInline | string)[]): ReportBlock => ({
  kind: 'paragraph',
  id,
  text: text.map((piece) => (typeof piece === 'string' ? words(piece) : piece))
});

export const pair = (en: ReportBlock | readonly ReportBlock[], zh: ReportBlock | readonly ReportBlock[]): ReportPair => ({
  en: [en].flat(),
  zh: [zh].flat()
});

export const note = (text: string): ReportInline => ({ kind: 'note', text: [words(text)] });

export const part = (id: string, en: string, zh: string, more: Partial<ReportPart> = {}): ReportPart => ({
  id,
  title: { en, zh },
  numbering: 'chapter',
  approval: null,
  isDraft: false,
  pairs: [],
  parts: [],
  ...more
});

export const chart = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 160"><rect x="60" y="20" width="220" height="30" fill="#1d4f9e"/><rect x="60" y="70" width="160" height="30" fill="#b8371b"/><text x="55" y="40" text-anchor="end" font-size="13">EU</text><text x="55" y="90" text-anchor="end" font-size="13">中国</text><text x="290" y="40" font-size="13">22</text><text x="230" y="90" font-size="13">16</text></svg>`;

export const table = (id: string, lang: Locale, rows: number): ReportTable => ({
  kind: 'table',
  id,
  caption: [words(lang === 'en' ? 'Services of the pilot cities' : '试点城市的服务')],
  sourceLine: [words(lang === 'en' ? 'Source: answers of the cities.' : '来源：各城市答复。')],
  alt: lang === 'en' ? 'A table of services.' : '服务一览表。',
  columns: [{ align: 'start' }, { align: 'start' }, { align: 'end' }],
  headRows: 1,
  rows: [
    (lang === 'en' ? ['City', 'Service', 'Users'] : ['城市', '服务', '用户数']).map((text) => cell(text, true)),
    ...Array.from({ length: rows }, (_, at) => [
      cell(lang === 'en' ? `City ${at + 1}` : `城市${at + 1}`),
      cell(
        lang === 'en'
          ? `Parking guidance and a platform for open data, row ${at + 1}`
          : `停车诱导与开放数据平台，第${at + 1}行`
      ),
      cell(String((at + 1) * 1370))
    ])
  ]
});

const cell = (text: string, isHead = false) => ({ text: [words(text)] as ReportText, isHead, columns: 1, rows: 1 });

export const figure = (id: string, lang: Locale, svg = chart): ReportBlock => ({
  kind: 'figure',
  id,
  caption: [words(lang === 'en' ? 'Cities at each level' : '各级别城市数')],
  sourceLine: [words(lang === 'en' ? 'Source: scoring panels.' : '来源：评分小组。')],
  alt: lang === 'en' ? 'Two bars: EU 22, China 16.' : '两根条形：欧盟22，中国16。',
  drawing: { kind: 'svg', svg }
});

const english =
  'The city has built a shared platform on which departments publish what they measure, and residents read it in the same hour. Its council decided in 2012 that every new service has to state who pays for it, who is responsible, and how a resident without a telephone can use it. “Open by default” became a rule of procurement; exceptions are listed and reviewed every year.';
const chinese =
  '该市建立了共享平台，各部门在平台上公布监测数据，居民当即可以查阅。市议会2012年决定，每项新服务都须说明由谁出资、由谁负责，以及没有手机的居民如何使用。“默认开放”成为采购规则；例外情形逐一列明，并且每年复核。';

export const sample = (more: Partial<ReportContent> = {}): ReportContent => ({
  format: 'meridian.report/1',
  kind: 'report',
  study: {
    slug: 'sample',
    name: { en: 'EU–China smart cities: a comparative study', zh: '中欧智慧城市比较研究' }
  },
  title: { en: 'Smart and green cities compared', zh: '中欧智慧绿色城市比较' },
  subtitle: { en: 'What thirty cities do, and what they learn from each other', zh: '三十座城市的做法与互鉴' },
  status: 'draft',
  number: '0.3',
  date: '2026-11-28',
  address: null,
  parts: [
    part('introduction', 'Introduction', '引言', {
      pairs: [
        pair(
          paragraph(
            'e1',
            english,
            note('Minutes of the council, 12 March 2012.'),
            ' See ',
            { kind: 'reference', target: 'services-en' },
            ' and ',
            { kind: 'reference', target: 'city' },
            ' ',
            { kind: 'cite', sources: [1, 2] },
            '.'
          ),
          paragraph(
            'c1',
            chinese,
            note('市议会会议纪要，2012年3月12日。'),
            '见',
            { kind: 'reference', target: 'services-en' },
            '和',
            { kind: 'reference', target: 'city' },
            { kind: 'cite', sources: [1, 2] },
            '。'
          )
        ),
        pair(
          paragraph('e2', 'It is ', words('bold', ['bold']), ', ', words('italic', ['italic']), ', H', words('2', ['sub']), 'O and "straight" quotes -- unchanged; and ', {
            kind: 'text',
            text: '智慧城市',
            marks: [],
            href: 'https://example.org/zh',
            language: 'zh'
          }, '.'),
          paragraph('c2', '这是', words('粗体', ['bold']), '、', words('斜体', ['italic']), '，《办法》第3条与"直引号"保持不变；以及 ', {
            kind: 'text',
            text: 'smart city',
            marks: [],
            href: 'https://example.org/en',
            language: 'en'
          }, '。')
        )
      ]
    }),
    part('findings', 'What the cities do', '各市做法', {
      parts: [
        part('city', 'Bristol', '布里斯托', {
          approval: {
            hash: 'a3f1c5d7e9b2486013579bdf02468ace13579bdf02468acea3f1c5d7e9b24860',
            version: 4,
            on: '2026-10-12',
            signers: [
              { en: 'Anna Keller', zh: '安娜·凯勒' },
              { en: 'Li Wen', zh: '李雯' }
            ],
            address: 'https://meridian.example.org/seals/a3f1c5d7'
          },
          pairs: [
            pair(
              { kind: 'heading', id: 'eh', level: 1, text: [words('Governance')] },
              { kind: 'heading', id: 'ch', level: 1, text: [words('治理')] }
            ),
            ...Array.from({ length: 5 }, (_, at) =>
              pair(
                paragraph(`ep${at}`, `${at + 1}. ${english}`, ...(at % 2 ? [note(`Note ${at} of the English text, with its source.`)] : [])),
                paragraph(`cp${at}`, `${at + 1}．${chinese}`, ...(at % 2 ? [note(`中文脚注${at}，并附来源。`)] : []))
              )
            ),
            pair(
              [
                { kind: 'item', id: 'ei1', isOrdered: true, indent: 0, text: [words('First, a plan')] },
                { kind: 'item', id: 'ei2', isOrdered: false, indent: 1, text: [words('with money')] },
                { kind: 'item', id: 'ei3', isOrdered: true, indent: 0, text: [words('Then, a person')] }
              ],
              [
                { kind: 'item', id: 'ci1', isOrdered: true, indent: 0, text: [words('首先，规划')] },
                { kind: 'item', id: 'ci2', isOrdered: false, indent: 1, text: [words('落实资金')] },
                { kind: 'item', id: 'ci3', isOrdered: true, indent: 0, text: [words('其次，专人负责')] }
              ]
            ),
            pair(
              { kind: 'quote', id: 'eq', text: [words('We asked before we built.')] },
              { kind: 'quote', id: 'cq', text: [words('我们先问，再建。')] }
            ),
            pair(figure('figure-en', 'en'), figure('figure-zh', 'zh')),
            pair({ kind: 'rule' }, { kind: 'rule' }),
            pair(paragraph('ex', 'Only in English.'), []),
            pair({ kind: 'gap', why: 'confidential' }, { kind: 'gap', why: 'confidential' })
          ]
        })
      ]
    }),
    part('services', 'Examples of services', '服务示例', {
      numbering: 'annex',
      isDraft: true,
      pairs: [
        pair(paragraph('ea', 'The names 𠮷野 and 😀 are printed as they can be.'), paragraph('ca', '人名“𠮷野”与“😀”按可印出的形式排印。')),
        pair(table('services-en', 'en', 90), table('services-zh', 'zh', 90))
      ]
    })
  ],
  sources: [
    {
      number: 1,
      title: { en: 'Green paper on cities', zh: '城市绿皮书' },
      author: 'European Commission',
      date: '2013-04',
      address: 'https://example.org/green-paper'
    },
    { number: 2, title: { en: '', zh: '国家新型城镇化规划' }, author: '国务院', date: '2014', address: '' }
  ],
  ...more
});
