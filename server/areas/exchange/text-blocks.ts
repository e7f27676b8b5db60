/**
 * Converts formatted text to the form that documents have: a list of paragraphs, each with its form, and
 * tables. What no document can express (ids, the counterpart of a block, an image) is dropped here and
 * restored by restored-blocks.ts. A level chip and a goal are written as their ids in brackets, which stay
 * the same however the framework is worded.
 */
import { isBlockType } from '#base/blocks/blocks.ts';
import { allowedHref } from '#document/allowed.ts';
import { nodeOf, paragraphOf, type FileWriter, type TextBlock } from '#document/nodes/block-file.ts';
import { fileBlocks, fileForms } from '#document/nodes/files.ts';
import { isListForm } from '#document/nodes/list/files.ts';
import { joined } from '#document/tree-content.ts';
import { markTypes } from '#document/richtext.ts';
import { textOfNode, type ContentMark, type ContentNode } from '#base/content.ts';

const deepest = 60;

export const textBlocksOf = (nodes: readonly ContentNode[], depth = 0): TextBlock[] =>
  depth > deepest ? [] : nodes.flatMap((node) => textBlocksOfNode(node, depth));

function textBlocksOfNode(node: ContentNode, depth: number): TextBlock[] {
  const writer: FileWriter = { inline: inlineOf, within: (nodes) => textBlocksOf(nodes, depth + 1) };
  return fileBlocks[isBlockType(node.type) ? node.type : 'paragraph'](node, writer);
}

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
  !fileForms[textBlock.form].isWordless &&
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
    } else {
      const { joins, node } = fileForms[textBlock.form];
      const end = textBlocks.findIndex((one, index) => index > at && !(joins && one.form === textBlock.form));
      const own = textBlocks.slice(at, end < 0 ? textBlocks.length : end);
      nodes.push(node(own, { nodes: nodesFrom }));
      at += own.length;
    }
  }
  return nodes;
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
    if (textBlock.form === 'more') item?.push(paragraphOf(textBlock));
    else if (textBlock.level > level && item) {
      const [inner, next] = listFrom(textBlocks, at, textBlock);
      item.push(inner);
      at = next;
      continue;
    } else if (textBlock.form !== form || (at > from && textBlock.begins !== undefined)) break;
    else items.push([paragraphOf(textBlock)]);
    at += 1;
  }
  const attrs = form === 'number' && begins !== undefined && begins !== 1 ? { start: begins } : {};
  return [
    nodeOf(
      form === 'number' ? 'orderedList' : 'bulletList',
      items.map((content) => nodeOf('listItem', content)),
      attrs
    ),
    at
  ];
}
