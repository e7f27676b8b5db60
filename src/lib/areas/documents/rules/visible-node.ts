/** Compares nodes by what a reader sees of them, without their ids. */
import type { ContentNode } from '#base/content.ts';
import { canonicalText, type Json } from '#base/canonical.ts';

const hiddenAttributes = new Set(['id', 'counterpart']);

export function looks(node: ContentNode): string {
  return canonicalText(visible(node));
}

function visible(node: ContentNode): Json {
  return {
    ...shapeOf(node),
    ...(node.text === undefined ? {} : { text: node.text }),
    marks: (node.marks ?? []).map(({ type, attrs = {} }) => ({ type, attrs })),
    content: (node.content ?? []).map(visible)
  };
}

const shapeOf = ({ type, attrs = {} }: ContentNode): { readonly [key: string]: Json } => ({
  type,
  attrs: Object.fromEntries(Object.entries(attrs).filter(([name]) => !hiddenAttributes.has(name)))
});

export const sameShape = (a: ContentNode, b: ContentNode): boolean =>
  canonicalText(shapeOf(a)) === canonicalText(shapeOf(b));
