/**
 * Reads sections of Yjs as the nodes of a version: exactly what the document holds, no matter who wrote it and in
 * whatever order.
 */
import * as Y from 'yjs';
import { locales, type Locale } from '#domain/locale.ts';
import {
  toCanonical,
  type ContentMark,
  type ContentNode,
  type Json,
  type SectionContent
} from '#domain/version.ts';
import { passage } from './narrative.ts';
import { defaultsOf } from './richtext.ts';

const deepest = 64;

export const sectionContent = (doc: Y.Doc, section: string): SectionContent => {
  const nodes = (language: Locale): ContentNode[] => nodesOf(passage(doc, section, language));
  const [en, zh] = locales;
  return { id: section, en: nodes(en), zh: nodes(zh) };
};

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
