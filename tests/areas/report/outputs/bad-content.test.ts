/** Shows that hostile and unlucky content ends in a sentence or in a visible gap, never in a broken file. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { reportFailureReasons } from '#rules/report/report-failure.ts';
import type { ReportBlock, ReportContent, ReportFormat } from '#rules/report/report-content.ts';
import { reportFailureSentence } from '#lib/areas/report/report-failure.ts';
import { ReportFailureError } from '#server/areas/report/outputs/failure.ts';
import { loadFonts } from '#server/areas/report/outputs/fonts.ts';
import { renderedSvg } from '#server/areas/report/outputs/pictures.ts';
import { codesOf, markedText, piecesOf } from '#server/areas/report/outputs/printed-text.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { pagesOf, typefacesOf } from '#kit/pdf-reading.ts';
import { chart, figure, pair, paragraph, part, sample, table, words } from '#kit/report-samples.ts';

const onePart = (...blocks: ReportBlock[]): ReportContent =>
  sample({ parts: [part('one', 'One', '一', { pairs: blocks.map((block) => pair(block, block)) })] });

async function failureOf(content: ReportContent, format: ReportFormat): Promise<string> {
  try {
    await writeReport(content, 'en', format, new Map());
    return 'written';
  } catch (error) {
    if (!(error instanceof ReportFailureError)) throw error;
    return reportFailureSentence(error.failure, 'en');
  }
}

const formats = ['pdf', 'docx', 'html'] as const;

describe('characters that the typefaces lack', () => {
  const content = onePart(
    paragraph('p', '𠮷野 meets 😀 and 👨‍👩‍👧.'),
    { kind: 'heading', id: 'h', level: 1, text: [words('𠮷 in a heading')] },
    table('t', 'en', 2)
  );

  it('are boxes with their code points in PDF, and themselves elsewhere', async () => {
    const pdf = await writeReport(
      { ...content, title: { en: '𠮷 and 😀', zh: '' } },
      'facing',
      'pdf',
      new Map()
    );
    expect(pagesOf(pdf).join('')).toContain('野 meets');
    expect(typefacesOf(pdf).every((name) => /^(SourceSerif4|NotoSerifSC)/.test(name))).toBe(true);
    expect(Buffer.from(pdf).toString('latin1')).not.toContain('.notdef');
    const docx = strFromU8(
      unzipSync(await writeReport(content, 'en', 'docx', new Map()))['word/document.xml'] ?? new Uint8Array()
    );
    expect(docx).toContain('𠮷野 meets 😀 and 👨‍👩‍👧.');
    expect(new TextDecoder().decode(await writeReport(content, 'en', 'html', new Map()))).toContain(
      '𠮷野 meets 😀'
    );
  });
  it('are found one by one, with joiners and selectors left out where they show nothing', () => {
    const fonts = loadFonts();
    expect(piecesOf('a𠮷b\nc', fonts)).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'missing', text: '𠮷' },
      { kind: 'text', text: 'b' },
      { kind: 'break' },
      { kind: 'text', text: 'c' }
    ]);
    expect(piecesOf('中\ufe0f文', fonts)).toEqual([{ kind: 'text', text: '中文' }]);
    expect(codesOf('𠮷')).toEqual(['20BB7']);
    expect(markedText('𠮷野', fonts)).toBe('〓野');
  });
});

describe('a report that cannot be written', () => {
  it.each(formats)('says where a cross-reference leads to nothing, as %s (R188)', async (format) => {
    const content = onePart(paragraph('p', { kind: 'reference', target: 'gone' }));
    expect(await failureOf(content, format)).toBe(
      'A cross-reference leads to nothing: “gone”. Correct or remove it.'
    );
  });
  it.each(formats)('says which source is unknown, and which id is there twice, as %s', async (format) => {
    expect(await failureOf(onePart(paragraph('p', { kind: 'cite', sources: [99] })), format)).toContain(
      'source 99'
    );
    expect(await failureOf(onePart(table('one', 'en', 1)), format)).toContain('“one”');
  });
  it.each(formats)('names a drawing of 5 MB, a broken one and a missing picture, as %s', async (format) => {
    const large = chart.replace('</svg>', `<!--${'x'.repeat(5_000_000)}--></svg>`);
    expect(await failureOf(onePart(figure('f', 'en', large)), format)).toBe(
      'The figure “Cities at each level” is too large for a report. Use a simpler drawing.'
    );
    const sentence = 'The figure “Cities at each level” cannot be read as a drawing or picture.';
    expect(await failureOf(onePart(figure('f', 'en', '<svg><rect')), format)).toBe(sentence);
    const missing = {
      ...figure('f', 'en'),
      drawing: { kind: 'picture', hash: '00', type: 'image/png' }
    } as ReportBlock;
    expect(await failureOf(onePart(missing), format)).toBe(sentence);
  });
  it('has a sentence in both languages for every reason', () => {
    for (const reason of reportFailureReasons) {
      const failure = { reason, subject: { en: 'X', zh: 'X' }, part: null };
      expect(reportFailureSentence(failure, 'en')).toMatch(/^[A-Z].*\.$/);
      expect(reportFailureSentence(failure, 'zh')).toMatch(/\p{Script=Han}.*。$/u);
    }
  });
});

describe('content that is unlucky', () => {
  it('is a table of forty pages, with its head on each', async () => {
    const pages = pagesOf(await writeReport(onePart(table('t', 'en', 1_560)), 'en', 'pdf', new Map()));
    const withHead = pages.filter((page) => /City\s+Service\s+Users/.test(page));
    expect(withHead.length).toBeGreaterThanOrEqual(38);
    expect(pages.at(-2)).toContain('City 1560');
  });
  it('is a head with a note, which a page that repeats it could not hold', async () => {
    const long = table('t', 'en', 80);
    const [head = [], ...rows] = long.rows;
    const noted = head.map((cell, index) =>
      index > 0
        ? cell
        : { ...cell, text: [...cell.text, { kind: 'note' as const, text: [words('Of 2012.')] }] }
    );
    const content = onePart({ ...long, rows: [noted, ...rows] });
    for (const edition of ['en', 'facing'] as const) {
      const pages = pagesOf(await writeReport(content, edition, 'pdf', new Map()));
      expect(pages.join('')).toContain('Of 2012.');
    }
  });
  it('is a cell and a paragraph that are higher than a page, on facing pages too', async () => {
    const long = 'A sentence that is here again and again. '.repeat(400);
    const cell = { text: [words(`${long}ENDOFCELL`)], isHead: false, columns: 1, rows: 1 };
    const tall = table('t', 'en', 2);
    const content = onePart(paragraph('p', `${long}ENDOFTEXT`), {
      ...tall,
      kind: 'table',
      rows: [...tall.rows, [...(tall.rows[1] ?? []).slice(0, 1), cell]]
    });
    const text = pagesOf(await writeReport(content, 'facing', 'pdf', new Map())).join('');
    expect(text.match(/ENDOFTEXT/g)).toHaveLength(2);
    expect(text.match(/ENDOFCELL/g)).toHaveLength(2);
  });
  it('is a language that is missing, which shows as a gap', async () => {
    const content = sample({
      title: { en: '', zh: '只有中文' },
      parts: [part('one', '', '一', { pairs: [pair([], paragraph('c', '只有中文。'))] })]
    });
    for (const edition of ['en', 'facing'] as const) {
      expect(pagesOf(await writeReport(content, edition, 'pdf', new Map())).join('')).toContain(
        'Not available in English'
      );
      expect(new TextDecoder().decode(await writeReport(content, edition, 'html', new Map()))).toContain(
        'Not available in English'
      );
    }
  });
  it('is text that looks like markup, which is written as it stands', async () => {
    const hostile = '#import "x" $a$ *b* _c_ <script>alert(1)</script> &amp; "]]> @ref `code` \\u0041 //';
    const content = onePart(paragraph('p', hostile), table('t', 'en', 1));
    expect(pagesOf(await writeReport(content, 'en', 'pdf', new Map())).join(' ')).toContain(
      '#import "x" $a$ *b* _c_ <script>'
    );
    const html = new TextDecoder().decode(await writeReport(content, 'en', 'html', new Map()));
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;');
  });
  it('is a link that runs a program, which becomes plain words', async () => {
    const link = {
      kind: 'text',
      text: 'press',
      marks: [],
      href: 'javascript:alert(1)',
      language: null
    } as const;
    for (const format of ['html', 'pdf', 'docx'] as const) {
      const bytes = await writeReport(onePart(paragraph('p', link)), 'en', format, new Map());
      const text =
        format === 'docx'
          ? strFromU8(unzipSync(bytes)['word/document.xml'] ?? bytes)
          : Buffer.from(bytes).toString('latin1');
      expect(text).not.toContain('javascript:');
    }
  });
});

describe('a drawing', () => {
  const ways = { family: "'Ours'", textOf: (text: string) => text, idPrefix: 'd1-' };
  it('loses scripts, foreign addresses and typefaces, and keeps what it draws', () => {
    const { svg } = renderedSvg(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="x()" font-family="Arial"><script>x()</script><SCRIPT>x()</SCRIPT><x:script xmlns:x="http://www.w3.org/2000/svg">x()</x:script><set attributeName="href" to="http://x"/><style>@import url(http://x)</style><defs><pattern id="p"/></defs><rect fill="url(#p)" style="stroke:red;font-family:Arial" width="1"/><image href="http://x/y.png"/><a href="http://x"><text>Words &amp; more</text></a><foreignObject><p>no</p></foreignObject></svg>`,
      'f',
      ways
    );
    expect(svg).not.toMatch(/script|onload|http:\/\/x|Arial|foreignObject|@import|<set/i);
    expect(svg).toContain('<rect fill="url(#d1-p)" width="1" stroke="red">');
    expect(svg).toContain('<text>Words &amp; more</text>');
    expect(svg).toContain(`font-family="'Ours'"`);
  });
});
