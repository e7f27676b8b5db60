/** Workbooks that mean harm: refused with the reason, counted while they are read, and never believed against what is seen. */
import { describe, expect, test } from 'vitest';
import { nineBooks } from '#kit/nine-books.ts';
import type { AnswerBook } from '#areas/answers';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { xlsxExchange } from '#server/areas/exchange/xlsx.ts';
import { sheetNamed, sheetsIn, workbook, type TestSheet } from './workbooks.ts';

const [haidian] = nineBooks();
if (!haidian) throw new Error('No city is described');
const book: AnswerBook = {
  ...haidian,
  cells: {},
  texts: [
    {
      id: 'answer:strategy.vision',
      en: [{ type: 'paragraph', content: [{ type: 'text', text: 'Seen' }] }],
      zh: []
    }
  ]
};
const { framework } = haidian;

describe('hostile workbooks', () => {
  const faultOf = (bytes: Uint8Array): string => {
    try {
      xlsxExchange.read(bytes, framework);
      return 'read';
    } catch (error) {
      return error instanceof UnreadableFileError ? error.fault : String(error);
    }
  };
  const rows = (count: number): TestSheet => ({
    name: '8.1 Smart city service',
    rows: Array.from({ length: count }, (_, n) => [`r${n}`])
  });

  const sheetOf = (data: string): Uint8Array =>
    workbook([rows(1)], {
      more: { 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${data}</sheetData></worksheet>` }
    });

  test('100,000 rows are refused while they are counted', () => {
    expect(faultOf(sheetOf('<row><c t="inlineStr"><is><t>x</t></is></c></row>'.repeat(100_000)))).toBe(
      'too-many-rows'
    );
  });

  test('a row of endless cells and merged cells without end are refused', () => {
    expect(faultOf(sheetOf(`<row>${'<c><v>1</v></c>'.repeat(400_001)}</row>`))).toBe('too-many-cells');
    expect(
      faultOf(workbook([{ ...rows(2_000), merges: Array.from({ length: 2_000 }, () => 'A1:XFD1048576') }]))
    ).toBe('too-many-cells');
  });

  test('entities, macros, linked workbooks, broken XML and other files are refused', () => {
    const sheet = 'xl/worksheets/sheet1.xml';
    expect(
      faultOf(
        workbook([rows(1)], {
          more: {
            [sheet]: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
          }
        })
      )
    ).toBe('external');
    expect(faultOf(workbook([rows(1)], { more: { 'xl/vbaProject.bin': 'x' } }))).toBe('macros');
    expect(
      faultOf(
        workbook([rows(1)], {
          more: {
            'xl/externalLinks/_rels/externalLink1.xml.rels':
              '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://x/externalLinkPath" Target="file:///c:/secret.xlsx" TargetMode="External"/></Relationships>'
          }
        })
      )
    ).toBe('external');
    expect(faultOf(workbook([rows(1)], { more: { [sheet]: '<worksheet><sheetData><row>' } }))).toBe('broken');
    expect(faultOf(workbook([rows(1)], { more: { [sheet]: '<c>'.repeat(5_000) } }))).toBe('too-deep');
    expect(faultOf(new TextEncoder().encode('<html>'))).toBe('wrong-type');
  });

  test('a memory that says other than what is seen is not believed, and one that nests without end harms nobody', () => {
    const sheets = sheetsIn(xlsxExchange.write(book));
    for (const row of sheetNamed(sheets, '_meridian').rows)
      if (row[1] === 'answer:strategy.vision en')
        row[3] = JSON.stringify([{ type: 'paragraph', content: [{ type: 'text', text: 'Unseen' }] }]);
    sheetNamed(sheets, '_meridian').rows.push(
      ['cell', 'a/value', 'x', '['.repeat(20_000) + ']'.repeat(20_000)],
      ['cell', '__proto__', '-', '{"x":1}']
    );
    const forged = xlsxExchange.read(workbook(sheets), framework);
    expect(forged.texts).toMatchObject([{ en: [{ content: [{ text: 'Seen' }] }], zh: [] }]);
    expect(forged.cells).toEqual({});
  });
});
