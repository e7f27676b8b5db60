/**
 * Renders the nodes of a text as HTML that is safe to show, whatever the document holds: elements, marks and
 * attributes are written from a list, never copied. Server and browser render read-only text with it, as it is
 * now or as a version has it; changes, authors and comments that were marked in the nodes are rendered with
 * them.
 */
import { changeMarks } from '#rules/documents/change-marks.ts';
import type { ContentNode } from '#base/content.ts';
import { allowedId } from './allowed.ts';
import { authorMark } from './author-mark.ts';
import { columnWidths } from './column-widths.ts';
import { commentMark } from './comment-marks.ts';
import { chipTypes } from '#base/chips/chips.ts';
import { suggestionMark } from './suggestions/suggestion-marks.ts';
import { elementHtml, markedHtml, notesHtml, type NoteWriter } from './element-html.ts';
import { escapeHtml } from './escape-html.ts';

const deepest = 64;

export interface HtmlOptions {
  /** Makes the ids of footnotes unique on a page; letters, digits and hyphens. */
  readonly prefix: string;
  /** The threads on counterparts, by the id of the block. */
  readonly counterparts?: ReadonlyMap<string, string> | undefined;
}

interface Writer extends NoteWriter {
  readonly counterparts: HtmlOptions['counterparts'];
}

export const nodesHtml = (nodes: readonly ContentNode[], options: HtmlOptions): string =>
  beginningHtml(nodes, options, Infinity);

/** Limits the HTML, in characters: whole blocks as far as they fit, then `goesOn`. */
export function beginningHtml(nodes: readonly ContentNode[], options: HtmlOptions, most: number): string {
  const writer = writerOf(options);
  const shown: string[] = [];
  let length = 0;
  for (const node of nodes) {
    const noted = writer.notes.length;
    const html = nodeHtml(node, writer, 1);
    length += html.length + writer.notes.slice(noted).reduce((sum, note) => sum + note.length, 0);
    if (length > most) {
      writer.notes.length = noted;
      break;
    }
    shown.push(html);
  }
  return shown.join('') + notesHtml(writer) + (shown.length < nodes.length ? goesOn : '');
}

/** Marks the end of HTML that holds only the beginning of a text; no text can hold it. */
export const goesOn = '<p data-goes-on></p>';

export interface RenderedBlocks {
  readonly blocks: readonly string[];
  /** Returns the footnotes of some of the blocks, to be placed below, with their numbers in the whole text. */
  readonly notesOf: (from?: number, to?: number) => string;
  /** Returns the characters of a block's HTML with its footnotes. */
  readonly lengthOf: (block: number) => number;
}

/** Renders each block by itself, and its footnotes. */
export function renderBlocks(nodes: readonly ContentNode[], options: HtmlOptions): RenderedBlocks {
  const writer = writerOf(options);
  const starts = [0];
  const blocks = nodes.map((node) => {
    const html = nodeHtml(node, writer, 1);
    starts.push(writer.notes.length);
    return html;
  });
  const notesIn = (from: number, to: number) =>
    [starts[from] ?? 0, starts[to] ?? writer.notes.length] as const;
  return {
    blocks,
    notesOf: (from = 0, to = nodes.length) => notesHtml(writer, ...notesIn(from, to)),
    lengthOf: (block) =>
      writer.notes
        .slice(...notesIn(block, block + 1))
        .reduce((sum, note) => sum + note.length, blocks[block]?.length ?? 0)
  };
}

const writerOf = ({ prefix, counterparts }: HtmlOptions): Writer => ({
  prefix: escapeHtml(prefix),
  counterparts,
  notes: []
});

/** Lists the elements that stand within a line, where a change of them is marked. */
const inLine: readonly string[] = ['hardBreak', 'footnote', ...chipTypes];

function nodeHtml(node: ContentNode, writer: Writer, depth: number): string {
  if (depth > deepest) return '';
  if (node.text !== undefined) return pieceHtml(node, node.text);
  const inner = (): string =>
    (node.content ?? []).map((child) => nodeHtml(child, writer, depth + 1)).join('');
  const attributes =
    node.type === 'table' ? { ...node.attrs, columns: columnWidths(node) } : (node.attrs ?? {});
  const thread = writer.counterparts?.get(allowedId(attributes['id']) ?? '');
  const beside = thread ? ` class="comment-beside" data-thread="${escapeHtml(thread)}"` : '';
  const html = elementHtml({ type: node.type, attributes, inner }, writer, beside);
  return inLine.includes(node.type) ? changed(node, suggested(node, commented(node, html))) : html;
}

const markOf = (node: ContentNode, type: string) => node.marks?.find((mark) => mark.type === type);

function pieceHtml(node: ContentNode, text: string): string {
  const href = markOf(node, 'link')?.attrs?.['href'];
  let part = markedHtml(commented(node, escapeHtml(text)), (mark) => markOf(node, mark) !== undefined, href);
  const { n: author, time } = markOf(node, authorMark)?.attrs ?? {};
  if (typeof author === 'number' && Number.isSafeInteger(author)) {
    const when = typeof time === 'number' && Number.isSafeInteger(time) ? ` data-time="${time}"` : '';
    part = `<span class="by by-${author % 6}" data-by="${author}"${when}>${part}</span>`;
  }
  return changed(node, suggested(node, part));
}

/** Wraps words that somebody suggests to insert or delete; the label names who. */
function suggested(node: ContentNode, html: string): string {
  const attrs = markOf(node, suggestionMark)?.attrs;
  const [id, label] = [attrs?.['id'], attrs?.['label']];
  if (typeof id !== 'string' || typeof label !== 'string') return html;
  const isMoved = attrs?.['kind'] === 'moved';
  const tag = isMoved ? 'span' : attrs?.['kind'] === 'inserted' ? 'ins' : 'del';
  const classes = `suggested${isMoved ? ' moved' : ''}${attrs?.['isActive'] === true ? ' active' : ''}`;
  return `<${tag} class="${classes}" data-suggestion="${escapeHtml(id)}" title="${escapeHtml(label)}">${html}</${tag}>`;
}

function commented(node: ContentNode, html: string): string {
  const attrs = markOf(node, commentMark)?.attrs;
  if (typeof attrs?.['threads'] !== 'string') return html;
  const classes = attrs['isActive'] === true ? 'comment-mark active' : 'comment-mark';
  return `<mark class="${classes}" data-thread="${escapeHtml(attrs['threads'])}">${html}</mark>`;
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
