/** Shows that tables of PDF files can be read: no word lies on another, names stay whole, and rows stay on one page. */
import { describe, expect, it } from 'vitest';
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportCell, ReportTable } from '#rules/report/report-content.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { pagesOf, structureOf, tagged, textOf, wordsOf, type PlacedWord } from '#kit/pdf-reading.ts';
import { pair, paragraph, part, sample, table, words } from '#kit/report-samples.ts';

const cell = (text: string, isHead = false): ReportCell => ({
  text: text === '' ? [] : [words(text)],
  isHead,
  columns: 1,
  rows: 1
});

const tableOf = (id: string, rows: readonly (readonly string[])[]): ReportTable => ({
  kind: 'table',
  id,
  caption: [words('Released levels')],
  sourceLine: [words('Source: data of the study.')],
  alt: 'Levels.',
  columns: (rows[0] ?? []).map(() => ({ align: 'start' })),
  headRows: 1,
  rows: rows.map((row, index) => row.map((text, column) => cell(text, index === 0 || column === 0)))
});

/** Ten columns of which the longest words are wider than the page. */
const levels: Readonly<Record<Locale, ReportTable>> = {
  en: tableOf('le', [
    [
      'City',
      'Smart City Strategy',
      'Stakeholders',
      'Governance',
      'Funding',
      'Value Assessment',
      'Business Models',
      'ICT Infrastructure',
      'Smart City Services',
      'Legal and Regulatory Policies'
    ],
    ...['Mockhaven', 'Testburg', 'Exemplar'].map((city) => [
      city,
      ...Array.from({ length: 9 }, (_, index) =>
        index % 3 === 0 ? 'Basic' : index % 3 === 1 ? 'More advanced' : 'Not assessed'
      )
    ])
  ]),
  zh: tableOf('lz', [
    [
      '城市',
      '智慧城市战略',
      '利益相关方',
      '治理',
      '资金',
      '价值评估',
      '商业模式',
      '信息通信基础设施',
      '智慧城市服务',
      '法律与监管政策'
    ],
    ...['样例市', '模拟港市', '拟造市'].map((city) => [
      city,
      ...Array.from({ length: 9 }, (_, index) =>
        index % 3 === 0 ? '基础' : index % 3 === 1 ? '较先进' : '未评估'
      )
    ])
  ])
};

const reportOf = (...pairs: readonly (readonly [ReportBlock, ReportBlock])[]) =>
  sample({
    parts: [part('one', 'One', '一', { pairs: pairs.map(([en, zh]) => pair(en, zh)) })],
    sources: []
  });

/** Lists words that lie on each other by more than a hair along their lines. Some stand in turned heads. */
function overlaps(all: readonly PlacedWord[]): string[] {
  const isTurned = ({ left, right, top, bottom }: PlacedWord): boolean => bottom - top > 1.3 * (right - left);
  return all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other) => {
      // The cover is set in large type, whose lines have room of their own.
      if (one.page !== other.page || one.page === 1) return [];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const [along, between] = isTurned(one) && isTurned(other) ? [down, across] : [across, down];
      return along > 0.6 && between > 4 ? [`${one.text} / ${other.text}`] : [];
    })
  );
}

describe('columns of a table', () => {
  it.each(['en', 'zh', 'facing'] as const)(
    'are as wide as their longest word, edition %s',
    async (edition) => {
      const pdf = await writeReport(reportOf([levels.en, levels.zh]), edition, 'pdf', new Map());
      expect(overlaps(wordsOf(pdf))).toEqual([]);
      // Nothing reaches into the margin: the text ends 31 or 33 mm from the edge of the page.
      const edge = 595.3 - (31 / 25.4) * 72;
      expect(wordsOf(pdf).filter(({ right }) => right > edge + 0.6)).toEqual([]);
    }
  );
  it('keep the names of Chinese cities on one line', async () => {
    const pdf = await writeReport(reportOf([levels.en, levels.zh]), 'zh', 'pdf', new Map());
    const found = wordsOf(pdf).map(({ text }) => text);
    for (const name of ['样例市', '模拟港市', '拟造市', '较先进']) expect(found).toContain(name);
  });
  it('show a word that is longer than the page on several lines, and say it whole', async () => {
    const long = 'Donaudampfschifffahrtsgesellschaft'.repeat(5);
    const block = (id: string) =>
      tableOf(id, [
        ['Name', 'What it is'],
        [long, long],
        ['Port', `see ${long}`]
      ]);
    const pdf = await writeReport(reportOf([block('a'), block('b')]), 'en', 'pdf', new Map());
    expect(overlaps(wordsOf(pdf))).toEqual([]);
    const cells = ['TD', 'TH']
      .flatMap((tag) => tagged(structureOf(pdf), tag))
      .map((one) => textOf(one).trim());
    expect(cells.filter((text) => text === long)).toHaveLength(2);
  });
  it('have the widths that their author gave them, where words have room', async () => {
    const given: ReportTable = {
      ...table('g', 'en', 2),
      columns: [80, 200, 120].map((width) => ({ align: 'start', width }))
    };
    const pdf = await writeReport(reportOf([given, { ...given, id: 'h' }]), 'en', 'pdf', new Map());
    const left = (text: string): number => wordsOf(pdf).find((word) => word.text === text)?.left ?? 0;
    expect((left('Users') - left('Service')) / (left('Service') - left('City'))).toBeCloseTo(200 / 80, 1);
  });
});

describe('rows of a table', () => {
  const filler = (count: number): [ReportBlock, ReportBlock][] =>
    Array.from({ length: count }, (_, index) => [
      paragraph(`e${index}`, 'A line.'),
      paragraph(`z${index}`, '一行。')
    ]);
  const long = tableOf('t', [
    ['Name', 'Text'],
    ...Array.from({ length: 6 }, (_, index) => [
      `Row${index}`,
      `Begin${index} ${'The council publishes what its departments measure. '.repeat(9)}end${index}`
    ])
  ]);

  it('stand on one page, with the source line on the page of the last', async () => {
    for (let lines = 8; lines < 36; lines += 3) {
      const content = reportOf(...filler(lines), [long, { ...long, id: 'u' }]);
      const pages = pagesOf(await writeReport(content, 'en', 'pdf', new Map()));
      const pageOf = (text: string): number => pages.findIndex((page) => page.includes(text));
      for (let index = 0; index < 6; index++)
        expect(pageOf(`end${index}`), `${lines} ${index}`).toBe(pageOf(`Begin${index}`));
      expect(pageOf('Source: data'), String(lines)).toBe(pageOf('end5'));
    }
  });
  it('go on over pages where one is taller than a page', async () => {
    const tall = tableOf('t', [
      ['Name', 'Text'],
      ['Row', `Begin ${'The council publishes what its departments measure. '.repeat(200)} end`]
    ]);
    const pages = pagesOf(await writeReport(reportOf([tall, { ...tall, id: 'u' }]), 'en', 'pdf', new Map()));
    expect(pages.findIndex((page) => /\bend\b/.test(page))).toBeGreaterThan(
      pages.findIndex((page) => page.includes('Begin'))
    );
  });
});

describe('pages', () => {
  /** Makes sections of a heading, a label and a text, with fillers before them so that they begin everywhere on a page. */
  const sections = (lines: number) =>
    reportOf(
      ...Array.from({ length: lines }, (_, index): [ReportBlock, ReportBlock] => [
        paragraph(`f${index}`, 'A line.'),
        paragraph(`g${index}`, '一行。')
      ]),
      ...Array.from({ length: 12 }, (_, index): [ReportBlock, ReportBlock][] => [
        [
          { kind: 'heading', id: `h${index}`, level: 1, text: [words(`Step ${index}`)] },
          { kind: 'heading', id: `k${index}`, level: 1, text: [words(`步骤${index}`)] }
        ],
        [paragraph(`l${index}`, words('Aim:', ['bold'])), paragraph(`m${index}`, words('目标', ['bold']))],
        [
          paragraph(`t${index}`, 'The council publishes what its departments measure. '.repeat(3)),
          paragraph(`u${index}`, '市议会公布各部门的监测数据，居民可以查阅。'.repeat(3))
        ]
      ]).flat()
    );
  const lastLines = (pages: readonly string[]): string[] =>
    pages.map((page) => {
      const lines = page
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !/^\d+$/.test(line));
      return lines.at(-1) ?? '';
    });

  it.each(['en', 'zh', 'facing'] as const)('end with no label, edition %s', async (edition) => {
    for (let lines = 0; lines < 10; lines += 2) {
      const ends = lastLines(pagesOf(await writeReport(sections(lines), edition, 'pdf', new Map())));
      expect(ends.filter((line) => /^(Aim:|目标)$/.test(line))).toEqual([]);
    }
  });
  it('do not end between a heading, the note below it and its table', async () => {
    for (let lines = 18; lines < 34; lines += 2) {
      const filler = Array.from({ length: lines }, (_, index): [ReportBlock, ReportBlock] => [
        paragraph(`f${index}`, 'A line.'),
        paragraph(`g${index}`, '一行。')
      ]);
      const noted: [ReportBlock, ReportBlock][] = [
        [
          { kind: 'heading', id: 'h', level: 1, text: [words('Levels by city')] },
          { kind: 'heading', id: 'k', level: 1, text: [words('各市等级')] }
        ],
        [
          { kind: 'quote', id: 'q', text: [words('It ranks nobody.')] },
          { kind: 'quote', id: 'r', text: [words('不用于排名。')] }
        ],
        [levels.en, levels.zh]
      ];
      for (const edition of ['en', 'facing'] as const) {
        const pages = pagesOf(await writeReport(reportOf(...filler, ...noted), edition, 'pdf', new Map()));
        const heading = pages.findLastIndex((page) => page.includes('Levels by city'));
        expect(pages[heading], `${lines} ${edition}`).toContain('It ranks nobody.');
        expect(pages[heading], `${lines} ${edition}`).toContain('Mockhaven');
      }
    }
  });
  it('begin with no seal alone where the text above it is short', async () => {
    const approval = {
      hash: 'ab'.repeat(32),
      version: 1,
      on: '2026-10-12',
      signers: [{ en: 'Anna Keller', zh: '安娜·凯勒' }],
      address: null
    };
    for (let lines = 22; lines < 32; lines += 1) {
      const content = reportOf(
        ...Array.from({ length: lines }, (_, index): [ReportBlock, ReportBlock] => [
          paragraph(`f${index}`, `Line ${index}`),
          paragraph(`g${index}`, `第${index}行`)
        ])
      );
      const sealed = { ...content, parts: content.parts.map((one) => ({ ...one, approval })) };
      for (const edition of ['en', 'zh', 'facing'] as const) {
        const pages = pagesOf(await writeReport(sealed, edition, 'pdf', new Map()));
        for (const page of pages.filter((one) => one.includes('SHA-256')))
          expect(page, `${lines} ${edition}`).toMatch(new RegExp(`Line ${lines - 1}|第 ?${lines - 1} ?行`));
      }
    }
  });
});
