/**
 * Converts nested nodes of a version into flat blocks, from which `nest` builds the same nodes. Lists and
 * quotes become attributes of the blocks within them. What an item or a table cannot hold is kept as text
 * beside it; docs/text-model.md lists the shapes that change.
 */
import { allowedId, allowedStart } from '../allowed.ts';
import { headingLevels } from '../richtext.ts';
import type { ContentNode } from '#domain/version.ts';
import { isAlt, isImageSource } from './attributes.ts';
import type { FlatBlock, TextBlock } from './flat.ts';
import { flattenInline, isInlineNode } from './flatten-inline.ts';
import { flattenTable } from './flatten-table.ts';
import { pathAfter, type Level } from './path.ts';
import {
  deepestIndent,
  deepestQuote,
  defaultAttributes,
  type AtomPlace,
  type BlockKind,
  type ListKind
} from './shapes.ts';

const deepest = 64;

export interface FlattenOptions {
  /** Makes ids for notes, rows and columns, and for block atoms that have none; a text block keeps null. */
  readonly newId: () => string;
  /** Ids that are taken: a block that has one of them is given a new one. Those of the blocks are added. */
  readonly taken?: Set<string>;
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

/** A list or quote around a block, one object for each. */
interface Container {
  readonly kind: ListKind | 'quote';
  /** What its first block takes over. */
  start: number;
  id: string | null;
  counterpart: string | null;
}

class Flattener {
  readonly blocks: FlatBlock[] = [];
  readonly #options: Flattening;
  readonly #mayHoldTables: boolean;
  #levels: readonly Level[] = [];
  #before: readonly Container[] = [];

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
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        return this.#text(node, around, null);
      case 'bulletList':
      case 'orderedList':
        return this.#list(node, around, depth);
      case 'blockquote':
        return this.visit(node.content ?? [], [...around, containerOf(node, 'quote')], depth + 1);
      case 'horizontalRule':
        return this.#atom(node, around, (id, attributes) => [{ type: 'rule', id, attributes }]);
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
    const start = this.#takeStart(around, list);
    const block: TextBlock = {
      type: 'text',
      id,
      attributes: {
        ...place,
        kind: list ? 'paragraph' : kindOf(node),
        list,
        start
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
    const [src, alt] = [node.attrs?.['src'], node.attrs?.['alt']];
    return {
      type: 'figure',
      id,
      attributes,
      src: isImageSource(src) ? (src as string) : '',
      alt: isAlt(alt) ? (alt as string) : '',
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
    const quotes = around.filter(({ kind }) => kind === 'quote').length;
    const place = {
      list,
      indent: Math.min(deepestIndent, around.length - quotes),
      quote: Math.min(deepestQuote, quotes)
    };
    const joined = pathAfter(this.#levels, { ...place, apart: false });
    const shared = around.findIndex((container, at) => container !== this.#before[at]);
    const apart = joined.kept > (shared < 0 ? around.length : shared);
    this.#levels = apart ? pathAfter(this.#levels, { ...place, apart }).levels : joined.levels;
    this.#before = around;
    const { indent, quote } = place;
    return { indent, quote, apart, counterpart: this.#takeOver(around, node, id) };
  }

  /** Returns the number with which a list begins, for its first item. */
  #takeStart(around: readonly Container[], list: ListKind | null): number {
    const container = around.at(-1);
    if (list !== 'ordered' || !container) return defaultAttributes.start;
    const { start } = container;
    container.start = defaultAttributes.start;
    return start;
  }

  /** Returns the counterpart of a block, or of the innermost list or quote that begins with it. */
  #takeOver(around: readonly Container[], node: ContentNode, id: string | null): string | null {
    let counterpart = allowedId(node.attrs?.['counterpart']);
    for (const container of [...around].reverse()) {
      counterpart ??= container.counterpart;
      if (container.id !== null && id !== null) this.#options.onContainer?.(container.id, id);
      container.id = null;
      container.counterpart = null;
    }
    return counterpart;
  }
}

const containerOf = ({ attrs }: ContentNode, kind: ListKind | 'quote'): Container => ({
  kind,
  start: allowedStart(attrs?.['start'] ?? 1),
  id: allowedId(attrs?.['id']),
  counterpart: allowedId(attrs?.['counterpart'])
});

function kindOf({ type, attrs }: ContentNode): BlockKind {
  if (type !== 'heading') return 'paragraph';
  const level = attrs?.['level'] ?? 2;
  return `h${headingLevels.find((one) => one === level) ?? 2}`;
}
