/** Shows that whatever a report consists of, its outputs are written. */
import fc from '#kit/properties.ts';
import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import {
  reportMarks,
  type ReportBlock,
  type ReportContent,
  type ReportPart,
  type ReportText
} from '#rules/report/report-content.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { chart, sample } from '#kit/report-samples.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      '中',
      '“',
      '”',
      '，',
      '。',
      'a',
      ' ',
      '\n',
      '𠮷',
      '😀',
      '\u200d',
      '<',
      '&',
      '#',
      '\u0000',
      '\ud800'
    ),
    maxLength: 30
  })
);
const bilingual = fc.record({ en: text, zh: text });
const inlines: fc.Arbitrary<ReportText> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('text' as const),
      text,
      marks: fc.uniqueArray(fc.constantFrom(...reportMarks), { maxLength: 3 }),
      href: fc.option(fc.constantFrom('https://example.org/?a=1&b="2"', 'javascript:x', '')),
      language: fc.option(fc.constantFrom('en' as const, 'zh' as const))
    }),
    fc.constant({ kind: 'break' as const }),
    fc.record({
      kind: fc.constant('note' as const),
      text: fc.array(
        fc.record({
          kind: fc.constant('text' as const),
          text,
          marks: fc.constant([]),
          href: fc.constant(null),
          language: fc.constant(null)
        }),
        { maxLength: 2 }
      )
    }),
    fc.constant({ kind: 'cite' as const, sources: [1] }),
    fc.constant({ kind: 'reference' as const, target: 'root' })
  ),
  { maxLength: 4 }
);
const align = fc.constantFrom('start' as const, 'center' as const, 'end' as const);
const cell = fc.record(
  {
    text: inlines,
    isHead: fc.boolean(),
    columns: fc.integer({ min: 0, max: 4 }),
    rows: fc.integer({ min: 0, max: 4 }),
    align
  },
  { requiredKeys: ['text', 'isHead', 'columns', 'rows'] }
);
/** Ids are given afterwards, since they must differ. */
const block: fc.Arbitrary<ReportBlock> = fc.oneof(
  fc.record({
    kind: fc.constant('heading' as const),
    id: fc.constant(''),
    level: fc.constantFrom(1, 2, 3, 4),
    text: inlines
  }),
  fc.record({
    kind: fc.constantFrom('paragraph' as const, 'quote' as const),
    id: fc.constant(''),
    text: inlines
  }),
  fc.record({
    kind: fc.constant('item' as const),
    id: fc.constant(''),
    isOrdered: fc.boolean(),
    indent: fc.integer({ min: 0, max: 12 }),
    text: inlines
  }),
  fc.record({
    kind: fc.constant('table' as const),
    id: fc.constant(''),
    caption: inlines,
    sourceLine: inlines,
    alt: text,
    columns: fc.array(
      fc.record({ align, width: fc.integer({ min: 1, max: 2_000 }) }, { requiredKeys: ['align'] }),
      { minLength: 1, maxLength: 4 }
    ),
    headRows: fc.integer({ min: 0, max: 3 }),
    rows: fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 5 })
  }),
  fc.record({
    kind: fc.constant('figure' as const),
    id: fc.constant(''),
    caption: inlines,
    sourceLine: inlines,
    alt: text,
    drawing: fc.constant({ kind: 'svg' as const, svg: chart })
  }),
  fc.constant({ kind: 'rule' as const }),
  fc.record({
    kind: fc.constant('gap' as const),
    why: fc.constantFrom('confidential' as const, 'not-translated' as const)
  })
) as fc.Arbitrary<ReportBlock>;

const blocks = fc.array(block, { maxLength: 3 });
const partOf = (depth: number): fc.Arbitrary<ReportPart> =>
  fc.record({
    id: fc.constant(''),
    title: bilingual,
    numbering: fc.constantFrom('chapter' as const, 'annex' as const, 'none' as const),
    approval: fc.option(
      fc.record({
        hash: fc.constant('ab'.repeat(32)),
        version: fc.integer({ min: 1, max: 9 }),
        on: fc.constant('2026-01-31'),
        signers: fc.array(bilingual, { maxLength: 2 }),
        address: fc.option(fc.webUrl())
      })
    ),
    isDraft: fc.boolean(),
    pairs: fc.array(fc.record({ en: blocks, zh: blocks }), { maxLength: 4 }),
    parts: depth > 7 ? fc.constant([]) : fc.array(partOf(depth + 1), { maxLength: 1 })
  });

/** Gives every part, table and figure an id of its own; the first part is the target of references. */
function withIds(parts: readonly ReportPart[], next: { count: number }): ReportPart[] {
  const named = (id: string): string => (next.count++ === 0 ? 'root' : `${id} “${next.count}” &`);
  return parts.map((part) => ({
    ...part,
    id: named('part'),
    pairs: part.pairs.map(({ en, zh }) => ({
      en: en.map((each) => ('id' in each ? { ...each, id: named('en') } : each)),
      zh: zh.map((each) => ('id' in each ? { ...each, id: named('zh') } : each))
    })),
    parts: withIds(part.parts, next)
  }));
}

const report: fc.Arbitrary<ReportContent> = fc
  .record({
    title: bilingual,
    subtitle: fc.option(bilingual),
    status: fc.constantFrom('draft' as const, 'published' as const),
    address: fc.option(fc.webUrl()),
    parts: fc.array(partOf(1), { minLength: 1, maxLength: 2 }),
    source: bilingual
  })
  .map(({ parts, source, ...more }) =>
    sample({
      ...more,
      parts: withIds(parts, { count: 0 }),
      sources: [
        { number: 1, title: source, author: source.en, date: '2013', address: 'https://example.org/a?b=“c”' }
      ]
    })
  );

/** Throws where a part is not well-formed. */
const mustBeXml = (xml: string): void => {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
};

const edition = fc.constantFrom('en' as const, 'zh' as const, 'facing' as const);

describe('any report', () => {
  it('is written as HTML in which no text becomes markup, and as Word files that are well-formed', async () => {
    await fc.assert(
      fc.asyncProperty(report, edition, async (content, shown) => {
        const html = new TextDecoder().decode(await writeReport(content, shown, 'html', new Map()));
        expect(html).not.toContain('javascript:');
        expect(html).not.toContain('\u0000');
        const names = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name));
        for (const name of names) expect(known.has(name ?? ''), name).toBe(true);
        const parts = unzipSync(await writeReport(content, shown, 'docx', new Map()));
        for (const [name, bytes] of Object.entries(parts))
          if (/\.(xml|rels)$/.test(name)) mustBeXml(strFromU8(bytes));
      }),
      { numRuns: 40 }
    );
  });
  it('is written as tagged PDF in every edition', async () => {
    await fc.assert(
      fc.asyncProperty(report, edition, async (content, shown) => {
        const pdf = await writeReport(content, shown, 'pdf', new Map());
        expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
      }),
      // Each run keeps a PDF's memory: a counterexample is made smaller by hand, from its seed.
      { numRuns: 25, endOnFailure: true }
    );
  });
});

const known = new Set(
  'html head meta title style body main header div p span h1 h2 h3 h4 h5 h6 nav ol ul li a section sup sub strong em u s code br blockquote figure figcaption table thead tbody tr th td small hr svg path rect text'.split(
    ' '
  )
);
