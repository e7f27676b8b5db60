/**
 * Renders the nodes of a version as HTML that is safe to show, from the same lists as `html`: elements, marks
 * and attributes are written, never copied. Changes and authors that a comparison has marked in the text are
 * rendered with it.
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
import { authorMark } from './authorship.ts';
import { goalOf, goalSpan } from './goal.ts';
import { cellOf, levelChipPlaceholder } from './level-chip.ts';
import { escapeHtml } from './html.ts';
import { headingLevels } from './richtext.ts';

const deepest = 64;

interface Writer {
  readonly prefix: string;
  readonly notes: string[];
}

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
  const writer: Writer = { prefix: escapeHtml(prefix), notes: [] };
  const blocks = nodes.map((node) => nodeHtml(node, writer, 1));
  const notes = writer.notes.map(
    (note, at) =>
      `<li id="${writer.prefix}-note-${at + 1}">${note} <a href="#${writer.prefix}-ref-${at + 1}" class="footnote-back">↩</a></li>`
  );
  return { blocks, notes: notes.length > 0 ? `<ol class="footnotes">${notes.join('')}</ol>` : '' };
}

function nodeHtml(node: ContentNode, writer: Writer, depth: number): string {
  if (depth > deepest) return '';
  if (node.text !== undefined) return pieceHtml(node);
  const attrs: Readonly<Record<string, unknown>> = node.attrs ?? {};
  const inner = (): string =>
    (node.content ?? []).map((child) => nodeHtml(child, writer, depth + 1)).join('');
  const id = allowedId(attrs['id']);
  const own = id ? ` data-id="${id}"` : '';
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

const markTags = { bold: 'strong', italic: 'em', underline: 'u', strike: 's', code: 'code' } as const;

const markOf = (node: ContentNode, type: string) => node.marks?.find((mark) => mark.type === type);

function pieceHtml(node: ContentNode): string {
  let part = escapeHtml(node.text ?? '');
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
