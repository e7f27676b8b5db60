/**
 * Converts formatted text to paragraphs of plain text, and back: blocks whose text is unchanged keep their
 * marks and ids; new text becomes plain paragraphs.
 */
import { isTextBlock } from '#base/blocks/blocks.ts';
import { diffLists } from '#base/diff.ts';
import { textOfNode, type ContentNode } from '#base/content.ts';

const deepest = 64;

/** With an empty line between two paragraphs. */
export const plainTextOf = (nodes: readonly ContentNode[]): string => paragraphsIn(nodes).join('\n\n');

/** `known` are the blocks from which it was once made. */
export function blocksOfText(text: string, known: readonly ContentNode[]): ContentNode[] {
  const before = known.flatMap((block, index) => paragraphsIn([block]).map((text) => ({ text, at: index })));
  const after = split(text);
  const matched = new Map<number, number>();
  for (const { edit, from, to, length } of diffLists(
    before.map(({ text }) => text),
    after
  ))
    if (edit === 'kept') for (let n = 0; n < length; n++) matched.set(to + n, from + n);
  const sizes = new Map<number, number>();
  for (const { at } of before) sizes.set(at, (sizes.get(at) ?? 0) + 1);
  const blocks: ContentNode[] = [];
  for (let at = 0; at < after.length;) {
    const first = matched.get(at);
    const block = first === undefined ? undefined : before[first]?.at;
    const size = block === undefined ? 0 : (sizes.get(block) ?? 0);
    const isWhole =
      first !== undefined &&
      before[first - 1]?.at !== block &&
      Array.from({ length: size }, (_, n) => matched.get(at + n)).every((one, n) => one === first + n);
    const node = isWhole && block !== undefined ? known[block] : undefined;
    blocks.push(node ?? paragraph(after[at] ?? ''));
    at += node ? size : 1;
  }
  return blocks;
}

const split = (text: string): string[] =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n\s*/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

function paragraph(text: string): ContentNode {
  const content = text
    .split('\n')
    .flatMap((line, index): ContentNode[] => [
      ...(index > 0 ? [{ type: 'hardBreak' }] : []),
      ...(line === '' ? [] : [{ type: 'text', text: line }])
    ]);
  return { type: 'paragraph', content };
}

/** Returns the paragraphs as they would be split without the formatting. */
const paragraphsIn = (nodes: readonly ContentNode[]): string[] =>
  split(nodes.flatMap((node) => paragraphsOf(node, 0)).join('\n\n'));

function paragraphsOf(node: ContentNode, depth: number): string[] {
  const inner = (): string[] =>
    depth > deepest ? [] : (node.content ?? []).flatMap((child) => paragraphsOf(child, depth + 1));
  switch (node.type) {
    case 'bulletList':
    case 'orderedList': {
      const start = typeof node.attrs?.['start'] === 'number' ? node.attrs['start'] : 1;
      return depth > deepest
        ? []
        : (node.content ?? []).flatMap((item, index) => {
            const [first = '', ...rest] = paragraphsOf(item, depth + 1);
            return [`${node.type === 'bulletList' ? '•' : `${start + index}.`} ${first}`, ...rest];
          });
    }
    case 'tableRow':
      return [
        (node.content ?? [])
          .map((cell) =>
            paragraphsOf(cell, depth + 1)
              .join(' ')
              .replaceAll('\n', ' ')
          )
          .join(' | ')
      ];
    case 'horizontalRule':
      return ['———'];
    case 'figure':
      return [`[${typeof node.attrs?.['alt'] === 'string' ? node.attrs['alt'] : ''}] ${lineOf(node, depth)}`];
    default:
      if (isTextBlock(node.type)) return [lineOf(node, depth)];
      return node.content === undefined || node.text !== undefined ? [lineOf(node, depth)] : inner();
  }
}

function lineOf(node: ContentNode, depth: number): string {
  if (node.text !== undefined || depth > deepest) return node.text ?? '';
  if (node.type === 'hardBreak') return '\n';
  const text =
    node.content === undefined
      ? textOfNode(node)
      : node.content.map((child) => lineOf(child, depth + 1)).join('');
  return node.type === 'footnote' ? ` [${text}]` : text;
}
