/** Marks suggestions in the nodes of a text, for rendering only: a text itself holds none. */
import type { ContentNode } from '#base/content.ts';
import type { ShownPart } from './shown.ts';

/** `kind` is `deleted`, `inserted` or `moved`, `label` says who suggests what. */
export const suggestionMark = 'suggestion';

/** Returns the nodes with marks on words to be deleted, and with the words to be inserted among them. */
export function withSuggestions(
  nodes: readonly ContentNode[],
  parts: readonly ShownPart[],
  labelOf: (part: ShownPart) => string,
  active: string | null
): readonly ContentNode[] {
  const byBlock = new Map<string, ShownPart[]>();
  for (const part of parts)
    if (part.blockId !== null) byBlock.set(part.blockId, [...(byBlock.get(part.blockId) ?? []), part]);
  if (byBlock.size === 0) return nodes;
  const marked = (
    node: ContentNode,
    part: ShownPart,
    kind: 'deleted' | 'inserted' | 'moved'
  ): ContentNode => ({
    ...node,
    marks: [
      ...(node.marks ?? []),
      {
        type: suggestionMark,
        attrs: { id: part.suggestion, kind, label: labelOf(part), isActive: part.suggestion === active }
      }
    ]
  });
  const mark = (node: ContentNode): ContentNode => {
    const id = node.attrs?.['id'];
    const own = typeof id === 'string' ? byBlock.get(id) : undefined;
    if (!own) return node.content ? { ...node, content: node.content.map(mark) } : node;
    return { ...node, content: contentWith(node.content ?? [], own, marked) };
  };
  return nodes.map(mark);
}

function contentWith(
  content: readonly ContentNode[],
  parts: readonly ShownPart[],
  marked: (node: ContentNode, part: ShownPart, kind: 'deleted' | 'inserted' | 'moved') => ContentNode
): ContentNode[] {
  const found: ContentNode[] = [];
  const add = (at: number): void => {
    for (const part of parts)
      if (part.kind === 'added' && part.from === at)
        found.push(marked({ type: 'text', text: part.text }, part, 'inserted'));
  };
  let at = 0;
  for (const node of content) {
    const length = node.text?.length ?? 1;
    const edges = new Set([0, length]);
    for (const { from, to } of parts)
      for (const edge of [from - at, to - at]) if (edge > 0 && edge < length) edges.add(edge);
    const cuts = [...edges].sort((a, b) => a - b);
    for (const [n, cut] of cuts.slice(0, -1).entries()) {
      add(at + cut);
      const struck = parts.find(
        ({ kind, from, to }) => (kind === 'struck' || kind === 'moved') && from <= at + cut && to > at + cut
      );
      const piece = node.text === undefined ? node : { ...node, text: node.text.slice(cut, cuts[n + 1]) };
      found.push(struck ? marked(piece, struck, struck.kind === 'moved' ? 'moved' : 'deleted') : piece);
    }
    at += length;
  }
  add(at);
  return found;
}
