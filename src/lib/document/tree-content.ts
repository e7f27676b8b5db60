/**
 * Reads passages of the tree model as the nodes of a version: exactly what the document holds, no matter who
 * wrote it and in whatever order. Texts of this model have ended, and are only read.
 */
import * as Y from 'yjs';
import type { ContentMark, ContentNode } from '#base/content.ts';
import { toCanonical, type Json } from '#base/canonical.ts';
import { defaultsOf } from './richtext.ts';

const deepest = 64;

/**
 * Checks whether a root holds elements, as passages of the tree model do. Nothing else than text is in a
 * passage of the sequence model.
 */
export function isTree(doc: Y.Doc, root: string): boolean {
  const type = doc.share.get(root);
  // A root that was opened as a tree may be empty, and cannot be opened as anything else.
  if (type instanceof Y.XmlFragment) return true;
  for (let item = type?._start ?? null; item; item = item.right)
    if (item.content instanceof Y.ContentType) return true;
  return false;
}

export const treeNodes = (doc: Y.Doc, root: string): ContentNode[] => nodesOf(doc.getXmlFragment(root));

/**
 * Returns the nodes of a passage or an element; below the depth to which an editor nests, nothing is read.
 */
export function nodesOf(parent: Y.XmlFragment, depth = 0): ContentNode[] {
  if (depth > deepest) return [];
  const nodes: ContentNode[] = [];
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) for (const piece of piecesOf(child)) nodes.push(piece);
    else if (child instanceof Y.XmlElement) nodes.push(nodeOf(child, depth));
  }
  return joined(nodes);
}

export function nodeOf(element: Y.XmlElement, depth = 0): ContentNode {
  const attrs = attributesOf(element);
  const content = nodesOf(element, depth + 1);
  return {
    type: element.nodeName,
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...(content.length > 0 ? { content } : {})
  };
}

function attributesOf(element: Y.XmlElement): Record<string, Json> {
  const defaults = defaultsOf(element.nodeName);
  const attrs: Record<string, Json> = {};
  for (const [name, value] of Object.entries(element.getAttributes() as Record<string, unknown>)) {
    if (value !== null && value !== undefined && value !== defaults[name]) attrs[name] = toCanonical(value);
  }
  return attrs;
}

export function piecesOf(text: Y.XmlText): ContentNode[] {
  return (text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]).flatMap(
    ({ insert, attributes }) =>
      typeof insert === 'string' && insert !== '' ? [pieceOf(insert, attributes ?? {})] : []
  );
}

function pieceOf(text: string, attributes: Record<string, unknown>): ContentNode {
  const marks = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([type, value]): ContentMark => {
      const attrs =
        typeof value === 'object' ? (toCanonical(value) as { readonly [name: string]: Json }) : {};
      return Object.keys(attrs).length > 0 ? { type, attrs } : { type };
    })
    .sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
  return marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text };
}

/** Joins neighbouring pieces with equal marks into one, however they were typed. */
export function joined(nodes: readonly ContentNode[]): ContentNode[] {
  const result: ContentNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (
      last?.text !== undefined &&
      node.text !== undefined &&
      JSON.stringify(last.marks) === JSON.stringify(node.marks)
    ) {
      result[result.length - 1] = { ...last, text: last.text + node.text };
    } else result.push(node);
  }
  return result;
}
