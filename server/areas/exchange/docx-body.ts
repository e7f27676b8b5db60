/**
 * Reads the body of a Word document as paragraphs and tables, as with all changes accepted: insertions are
 * there, deletions are not, fields show their results, text in boxes follows the paragraph to which they are
 * anchored, hidden text is left out.
 */
import { fileLimits } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import type { Looks } from './docx-looks.ts';
import { inlineOf, marked } from './text-blocks.ts';
import { parseXml, type XmlAttributes } from '#server/files/xml-parsing.ts';
import type { Remark, DocCell, DocRow, DocTable, DocBlock } from './docx-content.ts';
import { type Level, type Field, linkOfField, symbolOf, runMarks, verticalMarks, isOn } from './docx-runs.ts';

export interface BodyContext {
  readonly looks: Looks;
  readonly linkOf: (relation: string) => string | null;
  /** Maps notes by `footnote {id}` or `endnote {id}`. */
  readonly notes: ReadonlyMap<string, string>;
}

/**
 * Lists elements that are not read: fallback drawings for older programs, earlier properties, what was
 * deleted.
 */
const skipped = new Set([
  'Fallback',
  'del',
  'moveFrom',
  'pPrChange',
  'rPrChange',
  'tblPrChange',
  'tcPrChange',
  'trPrChange',
  'sectPrChange',
  'numberingChange',
  'sectPr'
]);

export function readBody(xml: string, { looks, linkOf, notes }: BodyContext): DocBlock[] {
  const root: DocBlock[] = [];
  const levels: Level[] = [{ container: root, paragraph: null, run: null, boxes: [] }];
  const tables: { table: DocTable; outer: DocBlock[] }[] = [];
  const path: string[] = [];
  const fields: Field[] = [];
  const hrefs: (string | null)[] = [];
  const changes: Remark[] = [];
  const remarksOpen = new Map<string, Remark>();
  const controls: { isPlaceholder: boolean }[] = [];
  let waitingTags: string[] = [];
  let skip = 0;
  let deleted: Remark | null = null;
  let properties = 0;
  let rows = 0;
  let cells = 0;
  const top = (): Level => levels.at(-1) ?? { container: root, paragraph: null, run: null, boxes: [] };
  const tooMany = (): void => {
    if ((rows += 1) > fileLimits.rows)
      throw new UnreadableFileError('too-many-rows', String(fileLimits.rows));
  };

  const put = (text: string): void => {
    const { paragraph, run } = top();
    if (
      !paragraph ||
      run?.isHidden ||
      text === '' ||
      fields.some(({ phase }) => phase === 'code') ||
      controls.some(({ isPlaceholder }) => isPlaceholder)
    )
      return;
    const link = hrefs.findLast((href) => href !== null) ?? linkOfField(fields);
    paragraph.inline.push(
      marked(text, [
        ...(run?.marks ?? []),
        ...(link === null ? [] : [{ type: 'link', attrs: { href: link } }])
      ])
    );
    for (const remark of [...changes, ...remarksOpen.values()]) remark.text += text;
  };
  const remark = (kind: Remark['kind'], id: string, author: string): Remark => {
    const made: Remark = { kind, id, author, text: '' };
    top().paragraph?.remarks.push(made);
    return made;
  };

  const open = (name: string, attributes: XmlAttributes, space: string): void => {
    if (skip > 0) {
      skip += 1;
      return;
    }
    const parent = path.at(-1) ?? '';
    if (skipped.has(name)) {
      if (parent === 'trPr' && name === 'del') markDeleted();
      skip = 1;
      if (name === 'del' && properties === 0) deleted = remark('deleted', '', attributes['author'] ?? '');
      return;
    }
    path.push(name);
    if (/^(?:p|r|tr|tc|tbl|sdt)Pr$/.test(name)) properties += 1;
    if (!space.includes('wordprocessingml') && !space.endsWith('/math')) return;
    const level = top();
    const { paragraph, run } = level;
    const value = attributes['val'] ?? '';
    if (parent === 'rPr' && run && path.at(-3) === 'r') {
      const mark = name === 'vertAlign' ? verticalMarks[value] : runMarks[name];
      if (mark && isOn(attributes) && !run.marks.some(({ type }) => type === mark))
        run.marks.push({ type: mark });
      else if (name === 'vanish' && isOn(attributes)) run.isHidden = true;
      else if (name === 'rStyle') {
        const { kind } = looks.style(value);
        if (kind === 'code' || kind === 'bold' || kind === 'italic') run.marks.push({ type: kind });
      }
      return;
    }
    switch (name) {
      case 'p':
        tooMany();
        level.paragraph = {
          kind: 'paragraph',
          style: '',
          outline: null,
          list: null,
          inline: [],
          tags: waitingTags,
          remarks: []
        };
        waitingTags = [];
        break;
      case 'pStyle':
        if (paragraph) paragraph.style = value;
        break;
      case 'outlineLvl':
        if (paragraph && Number(value) < 9) paragraph.outline = Number(value) + 1;
        break;
      case 'ilvl':
        if (paragraph && parent === 'numPr')
          paragraph.list = {
            numId: paragraph.list?.numId ?? '',
            level: Math.min(8, Math.max(0, Number(value) || 0))
          };
        break;
      case 'numId':
        if (paragraph && parent === 'numPr')
          paragraph.list = { numId: value, level: paragraph.list?.level ?? 0 };
        break;
      case 'r':
        level.run = { marks: [], isHidden: false };
        break;
      case 'tab':
        if (parent === 'r') put('\t');
        break;
      case 'br':
      case 'cr':
        if (
          parent === 'r' &&
          attributes['type'] !== 'page' &&
          attributes['type'] !== 'column' &&
          paragraph &&
          !run?.isHidden
        )
          paragraph.inline.push({ type: 'hardBreak' });
        break;
      case 'noBreakHyphen':
        put('\u2011');
        break;
      case 'sym':
        put(symbolOf(attributes['char'] ?? ''));
        break;
      case 'footnoteReference':
      case 'endnoteReference': {
        const text = notes.get(`${name.slice(0, -9)} ${attributes['id'] ?? ''}`);
        if (paragraph && text !== undefined)
          paragraph.inline.push({ type: 'footnote', content: [{ type: 'text', text: text }] });
        break;
      }
      case 'fldChar':
        if (attributes['fldCharType'] === 'begin') fields.push({ phase: 'code', instruction: '' });
        else if (attributes['fldCharType'] === 'end') fields.pop();
        else for (const field of fields.slice(-1)) field.phase = 'result';
        break;
      case 'hyperlink':
        hrefs.push(attributes['id'] === undefined ? null : linkOf(attributes['id']));
        break;
      case 'ins':
      case 'moveTo':
        if (properties === 0) changes.push(remark('inserted', '', attributes['author'] ?? ''));
        break;
      case 'commentRangeStart':
        if (attributes['id'] !== undefined)
          remarksOpen.set(attributes['id'], remark('comment', attributes['id'], ''));
        break;
      case 'commentRangeEnd':
        remarksOpen.delete(attributes['id'] ?? '');
        break;
      case 'sdt':
        controls.push({ isPlaceholder: false });
        break;
      case 'tag':
        if (parent === 'sdtPr') (paragraph ? paragraph.tags : waitingTags).push(value);
        break;
      case 'showingPlcHdr':
        for (const control of controls.slice(-1)) control.isPlaceholder = isOn(attributes);
        break;
      case 'tbl':
        tables.push({ table: { kind: 'table', rows: [] }, outer: level.container });
        break;
      case 'tr':
        tooMany();
        tables.at(-1)?.table.rows.push({ cells: [], isHeader: false, isDeleted: false });
        break;
      case 'tblHeader':
        for (const row of [lastRow()]) if (row) row.isHeader = isOn(attributes);
        break;
      case 'tc': {
        if ((cells += 1) > fileLimits.cells)
          throw new UnreadableFileError('too-many-cells', String(fileLimits.cells));
        const cell: DocCell = { blocks: [], colspan: 1, merge: null };
        lastRow()?.cells.push(cell);
        level.container = cell.blocks;
        break;
      }
      case 'gridSpan':
        for (const cell of lastRow()?.cells.slice(-1) ?? [])
          cell.colspan = Math.min(100, Math.max(1, Number(value) || 1));
        break;
      case 'vMerge':
        for (const cell of lastRow()?.cells.slice(-1) ?? [])
          cell.merge = value === 'restart' ? 'restart' : 'continue';
        break;
      case 'txbxContent':
        levels.push({ container: [], paragraph: null, run: null, boxes: [] });
        break;
    }
  };
  const lastRow = (): DocRow | undefined => tables.at(-1)?.table.rows.at(-1);
  const markDeleted = (): void => {
    const row = lastRow();
    if (row) row.isDeleted = true;
  };

  const close = (name: string): void => {
    if (skip > 0) {
      skip -= 1;
      if (skip === 0) deleted = null;
      return;
    }
    path.pop();
    if (/^(?:p|r|tr|tc|tbl|sdt)Pr$/.test(name)) properties -= 1;
    const level = top();
    switch (name) {
      case 'p':
        if (level.paragraph) {
          level.container.push({ ...level.paragraph, inline: inlineOf(level.paragraph.inline) });
          for (const block of level.boxes) level.container.push(block);
        }
        level.paragraph = null;
        level.boxes = [];
        break;
      case 'r':
        level.run = null;
        break;
      case 'hyperlink':
        hrefs.pop();
        break;
      case 'ins':
      case 'moveTo':
        if (properties === 0) changes.pop();
        break;
      case 'sdt':
        controls.pop();
        break;
      case 'tbl': {
        const ended = tables.pop();
        if (ended) {
          level.container = ended.outer;
          level.container.push(ended.table);
        }
        break;
      }
      case 'txbxContent': {
        const box = levels.length > 1 ? levels.pop() : undefined;
        for (const block of box?.container ?? []) top().boxes.push(block);
        break;
      }
    }
  };

  parseXml(xml, {
    open,
    close,
    text: (text) => {
      if (skip > 0) {
        if (deleted) deleted.text += text.trim() === '' && text.includes('\n') ? '' : text;
      } else if (path.at(-1) === 't') put(text);
      else if (path.at(-1) === 'instrText') for (const field of fields.slice(-1)) field.instruction += text;
    }
  });
  return root;
}
