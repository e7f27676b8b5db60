/** Shows lists and quotes, which are attributes of blocks: indents, markers, lines, and roles for screen readers. */
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { Level } from '#document/sequence/path.ts';
import { listRows, type ListRow } from './list-rows.ts';

/** Names a block for a list that owns it. */
const domId = (id: unknown): string => `block-${String(id)}`;

const steps = {
  quote: 'var(--quote-step)',
  bullet: 'var(--list-step)',
  ordered: 'var(--list-step)'
} as const;

const widthOf = (levels: readonly Level[]): string =>
  levels.length === 0 ? '0px' : `calc(${levels.map(({ kind }) => steps[kind]).join(' + ')})`;

/** Returns the lines of the quotes around a block; those that go on reach across the gap above it. */
const linesOf = ({ levels, kept }: ListRow): string =>
  levels
    .flatMap(({ kind }, index) =>
      kind === 'quote'
        ? [
            `linear-gradient(var(--line-strong) 0 0) ${widthOf(levels.slice(0, index))} 100% / 2px ` +
              `${index < kept ? '100%' : 'calc(100% - var(--gap) - var(--room, 0px))'} no-repeat`
          ]
        : []
    )
    .join(', ');

const bullets = ['disc', 'circle', 'square'] as const;

/** Returns the attributes with which a block is shown; null outside of lists and quotes. */
export function lookOf(row: ListRow, id: unknown): Record<string, string> | null {
  const { levels, kept, number, isItem } = row;
  if (levels.length === 0) return null;
  const lists = levels.filter(({ kind }) => kind !== 'quote');
  const style = [`--indent: ${widthOf(levels)}`];
  const classes = ['placed'];
  const shared = levels[kept - 1];
  if (shared) classes.push(shared.kind === 'quote' ? 'within-quote' : 'within-list');
  if (lists.length < levels.length) {
    classes.push('quoted');
    style.push(`--lines: ${linesOf(row)}`);
  }
  if (isItem) {
    classes.push('item');
    const around = lists.slice(0, -1).filter(({ kind }) => kind === 'bullet').length;
    style.push(
      number === null
        ? `list-style-type: ${bullets[Math.min(around, 2)] ?? 'disc'}`
        : `list-style-type: decimal; counter-set: list-item ${number}`
    );
  }
  return {
    class: classes.join(' '),
    style: style.join('; '),
    ...(isItem ? { role: 'listitem', 'aria-level': String(lists.length), id: domId(id) } : {})
  };
}

/** Returns an element that makes one list of the items of a run: none of them has a list as its parent. */
function ownerOf(ids: readonly string[]): HTMLElement {
  const list = document.createElement('div');
  list.className = 'list-owner';
  list.setAttribute('role', 'list');
  list.setAttribute('aria-owns', ids.map(domId).join(' '));
  return list;
}

/** Decorates blocks of one passage or cell, of which the first begins at `start`, and those in their cells. */
function decorate(found: Decoration[], blocks: readonly Node[], start: number): void {
  const rows = listRows(blocks);
  let position = start;
  let run: { readonly at: number; readonly ids: string[] } | null = null;
  const close = (): void => {
    if (run) {
      const { at, ids } = run;
      found.push(
        Decoration.widget(at, () => ownerOf(ids), {
          side: -1,
          key: `list ${ids.join(' ')}`,
          ignoreSelection: true
        })
      );
    }
    run = null;
  };
  for (const [index, node] of blocks.entries()) {
    const row = rows[index];
    const look = row && lookOf(row, node.attrs['id']);
    if (look) found.push(Decoration.node(position, position + node.nodeSize, look));
    if (row?.isItem) {
      const isFirst = !row.levels.slice(0, row.kept).some(({ kind }) => kind !== 'quote');
      if (isFirst) close();
      run ??= { at: position, ids: [] };
      run.ids.push(String(node.attrs['id']));
    } else close();
    if (node.type.name === 'table') {
      const inside = position + 1;
      node.descendants((cell, at) => {
        if (cell.type.name !== 'table_cell') return true;
        decorate(found, cell.children, inside + at + 1);
        return false;
      });
    }
    position += node.nodeSize;
  }
  close();
}

function decorationsOf(doc: Node): DecorationSet {
  const found: Decoration[] = [];
  decorate(found, doc.children, 0);
  return DecorationSet.create(doc, found);
}

/** Names the blocks that differ between two documents: those that did not change are the same objects. */
interface Changed {
  readonly first: number;
  readonly olds: readonly Node[];
  readonly news: readonly Node[];
}

function changedBlocks(before: Node, after: Node): Changed {
  const [olds, news] = [before.children, after.children];
  const most = Math.min(olds.length, news.length);
  let first = 0;
  while (first < most && olds[first] === news[first]) first++;
  let last = 0;
  while (last < most - first && olds[olds.length - 1 - last] === news[news.length - 1 - last]) last++;
  return {
    first,
    olds: olds.slice(first, olds.length - last),
    news: news.slice(first, news.length - last)
  };
}

/**
 * Checks whether all blocks look as they did, because only letters changed, or paragraphs outside of lists and
 * quotes came or went between others of their kind.
 */
export function looksAlike(before: Node, after: Node): boolean {
  const { first, olds, news } = changedBlocks(before, after);
  if ([...olds, ...news].some(({ type }) => type.name === 'table')) return false;
  if (olds.length === news.length && olds.every((node, index) => news[index] && samePlace(node, news[index])))
    return true;
  const beside = [after.maybeChild(first - 1), after.maybeChild(first + news.length)];
  return [...olds, ...news, ...beside].every((node) => node === null || isOutside(node));
}

/** Decorates anew the blocks that changed, and the lists and quotes that reach to them. */
function update(shown: DecorationSet, before: Node, doc: Node): DecorationSet {
  const { children } = doc;
  const changed = changedBlocks(before, doc);
  let [first, end] = [changed.first, changed.first + changed.news.length];
  const isWithin = (at: number): boolean => {
    const node = children[at];
    return node !== undefined && !isOutside(node);
  };
  while (isWithin(first - 1)) first--;
  while (isWithin(end)) end++;
  const blocks = children.slice(first, end);
  const start = children.slice(0, first).reduce((sum, { nodeSize }) => sum + nodeSize, 0);
  const size = blocks.reduce((sum, { nodeSize }) => sum + nodeSize, 0);
  const found: Decoration[] = [];
  decorate(found, blocks, start);
  return shown.remove(shown.find(start, start + size)).add(doc, found);
}

const isOutside = ({ attrs }: Node): boolean =>
  !attrs['list'] && attrs['indent'] === 0 && attrs['quote'] === 0;

const samePlace = (a: Node, b: Node): boolean =>
  a.type === b.type &&
  ['id', 'list', 'indent', 'quote', 'apart', 'start'].every((name) => a.attrs[name] === b.attrs[name]);

const key = new PluginKey<DecorationSet>('listLook');

export const ListLook = Extension.create({
  name: 'listLook',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key,
      state: {
        init: (_, { doc }) => decorationsOf(doc),
        apply: ({ docChanged, before, doc, mapping }, shown) => {
          if (!docChanged) return shown;
          const moved = shown.map(mapping, doc);
          return looksAlike(before, doc) ? moved : update(moved, before, doc);
        }
      },
      props: { decorations: (state) => key.getState(state) }
    })
  ]
});
