/**
 * Renders the nodes of a text as HTML that is safe to show, whatever the document holds: elements, marks and
 * attributes are written from a list, never copied. Server and browser render read-only text with it, as it is
 * now or as a version has it; changes, authors and comments that were marked in the nodes are rendered with
 * them.
 */
import { changeMarks } from '#domain/text-diff.ts';
import type { ContentNode } from '#domain/version.ts';
import {
  allowedAlign,
  allowedHref,
  allowedId,
  allowedImageSource,
  allowedSpan,
  allowedStart
} from './allowed.ts';
import { authorMark } from './author-mark.ts';
import { commentMark } from './comment-marks.ts';
import { escapeHtml } from './escape.ts';
import { goalOf, goalSpan } from './goal.ts';
import { cellOf, levelChipPlaceholder } from './level-chip.ts';
import { headingLevels } from './richtext.ts';

const deepest = 64;

export interface HtmlOptions {
  /** Makes the ids of footnotes unique on a page; letters, digits and hyphens. */
  readonly prefix: string;
  /** The threads on counterparts, by the id of the block. */
  readonly counterparts?: ReadonlyMap<string, string> | undefined;
}

interface Writer extends HtmlOptions {
  /** Inner HTML of each footnote, in the order of its number. */
  readonly notes: string[];
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

/** Renders each block by itself, and the footnotes of all, to be placed below. */
export function renderBlocks(
  nodes: readonly ContentNode[],
  options: HtmlOptions
): { readonly blocks: string[]; readonly notes: string } {
  const writer = writerOf(options);
  return { blocks: nodes.map((node) => nodeHtml(node, writer, 1)), notes: notesHtml(writer) };
}

const writerOf = ({ prefix, counterparts }: HtmlOptions): Writer => ({
  prefix: escapeHtml(prefix),
  counterparts,
  notes: []
});

function notesHtml({ notes, prefix }: Writer): string {
  if (notes.length === 0) return '';
  const items = notes.map(
    (note, at) =>
      `<li id="${prefix}-note-${at + 1}">${note} <a href="#${prefix}-ref-${at + 1}" class="footnote-back">↩</a></li>`
  );
  return `<ol class="footnotes">${items.join('')}</ol>`;
}

function nodeHtml(node: ContentNode, writer: Writer, depth: number): string {
  if (depth > deepest) return '';
  if (node.text !== undefined) return pieceHtml(node);
  const attrs: Readonly<Record<string, unknown>> = node.attrs ?? {};
  const inner = (): string =>
    (node.content ?? []).map((child) => nodeHtml(child, writer, depth + 1)).join('');
  const id = allowedId(attrs['id']);
  const thread = id ? writer.counterparts?.get(id) : undefined;
  const own =
    (id ? ` data-id="${id}"` : '') +
    (thread ? ` class="comment-beside" data-thread="${escapeHtml(thread)}"` : '');
  const wrap = (tag: string, more = ''): string => `<${tag}${own}${more}>${inner()}</${tag}>`;
  switch (node.type) {
    case 'paragraph':
      return `<p${own}>${inner() || '<br>'}</p>`;
    case 'heading':
      return wrap(`h${headingLevels.find((level) => level === attrs['level']) ?? 2}`);
    case 'bulletList':
      return wrap('ul');
    case 'orderedList': {
      const start = allowedStart(attrs['start'] ?? 1);
      return wrap('ol', start === 1 ? '' : ` start="${start}"`);
    }
    case 'listItem':
      return wrap('li');
    case 'blockquote':
      return wrap('blockquote');
    case 'table':
      return `<div class="tableWrapper"><table${own}><tbody>${inner()}</tbody></table></div>`;
    case 'tableRow':
      return wrap('tr');
    case 'tableHeader':
      return wrap('th', cellAttributes(attrs));
    case 'tableCell':
      return wrap('td', cellAttributes(attrs));
    case 'horizontalRule':
      return `<hr${own}>`;
    case 'hardBreak':
      return changed(node, '<br>');
    case 'figure': {
      const source = allowedImageSource(attrs['src']);
      const alt = typeof attrs['alt'] === 'string' ? attrs['alt'].slice(0, 1_000) : '';
      // What is not part of the text is told in words.
      const image = source
        ? `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}">`
        : alt && `<p>[${escapeHtml(alt)}]</p>`;
      return `<figure${own}>${image}<figcaption>${inner()}</figcaption></figure>`;
    }
    case 'footnote': {
      writer.notes.push(inner());
      const n = writer.notes.length;
      return changed(
        node,
        `<sup class="footnote-mark"><a id="${writer.prefix}-ref-${n}" href="#${writer.prefix}-note-${n}">${n}</a></sup>`
      );
    }
    case 'grade':
      return changed(node, levelChipPlaceholder(cellOf(attrs)));
    case 'goal':
      return changed(node, goalSpan(goalOf(attrs)));
    default:
      // Of an unknown element, only the text is written.
      return inner();
  }
}

function cellAttributes(attrs: Readonly<Record<string, unknown>>): string {
  const colspan = allowedSpan(attrs['colspan'] ?? 1);
  const rowspan = allowedSpan(attrs['rowspan'] ?? 1);
  const align = allowedAlign(attrs['align']);
  return (
    (colspan > 1 ? ` colspan="${colspan}"` : '') +
    (rowspan > 1 ? ` rowspan="${rowspan}"` : '') +
    (align ? ` style="text-align: ${align}"` : '')
  );
}

const markTags = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  superscript: 'sup',
  subscript: 'sub',
  code: 'code'
} as const;

const markOf = (node: ContentNode, type: string) => node.marks?.find((mark) => mark.type === type);

function pieceHtml(node: ContentNode): string {
  let part = commented(node, escapeHtml(node.text ?? ''));
  for (const [mark, tag] of Object.entries(markTags))
    if (markOf(node, mark)) part = `<${tag}>${part}</${tag}>`;
  const href = allowedHref(markOf(node, 'link')?.attrs?.['href']);
  if (href)
    part = `<a href="${escapeHtml(href)}" rel="noopener noreferrer nofollow" target="_blank">${part}</a>`;
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

/** Wraps text that is commented on. */
function commented(node: ContentNode, html: string): string {
  const attrs = markOf(node, commentMark)?.attrs;
  if (typeof attrs?.['threads'] !== 'string') return html;
  const classes = attrs['isActive'] === true ? 'comment-mark active' : 'comment-mark';
  return `<mark class="${classes}" data-thread="${escapeHtml(attrs['threads'])}">${html}</mark>`;
}
