/** Copies blocks to the clipboard as nested HTML and as plain text, so that other programs get lists and quotes. */
import { DOMSerializer, type Fragment, type Node, type Slice } from '@tiptap/pm/model';
import { tagOfKind } from '#base/blocks/text-kinds.ts';
import { listRows } from '../lists/list-rows.ts';
import { columnsToHtml, type Column } from '../table-nodes.ts';
import { placeOf } from '../commands/chosen-blocks.ts';

/** Serializes as ProseMirror's own serializer does, but nests. */
export class NestedSerializer {
  readonly #flat: DOMSerializer;

  constructor(flat: DOMSerializer) {
    this.#flat = flat;
  }

  serializeFragment(
    fragment: Fragment,
    options: { document?: Document } = {},
    target: HTMLElement | DocumentFragment = (options.document ?? document).createDocumentFragment()
  ): HTMLElement | DocumentFragment {
    if (!fragment.firstChild?.isBlock || /^table_/.test(fragment.firstChild.type.name))
      return this.#flat.serializeFragment(fragment, options, target);
    this.#nest(fragment, options.document ?? document, target);
    return target;
  }

  #nest(fragment: Fragment, page: Document, target: HTMLElement | DocumentFragment): void {
    const { firstChild } = fragment;
    const holder = firstChild?.type.schema.nodes['doc']?.create(null, fragment);
    if (!holder) return;
    const open: { element: HTMLElement; into: HTMLElement }[] = [];
    listRows(holder.children).forEach(({ levels, kept, isItem, number }, index) => {
      open.length = kept;
      for (const level of levels.slice(kept)) {
        const tag = { quote: 'blockquote', bullet: 'ul', ordered: 'ol' }[level.kind];
        const element = page.createElement(tag);
        if (level.kind === 'ordered' && number !== null && number !== 1)
          element.setAttribute('start', String(number));
        (open.at(-1)?.into ?? target).append(element);
        open.push({ element, into: element });
      }
      const own = open.at(-1);
      if (isItem && own) {
        own.into = page.createElement('li');
        own.element.append(own.into);
      }
      (open.at(-1)?.into ?? target).append(this.#block(holder.child(index), page));
    });
  }

  #block(node: Node, page: Document): HTMLElement {
    if (node.type.name === 'table') return this.#table(node, page);
    if (node.type.name !== 'block') {
      const element = this.#flat.serializeNode(node, { document: page }) as HTMLElement;
      for (const name of ['data-indent', 'data-quote', 'data-apart']) element.removeAttribute(name);
      return element;
    }
    const { kind, list } = placeOf(node);
    const element = page.createElement(list === null ? tagOfKind(kind) : 'p');
    identify(element, node);
    this.#flat.serializeFragment(node.content, { document: page }, element);
    return element;
  }

  #table(node: Node, page: Document): HTMLElement {
    const table = page.createElement('table');
    identify(table, node);
    table.dataset['columns'] = columnsToHtml(node.attrs['columns'] as readonly Column[]);
    const body = table.appendChild(page.createElement('tbody'));
    for (const row of node.children) {
      const line = body.appendChild(page.createElement('tr'));
      for (const cell of row.children) {
        const element = this.#flat.serializeNode(cell.type.create(cell.attrs), {
          document: page
        }) as HTMLElement;
        this.#nest(cell.content, page, element);
        line.append(element);
      }
    }
    return table;
  }
}

function identify(element: HTMLElement, { attrs }: Node): void {
  for (const name of ['id', 'counterpart'])
    if (typeof attrs[name] === 'string') element.dataset[name] = attrs[name];
}

/** Returns blocks as plain text: items with their markers, a line between what is not in one list. */
export function plainTextOf({ content }: Slice): string {
  const { firstChild } = content;
  const holder = firstChild?.isBlock ? firstChild.type.schema.nodes['doc'] : undefined;
  if (!holder || /^table_/.test(firstChild?.type.name ?? '')) return linesOf(content);
  const lines = listRows(holder.create(null, content).children).map(
    ({ levels, kept, isItem, number }, index) => {
      const node = content.child(index);
      const lists = levels.filter(({ kind }) => kind !== 'quote').length;
      const marker = !isItem ? '' : number === null ? '• ' : `${number}. `;
      const text =
        node.type.name === 'rule' ? '---' : node.type.name === 'table' ? tableText(node) : inlineText(node);
      const gap = index === 0 ? '' : kept > 0 && levels[kept - 1]?.kind !== 'quote' ? '\n' : '\n\n';
      return `${gap}${'  '.repeat(Math.max(0, lists - 1))}${marker}${text}`;
    }
  );
  return lines.join('');
}

const tableText = (table: Node): string =>
  table.children
    .map((row) => row.children.map((cell) => linesOf(cell.content).replaceAll('\n', ' ')).join('\t'))
    .join('\n');

const linesOf = (content: Fragment): string =>
  content.firstChild?.isInline
    ? content.textBetween(0, content.size, '\n', leafText)
    : [...content.content].map(inlineText).join('\n');

const inlineText = (node: Node): string => node.textBetween(0, node.content.size, '\n', leafText);

type WithText = { readonly toText?: (props: { readonly node: Node }) => string };

const leafText = (leaf: Node): string => (leaf.type.spec as WithText).toText?.({ node: leaf }) ?? '';
