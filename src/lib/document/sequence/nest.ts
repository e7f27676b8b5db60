/**
 * Builds the nested nodes of a version from flat blocks: exports, comparisons and canonical bytes start from
 * them. The innermost block carries its id and counterpart; lists, items and quotes around it have none.
 */
import type { ContentNode } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';
import { nodeOfKind } from '#base/blocks/text-kinds.ts';
import {
  isEmpty,
  type FigureBlock,
  type FlatBlock,
  type Inline,
  type TableBlock,
  type TextBlock
} from './flat.ts';
import { pathAfter, type Level, type Place } from './path.ts';

/** `into` takes the next block. */
interface Open {
  readonly items: ContentNode[] | null;
  into: ContentNode[];
}

export function nest(blocks: readonly FlatBlock[]): ContentNode[] {
  const top: ContentNode[] = [];
  if (isEmpty(blocks)) return top;
  const stack: Open[] = [];
  const innermost = (): ContentNode[] => stack.at(-1)?.into ?? top;
  let levels: readonly Level[] = [];
  for (const block of blocks) {
    if (isNothing(block)) continue;
    const place = placeOf(block);
    const path = pathAfter(levels, place);
    stack.length = path.kept;
    for (const level of path.levels.slice(path.kept)) {
      const content: ContentNode[] = [];
      innermost().push(container(level, content, block));
      stack.push({ items: level.kind === 'quote' ? null : content, into: content });
    }
    const own = stack.at(-1);
    if (place.list && own?.items) {
      own.into = [];
      own.items.push({ type: 'listItem', content: own.into });
    }
    innermost().push(nodeOf(block));
    levels = path.levels;
  }
  return top;
}

/** Returns what places a block among lists and quotes. */
export const placeOf = (block: FlatBlock): Place =>
  block.kind === 'text' ? block.attributes : { ...block.attributes, list: null };

/** Checks whether a block is a table that has lost all rows or columns. */
const isNothing = (block: FlatBlock): boolean =>
  block.kind === 'table' && (block.rows.length === 0 || block.columns.length === 0);

function container(level: Level, content: ContentNode[], first: FlatBlock): ContentNode {
  if (level.kind === 'quote') return { type: 'blockquote', content };
  if (level.kind === 'bullet') return { type: 'bulletList', content };
  const start = first.kind === 'text' ? first.attributes.start : 1;
  return { type: 'orderedList', ...withAttributes({ start }, { start: 1 }), content };
}

function nodeOf(block: FlatBlock): ContentNode {
  const identity = { id: block.id, counterpart: block.attributes.counterpart };
  switch (block.kind) {
    case 'text':
      return textNode(block, identity);
    case 'rule':
      return { type: 'horizontalRule', ...withAttributes(identity) };
    case 'figure':
      return figureNode(block, identity);
    case 'table':
      return { type: 'table', ...withAttributes(identity), content: rowNodes(block) };
  }
}

type Identity = Readonly<Record<'id' | 'counterpart', string | null>>;

/** An item begins with a paragraph, whatever its kind: no heading is an item. */
function textNode({ attributes: own, content }: TextBlock, identity: Identity): ContentNode {
  const { type, attributes, defaults } = nodeOfKind(own.list ? 'paragraph' : own.kind);
  return {
    type,
    ...withAttributes({ ...attributes, ...identity }, defaults),
    ...withContent(content.map(inlineNode))
  };
}

const figureNode = ({ src, alt, width, caption }: FigureBlock, identity: Identity): ContentNode => ({
  type: 'figure',
  ...withAttributes({ src, alt, width, ...identity }, { src: '', alt: '' }),
  ...withContent(caption.map(inlineNode))
});

function rowNodes({ columns, rows }: TableBlock): ContentNode[] {
  const places = new Map(columns.map(({ id }, index) => [id, index]));
  const widthsOf = (column: string, colspan: number): number[] | null => {
    const from = places.get(column) ?? 0;
    const widths = columns.slice(from, from + colspan).map(({ width }) => width ?? 0);
    return widths.some((width) => width > 0) ? widths : null;
  };
  return rows.map((row) => ({
    type: 'tableRow',
    ...withAttributes({ id: row.id }),
    ...withContent(
      row.cells.map(({ column, colspan, rowspan, align, isHeader, blocks }): ContentNode => {
        const colwidth = widthsOf(column, colspan);
        const content = nest(blocks);
        return {
          type: isHeader ? 'tableHeader' : 'tableCell',
          ...withAttributes(
            { id: cellId(row.id, column), colspan, rowspan, colwidth, align },
            { colspan: 1, rowspan: 1 }
          ),
          content: content.length > 0 ? content : [{ type: 'paragraph' }]
        };
      })
    )
  }));
}

/** Returns the id of a cell, from which `flatten` knows the column again. */
export const cellId = (row: string, column: string): string => `${row}~${column}`;

function inlineNode(piece: Inline): ContentNode {
  switch (piece.kind) {
    case 'text':
      return { type: 'text', text: piece.text, ...(piece.marks.length > 0 ? { marks: piece.marks } : {}) };
    case 'break':
      return { type: 'hardBreak' };
    case 'note':
      return { type: 'footnote', ...withContent(piece.content.map(inlineNode)) };
    case 'chip':
      return { type: piece.type, ...withAttributes(piece.attrs) };
    case 'unknown':
      return { type: 'unknown' };
  }
}

/** Returns the attributes that differ from their default, which is null unless given. */
function withAttributes(
  attributes: Readonly<Record<string, Json>>,
  defaults: Readonly<Record<string, Json>> = {}
): { readonly attrs?: Readonly<Record<string, Json>> } {
  let attrs: Record<string, Json> | undefined;
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== defaults[name]) (attrs ??= {})[name] = value;
  return attrs ? { attrs } : {};
}

const withContent = (content: readonly ContentNode[]): { readonly content?: readonly ContentNode[] } =>
  content.length > 0 ? { content } : {};
