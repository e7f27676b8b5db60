/**
 * Writes paragraphs and tables as WordprocessingML, and numbers the lists, links, footnotes and controls of a
 * document.
 */
import { runText } from '#server/files/word-xml.ts';
import { languageCode, xmlText } from '#server/files/xml.ts';
import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import { fingerprint } from '#base/canonical.ts';
import type { WrittenList } from './docx-styles.ts';
import type { TextBlock, TextBlockCell } from '#document/nodes/block-file.ts';
import { fileForms } from '#document/nodes/files.ts';
import { tagText, type Tag } from './tags.ts';

/** In characters: Word accepts no longer ones. */
const longestTag = 64;
const prefix = 'mer:';

/** A long tag becomes its fingerprint. */
export function tagInDocument(tag: Tag): string {
  const text = `${prefix}${tagText(tag)}`;
  return text.length <= longestTag ? text : `${prefix}#${fingerprint(text)}`;
}

export interface Blocks {
  readonly lists: readonly WrittenList[];
  readonly links: readonly string[];
  readonly notes: readonly string[];
  readonly paragraph: (style: string, inner: string, more?: string) => string;
  readonly run: (text: string, language: Locale, looks?: string) => string;
  readonly tagged: (tag: Tag, inner: string) => string;
  /** Returns a table of labelled rows: each row has its label, and below it the text with the same label. */
  readonly rows: (rows: readonly (readonly [label: string, text: string])[], head: string | null) => string;
  readonly textBlocks: (textBlocks: readonly TextBlock[], language: Locale) => string;
}

const widths = [3_200, 6_400] as const;

interface WriterState {
  readonly lists: WrittenList[];
  readonly links: string[];
  readonly notes: string[];
  controls: number;
  /** Holds the numbering of the list that is open at each level. */
  readonly open: number[];
}

export function openBlocks(): Blocks {
  const state: WriterState = { lists: [], links: [], notes: [], controls: 0, open: [] };
  const { lists, links, notes, open } = state;
  return {
    ...{ lists, links, notes },
    paragraph,
    run,
    tagged: (tag, inner) => taggedXml(state, tag, inner),
    rows: rowsXml,
    textBlocks: (textBlocks, language) => {
      open.length = 0;
      return textBlocksXml(state, textBlocks, language);
    }
  };
}

const paragraph = (style: string, inner: string, more = ''): string =>
  `<w:p><w:pPr>${style === '' ? '' : `<w:pStyle w:val="${style}"/>`}${more}</w:pPr>${inner}</w:p>`;

const run = (text: string, language: Locale, looks = ''): string => {
  const hint = language === 'zh' ? '<w:rFonts w:hint="eastAsia"/>' : '';
  return `<w:r><w:rPr>${looks.startsWith('<w:rStyle') ? looks.replace('/>', `/>${hint}`) : hint + looks}<w:lang w:val="${languageCode[language]}" w:eastAsia="zh-CN"/></w:rPr>${runText(text)}</w:r>`;
};

const taggedXml = (state: WriterState, tag: Tag, inner: string): string =>
  `<w:sdt><w:sdtPr><w:tag w:val="${xmlText(tagInDocument(tag))}"/><w:id w:val="${(state.controls += 1)}"/></w:sdtPr><w:sdtContent>${inner}</w:sdtContent></w:sdt>`;

const inlinesXml = (state: WriterState, nodes: readonly ContentNode[], language: Locale): string =>
  nodes.map((node) => inlineXml(state, node, language)).join('');

function inlineXml(
  state: WriterState,
  { type, text, marks = [], content }: ContentNode,
  language: Locale
): string {
  const { links, notes } = state;
  if (type === 'hardBreak') return '<w:r><w:br/></w:r>';
  if (type === 'footnote') {
    notes.push(content?.[0]?.text ?? '');
    return `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="${notes.length}"/></w:r>`;
  }
  const has = (mark: string): boolean => marks.some((one) => one.type === mark);
  const href = marks.find((one) => one.type === 'link')?.attrs?.['href'];
  const style = has('code') ? 'Code' : typeof href === 'string' ? 'Hyperlink' : '';
  const vertical = (['superscript', 'subscript'] as const).find(has);
  const looks = `${style === '' ? '' : `<w:rStyle w:val="${style}"/>`}${has('bold') ? '<w:b/>' : ''}${has('italic') ? '<w:i/>' : ''}${has('strike') ? '<w:strike/>' : ''}${has('underline') ? '<w:u w:val="single"/>' : ''}${vertical === undefined ? '' : `<w:vertAlign w:val="${vertical}"/>`}`;
  const xml = run(text ?? '', language, looks);
  if (typeof href !== 'string') return xml;
  links.push(href);
  return `<w:hyperlink r:id="link${links.length}">${xml}</w:hyperlink>`;
}

function textBlockXml(
  state: WriterState,
  textBlock: TextBlock,
  language: Locale,
  align?: TextBlockCell['align']
): string {
  const { form, begins, inline } = textBlock;
  if (form === 'table') return textTable(state, textBlock, language);
  const level = Math.min(8, textBlock.level);
  const { style, isAligned } = fileForms[form];
  const looks = isAligned && align !== undefined ? `<w:jc w:val="${align}"/>` : '';
  const inner = inlinesXml(state, inline, language);
  if (form !== 'bullet' && form !== 'number') return paragraph(style(level), inner, looks);
  const { lists, open } = state;
  if (begins !== undefined || open[level] === undefined)
    open[level] = lists.push({ form, level, begins: begins ?? 1 });
  const numbering = `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${open[level]}"/></w:numPr>`;
  return paragraph(style(level), inner, numbering);
}

const textBlocksXml = (
  state: WriterState,
  textBlocks: readonly TextBlock[],
  language: Locale,
  align?: TextBlockCell['align']
): string => textBlocks.map((textBlock) => textBlockXml(state, textBlock, language, align)).join('');

function textTable(state: WriterState, { rows = [], widths: set = [] }: TextBlock, language: Locale): string {
  const grid = gridOf(rows);
  const widths = grid.map((row) =>
    row.reduce((sum, { cell, colspan }) => sum + (cell?.colspan ?? colspan), 0)
  );
  const columns = widths.reduce((widest, width) => Math.max(widest, width), 1);
  const rowsXml = grid.map((row, index) => {
    const head =
      (rows[index] ?? []).length > 0 && (rows[index] ?? []).every(({ isHeader }) => isHeader)
        ? '<w:trPr><w:tblHeader/></w:trPr>'
        : '';
    const cells = row.map((cell) => gridCellXml(state, cell, language));
    return `<w:tr>${head}${cells.join('')}</w:tr>`;
  });
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>${Array.from({ length: columns }, (_, index) => gridColumn(set[index] ?? null)).join('')}</w:tblGrid>${rowsXml.join('')}</w:tbl><w:p/>`;
}

function gridCellXml(state: WriterState, { cell, colspan, isGoingOn }: GridCell, language: Locale): string {
  const span = colspan > 1 ? `<w:gridSpan w:val="${colspan}"/>` : '';
  const merge = isGoingOn ? '<w:vMerge/>' : (cell?.rowspan ?? 1) > 1 ? '<w:vMerge w:val="restart"/>' : '';
  const shade = cell?.isHeader ? '<w:shd w:val="clear" w:color="auto" w:fill="F1EFE8"/>' : '';
  const inner = cell ? textBlocksXml(state, cell.textBlocks, language, cell.align) : '';
  return `<w:tc><w:tcPr>${span}${merge}${shade}</w:tcPr>${inner}${inner === '' || inner.endsWith('</w:tbl>') ? '<w:p/>' : ''}</w:tc>`;
}

function rowsXml(rows: readonly (readonly [label: string, text: string])[], head: string | null): string {
  const title =
    head === null
      ? ''
      : `<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="${widths[0] + widths[1]}" w:type="dxa"/><w:gridSpan w:val="2"/><w:shd w:val="clear" w:color="auto" w:fill="F1EFE8"/></w:tcPr>${paragraph('Cell', head, '<w:keepNext/>')}</w:tc></w:tr>`;
  const cell = (width: number, inner: string): string =>
    `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${inner}</w:tc>`;
  const body = rows.map(
    ([label, text]) =>
      `<w:tr>${cell(widths[0], paragraph('Cell', label))}${cell(
        widths[1],
        text
          .split('\n')
          .map((line) =>
            paragraph('Cell', line === '' ? '' : run(line, /\p{Script=Han}/u.test(line) ? 'zh' : 'en'))
          )
          .join('')
      )}</w:tr>`
  );
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="${widths[0] + widths[1]}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${title}${body.join('')}</w:tbl><w:p/>`;
}

/** A pixel is fifteen twentieths of a point. */
const gridColumn = (width: number | null): string =>
  width === null ? '<w:gridCol/>' : `<w:gridCol w:w="${width * 15}"/>`;

interface GridCell {
  /** Null where a cell from a row above extends into this position. */
  readonly cell: TextBlockCell | null;
  readonly colspan: number;
  readonly isGoingOn: boolean;
}

/** Completes the rows: Word requires a cell in each row into which another extends. */
function gridOf(rows: readonly (readonly TextBlockCell[])[]): GridCell[][] {
  let reaching: { column: number; colspan: number; left: number }[] = [];
  return rows.map((row) => {
    const cells: GridCell[] = [];
    const next: typeof reaching = [];
    let column = 0;
    const passOver = (): void => {
      for (
        let held = reaching.find((one) => one.column === column);
        held;
        held = reaching.find((one) => one.column === column)
      ) {
        cells.push({ cell: null, colspan: held.colspan, isGoingOn: true });
        if (held.left > 1) next.push({ ...held, left: held.left - 1 });
        column += held.colspan;
      }
    };
    for (const cell of row) {
      passOver();
      cells.push({ cell, colspan: cell.colspan, isGoingOn: false });
      if (cell.rowspan > 1) next.push({ column, colspan: cell.colspan, left: cell.rowspan - 1 });
      column += cell.colspan;
    }
    passOver();
    reaching = next;
    return cells;
  });
}
