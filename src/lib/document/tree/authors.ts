/** Reads a passage of the nested form as nodes whose letters carry a mark for the client that wrote them. */
import * as Y from 'yjs';
import type { ContentMark, ContentNode } from '#base/content.ts';
import { toCanonical, type Json } from '#base/canonical.ts';
import { joined } from '../tree-content.ts';

const deepest = 64;
type MarkOf = (client: number) => ContentMark | null;

export function authoredNodes(parent: Y.XmlFragment, markOf: MarkOf, depth = 0): ContentNode[] {
  if (depth > deepest) return [];
  const nodes = parent.toArray().flatMap((child): ContentNode[] => {
    if (child instanceof Y.XmlText) return authoredPieces(child, markOf);
    if (!(child instanceof Y.XmlElement)) return [];
    const attrs = toCanonical(child.getAttributes()) as { readonly [name: string]: Json };
    return [{ type: child.nodeName, attrs, content: authoredNodes(child, markOf, depth + 1) }];
  });
  return joined(nodes);
}

/** Reads item by item: a delta would join letters of several clients. */
function authoredPieces(text: Y.XmlText, markOf: MarkOf): ContentNode[] {
  const formats = new Map<string, unknown>();
  const pieces: ContentNode[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat) formats.set(content.key, content.value);
    if (!(content instanceof Y.ContentString)) continue;
    const author = markOf(item.id.client);
    pieces.push({
      type: 'text',
      text: content.str,
      marks: [...marksOf(formats), ...(author ? [author] : [])]
    });
  }
  return pieces;
}

const marksOf = (formats: ReadonlyMap<string, unknown>): ContentMark[] =>
  [...formats]
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([type, value]) =>
      typeof value === 'object'
        ? { type, attrs: toCanonical(value) as { readonly [name: string]: Json } }
        : { type }
    );
