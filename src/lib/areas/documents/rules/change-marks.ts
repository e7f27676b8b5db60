/** Marks the changes in a text, in addition to the marks of the text itself, and removes these marks again. */
import type { ContentMark, ContentNode } from '#base/content.ts';
import { canonicalText } from '#base/canonical.ts';

/** Names the marks that only a comparison adds: inserted, deleted, and unchanged text with another format. */
export const changeMarks = {
  inserted: 'change.inserted',
  deleted: 'change.deleted',
  reformatted: 'change.reformatted'
} as const;

export const marksOf = (node: ContentNode | undefined): string =>
  canonicalText((node?.marks ?? []).map(({ type, attrs = {} }) => ({ type, attrs })));

export const marked = (node: ContentNode, type: string): ContentNode => ({
  ...node,
  marks: [...(node.marks ?? []), { type } satisfies ContentMark]
});

/**
 * Returns the node with the mark on everything that can be read in it; also on the node itself where it has
 * no text.
 */
export function allMarked(node: ContentNode, type: string): ContentNode {
  if (node.text !== undefined) return marked(node, type);
  return {
    ...marked(node, type),
    ...(node.content === undefined ? {} : { content: node.content.map((one) => allMarked(one, type)) })
  };
}

function joined(nodes: readonly ContentNode[]): ContentNode[] {
  const result: ContentNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (last?.text !== undefined && node.text !== undefined && marksOf(last) === marksOf(node)) {
      result[result.length - 1] = { ...last, text: last.text + node.text };
    } else result.push(node);
  }
  return result;
}

const changeTypes: ReadonlySet<string> = new Set(Object.values(changeMarks));

/**
 * Returns one side of a merged node, with the change marks of that side: the old one without insertions, the
 * new one without deletions.
 */
export function sideOf(node: ContentNode, side: 'before' | 'after'): ContentNode | null {
  const gone = side === 'before' ? changeMarks.inserted : changeMarks.deleted;
  if (node.marks?.some(({ type }) => type === gone)) return null;
  return node.content === undefined
    ? node
    : { ...node, content: node.content.flatMap((one) => sideOf(one, side) ?? []) };
}

/** Returns the node as it would be without a comparison. */
export function withoutChangeMarks(node: ContentNode): ContentNode {
  const { marks: all, content, ...rest } = node;
  const marks = all?.filter(({ type }) => !changeTypes.has(type)) ?? [];
  return {
    ...rest,
    ...(marks.length > 0 ? { marks } : {}),
    ...(content === undefined ? {} : { content: joined(content.map(withoutChangeMarks)) })
  };
}
