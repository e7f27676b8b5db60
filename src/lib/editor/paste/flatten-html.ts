/**
 * Flattens HTML: lists and quotes become attributes of the blocks within them, as a passage has them. What is
 * inline outside of any block becomes a paragraph.
 */
import { kindsByTag } from '#base/blocks/text-kinds.ts';
import { chipSelector } from '#document/nodes/chip-html.ts';
import { pathAfter, type Level } from '#document/sequence/path.ts';
import { deepestIndent, deepestQuote, type ListKind } from '#document/sequence/shapes.ts';
import { allowedStart } from '#document/allowed.ts';
import { placeToHtml } from '../place-html.ts';
import { numberColumns } from './number-columns.ts';

/** A list or quote around a block, one object for each; `start` is what the list's first item takes over. */
interface Container {
  readonly kind: ListKind | 'quote';
  start: number;
}

/** They stay what they are, except in an item. */
const kindTags: ReadonlySet<string> = new Set([
  'H1',
  ...[...kindsByTag.keys()].map((tag) => tag.toUpperCase()),
  'H6'
]);
const otherTextTags = /^(?:DT|DD|ADDRESS|CAPTION|LEGEND|SUMMARY)$/;
const isTextTag = (tag: string): boolean => kindTags.has(tag) || otherTextTags.test(tag);
const blockTags =
  'p,h1,h2,h3,h4,h5,h6,dt,dd,address,caption,ul,ol,li,blockquote,table,figure,hr,pre,div,section,article,main,header,footer,aside,nav,dl,form,fieldset,details,img';
const deepest = 64;

/** Returns the blocks of an element's content, each an element by itself. */
export const flattenHtml = (root: HTMLElement, mayHoldTables = true): HTMLElement[] =>
  new Flattener(root.ownerDocument, mayHoldTables).flatten(root);

class Flattener {
  readonly #blocks: HTMLElement[] = [];
  readonly #mayHoldTables: boolean;
  #levels: readonly Level[] = [];
  #before: readonly Container[] = [];
  /** The list whose item has no text yet. */
  #awaits: ListKind | null = null;

  readonly #page: Document;

  constructor(page: Document, mayHoldTables: boolean) {
    this.#page = page;
    this.#mayHoldTables = mayHoldTables;
  }

  flatten(root: ParentNode): HTMLElement[] {
    this.#walk(root, [], 0);
    return this.#blocks;
  }

  #walk(parent: ParentNode, around: readonly Container[], depth: number): void {
    if (depth > deepest) return;
    let stray: ChildNode[] = [];
    const flush = (): void => {
      if (stray.some((node) => node.textContent?.trim() || isShown(node)))
        this.#text('p', stray, null, around);
      stray = [];
    };
    for (const node of [...parent.childNodes]) {
      if (!(node instanceof HTMLElement)) {
        if (node instanceof Text) stray.push(node);
      } else if (!node.matches(blockTags) && !node.querySelector(blockTags)) stray.push(node);
      else {
        flush();
        this.#block(node, around, depth + 1);
      }
    }
    flush();
  }

  #block(element: HTMLElement, around: readonly Container[], depth: number): void {
    const { tagName } = element;
    if (isTextTag(tagName) && !element.querySelector(blockTags))
      return this.#text(tagName, [...element.childNodes], element, around);
    switch (tagName) {
      case 'UL':
      case 'OL':
        return this.#list(element, around, depth);
      case 'BLOCKQUOTE':
        return this.#walk(element, [...around, { kind: 'quote', start: 1 }], depth);
      case 'PRE':
        return this.#preformatted(element, around);
      case 'HR':
      case 'IMG':
        return this.#atom(element, around);
      case 'FIGURE':
        if (element.querySelector('img')) return this.#atom(element, around);
        break;
      case 'TABLE':
        if (this.#mayHoldTables) return this.#table(element as HTMLTableElement, around);
    }
    this.#walk(element, around, depth);
  }

  #list(element: HTMLElement, around: readonly Container[], depth: number): void {
    const kind = element.tagName === 'OL' ? 'ordered' : 'bullet';
    const list: Container = { kind, start: allowedStart(Number(element.getAttribute('start') ?? 1)) };
    const within = [...around, list];
    for (const item of [...element.children]) {
      if (!(item instanceof HTMLElement)) continue;
      if (item.tagName !== 'LI') {
        this.#block(item, within, depth);
        continue;
      }
      this.#awaits = kind;
      this.#walk(item, within, depth);
      this.#endItem(within);
    }
    this.#awaits = null;
  }

  /** An item without anything is an empty block. */
  #endItem(within: readonly Container[]): void {
    if (this.#awaits) this.#text('p', [], null, within);
  }

  /** Within an item, what begins it with anything but text is preceded by an empty first block. */
  #beginItem(around: readonly Container[]): void {
    if (this.#awaits) this.#text('p', [], null, around.slice(0, around.findLastIndex(isList) + 1));
  }

  #text(
    tag: string,
    content: readonly Node[],
    source: HTMLElement | null,
    around: readonly Container[]
  ): void {
    if (this.#awaits && around.at(-1)?.kind !== this.#awaits) this.#beginItem(around.slice(0, -1));
    const list = this.#awaits;
    this.#awaits = null;
    const block = this.#page.createElement(kindTags.has(tag) && !list ? tag : 'p');
    block.append(...content);
    this.#emit(block, source, list, around);
  }

  #preformatted(element: HTMLElement, around: readonly Container[]): void {
    const lines = element.textContent.replace(/\n$/, '').split('\n');
    const content = lines.flatMap((line, index) => [
      ...(index > 0 ? [this.#page.createElement('br')] : []),
      line
    ]);
    element.replaceChildren(...content);
    this.#text('p', [...element.childNodes], null, around);
  }

  #atom(element: HTMLElement, around: readonly Container[]): void {
    this.#beginItem(around);
    this.#emit(element, element, null, around);
  }

  #table(table: HTMLTableElement, around: readonly Container[]): void {
    this.#beginItem(around);
    const { caption } = table;
    if (caption) {
      this.#walk(caption, around, 1);
      caption.remove();
    }
    numberColumns(table);
    for (const row of table.rows)
      for (const cell of row.cells) cell.replaceChildren(...flattenHtml(cell, false));
    this.#emit(table, table, null, around);
  }

  #emit(
    element: HTMLElement,
    source: HTMLElement | null,
    list: ListKind | null,
    around: readonly Container[]
  ): void {
    const quotes = around.filter(({ kind }) => kind === 'quote').length;
    const place = {
      list,
      indent: Math.min(deepestIndent, around.length - quotes),
      quote: Math.min(deepestQuote, quotes)
    };
    const joined = pathAfter(this.#levels, { ...place, apart: false });
    const shared = around.findIndex((container, index) => container !== this.#before[index]);
    const apart = joined.kept > (shared < 0 ? around.length : shared);
    this.#levels = apart ? pathAfter(this.#levels, { ...place, apart }).levels : joined.levels;
    this.#before = around;
    const own = around.at(-1);
    const start = list === 'ordered' && own ? own.start : 1;
    if (own) own.start = 1;
    for (const name of ['list', 'indent', 'quote', 'apart', 'start']) element.removeAttribute(`data-${name}`);
    const { id, counterpart } = source?.dataset ?? {};
    const attrs = { id, counterpart, ...place, apart, start };
    for (const [name, value] of Object.entries(placeToHtml(attrs))) element.setAttribute(name, value);
    this.#blocks.push(element);
  }
}

const isList = ({ kind }: Container): boolean => kind !== 'quote';

/** Checks whether an element without text is shown: a chip or a note. */
const isShown = (node: ChildNode): boolean =>
  node instanceof HTMLElement && node.matches(`${chipSelector}, [data-footnote]`);
