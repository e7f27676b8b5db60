/**
 * Converts formatted text to the form that documents have: a list of paragraphs, each with its form, and
 * tables. What no document can express (ids, the counterpart of a block, an image) is dropped here and
 * restored by restored-blocks.ts. A level chip and a goal are written as their ids in brackets, which stay
 * the same however the framework is worded.
 */
import { allowedAlign, allowedHref, allowedSpan, allowedStart } from '#document/allowed.ts';
import { columnWidths } from '#document/column-widths.ts';
import { joined } from '#document/tree-content.ts';
import { headingLevels } from '#base/blocks/heading.ts';
import { markTypes } from '#document/richtext.ts';
import { textOfNode, type ContentMark, type ContentNode } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';

export type TextBlockForm =
  | 'text'
  | 'heading'
  | 'quote'
  | 'bullet'
  | 'number'
  | 'more'
  | 'rule'
  | 'figure'
  | 'table';

export interface TextBlock {
  readonly form: TextBlockForm;
  /** 2 to 5 of a heading; of a list its depth, 0 for the outermost. `more` is a further paragraph of an item. */
  readonly level: number;
  readonly inline: readonly ContentNode[];
  /** Holds the first number of a list, on its first item. */
  readonly begins?: number | undefined;
  readonly rows?: readonly (readonly TextBlockCell[])[] | undefined;
  /** In pixels, null where none is set. They are written and not read. */
  readonly widths?: readonly (number | null)[] | undefined;
}

export interface TextBlockCell {
  readonly textBlocks: readonly TextBlock[];
  readonly colspan: number;
  readonly rowspan: number;
  readonly isHeader: boolean;
  /** Is written and not read. */
  readonly align?: 'left' | 'center' | 'right' | undefined;
}

const deepest = 60;

export const textBlocksOf = (nodes: readonly ContentNode[], depth = 0): TextBlock[] =>
  depth > deepest ? [] : nodes.flatMap((node) => textBlocksOfNode(node, depth));

function textBlocksOfNode(node: ContentNode, depth: number): TextBlock[] {
  const content = node.content ?? [];
  const textBlock = (form: TextBlockForm, level = 0): TextBlock => ({
    form,
    level,
    inline: inlineOf(content)
  });
  switch (node.type) {
    case 'heading':
      return [textBlock('heading', headingLevels.find((level) => level === node.attrs?.['level']) ?? 2)];
    case 'horizontalRule':
      return [{ form: 'rule', level: 0, inline: [] }];
    case 'figure':
      return [{ form: 'figure', level: 0, inline: captionOf(node) }];
    case 'blockquote':
      return textBlocksOf(content, depth + 1).map((one) =>
        one.form === 'text' ? { ...one, form: 'quote' } : one
      );
    case 'bulletList':
      return itemTextBlocks(content, 'bullet', 1, depth);
    case 'orderedList':
      return itemTextBlocks(content, 'number', allowedStart(node.attrs?.['start'] ?? 1), depth);
    case 'table':
      return [
        {
          form: 'table',
          level: 0,
          inline: [],
          widths: columnWidths(node),
          rows: content.map((row) => (row.content ?? []).map((cell) => cellOf(cell, depth)))
        }
      ];
    case 'listItem':
    case 'tableRow':
    case 'tableCell':
    case 'tableHeader':
      return textBlocksOf(content, depth + 1);
    default:
      return [textBlock('text')];
  }
}

/** Returns the caption of an image, or its alternative text, either of which represents it in a document. */
function captionOf({ content, attrs }: ContentNode): ContentNode[] {
  const caption = inlineOf(content ?? []);
  const alt = attrs?.['alt'];
  return caption.length > 0
    ? caption
    : inlineOf([{ type: 'text', text: typeof alt === 'string' && alt !== '' ? alt : '▢' }]);
}

const isListForm = ({ form }: TextBlock): boolean =>
  form === 'bullet' || form === 'number' || form === 'more';

function itemTextBlocks(
  items: readonly ContentNode[],
  form: 'bullet' | 'number',
  begins: number,
  depth: number
): TextBlock[] {
  return items.flatMap((item, index) => {
    const [first, ...others] = item.content ?? [];
    const head: TextBlock = {
      form,
      level: 0,
      inline: inlineOf(first?.content ?? []),
      ...(index === 0 ? { begins } : {})
    };
    const inner = textBlocksOf(others, depth + 1).map((textBlock): TextBlock =>
      textBlock.form === 'text'
        ? { ...textBlock, form: 'more' }
        : isListForm(textBlock)
          ? { ...textBlock, level: textBlock.level + 1 }
          : textBlock
    );
    return [head, ...inner];
  });
}

const cellOf = ({ type, attrs, content }: ContentNode, depth: number): TextBlockCell => ({
  textBlocks: textBlocksOf(content ?? [], depth + 1),
  colspan: allowedSpan(attrs?.['colspan'] ?? 1),
  rowspan: allowedSpan(attrs?.['rowspan'] ?? 1),
  isHeader: type === 'tableHeader',
  align: allowedAlign(attrs?.['align']) ?? undefined
});

/**
 * Returns the text as documents hold it: tabs are allowed, line ends are not, nor characters that XML cannot
 * express.
 */
export const sanitizeText = (text: string): string =>
  text
    .replace(/\r\n|[\r\n\u2028\u2029]/g, ' ')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    // eslint-disable-next-line no-control-regex -- these are the ones that XML lacks
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');

export const inlineOf = (content: readonly ContentNode[]): ContentNode[] =>
  joined(
    content.flatMap((node): ContentNode[] => {
      if (node.text !== undefined)
        return node.text === '' ? [] : [marked(sanitizeText(node.text), node.marks ?? [])];
      if (node.type === 'hardBreak') return [{ type: 'hardBreak' }];
      const text = sanitizeText(textOfNode(node));
      if (node.type === 'footnote')
        return [{ type: 'footnote', ...(text === '' ? {} : { content: [{ type: 'text', text: text }] }) }];
      return text === '' ? [] : [{ type: 'text', text: text }];
    })
  );

export const marked = (text: string, marks: readonly ContentMark[]): ContentNode => {
  const own = marks.flatMap((mark): ContentMark[] => {
    if (mark.type !== 'link')
      return markTypes.some((type) => type === mark.type) ? [{ type: mark.type }] : [];
    const href = allowedHref(mark.attrs?.['href']);
    return href === null ? [] : [{ type: 'link', attrs: { href: new URL(href).href } }];
  });
  // The code mark excludes all others.
  const remaining = own.some(({ type }) => type === 'code') ? own.filter(({ type }) => type === 'code') : own;
  return remaining.length === 0
    ? { type: 'text', text }
    : { type: 'text', text, marks: remaining.toSorted((a, b) => (a.type < b.type ? -1 : 1)) };
};

export const isBlankTextBlock = (textBlock: TextBlock): boolean =>
  textBlock.form !== 'rule' &&
  textBlock.form !== 'table' &&
  textBlock.inline.every((node) => node.type !== 'footnote' && textOfNode(node).trim() === '');

/** Equal for blocks of equal content, whichever program wrote them. */
export const keyOfTextBlock = ({ form, level, inline, begins, rows }: TextBlock): string =>
  JSON.stringify([
    form,
    level,
    inline,
    form === 'number' ? (begins ?? 0) : 0,
    rows?.map((row) =>
      row.map((cell) => [
        cell.colspan,
        cell.rowspan,
        cell.isHeader,
        cell.textBlocks.filter((textBlock) => !isBlankTextBlock(textBlock)).map(keyOfTextBlock)
      ])
    ) ?? 0
  ]);

/** Returns blocks as an editor could have made them. */
export function nodesFrom(textBlocks: readonly TextBlock[]): ContentNode[] {
  const nodes: ContentNode[] = [];
  let at = 0;
  while (at < textBlocks.length) {
    const textBlock = textBlocks[at];
    if (!textBlock) break;
    if (textBlock.form === 'bullet' || textBlock.form === 'number') {
      const [list, next] = listFrom(textBlocks, at, textBlock);
      nodes.push(list);
      at = next;
    } else if (textBlock.form === 'quote') {
      const end = textBlocks.findIndex((one, index) => index > at && one.form !== 'quote');
      const quoted = textBlocks.slice(at, end < 0 ? textBlocks.length : end);
      nodes.push(
        block(
          'blockquote',
          quoted.map(({ inline }) => block('paragraph', inline))
        )
      );
      at += quoted.length;
    } else {
      nodes.push(single(textBlock));
      at += 1;
    }
  }
  return nodes;
}

const block = (
  type: string,
  content: readonly ContentNode[],
  attrs?: { readonly [name: string]: Json }
): ContentNode => ({
  type,
  ...(attrs && Object.keys(attrs).length > 0 ? { attrs } : {}),
  ...(content.length > 0 ? { content } : {})
});

function single({ form, level, inline, rows }: TextBlock): ContentNode {
  if (form === 'heading') return block('heading', inline, level === 2 ? {} : { level });
  if (form === 'rule') return block('horizontalRule', []);
  if (form === 'table' && rows && rows.length > 0)
    return block(
      'table',
      rows.map((row) => block('tableRow', row.map(cellFrom)))
    );
  return block('paragraph', inline);
}

function cellFrom({ textBlocks, colspan, rowspan, isHeader }: TextBlockCell): ContentNode {
  const spans = { ...(colspan > 1 ? { colspan } : {}), ...(rowspan > 1 ? { rowspan } : {}) };
  const content = nodesFrom(textBlocks);
  return block(
    isHeader ? 'tableHeader' : 'tableCell',
    content.length > 0 ? content : [block('paragraph', [])],
    spans
  );
}

/** Returns the list that begins at a block, and the index of the block after it. */
function listFrom(
  textBlocks: readonly TextBlock[],
  from: number,
  { form, level, begins }: TextBlock
): [ContentNode, number] {
  const items: ContentNode[][] = [];
  let at = from;
  for (;;) {
    const textBlock = textBlocks[at];
    const item = items.at(-1);
    if (!textBlock || !isListForm(textBlock) || (textBlock.level < level && at > from)) break;
    if (textBlock.form === 'more') item?.push(block('paragraph', textBlock.inline));
    else if (textBlock.level > level && item) {
      const [inner, next] = listFrom(textBlocks, at, textBlock);
      item.push(inner);
      at = next;
      continue;
    } else if (textBlock.form !== form || (at > from && textBlock.begins !== undefined)) break;
    else items.push([block('paragraph', textBlock.inline)]);
    at += 1;
  }
  const attrs = form === 'number' && begins !== undefined && begins !== 1 ? { start: begins } : {};
  return [
    block(
      form === 'number' ? 'orderedList' : 'bulletList',
      items.map((content) => block('listItem', content)),
      attrs
    ),
    at
  ];
}
