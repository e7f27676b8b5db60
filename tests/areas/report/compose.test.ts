/**
 * A composed report keeps what the approved text says: notes, levels, facts and sources in the words of each
 * language; a link to a place of the study is a cross-reference, and one that leads nowhere is a fault that stops.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { manifestFormat, type ManifestPart, type ReportInputs } from '#rules/report/report-inputs.ts';
import { versionFormat, type DocumentVersion } from '#rules/versions/version.ts';
import type { ContentNode } from '#base/content.ts';
import { composeReport, type Composition } from '#lib/areas/report/compose.ts';
import { wordsOf } from '#kit/reports.ts';
import { numberingOf } from '#lib/areas/report/numbering.ts';
import { reportCharts } from '#server/areas/report/outputs/charts/charts.ts';
import { evenRows, widthsOf } from '#server/areas/report/outputs/table-rows.ts';

const origin = 'https://meridian.example';
const text = (words: string, marks: ContentNode['marks'] = []): ContentNode =>
  marks.length > 0 ? { type: 'text', text: words, marks } : { type: 'text', text: words };
const paragraph = (id: string, content: readonly ContentNode[], counterpart?: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id, ...(counterpart ? { counterpart } : {}) },
  content
});
const link = (href: string): ContentNode['marks'] => [{ type: 'link', attrs: { href } }];
const source = {
  title: { en: 'Atlas of cities', zh: '城市图集' },
  author: 'Ada Bell',
  publisher: { en: 'City Press', zh: '城市出版社' },
  date: '2013-04',
  address: 'https://atlas.example/'
};
/** The SHA-256 of the bytes of the picture that may not be printed. */
const picture = 'aGVsbG8=';
const barred = createHash('sha256').update(picture, 'base64').digest('hex');
const names = { en: 'Haidian', zh: '海淀区' };

interface Passages {
  readonly en: readonly ContentNode[];
  readonly zh: readonly ContentNode[];
  readonly more?: Partial<DocumentVersion>;
  readonly headings?: ReportInputs['headings'];
  /** Holds the sections of the synopsis; without them it has one. */
  readonly sections?: DocumentVersion['sections'];
  readonly inputs?: Partial<Pick<ReportInputs, 'registered' | 'machineBlocks'>>;
}

/** Composes a chapter and the synopsis of Haidian, both approved. */
function compose(
  { en, zh, more = {}, headings = {}, sections, inputs: given = {} }: Passages,
  chapter: readonly ContentNode[] = []
): Composition {
  const version = (subject: string, sections: DocumentVersion['sections']): DocumentVersion => ({
    format: versionFormat,
    study: 'study',
    subject,
    framework: null,
    sections,
    levels: [{ characteristic: 'data', level: 'basic' }],
    evidence: [],
    ...more
  });
  const part = (id: string, subject: string): ManifestPart => ({
    id,
    title: { en: id, zh: id },
    numbering: 'chapter',
    showsGaps: false,
    source: {
      kind: 'text',
      subject,
      version: 1,
      hash: 'a'.repeat(64),
      shown: null,
      approval: { hash: 'a'.repeat(64), version: 1, on: '2013-11-20', signers: [], address: null }
    },
    parts: []
  });
  const inputs: ReportInputs = {
    manifest: {
      format: manifestFormat,
      kind: 'report',
      study: { slug: 'study', name: names },
      title: names,
      subtitle: null,
      status: 'published',
      number: '1',
      date: '2013-11-20',
      address: `${origin}/reports/study/1`,
      origin,
      names: '',
      parts: [part('opening', 'chapter:opening'), part('haidian', 'findings:haidian')]
    },
    names: {
      characteristics: [
        { id: 'data', name: { en: 'Data', zh: '数据' } },
        { id: 'funding', name: { en: 'Funding', zh: '资金' } },
        { id: 'strategy', name: { en: 'Strategy', zh: '战略' } },
        { id: 'value', name: { en: 'Value', zh: '价值' } }
      ],
      cities: [{ id: 'haidian', name: names, side: { en: 'China', zh: '中国' } }],
      levels: [{ id: 'basic', name: { en: 'Basic', zh: '基础' } }],
      outOfLevel: [],
      goals: [],
      questions: [{ id: 'vision', code: '1.1', text: { en: 'Vision?', zh: '愿景？' }, part: 'data' }]
    },
    headings,
    texts: {
      'chapter:opening': {
        subject: 'chapter:opening',
        city: null,
        title: { en: 'Opening', zh: '开篇' },
        content: version('chapter:opening', [{ id: 'body', en: chapter, zh: chapter }]),
        goals: []
      },
      'findings:haidian': {
        subject: 'findings:haidian',
        city: 'haidian',
        title: names,
        content: version('findings:haidian', sections ?? [{ id: 'data', en, zh }]),
        goals: []
      }
    },
    data: {},
    titles: {},
    bibliography: { atlas: source },
    counterparts: {},
    barred: [barred],
    registered: null,
    machineBlocks: {},
    ...given
  };
  return composeReport(inputs, {
    charts: reportCharts,
    hashOfBase64: (base64) => createHash('sha256').update(base64, 'base64').digest('hex')
  });
}

const kinds = ({ faults }: Composition): string[] =>
  faults.filter(({ part }) => part !== 'opening').map(({ kind }) => kind);

describe('a composed text', () => {
  it('keeps notes, and shows levels and sources in the words of each language (R190)', () => {
    const nodes = (words: string): ContentNode[] => [
      text(words),
      { type: 'grade', attrs: { characteristic: 'data' } },
      { type: 'footnote', content: [text('Note 注')] },
      { type: 'source', attrs: { source: 'vision', seen: '0'.repeat(16) } }
    ];
    const { content } = compose({
      en: [paragraph('e1', nodes('Open '), 'z1')],
      zh: [paragraph('z1', nodes('开放'))]
    });
    const [heading, pair] = content.parts[1]?.pairs ?? [];
    expect(heading?.zh[0]).toMatchObject({ kind: 'heading', text: [{ text: '数据' }] });
    expect(JSON.stringify(pair?.en)).toContain('Data: Basic');
    expect(JSON.stringify(pair?.zh)).toContain('基础');
    expect(JSON.stringify(pair?.zh)).toContain('"kind":"note"');
    expect(JSON.stringify(pair?.en)).toContain('"kind":"cite","sources":[1]');
    expect(content.sources).toMatchObject([
      { number: 1, title: { en: 'Haidian: answer to question 1.1, “Vision?”' } }
    ]);
  });

  it('leads a link to a place of the study there, in the language of the words', () => {
    const to = link(`${origin}/studies/study/assessments/haidian#e1`);
    const composed = compose(
      { en: [paragraph('e1', [text('A')], 'z1')], zh: [paragraph('z1', [text('甲')])] },
      [paragraph('c1', [text('see', to)])]
    );
    const [pair] = composed.content.parts[0]?.pairs ?? [];
    // A paragraph has no number: it is named by its part, and found by its block.
    expect(JSON.stringify(pair?.en)).toContain('"target":"haidian","block":"haidian.e1"');
    expect(JSON.stringify(pair?.zh)).toContain('"target":"haidian","block":"haidian.z1"');
    expect(numberingOf(composed.content).pages.get('haidian.z1')).toBe('haidian');
  });

  it('reports a link that leads to no place of the report, and leaves others as they are', () => {
    const nowhere = link(`${origin}/studies/study/chapters/gone`);
    const outside = link('https://example.org/');
    const composed = compose({ en: [], zh: [] }, [
      paragraph('c1', [text('gone', nowhere), text('other', outside)])
    ]);
    expect(composed.faults).toContainEqual({
      kind: 'dead-reference',
      part: 'opening',
      about: { en: '/studies/study/chapters/gone', zh: '/studies/study/chapters/gone' },
      stops: true
    });
    expect(JSON.stringify(composed.content.parts[0])).toContain('"href":"https://example.org/"');
  });

  it('names a table without a counterpart by its cells, one after the other', () => {
    const row = (n: number, ...cells: readonly string[]): ContentNode => ({
      type: 'tableRow',
      content: cells.map((words, index) => ({
        type: n === 0 ? 'tableHeader' : 'tableCell',
        content: [paragraph(`c${n}${index}`, [text(words)])]
      }))
    });
    const table: ContentNode = {
      type: 'table',
      attrs: { id: 't1' },
      content: [row(0, 'Region', 'Share'), row(1, 'Americas', '15%')]
    };
    const { faults } = compose({ en: [table], zh: [] });
    expect(faults.find(({ kind }) => kind === 'language-missing')?.about.en).toBe(
      'Region · Share · Americas · 15%'
    );
  });

  it('has a gap next to a passage without a counterpart, which stops unless it was waived', () => {
    const lone = { en: [paragraph('e1', [text('Only here')])], zh: [] };
    const composed = compose(lone);
    expect(composed.content.parts[1]?.pairs.at(-1)?.zh).toEqual([{ kind: 'gap', why: 'not-translated' }]);
    expect(composed.faults.find(({ kind }) => kind === 'language-missing')).toMatchObject({ stops: true });
    const waiver = {
      kind: 'waiver',
      section: 'data',
      state: 'missing',
      en: { block: 'e1', words: 'Only here' },
      zh: null,
      note: { en: 'Later', zh: '' }
    } as const;
    const waived = compose({ ...lone, more: { notes: [waiver] } });
    expect(waived.faults.find(({ kind }) => kind === 'language-missing')).toMatchObject({ stops: false });
  });

  it('names a picture by its bytes, and wants a caption and an alternative in both languages', () => {
    const src = `data:image/png;base64,${Buffer.from('picture').toString('base64')}`;
    const figure = (id: string, alt: string): ContentNode => ({
      type: 'figure',
      attrs: { id, src, alt },
      content: [text('Caption 𠮷')]
    });
    const composed = compose({ en: [figure('e1', 'A map')], zh: [figure('z1', '')] });
    const hash = createHash('sha256').update('picture').digest('hex');
    expect([...composed.pictures.keys()]).toEqual([hash]);
    expect(kinds(composed)).toEqual(['figure-alternative']);
    expect(numberingOf(composed.content).blocks.get('haidian.z1')).toMatchObject({
      kind: 'figure',
      number: 1
    });
  });

  it('keeps the alignment of each cell of a table, and the widths that its author gave the columns', () => {
    const cell = (words: string, attrs: NonNullable<ContentNode['attrs']> = {}): ContentNode => ({
      type: 'tableCell',
      attrs,
      content: [paragraph(`in ${words}`, [text(words)])]
    });
    const row = (...content: ContentNode[]): ContentNode => ({ type: 'tableRow', content });
    const table: ContentNode = {
      type: 'table',
      attrs: { id: 't1' },
      content: [
        row(
          cell('Year', { colspan: 2, colwidth: [200, null], align: 'center' }),
          cell('Sum', { colwidth: [80] })
        ),
        row(cell('2012'), cell('spring'), cell('7', { align: 'right' })),
        row(cell('2013'), cell('autumn'), cell('unknown'))
      ]
    };
    const { content } = compose({ en: [table], zh: [table] });
    const block = content.parts[1]?.pairs[1]?.en[0];
    if (block?.kind !== 'table') throw new Error('There is no table');
    expect(block.columns.map(({ width }) => width)).toEqual([200, undefined, 80]);
    expect(evenRows(block).map((cells) => cells.map(({ align }) => align))).toEqual([
      ['center', 'start'],
      ['start', 'start', 'end'],
      ['start', 'start', 'start']
    ]);
    expect(widthsOf(block)).toEqual([200, 140, 80]);
  });

  it('numbers a source of the bibliography once, wherever it is cited, also in a note', () => {
    const cited = link(`${origin}/studies/study/context/sources/atlas`);
    const note: ContentNode = { type: 'footnote', content: [text('as shown', cited)] };
    const { content, faults } = compose({ en: [], zh: [] }, [
      paragraph('c1', [text('Cities grow', cited), note])
    ]);
    expect(JSON.stringify(content.parts[0]?.pairs).match(/"kind":"cite","sources":\[1\]/g)).toHaveLength(4);
    expect(JSON.stringify(content)).not.toContain('context/sources');
    expect(content.sources).toEqual([
      {
        number: 1,
        title: { en: 'Atlas of cities, City Press', zh: '城市图集，城市出版社' },
        author: 'Ada Bell',
        date: '2013-04',
        address: 'https://atlas.example/'
      }
    ]);
    expect(faults.filter(({ kind }) => kind === 'dead-citation')).toEqual([]);
  });

  it('is stopped by a citation of a source that is gone, with the place and the words', () => {
    const { faults } = compose({ en: [], zh: [] }, [
      paragraph('c1', [text('Cities grow', link(`${origin}/studies/study/context/sources/gone`))])
    ]);
    expect(faults).toContainEqual({
      kind: 'dead-citation',
      part: 'opening',
      about: { en: 'Cities grow', zh: 'Cities grow' },
      stops: true
    });
  });

  it('has a gap for an image of others that may not be printed, and is stopped by it (R103)', () => {
    const image: ContentNode = {
      type: 'figure',
      attrs: { id: 'c1', src: `data:image/png;base64,${picture}`, alt: 'A map' },
      content: [text('Map')]
    };
    const { content, pictures, faults } = compose({ en: [], zh: [] }, [image]);
    expect(content.parts[0]?.pairs[0]?.en).toEqual([{ kind: 'gap', why: 'withdrawn' }]);
    expect(pictures.size).toBe(0);
    expect(faults).toContainEqual({
      kind: 'picture-barred',
      part: 'opening',
      about: { en: 'Map', zh: 'Map' },
      stops: true
    });
  });

  it('prints the caution of each figure that it names, in the language of the words', () => {
    const fact: ContentNode = { type: 'fact', attrs: { fact: 'figures/gdp/value' } };
    const held = {
      fact: 'figures/gdp/value',
      label: { en: 'GDP', zh: '地区生产总值' },
      figure: { value: 7, unit: 'count', comparator: 'eq', referenceYear: '2012' },
      caution: { en: 'Another source gives 9.', zh: '另一来源为9。' }
    } as const;
    const nodes = [text('GDP '), fact, { type: 'footnote', content: [text('See '), fact] }];
    const { content } = compose({
      en: [paragraph('e1', nodes, 'z1')],
      zh: [paragraph('z1', nodes)],
      more: { facts: [held] }
    });
    const pair = content.parts[1]?.pairs[1];
    const inlines = (language: 'en' | 'zh') => {
      const [block] = pair?.[language] ?? [];
      if (block?.kind !== 'paragraph') throw new Error('There is no paragraph');
      return block.text.map((one) => (one.kind === 'note' ? `[${wordsOf(one.text)}]` : wordsOf([one])));
    };
    expect(inlines('en').join('')).toMatch(/^GDP 7.*\[Read with care: Another source gives 9\.\]\[See 7/);
    // Within a footnote it follows in brackets: a note has no note of its own.
    expect(inlines('en').at(-1)).toContain('(Read with care: Another source gives 9.)');
    expect(inlines('zh').join('')).toContain('[使用提示：另一来源为9。]');
  });

  it('marks what a translation service wrote and nobody has accepted, which stops unless it was waived', () => {
    const list = (id: string, words: string): ContentNode => ({
      type: 'bulletList',
      content: [{ type: 'listItem', attrs: { id }, content: [paragraph(`${id}p`, [text(words)])] }]
    });
    const passages = {
      en: [paragraph('e1', [text('Fibre')], 'z1'), list('e2', 'Radio')],
      zh: [paragraph('z1', [text('光纤')]), list('z2', '无线电')],
      inputs: { machineBlocks: { 'findings:haidian': ['z1', 'z2'] } }
    };
    const { content, faults } = compose(passages);
    const shown = (language: 'en' | 'zh'): string[] =>
      content.parts[1]?.pairs.flatMap((pair) =>
        pair[language].flatMap((block) => ('text' in block ? [wordsOf(block.text)] : []))
      ) ?? [];
    expect(shown('zh')).toEqual(['数据', '【机器翻译，尚未审定】 光纤', '【机器翻译，尚未审定】 无线电']);
    expect(shown('en')).toEqual(['Data', 'Fibre', 'Radio']);
    expect(faults.filter(({ kind }) => kind === 'machine-text')).toEqual([
      { kind: 'machine-text', part: 'haidian', about: { en: '光纤', zh: '光纤' }, stops: true },
      { kind: 'machine-text', part: 'haidian', about: { en: '无线电', zh: '无线电' }, stops: true }
    ]);
    const waiver = {
      kind: 'waiver',
      section: 'data',
      state: 'machine',
      en: { block: 'e1', words: 'Fibre' },
      zh: { block: 'z1', words: '光纤' },
      note: { en: 'Later', zh: '' }
    } as const;
    const waived = compose({ ...passages, more: { notes: [waiver] } });
    expect(waived.faults.flatMap(({ kind, stops }) => (kind === 'machine-text' ? [stops] : []))).toEqual([
      true,
      false
    ]);
  });

  it('names a picture whose owner nobody has recorded, and is stopped by it', () => {
    const bytes = Buffer.from('picture');
    const image: ContentNode = {
      type: 'figure',
      attrs: { id: 'c1', src: `data:image/png;base64,${bytes.toString('base64')}`, alt: 'A map' },
      content: [text('Map')]
    };
    const unregistered = (registered: readonly string[]) =>
      compose({ en: [], zh: [], inputs: { registered } }, [image]).faults.filter(
        ({ kind }) => kind === 'picture-unregistered'
      );
    expect(unregistered([])[0]).toEqual({
      kind: 'picture-unregistered',
      part: 'opening',
      about: { en: 'Map', zh: 'Map' },
      stops: true
    });
    expect(unregistered([createHash('sha256').update(bytes).digest('hex')])).toEqual([]);
  });

  it('gives equal contents for equal inputs', () => {
    const passages = { en: [paragraph('e1', [text('A')])], zh: [paragraph('z1', [text('甲')])] };
    expect(compose(passages).content).toEqual(compose(passages).content);
  });
});

describe('R109: the headings of a composed synopsis', () => {
  const sections = ['data', 'funding', 'strategy', 'value'].map((id) => ({
    id,
    en: [
      { type: 'heading', attrs: { id: `${id}-own`, level: 3 }, content: [text(`On ${id}`)] },
      paragraph(`${id}-text`, [text(`About ${id}`)])
    ],
    zh: []
  }));
  const part = (id: string, en: string, characteristics: readonly string[]) => ({
    id,
    name: { en, zh: en },
    characteristics
  });
  const outline = (headings: ReportInputs['headings']): string[] =>
    (compose({ en: [], zh: [], sections, headings }).content.parts[1]?.pairs ?? []).flatMap(({ en }) =>
      en.flatMap((block) =>
        block.kind === 'heading' ? `${block.level} ${wordsOf(block.text)} #${block.id}` : []
      )
    );

  it('are the characteristics in their order', () => {
    expect(outline({ elsewhere: [part('plan', 'Plan', ['strategy'])] })).toEqual([
      '1 Data #haidian.data',
      '2 On data #haidian.data-own',
      '1 Funding #haidian.funding',
      '2 On funding #haidian.funding-own',
      '1 Strategy #haidian.strategy',
      '2 On strategy #haidian.strategy-own',
      '1 Value #haidian.value',
      '2 On value #haidian.value-own'
    ]);
  });

  it('are the parts of the profile, the characteristics of a part below it, and the others at the end', () => {
    expect(
      outline({
        haidian: [part('plan', 'Plan', ['strategy']), part('measures', 'Measures', ['data', 'funding'])]
      })
    ).toEqual([
      '1 Plan #haidian.strategy',
      '2 On strategy #haidian.strategy-own',
      '1 Measures #haidian.measures',
      '2 Data #haidian.data',
      '3 On data #haidian.data-own',
      '2 Funding #haidian.funding',
      '3 On funding #haidian.funding-own',
      '1 Value #haidian.value',
      '2 On value #haidian.value-own'
    ]);
  });
});
