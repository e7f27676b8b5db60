/**
 * Preserves the id of every block: a split leaves it with the first part, a change of kind preserves it, and
 * pasted, copied or duplicated blocks get a new one. Two blocks to which others gave the same id at the same
 * time are separated in the same manner by every client. Acts on local changes only, so that ids never change
 * by looking at a text.
 */
import { Extension } from '@tiptap/core';
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { allowedId } from '#document/allowed.ts';
import { blockTypes, isBlockType } from '#document/richtext.ts';

export interface Identity {
  readonly pos: number;
  readonly id: string;
  readonly counterpart: string | null;
}

interface Found {
  readonly pos: number;
  readonly node: Node;
}

/**
 * Lists the blocks whose identity has to be set after a local change; `map` converts positions of `before` to
 * those of `after`.
 */
export function identify(
  before: Node,
  after: Node,
  map: (pos: number) => number,
  newId: () => string
): Identity[] {
  const known = blocksById(before);
  const present = blocksById(after);
  const changes: Identity[] = [];
  const used = new Set([...present.keys()].filter((id) => id !== null));
  const fresh = (): string => {
    const id = newId();
    used.add(id);
    return id;
  };
  for (const { pos, node } of present.get(null) ?? []) {
    // A block of another kind at the same position is the same block.
    const same = [...known].find(
      ([id, [old]]) => id !== null && old?.node.isTextblock && map(old.pos) === pos && !used.has(id)
    );
    if (node.isTextblock && same?.[0]) {
      used.add(same[0]);
      changes.push({ pos, id: same[0], counterpart: counterpartOf(same[1][0]?.node) });
    } else {
      changes.push({ pos, id: fresh(), counterpart: counterpartOf(node) });
    }
  }
  for (const [id, found] of present) {
    if (id === null || found.length < 2) continue;
    const old = known.get(id) ?? [];
    const original = found.find(({ pos }) => old.some((one) => map(one.pos) === pos)) ?? found[0];
    const wereAlike = old.length > 1;
    for (const one of found) {
      if (one === original) continue;
      changes.push({ pos: one.pos, id: wereAlike ? derived(id, used) : fresh(), counterpart: null });
    }
  }
  return changes;
}

const counterpartOf = (node: Node | undefined): string | null => allowedId(node?.attrs['counterpart']);

/** Derives a new id deterministically: every client that finds the same duplicates derives the same id. */
function derived(id: string, used: Set<string>): string {
  for (let n = 2; ; n++) {
    const candidate = `${id}~${n}`;
    if (used.has(candidate)) continue;
    used.add(candidate);
    return candidate;
  }
}

function blocksById(doc: Node): Map<string | null, Found[]> {
  const found = new Map<string | null, Found[]>();
  doc.descendants((node, pos) => {
    if (!node.isBlock) return false;
    if (isBlockType(node.type.name)) {
      const id = allowedId(node.attrs['id']);
      const list = found.get(id);
      if (list) list.push({ pos, node });
      else found.set(id, [{ pos, node }]);
    }
    return !node.isTextblock;
  });
  return found;
}

/**
 * Checks whether a transaction brings in what others wrote, or reverts an own change: neither assigns ids.
 */
export const isFromElsewhere = (transaction: Transaction): boolean =>
  (transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin === true;

function withoutIdentity(fragment: Fragment): Fragment {
  const nodes: Node[] = [];
  fragment.forEach((node) => {
    const content = withoutIdentity(node.content);
    nodes.push(
      isBlockType(node.type.name)
        ? node.type.create({ ...node.attrs, id: null, counterpart: null }, content, node.marks)
        : node.copy(content)
    );
  });
  return Fragment.from(nodes);
}

export const BlockIdentity = Extension.create<{ newId: () => string }>({
  name: 'blockIdentity',
  addOptions: () => ({ newId: () => crypto.randomUUID() }),

  addGlobalAttributes() {
    const attribute = (html: string) => ({
      default: null,
      keepOnSplit: false,
      parseHTML: (element: HTMLElement) => allowedId(element.getAttribute(html)),
      renderHTML: (attributes: Record<string, unknown>) => {
        const value = allowedId(attributes[html === 'data-id' ? 'id' : 'counterpart']);
        return value ? { [html]: value } : {};
      }
    });
    return [
      {
        types: [...blockTypes],
        attributes: { id: attribute('data-id'), counterpart: attribute('data-counterpart') }
      }
    ];
  },

  addProseMirrorPlugins() {
    const { newId } = this.options;
    let moves = false;
    return [
      new Plugin({
        appendTransaction(transactions, before, after) {
          if (!transactions.some((one) => one.docChanged) || transactions.some(isFromElsewhere)) return null;
          const map = (pos: number): number => transactions.reduce((at, one) => one.mapping.map(at, 1), pos);
          const changes = identify(before.doc, after.doc, map, newId);
          if (changes.length === 0) return null;
          const transaction = after.tr;
          for (const { pos, id, counterpart } of changes) {
            transaction.setNodeAttribute(pos, 'id', id).setNodeAttribute(pos, 'counterpart', counterpart);
          }
          return transaction;
        },
        props: {
          handleDOMEvents: {
            drop(view) {
              // Dragging within a text moves a block, which remains the same block.
              moves = view.dragging?.move === true;
              return false;
            }
          },
          transformPasted(slice) {
            const stays = moves;
            moves = false;
            return stays ? slice : new Slice(withoutIdentity(slice.content), slice.openStart, slice.openEnd);
          }
        }
      })
    ];
  }
});
