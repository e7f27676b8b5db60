/**
 * Writes a table as a document to be read and printed: a heading and a table for each part, the head of the
 * table again on each page, every run in its language and with a typeface that has its characters.
 */
import {
  contentTypes,
  coreProperties,
  fonts,
  languageCode,
  packed,
  properties,
  relationships,
  xmlText
} from './xml.ts';
import type { Cell, Table, TablePart, TextRun } from './table.ts';

/** Describes the page in twentieths of a point: A4 landscape, with margins of 1.5 cm. */
const page = { width: 16_838, height: 11_906, margin: 850 } as const;

export function docxOf(table: Table): Uint8Array {
  const parts = table.parts.map((part) => partXml(table, part)).join('');
  const body =
    table.title.map((text) => paragraph(text, 'Title')).join('') +
    table.lead.map((text) => paragraph(text, 'Lead')).join('') +
    parts +
    `<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="${page.width}" w:h="${page.height}" w:orient="landscape"/><w:pgMar w:top="${page.margin}" w:right="${page.margin}" w:bottom="${page.margin}" w:left="${page.margin}" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>`;
  const namespaces = `xmlns:w="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`;
  return packed({
    '[Content_Types].xml': contentTypes({
      '/word/document.xml': 'officedocument.wordprocessingml.document.main',
      '/word/styles.xml': 'officedocument.wordprocessingml.styles',
      '/word/settings.xml': 'officedocument.wordprocessingml.settings',
      '/word/footer1.xml': 'officedocument.wordprocessingml.footer',
      '/docProps/core.xml': 'package.core-properties'
    }),
    '_rels/.rels': relationships([
      ['rId1', 'officeDocument', 'word/document.xml'],
      ['rId2', coreProperties, 'docProps/core.xml']
    ]),
    'docProps/core.xml': properties(
      table.title.map(({ text }) => text).join(' · '),
      languageCode[table.language]
    ),
    'word/_rels/document.xml.rels': relationships([
      ['rId1', 'styles', 'styles.xml'],
      ['rId2', 'settings', 'settings.xml'],
      ['rId3', 'footer', 'footer1.xml']
    ]),
    'word/document.xml': `<w:document ${namespaces}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': styleSheet(languageCode[table.language]),
    'word/settings.xml': `<w:settings xmlns:w="${main}"><w:themeFontLang w:val="${languageCode[table.language]}" w:eastAsia="zh-CN"/></w:settings>`,
    'word/footer1.xml': `<w:ftr xmlns:w="${main}"><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>`
  });
}

const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

function partXml({ columns }: Table, { heading, lead, rows }: TablePart): string {
  const all = columns.reduce((sum, { width }) => sum + width, 0);
  const room = page.width - 2 * page.margin;
  const widths = columns.map(({ width }) => Math.floor((room * width) / all));
  const cells = (each: readonly Cell[], style: 'Cell' | 'Head'): string =>
    each
      .map((cell, at) => {
        const paragraphs = cell
          .filter(({ text }) => text !== '')
          .map((text) => paragraph(text, style))
          .join('');
        return `<w:tc><w:tcPr><w:tcW w:w="${widths[at] ?? 0}" w:type="dxa"/></w:tcPr>${paragraphs || `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr></w:p>`}</w:tc>`;
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

const typeface = (hint: string): string =>
  `<w:rFonts${hint} w:ascii="${fonts.latin}" w:hAnsi="${fonts.latin}" w:eastAsia="${fonts.han}" w:cs="${fonts.latin}"/>`;

function run({ text, language }: TextRun): string {
  const looks = `<w:rPr>${typeface(language === 'zh' ? ' w:hint="eastAsia"' : '')}<w:lang w:val="${languageCode[language]}" w:eastAsia="zh-CN"/></w:rPr>`;
  // A tab or a line end within the text is an element of its own.
  const pieces = text.split(/(\r\n|\r|\n|\t)/).map((piece) => {
    if (piece === '\t') return '<w:tab/>';
    return /^[\r\n]+$/.test(piece)
      ? '<w:br/>'
      : piece === ''
        ? ''
        : `<w:t xml:space="preserve">${xmlText(piece)}</w:t>`;
  });
  return `<w:r>${looks}${pieces.join('')}</w:r>`;
}

const styleSheet = (language: string): string =>
  `<w:styles xmlns:w="${main}"><w:docDefaults><w:rPrDefault><w:rPr>${typeface('')}<w:sz w:val="18"/><w:lang w:val="${language}" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="40" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
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
  '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>' +
  ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((edge) => `<w:${edge} w:val="single" w:sz="4" w:space="0" w:color="8A877E"/>`)
    .join('') +
  '</w:tblBorders><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>';

function style(id: string, paragraphs: string, runs: string, more = ''): string {
  const name = id === 'Heading1' ? 'heading 1' : id;
  const based = id === 'Normal' ? '' : '<w:basedOn w:val="Normal"/>';
  return `<w:style w:type="paragraph"${more} w:styleId="${id}"><w:name w:val="${name}"/>${based}${paragraphs ? `<w:pPr>${paragraphs}</w:pPr>` : ''}${runs ? `<w:rPr>${runs}</w:rPr>` : ''}</w:style>`;
}
