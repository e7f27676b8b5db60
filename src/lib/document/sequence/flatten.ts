/**
 * Converts nested nodes of a version into flat blocks, from which `nest` builds the same nodes. Lists and
 * quotes become attributes of the blocks within them. What an item or a table cannot hold is kept as text
 * next to it; docs/text-model.md lists the shapes that change.
 */
import { allowedId } from '../allowed.ts';
import { isTextBlock } from '#base/blocks/blocks.ts';
import { kindOfNode } from '#base/blocks/text-kinds.ts';
import type { ContentNode } from '#base/content.ts';
import { isImageSource, longestAlt } from './attributes.ts';
import { containerOf, Placement, takeCounterpart, takeStart, type Container } from './containers.ts';
import type { FlatBlock, TextBlock } from './flat.ts';
import { flattenInline, isInlineNode } from './flatten-inline.ts';
import { flattenTable } from './flatten-table.ts';
import { pictureWidths } from '#base/blocks/figure.ts';
import { type AtomPlace, type ListKind } from './shapes.ts';

const deepest = 64;

export interface FlattenOptions {
  /** Makes ids for notes, rows and columns, and for block atoms that have none; a text block keeps null. */
  readonly newId: () => string;
  /** Ids that are taken: a block that has one of them is given a new one. Those of the blocks are added. */
  readonly taken?: Set<string>;
  /** Returns the ids of a table's columns; they are used where the nodes name none, as those of trees do. */
  readonly columnsOf?: (table: string) => readonly string[];
  /** Is called with the id of a list or quote and that of the first block within it. */
  readonly onContainer?: (container: string, first: string) => void;
}

export const flatten = (nodes: readonly ContentNode[], options: FlattenOptions): FlatBlock[] =>
  flattenPassage(nodes, { ...options, taken: options.taken ?? new Set() }, true, 0);

export type Flattening = FlattenOptions & { readonly taken: Set<string> };

/** Flattens a passage or a cell; a table within a cell becomes the blocks of its cells. */
export function flattenPassage(
  nodes: readonly ContentNode[],
  options: Flattening,
  mayHoldTables: boolean,
  depth: number
): FlatBlock[] {
  const flattener = new Flattener(options, mayHoldTables);
  flattener.visit(nodes, [], depth);
  return flattener.blocks;
}

class Flattener {
  readonly blocks: FlatBlock[] = [];
  readonly #options: Flattening;
  readonly #mayHoldTables: boolean;
  readonly #placement = new Placement();

  constructor(options: Flattening, mayHoldTables: boolean) {
    this.#options = options;
    this.#mayHoldTables = mayHoldTables;
  }

  visit(nodes: readonly ContentNode[], around: readonly Container[], depth: number): void {
    if (depth > deepest) return;
    let stray: ContentNode[] = [];
    const flush = (): void => {
      if (stray.length > 0) this.#text({ type: 'paragraph', content: stray }, around, null);
      stray = [];
    };
    for (const node of nodes) {
      if (isInlineNode(node)) stray.push(node);
      else {
        flush();
        this.#block(node, around, depth);
      }
    }
    flush();
  }

  #block(node: ContentNode, around: readonly Container[], depth: number): void {
    if (isTextBlock(node.type)) return this.#text(node, around, null);
    switch (node.type) {
      case 'bulletList':
      case 'orderedList':
        return this.#list(node, around, depth);
      case 'blockquote':
        return this.visit(node.content ?? [], [...around, containerOf(node, 'quote')], depth + 1);
      case 'horizontalRule':
        return this.#atom(node, around, (id, attributes) => [{ kind: 'rule', id, attributes }]);
      case 'figure':
        return this.#atom(node, around, (id, attributes) => [this.#figure(node, id, attributes)]);
      case 'table':
        if (this.#mayHoldTables)
          return this.#atom(node, around, (id, attributes) =>
            flattenTable(node, { id, attributes }, this.#options, depth + 1)
          );
    }
    this.visit(node.content ?? [], around, depth + 1);
  }

  /** An item begins with a paragraph: one that begins with anything else is given an empty one. */
  #list(node: ContentNode, around: readonly Container[], depth: number): void {
    const kind = node.type === 'bulletList' ? 'bullet' : 'ordered';
    const list = containerOf(node, kind);
    const within = [...around, list];
    for (const item of node.content ?? []) {
      const content = item.type === 'listItem' ? (item.content ?? []) : [item];
      const [first] = content;
      if (first?.type === 'paragraph') this.#text(first, within, kind);
      else this.#text({ type: 'paragraph' }, within, kind);
      this.visit(first?.type === 'paragraph' ? content.slice(1) : content, within, depth + 1);
    }
  }

  #text(node: ContentNode, around: readonly Container[], list: ListKind | null): void {
    const id = this.#freeId(node);
    const place = this.#place(around, list, node, id);
    const block: TextBlock = {
      kind: 'text',
      id,
      attributes: {
        ...place,
        kind: list ? 'paragraph' : kindOfNode(node.type, node.attrs),
        list,
        start: takeStart(around, list)
      },
      content: flattenInline(node.content ?? [], this.#options.newId)
    };
    this.blocks.push(block);
  }

  #atom(
    node: ContentNode,
    around: readonly Container[],
    make: (id: string, place: AtomPlace) => FlatBlock[]
  ): void {
    const id = this.#freeId(node) ?? this.#options.newId();
    this.blocks.push(...make(id, this.#place(around, null, node, id)));
  }

  #figure(node: ContentNode, id: string, attributes: AtomPlace): FlatBlock {
    const [src, alt, width] = [node.attrs?.['src'], node.attrs?.['alt'], node.attrs?.['width']];
    return {
      kind: 'figure',
      id,
      attributes,
      src: isImageSource(src) ? (src as string) : '',
      alt: typeof alt === 'string' ? alt.slice(0, longestAlt) : '',
      width: pictureWidths.find((one) => one === width) ?? null,
      caption: flattenInline(node.content ?? [], this.#options.newId)
    };
  }

  /** Returns null for a block without an id, or with one that another has. */
  #freeId(node: ContentNode): string | null {
    const { taken } = this.#options;
    const id = allowedId(node.attrs?.['id']);
    if (id === null || taken.has(id)) return null;
    taken.add(id);
    return id;
  }

  #place(
    around: readonly Container[],
    list: ListKind | null,
    node: ContentNode,
    id: string | null
  ): AtomPlace {
    const counterpart = takeCounterpart(around, allowedId(node.attrs?.['counterpart']), (container) => {
      if (id !== null) this.#options.onContainer?.(container, id);
    });
    return { ...this.#placement.place(around, list), counterpart };
  }
}
