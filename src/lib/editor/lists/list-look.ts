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
    .flatMap(({ kind }, at) =>
      kind === 'quote'
        ? [
            `linear-gradient(var(--line-strong) 0 0) ${widthOf(levels.slice(0, at))} 100% / 2px ` +
              `${at < kept ? '100%' : 'calc(100% - var(--gap))'} no-repeat`
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

/** Decorates the blocks of one passage or cell, whose content begins at `start`. */
function decorate(found: Decoration[], holder: Node, rows: readonly ListRow[], start: number): void {
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
  holder.forEach((node, _, index) => {
    const row = rows[index];
    const look = row && lookOf(row, node.attrs['id']);
    if (look) found.push(Decoration.node(position, position + node.nodeSize, look));
    if (row?.isItem) {
      const isFirst = !row.levels.slice(0, row.kept).some(({ kind }) => kind !== 'quote');
      if (isFirst) close();
      run ??= { at: position, ids: [] };
      run.ids.push(String(node.attrs['id']));
    } else close();
    position += node.nodeSize;
  });
  close();
}

/** Lists the passage and its cells, each with the position at which its content begins. */
function* holdersIn(doc: Node): Generator<{ readonly holder: Node; readonly start: number }> {
  yield { holder: doc, start: 0 };
  let position = 0;
  for (const node of doc.children) {
    if (node.type.name === 'table') {
      const cells: { holder: Node; start: number }[] = [];
      node.descendants((cell, at) => {
        if (cell.type.name !== 'table_cell') return true;
        cells.push({ holder: cell, start: position + 1 + at + 1 });
        return false;
      });
      yield* cells;
    }
    position += node.nodeSize;
  }
}

function decorationsOf(doc: Node): DecorationSet {
  const found: Decoration[] = [];
  for (const { holder, start } of holdersIn(doc)) decorate(found, holder, listRows(holder), start);
  return DecorationSet.create(doc, found);
}

/**
 * Checks whether all blocks look as they did, because only letters changed, or paragraphs outside of lists and
 * quotes came or went between others of their kind. Blocks that did not change are the same objects.
 */
export function looksAlike(before: Node, after: Node): boolean {
  const [olds, news] = [before.children, after.children];
  const most = Math.min(olds.length, news.length);
  let first = 0;
  while (first < most && olds[first] === news[first]) first++;
  let last = 0;
  while (last < most - first && olds[olds.length - 1 - last] === news[news.length - 1 - last]) last++;
  const replaced = olds.slice(first, olds.length - last);
  const fresh = news.slice(first, news.length - last);
  if ([...replaced, ...fresh].some(({ type }) => type.name === 'table')) return false;
  if (
    replaced.length === fresh.length &&
    replaced.every((node, at) => fresh[at] && samePlace(node, fresh[at]))
  )
    return true;
  const beside = [olds[first - 1], olds[olds.length - last]];
  return [...replaced, ...fresh, ...beside].every((node) => node === undefined || isOutside(node));
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
          return looksAlike(before, doc) ? shown.map(mapping, doc) : decorationsOf(doc);
        }
      },
      props: { decorations: (state) => key.getState(state) }
    })
  ]
});
