/** Moves a block behind another, as its writer does who accepts that. */
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';

function findBlock(document: Node, id: string): { readonly node: Node; readonly position: number } | null {
  let found: { readonly node: Node; readonly position: number } | null = null;
  document.forEach((node, position) => {
    if (!found && node.attrs['id'] === id) found = { node, position };
  });
  return found;
}

/** Returns false, and changes nothing, where one of the blocks is not in the text any more; without a target it moves to the beginning. */
export function moveBehind({ view }: Editor, id: string | null, target: string | null): boolean {
  const block = id === null ? null : findBlock(view.state.doc, id);
  if (!block || id === target) return false;
  const { tr } = view.state;
  tr.delete(block.position, block.position + block.node.nodeSize);
  const behind = target === null ? null : findBlock(tr.doc, target);
  if (target !== null && !behind) return false;
  tr.insert(behind ? behind.position + behind.node.nodeSize : 0, block.node);
  view.dispatch(tr);
  return true;
}

/** Null stands for a block without an id. */
export function blockIds({ state }: Editor): (string | null)[] {
  const ids: (string | null)[] = [];
  state.doc.forEach(({ attrs }) => {
    const id: unknown = attrs['id'];
    ids.push(typeof id === 'string' ? id : null);
  });
  return ids;
}

/**
 * Returns the block behind which one goes that is moved up or down once more; `behind` is where it was to go until
 * now, undefined for one that stays. Returns undefined where it is back in its place or cannot go further.
 */
export function nextTarget(
  ids: readonly (string | null)[],
  id: string,
  behind: string | null | undefined,
  step: -1 | 1
): { readonly target: string | null } | undefined {
  const others = ids.filter((one) => one !== id);
  const home = ids.indexOf(id);
  // The number of blocks before it.
  const now = behind === undefined ? home : behind === null ? 0 : others.indexOf(behind) + 1;
  const next = Math.max(0, Math.min(others.length, now + step));
  if (next === home) return undefined;
  const target = next === 0 ? null : (others[next - 1] ?? undefined);
  return target === undefined ? undefined : { target };
}
