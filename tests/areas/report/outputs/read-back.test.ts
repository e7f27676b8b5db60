/** Shows that every output says what the content says: all paragraphs, in both languages, character by character. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { locales, type Locale } from '#base/locale.ts';
import type { ReportCell, ReportContent, ReportTable, ReportText } from '#rules/report/report-content.ts';
import { tablesCsv } from '#lib/server/api/publications.ts';
import { outlineOf } from '#server/areas/report/outputs/outline.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { mustBeXml } from '../../../files/office-files.ts';
import { attachmentsOf, pagesOf, structureOf, tagged, textOf, typefacesOf } from '#kit/pdf-reading.ts';
import { note, sample, words } from '#kit/report-samples.ts';

const content = sample();

/** Returns a function that does the work at its first call. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make());
}

/** Returns the words of a passage without its notes, with references and citations as they are printed. */
function printed(text: ReportText, locale: Locale): string {
  const outline = outlineOf(content);
  return text
    .map((inline) => {
      if (inline.kind === 'text') return inline.text;
      if (inline.kind === 'reference') return outline.referenceText(inline.target, locale);
      return inline.kind === 'cite' ? `[${inline.sources.join(', ')}]` : '';
    })
    .join('');
}

const partsOf = (parts: ReportContent['parts']): ReportContent['parts'] =>
  parts.flatMap((part) => [part, ...partsOf(part.parts)]);

/** Lists the paragraphs of a language that the typefaces can print. */
const paragraphsOf = (locale: Locale): string[] =>
  partsOf(content.parts)
    .flatMap(({ pairs }) => pairs.flatMap((pair) => pair[locale]))
    .flatMap((block) =>
      block.kind === 'paragraph' || block.kind === 'item' || block.kind === 'quote'
        ? [printed(block.text, locale)]
        : []
    );

const notesOf = (locale: Locale): string[] =>
  partsOf(content.parts)
    .flatMap(({ pairs }) => pairs.flatMap((pair) => pair[locale]))
    .flatMap((block) => ('text' in block ? block.text : []))
    .flatMap((inline) => (inline.kind === 'note' ? [printed(inline.text, locale)] : []));

const isRare = (text: string): boolean => /𠮷|😀/u.test(text);
const editions = ['en', 'zh', 'facing'] as const;
const languagesOf = (edition: (typeof editions)[number]): readonly Locale[] =>
  edition === 'facing' ? locales : [edition];

describe('the cover of a PDF', () => {
  it.each(['pdf', 'slides'] as const)(
    'names a study once that its report is named after (%s)',
    async (format) => {
      const named = { ...content, title: content.study.name, subtitle: null, parts: [], sources: [] };
      const [cover = ''] = pagesOf(await writeReport(named, 'en', format, new Map()));
      expect(cover.match(/EU–China smart cities/g)).toHaveLength(1);
    }
  );
});

describe.each(editions)('a PDF, edition %s', (edition) => {
  const written = once(() => writeReport(content, edition, 'pdf', new Map()));
  const structure = once(async () => structureOf(await written()));

  it('says every paragraph and note as it is approved (R200)', async () => {
    const root = await structure();
    const paragraphs = tagged(root, 'P').map((element) => textOf(element).trim());
    const notes = tagged(root, 'Note').map((element) => textOf(element).trim());
    for (const locale of languagesOf(edition)) {
      const wanted = paragraphsOf(locale).filter((text) => !isRare(text));
      expect(wanted.filter((text) => !paragraphs.includes(text))).toEqual([]);
      expect(notesOf(locale).filter((text) => !notes.includes(text))).toEqual([]);
    }
  });
  it('marks headings, lists, tables with heads, figures and contents for a screen reader (R189)', async () => {
    const root = await structure();
    const headings = tagged(root, 'H1').map((element) => textOf(element));
    if (edition !== 'zh') expect(headings).toContain('1 Introduction');
    if (edition !== 'en') expect(headings).toContain('1 引言');
    for (const tag of ['H2', 'H3', 'L', 'LI', 'BlockQuote', 'Figure', 'Caption', 'Table', 'TH', 'TD'])
      expect(tagged(root, tag), tag).not.toEqual([]);
    const cells = tagged(root, 'TD').map((element) => textOf(element));
    expect(cells.filter((text) => /^(1370|2740|10960)$/.test(text)).length).toBe(
      3 * languagesOf(edition).length
    );
  });
  it('has no typeface but ours, and no character that the content lacks (R201)', async () => {
    const pdf = await written();
    expect(new Set(typefacesOf(pdf).map((name) => name.replace(/-.*/, '')))).toEqual(
      new Set(['SourceSerif4', 'NotoSerifSC'])
    );
    expect(pagesOf(pdf).join('')).not.toMatch(/[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]/);
  });
  it('says on every page that it is a draft (R202)', async () => {
    const pages = pagesOf(await written());
    expect(pages.filter((page) => !/not final|非定稿/.test(page))).toEqual([]);
  });
});

describe('an archive copy', () => {
  it('is PDF/A-3a with the manifest, the content and the tables in it', async () => {
    const manifest = {
      name: 'manifest.json',
      bytes: Buffer.from('{}'),
      type: 'application/json',
      description: 'Manifest'
    };
    const pdf = await writeReport(content, 'en', 'archive', new Map(), [manifest]);
    expect(attachmentsOf(pdf)).toEqual(['manifest.json', 'report.json', 'tables.zip']);
    const text = Buffer.from(pdf).toString('latin1');
    expect(text).toContain('<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
  });
});

const plain = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe.each(editions)('a Word document, edition %s', (edition) => {
  const written = once(async () => {
    const bytes = await writeReport(content, edition, 'docx', new Map());
    return new Map(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));
  });
  const paragraphsIn = (xml: string): string[] =>
    [...xml.matchAll(/<w:p>(.*?)<\/w:p>/gs)].map(([, inner = '']) =>
      [...inner.matchAll(/<w:t(?: [^>]*)?>(.*?)<\/w:t>/gs)].map(([, text = '']) => plain(text)).join('')
    );

  it('says every paragraph and note as it is approved, rare characters too (R200)', async () => {
    const parts = await written();
    const paragraphs = paragraphsIn(parts.get('word/document.xml') ?? '');
    const notes = paragraphsIn(parts.get('word/footnotes.xml') ?? '').map((text) => text.trim());
    for (const locale of languagesOf(edition)) {
      expect(paragraphsOf(locale).filter((text) => !paragraphs.includes(text))).toEqual([]);
      expect(notesOf(locale).filter((text) => !notes.includes(text))).toEqual([]);
    }
  });
  it('is well-formed, has real headings, repeated heads, captions, alternatives and languages', async () => {
    const parts = await written();
    for (const [name, xml] of parts) if (/\.(xml|rels)$/.test(name)) mustBeXml(xml);
    const document = parts.get('word/document.xml') ?? '';
    for (const style of ['Heading1', 'Heading2', 'Heading3', 'Caption', 'Quotation', 'ListText', 'Gap'])
      expect(document).toContain(`<w:pStyle w:val="${style}"/>`);
    expect(document).toContain('<w:tblHeader/>');
    expect(document).toMatch(/<w:tblDescription w:val="(A table of services\.|服务一览表。)"\/><\/w:tblPr>/);
    expect(document).not.toContain('described-');
    expect(document).toMatch(/descr="(Two bars: EU 22, China 16\.|两根条形：欧盟22，中国16。)"/);
    if (edition !== 'zh') expect(document).toContain('w:lang w:val="en-GB"');
    if (edition !== 'en') expect(document).toMatch(/w:hint="eastAsia"/);
    expect([...parts.values()].join('')).toMatch(/not final|非定稿/);
  });
});

describe.each(editions)('an HTML file, edition %s', (edition) => {
  const written = once(async () =>
    new TextDecoder().decode(await writeReport(content, edition, 'html', new Map()))
  );

  it('says every paragraph and note as it is approved, rare characters too', async () => {
    const html = (await written()).replaceAll(/<sup><a href="#(en|zh)-note-\d+"[^>]*>\d+<\/a><\/sup>/g, '');
    const texts = [...html.matchAll(/<(p|li)(?: [^>]*)?>(.*?)(?=<\/\1>|<ul|<ol)/gs)].map(([, , inner = '']) =>
      plain(inner.replaceAll(/<[^>]*>/g, '')).replace(/ ↩$/, '')
    );
    for (const locale of languagesOf(edition)) {
      expect(paragraphsOf(locale).filter((text) => !texts.includes(text))).toEqual([]);
      expect(notesOf(locale).filter((text) => !texts.includes(text))).toEqual([]);
    }
  });
  it('names the language of every passage, loads nothing, and leads to places that exist', async () => {
    const html = await written();
    for (const locale of languagesOf(edition))
      expect(html).toContain(`lang="${locale === 'en' ? 'en' : 'zh-Hans'}"`);
    expect(html).not.toMatch(/<script|<link|src="http/);
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    expect([...html.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id).filter((id) => !ids.has(id))).toEqual(
      []
    );
    expect([...html.matchAll(/ id="([^"]*)"/g)].length).toBe(ids.size);
  });
});

describe('the data of a report', () => {
  it('is the content itself as JSON', async () => {
    const json = new TextDecoder().decode(await writeReport(content, 'en', 'json', new Map()));
    expect(JSON.parse(json)).toEqual(content);
  });
  it('has each table as CSV with a cell in every column, and no formula', async () => {
    const [first] = content.parts;
    if (!first) throw new Error('The sample has parts');
    const risky = sample({
      parts: [
        {
          ...first,
          pairs: [
            {
              en: [
                {
                  ...{ kind: 'table', id: 't', caption: [], sourceLine: [], alt: '', headRows: 1 },
                  columns: [{ align: 'start' }, { align: 'end' }],
                  rows: [
                    [
                      {
                        text: [{ kind: 'text', text: '=1+1', marks: [], href: null, language: null }],
                        isHead: true,
                        columns: 2,
                        rows: 1
                      }
                    ]
                  ]
                }
              ],
              zh: []
            }
          ]
        }
      ]
    });
    const files = unzipSync(await writeReport(risky, 'en', 'csv', new Map()));
    expect(Object.keys(files)).toEqual(['tables.csv', 'sources.csv', 'table-1.en.csv']);
    expect(strFromU8(files['table-1.en.csv'] ?? new Uint8Array())).toBe(`"'=1+1",""\r\n`);
  });

  it('keeps in tables the citations, the notes, what references print, and figures as numbers with their units', async () => {
    const [first] = content.parts;
    if (!first) throw new Error('The sample has parts');
    const cell = (text: ReportText, more: Partial<ReportCell> = {}): ReportCell => ({
      ...{ text, isHead: false, columns: 1, rows: 1 },
      ...more
    });
    const table: ReportTable = {
      ...{ kind: 'table', id: 't', alt: '', headRows: 1, caption: [words('Market')] },
      sourceLine: [words('Public sources: '), { kind: 'cite', sources: [1] }],
      columns: [{ align: 'start' }, { align: 'end' }, { align: 'start' }],
      rows: [
        [cell([words('Region')]), cell([words('Value')]), cell([words('Sources')])],
        [
          cell([words('World'), note('Read with care')]),
          cell([words('USD 8.1 billion')], { value: { number: 8_100_000_000, to: null, unit: 'USD' } }),
          cell([{ kind: 'cite', sources: [1, 2] }, words(', '), { kind: 'reference', target: 't' }])
        ]
      ]
    };
    const [one] = content.sources;
    if (!one) throw new Error('The sample has sources');
    const cited = sample({
      parts: [{ ...first, pairs: [{ en: [table], zh: [] }], parts: [] }],
      sources: [one, { ...one, number: 2, author: 'Ada Bell' }]
    });
    const files = unzipSync(await writeReport(cited, 'en', 'csv', new Map()));
    const csv = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
    expect(csv('table-1.en.csv').split('\r\n').slice(0, 2)).toEqual([
      '"Region","Value","Value: number","Value: unit","Sources"',
      '"World (Read with care)","USD 8.1 billion",8100000000,"USD","[1, 2], Table 1"'
    ]);
    expect(csv('tables.csv')).toContain('"Market","Public sources: [1]"');
    expect(csv('sources.csv')).toMatch(/\r\n2,.*"Ada Bell"/);
    const sheets = unzipSync(await writeReport(cited, 'en', 'xlsx', new Map()));
    const sheet = (n: number): string => strFromU8(sheets[`xl/worksheets/sheet${n}.xml`] ?? new Uint8Array());
    expect(sheet(2)).toContain('Ada Bell');
    expect(sheet(3)).toMatch(/<c r="C\d+" s="4"><v>8100000000<\/v><\/c>/);
    expect(sheet(3)).toContain('[1, 2], Table 1');
    // The public address gives the same, with what its pages print for a reference.
    const open = new TextDecoder().decode(tablesCsv(cited, 'en'));
    expect(open).toContain('"World (Read with care)","USD 8.1 billion",8100000000,"USD","[1, 2], Table 1"');
    expect(open).toContain('"Ada Bell"');
  });

  it('has the tables as a workbook: a list of them, a sheet each, numbers as numbers, and no formula', async () => {
    const parts = unzipSync(await writeReport(content, 'facing', 'xlsx', new Map()));
    const xml = (name: string): string => strFromU8(parts[name] ?? new Uint8Array());
    for (const [name, bytes] of Object.entries(parts)) {
      mustBeXml(strFromU8(bytes));
      expect(strFromU8(bytes), name).not.toMatch(/<f[ >]/);
    }
    const names = [...xml('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => name);
    expect(names).toEqual(['Tables', 'Sources', 'Table 1 en', '表1 zh', ...names.slice(4)]);
    expect(new Set(names).size).toBe(names.length);
    const sheet = xml('xl/worksheets/sheet3.xml');
    expect(sheet).toMatch(/<c r="C\d+" s="4"><v>1370<\/v><\/c>/);
    expect(sheet).toContain('Services of the pilot cities');
    expect(xml('xl/worksheets/sheet4.xml')).toContain('试点城市的服务');
  });
});
