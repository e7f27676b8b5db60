/**
 * Writes a table as a document to be read and printed: a heading and a table for each part, the head of the
 * table again on each page, every run in its language and with a typeface that has its characters.
 */
import { wordFile } from './office-packing.ts';
import { gridStyle, runText, typeface, wordNamespace } from './word-xml.ts';
import { languageCode } from './xml.ts';
import type { Cell, Table, TablePart, TextRun } from './table.ts';

/** Describes the page in twentieths of a point: A4 landscape, with margins of 1.5 cm. */
const page = { width: 16_838, height: 11_906, margin: 850 } as const;

export function docxOf(table: Table): Uint8Array {
  const parts = table.parts.map((part) => partXml(table, part)).join('');
  return wordFile({
    title: table.title.map(({ text }) => text).join(' · '),
    language: table.language,
    body:
      table.title.map((text) => paragraph(text, 'Title')).join('') +
      table.lead.map((text) => paragraph(text, 'Lead')).join('') +
      parts,
    page: `<w:pgSz w:w="${page.width}" w:h="${page.height}" w:orient="landscape"/><w:pgMar w:top="${page.margin}" w:right="${page.margin}" w:bottom="${page.margin}" w:left="${page.margin}" w:header="400" w:footer="400" w:gutter="0"/>`,
    styles: styleSheet(languageCode[table.language])
  });
}

function partXml({ columns }: Table, { heading, lead, rows }: TablePart): string {
  const all = columns.reduce((sum, { width }) => sum + width, 0);
  const room = page.width - 2 * page.margin;
  const widths = columns.map(({ width }) => Math.floor((room * width) / all));
  const cells = (each: readonly Cell[], style: 'Cell' | 'Head'): string =>
    each
      .map((cell, index) => {
        const paragraphs = cell
          .filter(({ text }) => text !== '')
          .map((text) => paragraph(text, style))
          .join('');
        return `<w:tc><w:tcPr><w:tcW w:w="${widths[index] ?? 0}" w:type="dxa"/></w:tcPr>${paragraphs || `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr></w:p>`}</w:tc>`;
      })
      .join('');
  const header = `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${cells(
    columns.map((column) => column.heading),
    'Head'
  )}</w:tr>`;
  const table =
    '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>' +
    `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${header}${rows.map((row) => `<w:tr>${cells(row, 'Cell')}</w:tr>`).join('')}</w:tbl><w:p/>`;
  return (
    heading.map((text) => paragraph(text, 'Heading1')).join('') +
    lead.map((text) => paragraph(text, 'Lead')).join('') +
    (rows.length > 0 ? table : '')
  );
}

const paragraph = (text: TextRun, style: string): string =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${run(text)}</w:p>`;

function run({ text, language }: TextRun): string {
  const looks = `<w:rPr>${typeface(language === 'zh' ? ' w:hint="eastAsia"' : '')}<w:lang w:val="${languageCode[language]}" w:eastAsia="zh-CN"/></w:rPr>`;
  return `<w:r>${looks}${runText(text)}</w:r>`;
}

const styleSheet = (language: string): string =>
  `<w:styles xmlns:w="${wordNamespace}"><w:docDefaults><w:rPrDefault><w:rPr>${typeface()}<w:sz w:val="18"/><w:lang w:val="${language}" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="40" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
  style('Normal', '', '', ' w:default="1"') +
  style('Title', '<w:spacing w:after="80"/>', '<w:b/><w:sz w:val="32"/>') +
  style(
    'Heading1',
    '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="0"/>',
    '<w:b/><w:sz w:val="24"/>'
  ) +
  style('Lead', '', '<w:color w:val="555249"/>') +
  style('Head', '<w:keepNext/>', '<w:b/><w:sz w:val="16"/>') +
  style('Cell', '', '<w:sz w:val="16"/>') +
  gridStyle +
  '</w:styles>';

function style(id: string, paragraphs: string, runs: string, more = ''): string {
  const name = id === 'Heading1' ? 'heading 1' : id;
  const based = id === 'Normal' ? '' : '<w:basedOn w:val="Normal"/>';
  return `<w:style w:type="paragraph"${more} w:styleId="${id}"><w:name w:val="${name}"/>${based}${paragraphs ? `<w:pPr>${paragraphs}</w:pPr>` : ''}${runs ? `<w:rPr>${runs}</w:rPr>` : ''}</w:style>`;
}
