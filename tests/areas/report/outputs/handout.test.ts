/**
 * Shows that the key findings become a handout of few pages and slides with one message each, in both languages, and
 * that neither ranks cities.
 */
import { describe, expect, it } from 'vitest';
import { formatsOf } from '#rules/report/report-build.ts';
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportPair } from '#rules/report/report-content.ts';
import { inBrief } from '#lib/areas/report/brief.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { handout } from '#kit/handout-samples.ts';
import { pageSizeOf, pagesOf, structureOf, tagged, textOf, typefacesOf } from '#kit/pdf-reading.ts';
import { figure, pair, paragraph, part, table, words } from '#kit/report-samples.ts';

const said: Readonly<Record<Locale, readonly string[]>> = {
  en: [
    'Cities of both sides have a strategy; few say who pays for it after the first three years.',
    'The study compares and does not rank.',
    'Recommendation 7: publish who pays, for how long.'
  ],
  zh: [
    '双方城市均已制定战略，但很少说明头三年之后由谁出资。',
    '本研究重在比较，不作排名。',
    '建议7：公布由谁出资、为期多久。'
  ]
};
const together = (text: string): string => text.replaceAll(/\s/g, '');

describe.each(['en', 'zh'] as const)('a handout in %s', (edition) => {
  it('has two to four pages, tagged, with all messages and a code of its permanent address (R209)', async () => {
    const pdf = await writeReport(handout(), edition, 'pdf', new Map());
    const pages = pagesOf(pdf).filter((page) => page.trim() !== '');
    expect(pages.length).toBeGreaterThanOrEqual(2);
    expect(pages.length).toBeLessThanOrEqual(4);
    for (const wanted of said[edition]) expect(together(pages.join(''))).toContain(together(wanted));
    const root = structureOf(pdf);
    expect(tagged(root, 'H1').map((heading) => textOf(heading).trim())).toContain(
      edition === 'en' ? 'Key messages' : '核心要点'
    );
    expect(Buffer.from(pdf).toString('latin1')).toContain('/Figure');
    expect(together(pages[0] ?? '')).toContain('https://study.example/reports/eu-china-2013/handout-1');
    expect(typefacesOf(pdf).every((name) => /^(SourceSerif4|NotoSerifSC)/.test(name))).toBe(true);
  });
  it('says on every page that it is a draft, as slides too', async () => {
    const draft = handout({ status: 'draft', address: null, number: '0.2' });
    for (const format of ['pdf', 'slides'] as const) {
      const pages = pagesOf(await writeReport(draft, edition, format, new Map())).filter(
        (page) => page.trim() !== ''
      );
      expect(pages.filter((page) => !/not final|非定稿/.test(page))).toEqual([]);
    }
  });
  it('becomes slides of 16 by 9, each with one message', async () => {
    const pdf = await writeReport(handout(), edition, 'slides', new Map());
    const [width, height] = pageSizeOf(pdf);
    expect(width / height).toBeCloseTo(16 / 9, 2);
    const pages = pagesOf(pdf).map(together);
    for (const wanted of said[edition]) {
      const having = pages.filter((page) => page.includes(together(wanted)));
      expect(having, wanted).toHaveLength(1);
      expect(said[edition].filter((other) => having[0]?.includes(together(other)))).toEqual([wanted]);
    }
    expect(typefacesOf(pdf).every((name) => /^(SourceSerif4|NotoSerifSC)/.test(name))).toBe(true);
  });
});

describe('slides', () => {
  const pagesOfSlides = async (more: Parameters<typeof handout>[0]): Promise<string[]> =>
    pagesOf(await writeReport(handout({ address: null, ...more }), 'en', 'slides', new Map())).map(together);

  it('have none for a part that says nothing, and one for all sources that have room', async () => {
    const pages = await pagesOfSlides({
      parts: [
        part('empty', 'Key messages', '核心要点'),
        part('one', 'One', '一', { pairs: [pair(paragraph('a', 'Text'), [])] })
      ],
      sources: Array.from({ length: 6 }, (_, index) => ({
        number: index + 1,
        title: { en: `Source ${index + 1}`, zh: `来源${index + 1}` },
        author: '',
        date: '2012',
        address: ''
      }))
    });
    expect(pages.filter((page) => page.includes('Keymessages'))).toEqual([]);
    expect(pages.filter((page) => /Source\d/.test(page))).toHaveLength(1);
  });
  it('show the problem and the solution of a practice together, below its title', async () => {
    const same = (block: ReportBlock): ReportPair => pair(block, block);
    const pages = await pagesOfSlides({
      parts: [
        part('practices', 'Good practices', '良好实践', {
          pairs: [
            same({ kind: 'heading', id: 'h', level: 1, text: [words('Savings pay')] }),
            same(paragraph('c', 'Mockhaven')),
            same(paragraph('l1', words('Problem', ['bold']))),
            same(paragraph('t1', 'Nobody lends. '.repeat(6).trim())),
            same(paragraph('l2', words('Solution', ['bold']))),
            same(paragraph('t2', `${'The bank lends against the bills of heat. '.repeat(5)}The savings pay.`))
          ]
        })
      ]
    });
    const [slide] = pages.filter((page) => page.includes('Savingspay'));
    for (const wanted of ['Mockhaven', 'Nobodylends.', 'Thesavingspay.']) expect(slide).toContain(wanted);
  });
});

describe('slides in both languages', () => {
  it('show each part in English and then in Chinese', async () => {
    const text = pagesOf(await writeReport(handout(), 'facing', 'slides', new Map()))
      .map(together)
      .join('');
    const places = ['Keymessages', '核心要点', 'Levelsbycharacteristic', '各特征的级别'].map((title) =>
      text.indexOf(title)
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place >= 0)).toBe(true);
  });
  it('are offered for a handout alone', () => {
    expect(formatsOf('handout')).toContain('slides');
    expect(formatsOf('report')).not.toContain('slides');
  });
});

describe('a block in brief', () => {
  const kinds = (pairs: readonly ReportPair[]): string[] =>
    pairs.flatMap(({ en }) => en.map(({ kind }) => kind));
  const same = (block: ReportBlock): ReportPair => pair(block, block);
  it('keeps headings with the first passage below each, and the figure instead of its table', () => {
    const heading = (id: string): ReportBlock => ({ kind: 'heading', id, level: 1, text: [words(id)] });
    const brief = inBrief([
      same(paragraph('notice', 'It compares and does not rank.')),
      same(figure('f', 'en')),
      same(table('t', 'en', 3)),
      same(heading('one')),
      same(paragraph('a', 'First')),
      same(paragraph('b', 'Second')),
      same({ kind: 'item', id: 'i', isOrdered: false, indent: 0, text: [words('x')] }),
      same(heading('two')),
      same({ kind: 'gap', why: 'withdrawn' })
    ]);
    expect(kinds(brief)).toEqual(['paragraph', 'figure', 'heading', 'paragraph', 'heading', 'gap']);
    expect(kinds(inBrief([same(table('t', 'en', 3))]))).toEqual(['table']);
  });
});
