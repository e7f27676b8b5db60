import { describe, expect, it, onTestFinished } from 'vitest';
import { openExports } from '#server/files/exports.ts';
import { docxOf } from '#server/files/docx.ts';
import { xlsxOf } from '#server/files/xlsx.ts';
import type { Table } from '#server/files/table.ts';
import { cellsOf, mustBeXml, partsOf, tablesOf } from './office-files.ts';

const en = (text: string) => [{ text, language: 'en' } as const];
const zh = (text: string) => [{ text, language: 'zh' } as const];
const both = [...en('Reason'), ...zh('理由')];

const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠a', ' =1'];
const table: Table = {
  language: 'en',
  title: en('Matrix: [Ürümqi] / "Haidian"'),
  lead: [...en('As of today'), ...zh('截至今日')],
  partColumn: en('City'),
  columns: [
    { heading: both, width: 20 },
    { heading: zh('意见'), width: 40 }
  ],
  parts: [
    {
      heading: zh('海淀'),
      lead: en('Submitted'),
      rows: [
        [both, en('<b>&amp; "quoted"</b>\nsecond line')],
        ...hostile.map((text) => [en(text), zh('𠀀 rare')])
      ]
    },
    { heading: en('Bristol'), lead: [], rows: [] }
  ]
};

describe('a table as a workbook', () => {
  const parts = partsOf(xlsxOf(table));
  const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';

  it('is well-formed in all its parts', () => {
    for (const xml of parts.values()) mustBeXml(xml);
  });
  it('holds the words as they are, with what the parts have in common in the first column', () => {
    const cells = cellsOf(sheet);
    expect(['A5', 'B5', 'C5'].map((cellRef) => cells.get(cellRef))).toEqual(['City', 'Reason\n理由', '意见']);
    expect(['A6', 'B6', 'C6'].map((cellRef) => cells.get(cellRef))).toEqual([
      '海淀',
      'Reason\n理由',
      '<b>&amp; "quoted"</b>\nsecond line'
    ]);
    expect(hostile.map((_, index) => cells.get(`B${7 + index}`))).toEqual(hostile);
  });
  it('has no formula anywhere, and marks as quoted what begins as one', () => {
    expect(sheet).not.toMatch(/<f[ >]/);
    expect(sheet.match(/<c (?![^>]*t="inlineStr")[^>]*>(?!<\/c>)[^<]*<v/g)).toBeNull();
    const quoted = hostile.map((_, index) =>
      new RegExp(`<c r="B${7 + index}" s="3" t="inlineStr">`).test(sheet)
    );
    expect(quoted).toEqual(hostile.map(() => true));
    expect(parts.get('xl/styles.xml')?.match(/<xf [^>]*quotePrefix="1"/g)).toHaveLength(1);
    expect(sheet).toContain('<c r="C6" s="0"');
  });
  it('names a typeface for Chinese, keeps the head in sight and on every printed page', () => {
    expect(sheet).toContain(
      '<rFont val="Microsoft YaHei"/><charset val="134"/></rPr><t xml:space="preserve">海淀</t>'
    );
    expect(sheet).toContain('<pane ySplit="5" topLeftCell="A6"');
    expect(parts.get('xl/workbook.xml')).toContain(
      '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'Matrix   Ürümqi    &quot;Haidian&quot;\'!$5:$5</definedName>'
    );
    expect(parts.get('docProps/core.xml')).toContain('<dc:language>en-GB</dc:language>');
  });
  it('says what XML cannot say with a sign for it, and cuts what no cell takes', () => {
    const odd = {
      ...table,
      partColumn: null,
      parts: [{ heading: [], lead: [], rows: [[en('a\u0000b\uD800c'), en('x'.repeat(40_000))]] }]
    };
    const cells = cellsOf(partsOf(xlsxOf(odd)).get('xl/worksheets/sheet1.xml') ?? '');
    expect(cells.get('A6')).toBe('a\uFFFDb\uFFFDc');
    expect(cells.get('B6')).toHaveLength(32_000);
  });
});

describe('a table as a document', () => {
  const parts = partsOf(docxOf(table));
  const document = parts.get('word/document.xml') ?? '';

  it('is well-formed in all its parts', () => {
    for (const xml of parts.values()) mustBeXml(xml);
  });
  it('holds a table a part, row by row, and none for a part without rows', () => {
    const tables = tablesOf(document);
    expect(tables).toHaveLength(1);
    expect(tables[0]?.slice(0, 2)).toEqual([
      ['Reason\n理由', '意见'],
      ['Reason\n理由', '<b>&amp; "quoted"</b>\nsecond line']
    ]);
    expect(tables[0]?.slice(2).map(([text]) => text)).toEqual(
      hostile.map((text) => text.replace('\r', '\n'))
    );
  });
  it('repeats its head on each page, and says of every run its language and its typefaces', () => {
    expect(document.match(/<w:tblHeader\/>/g)).toHaveLength(1);
    expect(document).toContain(
      'w:eastAsia="Microsoft YaHei" w:cs="Calibri"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr><w:t xml:space="preserve">理由</w:t>'
    );
    expect(document).toContain(
      '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr><w:t xml:space="preserve">Reason</w:t>'
    );
    expect(document.match(/<w:r>/g)?.length).toBe(document.match(/<w:rFonts/g)?.length);
  });
});

describe('exports', () => {
  it('are made in threads, the same bytes each time, however many ask at once', async () => {
    const exports = openExports();
    onTestFinished(() => exports.close());
    const made = await Promise.all(
      ['one', 'one', 'other'].map((person) => exports.table('xlsx', table, person))
    );
    expect(made.every((one) => one.ok && Buffer.compare(one.value, xlsxOf(table)) === 0)).toBe(true);
    expect(await exports.table('docx', table, 'one')).toMatchObject({ ok: true });
  });
  it('of one person are refused beyond ten that wait; another is served', async () => {
    const exports = openExports();
    onTestFinished(() => exports.close());
    const own = Array.from({ length: 22 }, () =>
      exports.table('docx', table, 'one').then((one) => (one.ok ? 'made' : one.refusal.code))
    );
    expect(await exports.table('docx', table, 'other')).toMatchObject({ ok: true });
    const outcomes = await Promise.all(own);
    expect(outcomes.filter((outcome) => outcome === 'throttled')).toHaveLength(11);
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(11);
  });
  it('are refused where too many of all wait already, and when the app closes', async () => {
    const exports = openExports();
    const requests = Array.from({ length: 50 }, (_, n) =>
      exports.table('docx', table, `person ${n}`).then(
        (one) => (one.ok ? 'made' : one.refusal.code),
        () => 'ended'
      )
    );
    await Promise.race(requests);
    await exports.close();
    const outcomes = await Promise.all(requests);
    expect(outcomes.filter((outcome) => outcome === 'busy').length).toBeGreaterThanOrEqual(8);
    expect(await exports.table('docx', table, 'one')).toMatchObject({ refusal: { code: 'busy' } });
  });
});
