/**
 * Renders the nodes of a version as HTML that is safe to show, from the same lists as `html`: elements, marks
 * and attributes are written, never copied. Changes and authors that a comparison has marked in the text are
 * rendered with it.
 */
import { changeMarks } from '#domain/text-diff.ts';
import type { ContentNode } from '#domain/version.ts';
import { authorMark } from './authorship.ts';
import { elementHtml, escapeHtml, markedHtml, notesHtml, type NoteWriter } from './element-html.ts';

const deepest = 64;

export interface RenderedNodes {
  readonly html: string;
  /** The footnotes, to be placed below everything that was rendered with this writer. */
  readonly notes: string;
}

/** `prefix` makes the ids of footnotes unique on a page; letters, digits and hyphens. */
export function nodesHtml(nodes: readonly ContentNode[], { prefix }: { readonly prefix: string }): string {
  const { blocks, notes } = renderBlocks(nodes, { prefix });
  return blocks.join('') + notes;
}

/** Renders each block by itself, and the footnotes of all. */
export function renderBlocks(
  nodes: readonly ContentNode[],
  { prefix }: { readonly prefix: string }
): { readonly blocks: string[]; readonly notes: string } {
  const writer: NoteWriter = { prefix: escapeHtml(prefix), notes: [] };
  const blocks = nodes.map((node) => nodeHtml(node, writer, 1));
  return { blocks, notes: notesHtml(writer) };
}

/** Lists the elements that stand within a line, where a change of them is marked. */
const inLine: readonly string[] = ['hardBreak', 'footnote', 'grade', 'goal'];

function nodeHtml(node: ContentNode, writer: NoteWriter, depth: number): string {
  if (depth > deepest) return '';
  if (node.text !== undefined) return pieceHtml(node, node.text);
  const inner = (): string =>
    (node.content ?? []).map((child) => nodeHtml(child, writer, depth + 1)).join('');
  const html = elementHtml({ type: node.type, attributes: node.attrs ?? {}, inner }, writer);
  return inLine.includes(node.type) ? changed(node, html) : html;
}

const markOf = (node: ContentNode, type: string) => node.marks?.find((mark) => mark.type === type);

function pieceHtml(node: ContentNode, text: string): string {
  const href = markOf(node, 'link')?.attrs?.['href'];
  let part = markedHtml(escapeHtml(text), (mark) => markOf(node, mark) !== undefined, href);
  const author = markOf(node, authorMark)?.attrs?.['n'];
  if (typeof author === 'number' && Number.isSafeInteger(author))
    part = `<span class="by by-${author % 6}" data-by="${author}">${part}</span>`;
  return changed(node, part);
}

/**
 * Wraps changed content in `ins` and `del`, which carry the meaning themselves; the page's style renders the
 * sign before them.
 */
function changed(node: ContentNode, html: string): string {
  if (markOf(node, changeMarks.deleted)) return `<del>${html}</del>`;
  if (markOf(node, changeMarks.inserted)) return `<ins>${html}</ins>`;
  return markOf(node, changeMarks.reformatted) ? `<span class="reformatted">${html}</span>` : html;
}
