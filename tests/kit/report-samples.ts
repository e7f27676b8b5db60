/** Makes reports for tests of outputs: a small one with every kind of block, and a large invented study. */
import type { Locale } from '#base/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportInline,
  ReportPair,
  ReportPart,
  ReportTable,
  ReportText
} from '#rules/report/report-content.ts';

export const words = (
  text: string,
  marks: Extract<ReportInline, { kind: 'text' }>['marks'] = []
): ReportInline => ({
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

export const pair = (
  en: ReportBlock | readonly ReportBlock[],
  zh: ReportBlock | readonly ReportBlock[]
): ReportPair => ({
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
    (lang === 'en' ? ['City', 'Service', 'Users'] : ['城市', '服务', '用户数']).map((text) =>
      cell(text, true)
    ),
    ...Array.from({ length: rows }, (_, index) => [
      cell(lang === 'en' ? `City ${index + 1}` : `城市${index + 1}`),
      cell(
        lang === 'en'
          ? `Parking guidance and a platform for open data, row ${index + 1}`
          : `停车诱导与开放数据平台，第${index + 1}行`
      ),
      cell(String((index + 1) * 1370))
    ])
  ]
});

const cell = (text: string, isHead = false) => ({
  text: [words(text)] as ReportText,
  isHead,
  columns: 1,
  rows: 1
});

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

/** Returns a report with every kind of block. */
export const sample = (more: Partial<ReportContent> = {}, tableRows = 8): ReportContent => ({
  format: 'meridian.report/1',
  kind: 'report',
  study: {
    slug: 'sample',
    name: { en: 'EU–China smart cities: a comparative study', zh: '中欧智慧城市比较研究' }
  },
  title: { en: 'Smart and green cities compared', zh: '中欧智慧绿色城市比较' },
  subtitle: {
    en: 'What thirty cities do, and what they learn from each other',
    zh: '三十座城市的做法与互鉴'
  },
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
          paragraph(
            'e2',
            'It is ',
            words('bold', ['bold']),
            ', ',
            words('italic', ['italic']),
            ', H',
            words('2', ['sub']),
            'O and "straight" quotes -- unchanged; and ',
            {
              kind: 'text',
              text: '智慧城市',
              marks: [],
              href: 'https://example.org/zh',
              language: 'zh'
            },
            '.'
          ),
          paragraph(
            'c2',
            '这是',
            words('粗体', ['bold']),
            '、',
            words('斜体', ['italic']),
            '，《办法》第3条与"直引号"保持不变；以及 ',
            {
              kind: 'text',
              text: 'smart city',
              marks: [],
              href: 'https://example.org/en',
              language: 'en'
            },
            '。'
          )
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
            ...Array.from({ length: 5 }, (_, index) =>
              pair(
                paragraph(
                  `ep${index}`,
                  `${index + 1}. ${english}`,
                  ...(index % 2 ? [note(`Note ${index} of the English text, with its source.`)] : [])
                ),
                paragraph(
                  `cp${index}`,
                  `${index + 1}．${chinese}`,
                  ...(index % 2 ? [note(`中文脚注${index}，并附来源。`)] : [])
                )
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
        pair(
          paragraph('ea', 'The names 𠮷野 and 😀 are printed as they can be.'),
          paragraph('ca', '人名“𠮷野”与“😀”按可印出的形式排印。')
        ),
        pair(table('services-en', 'en', tableRows), table('services-zh', 'zh', tableRows))
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

const nouns = [
  'platform',
  'council',
  'district',
  'service',
  'network',
  'resident',
  'budget',
  'sensor',
  'building',
  'street'
];
const verbs = ['connects', 'publishes', 'measures', 'shares', 'plans', 'maintains', 'extends', 'opens'];
const rest = [
  'with the energy utility',
  'for every department',
  'since 2012',
  'in three districts',
  'at low cost',
  'under the “open by default” rule',
  'together with the university',
  'and reports each quarter'
];
const hanNouns = ['平台', '市议会', '城区', '服务', '网络', '居民', '预算', '传感器', '楼宇', '街道'];
const hanVerbs = ['连接', '公布', '监测', '共享', '规划', '维护', '扩展', '开放'];
const hanRest = [
  '与能源企业合作',
  '面向各部门',
  '自2012年起',
  '在三个城区',
  '以较低成本',
  '按照“默认开放”规则',
  '联合高校',
  '并按季度报告'
];

/** Returns numbers that look random and are always the same. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Returns an invented study as large as the real one: each section has `wordCount` words of each language. */
export function wholeStudy({ cities = 30, sections = 9, wordCount = 300, figures = 60 } = {}): ReportContent {
  const pick = numbersFrom(20_130_423);
  const one = (list: readonly string[]): string => list[pick(list.length)] ?? '';
  const sentence = () => ({
    en: `The ${one(nouns)} of the city ${one(verbs)} its ${one(nouns)} ${one(rest)}. `,
    zh: `该市${one(hanNouns)}${one(hanVerbs)}${one(hanNouns)}，${one(hanRest)}。`
  });
  const text = (id: string, withNote: boolean): ReportPair => {
    const sentences = Array.from({ length: Math.round(wordCount / 3 / 11) }, sentence);
    const of = (locale: Locale) =>
      sentences
        .map((each) => each[locale])
        .join('')
        .trim();
    return pair(
      paragraph(`${id}-e`, of('en'), ...(withNote ? [note(`Answer of the city, section ${id}.`)] : [])),
      paragraph(`${id}-c`, of('zh'), ...(withNote ? [note(`该市答复，第${id}节。`)] : []))
    );
  };
  let rendered = 0;
  const city = (at: number): ReportPart =>
    part(`city-${at}`, `Newtown ${at + 1}`, `新镇${at + 1}`, {
      approval: {
        hash: String(at).padStart(2, '0').repeat(32),
        version: 3,
        on: '2026-11-02',
        signers: [
          { en: 'Chair of the EU side', zh: '欧方首席代表' },
          { en: 'Chair of the Chinese side', zh: '中方首席代表' }
        ],
        address: `https://meridian.example.org/seals/${at}`
      },
      pairs: Array.from({ length: sections }, (_, section) => {
        const id = `${at}-${section}`;
        const blocks: ReportPair[] = [
          pair(
            { kind: 'heading', id: `${id}-he`, level: 1, text: [words(`Section ${section + 1}`)] },
            { kind: 'heading', id: `${id}-hc`, level: 1, text: [words(`第${section + 1}部分`)] }
          ),
          text(`${id}-1`, true),
          text(`${id}-2`, false),
          text(`${id}-3`, false)
        ];
        if (section % 4 === 1 && rendered < figures) {
          rendered += 1;
          blocks.push(pair(figure(`f${rendered}-en`, 'en'), figure(`f${rendered}-zh`, 'zh')));
        }
        return blocks;
      }).flat()
    });
  const annex = (at: number): ReportPart =>
    part(`annex-${at}`, `Annex of services ${at + 1}`, `服务附表${at + 1}`, {
      numbering: 'annex',
      pairs: [pair(table(`t${at}-en`, 'en', 120), table(`t${at}-zh`, 'zh', 120))]
    });
  return sample({
    parts: [
      part('introduction', 'Introduction', '引言', {
        pairs: Array.from({ length: 12 }, (_, index) => text(`i${index}`, index % 3 === 0))
      }),
      part('synopses', 'Synopses', '各市概况', {
        parts: Array.from({ length: cities }, (_, index) => city(index))
      }),
      part('conclusions', 'Conclusions', '结论', {
        pairs: Array.from({ length: 12 }, (_, index) => text(`k${index}`, false))
      }),
      ...Array.from({ length: 4 }, (_, index) => annex(index))
    ]
  });
}
