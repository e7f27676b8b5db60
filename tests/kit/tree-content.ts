/**
 * Edits texts of the tree model, as editors did before passages became sequences, for tests of what has ended: blocks with the same content stay untouched,
 * and within a block that differs only the words that differ are replaced. Reading the passage afterwards
 * returns what was written.
 */
import * as Y from 'yjs';
import { diffLists } from '#base/diff.ts';
import { tokensOf } from '#base/tokens.ts';
import { idOfNode, type ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { defaultsOf } from '#document/richtext.ts';
import { joined, nodeOf, nodesOf, piecesOf } from '#document/tree-content.ts';
import type { Locale } from '#base/locale.ts';
import { treePassage } from './tree-text.ts';

/** Makes a passage say this as one edit; what stays the same keeps its authors. */
export function writeTree(
  doc: Y.Doc,
  section: string,
  language: Locale,
  nodes: readonly ContentNode[]
): void {
  doc.transact(() => writeChildren(treePassage(doc, section, language), nodes, 0));
}

const deepest = 64;
const keyOf = (node: ContentNode): string => canonicalText(toCanonical(node));
const identity = (node: ContentNode): string => `${node.type} ${idOfNode(node, '')}`;

/**
 * Writes elements of blocks: those that remain the same element, by type and id, are written in place; others
 * are inserted and deleted.
 */
function writeChildren(parent: Y.XmlFragment, nodes: readonly ContentNode[], depth: number): void {
  if (depth > deepest) throw new RangeError('Nested too deeply to be written');
  if (isInline(nodes) && isInline(nodesOf(parent))) {
    writeInline(parent, nodes);
    return;
  }
  const children = parent.toArray();
  // A stray text among blocks matches no block.
  const now = children.map((child) => (child instanceof Y.XmlElement ? identity(nodeOf(child)) : ''));
  const runs = diffLists(now, nodes.map(identity));
  let at = 0;
  for (const { edit, from, to, length } of runs) {
    if (edit === 'deleted') parent.delete(at, length);
    else if (edit === 'inserted') {
      parent.insert(at, nodes.slice(to, to + length).flatMap(madeOf));
      at += length;
    } else {
      for (let n = 0; n < length; n++) {
        const child = children[from + n];
        const node = nodes[to + n];
        if (child instanceof Y.XmlElement && node) writeElement(child, node, depth + 1);
      }
      at += length;
    }
  }
}

function writeElement(element: Y.XmlElement, node: ContentNode, depth: number): void {
  const now = nodeOf(element);
  if (keyOf(now) === keyOf(node)) return;
  const wanted: Readonly<Record<string, unknown>> = { ...defaultsOf(node.type), ...node.attrs };
  for (const name of new Set([...Object.keys(element.getAttributes()), ...Object.keys(wanted)])) {
    const value = wanted[name] ?? null;
    const isDefault = value === defaultsOf(node.type)[name];
    if (
      canonicalText(toCanonical(now.attrs?.[name] ?? null)) ===
      canonicalText(toCanonical(isDefault ? null : value))
    )
      continue;
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value as string);
  }
  writeChildren(element, node.content ?? [], depth);
}

const inlineTypes = new Set(['text', 'hardBreak', 'footnote', 'grade', 'goal']);
const isInline = (nodes: readonly ContentNode[]): boolean => nodes.every(({ type }) => inlineTypes.has(type));

/**
 * Writes inline content: where one text remains one text, it is changed in place; otherwise all of it is
 * written anew.
 */
function writeInline(parent: Y.XmlFragment, nodes: readonly ContentNode[]): void {
  const children = parent.toArray();
  const [only] = children;
  if (
    children.length === 1 &&
    only instanceof Y.XmlText &&
    nodes.length > 0 &&
    nodes.every(({ text }) => text !== undefined)
  ) {
    writeText(only, nodes);
    return;
  }
  if (canonicalText(toCanonical(nodesOf(parent))) === canonicalText(toCanonical(nodes))) return;
  if (children.length > 0) parent.delete(0, children.length);
  if (nodes.length > 0) parent.insert(0, inlineOf(nodes));
}

interface Piece {
  readonly text: string;
  readonly attributes: Readonly<Record<string, object>>;
  readonly key: string;
}

function tokensIn(nodes: readonly ContentNode[]): Piece[] {
  return nodes.flatMap((node) => {
    const attributes = attributesOf(node);
    const marks = canonicalText(toCanonical(attributes));
    return tokensOf(node.text ?? '').map((text) => ({ text, attributes, key: `${marks} ${text}` }));
  });
}

function writeText(text: Y.XmlText, nodes: readonly ContentNode[]): void {
  const olds = tokensIn(joined(piecesOf(text)));
  const news = tokensIn(joined(nodes));
  const sizeOf = (pieces: readonly Piece[]): number =>
    pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  const delta: { retain?: number; delete?: number; insert?: string; attributes?: object }[] = [];
  for (const { edit, from, to, length } of diffLists(
    olds.map(({ key }) => key),
    news.map(({ key }) => key)
  )) {
    if (edit === 'kept') delta.push({ retain: sizeOf(olds.slice(from, from + length)) });
    else if (edit === 'deleted') delta.push({ delete: sizeOf(olds.slice(from, from + length)) });
    else
      for (const piece of news.slice(to, to + length))
        delta.push({ insert: piece.text, attributes: { ...piece.attributes } });
  }
  text.applyDelta(delta);
}

const attributesOf = (node: ContentNode): Record<string, object> =>
  Object.fromEntries((node.marks ?? []).map(({ type, attrs }) => [type, attrs ?? {}]));

/** Neighbouring pieces of text share one Y.XmlText, as the editor writes them. */
function inlineOf(nodes: readonly ContentNode[]): (Y.XmlElement | Y.XmlText)[] {
  const made: (Y.XmlElement | Y.XmlText)[] = [];
  let delta: { insert: string; attributes: object }[] = [];
  const flush = (): void => {
    if (delta.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(delta);
    made.push(text);
    delta = [];
  };
  for (const node of nodes) {
    if (node.text !== undefined) {
      if (node.text !== '') delta.push({ insert: node.text, attributes: attributesOf(node) });
      continue;
    }
    flush();
    for (const one of madeOf(node)) made.push(one);
  }
  flush();
  return made;
}

function madeOf(node: ContentNode): (Y.XmlElement | Y.XmlText)[] {
  if (node.text !== undefined) return inlineOf([node]);
  const element = new Y.XmlElement(node.type);
  for (const [name, value] of Object.entries({ ...defaultsOf(node.type), ...node.attrs })) {
    if (value !== null && value !== undefined) element.setAttribute(name, value as string);
  }
  const content = node.content ?? [];
  const children = isInline(content) ? inlineOf(content) : content.flatMap(madeOf);
  if (children.length > 0) element.insert(0, children);
  return [element];
}
