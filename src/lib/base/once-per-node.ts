/** Remembers what was computed from a node of a text for as long as the node exists. */
import type { ContentNode } from './content.ts';

/** Returns the same function, which computes its result once for each node. Nodes are never changed. */
export function oncePerNode<T>(compute: (node: ContentNode) => T): (node: ContentNode) => T {
  const known = new WeakMap<ContentNode, { readonly result: T }>();
  return (node) => {
    const found = known.get(node) ?? { result: compute(node) };
    known.set(node, found);
    return found.result;
  };
}
