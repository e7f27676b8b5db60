/** Writes what all Word documents here have in common: typefaces, the text of a run, a table's lines. */
import { fonts, xmlText } from './xml.ts';

export const wordNamespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** Names the typefaces of a run; `hint` is an attribute that says to which of them signs belong that both have. */
export const typeface = (hint = ''): string =>
  `<w:rFonts${hint} w:ascii="${fonts.latin}" w:hAnsi="${fonts.latin}" w:eastAsia="${fonts.han}" w:cs="${fonts.latin}"/>`;

/** Writes the text of a run, in which a tab and the end of a line are elements of their own. */
export const runText = (text: string): string =>
  text
    .split(/(\r\n|\r|\n|\t)/)
    .map((piece) => {
      if (piece === '\t') return '<w:tab/>';
      if (/^[\r\n]+$/.test(piece)) return '<w:br/>';
      return piece === '' ? '' : `<w:t xml:space="preserve">${xmlText(piece)}</w:t>`;
    })
    .join('');

const edges = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'];

/** Defines the style of tables with lines around each cell, `Grid`. */
export const gridStyle = `<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${edges
  .map((edge) => `<w:${edge} w:val="single" w:sz="4" w:space="0" w:color="8A877E"/>`)
  .join(
    ''
  )}</w:tblBorders><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`;
