/**
 * Reads a passage of Yjs as HTML that is safe to show, whatever the document holds: elements, marks and
 * attributes are written from a list, never copied. Server and browser render read-only text with it; the
 * editor renders the same tags.
 */
import * as Y from 'yjs';
import {
  allowedAlign,
  allowedHref,
  allowedId,
  allowedImageSource,
  allowedSpan,
  allowedStart
} from './allowed.ts';
import { goalOf, goalSpan } from './goal.ts';
import { cellOf, levelChipPlaceholder } from './level-chip.ts';
import { headingLevels } from './richtext.ts';

const deepest = 64;

export interface HtmlOptions {
  /** Makes the ids of footnotes unique on a page; letters, digits and hyphens. */
  readonly prefix: string;
  /** Limits the HTML, in characters: whole blocks as far as they fit, then `goesOn`. */
  readonly most?: number | undefined;
  /** The text that is commented on, and the blocks whose counterpart is. */
  readonly comments?: CommentMarks | undefined;
}

/** Describes the marks of comments, for rendering only: a text itself holds none. */
export interface CommentMarks {
  readonly of: (text: Y.XmlText) => readonly {
    readonly from: number;
    readonly to: number;
    readonly threads: readonly string[];
    readonly isActive: boolean;
  }[];
  /** The threads on counterparts, by the id of the outer block. */
  readonly counterparts: ReadonlyMap<string, string>;
}

interface Writer {
  readonly prefix: string;
  readonly comments: CommentMarks | undefined;
  /** Inner HTML of each footnote, in the order of its number. */
  readonly notes: string[];
}

export function safeHtml(fragment: Y.XmlFragment, options: HtmlOptions): string {
  const writer: Writer = { prefix: escapeHtml(options.prefix), comments: options.comments, notes: [] };
  const blocks = fragment.toArray();
  const most = options.most ?? Infinity;
  const shown: string[] = [];
  let length = 0;
  for (const block of blocks) {
    const noted = writer.notes.length;
    const html = blockHtml(block, writer, 0);
    length += html.length + writer.notes.slice(noted).reduce((sum, note) => sum + note.length, 0);
    if (length > most) {
      writer.notes.length = noted;
      break;
    }
    shown.push(html);
  }
  return shown.join('') + notesHtml(writer) + (shown.length < blocks.length ? goesOn : '');
}

/** Marks the end of HTML that holds only the beginning of a text; no text can hold it. */
export const goesOn = '<p data-goes-on></p>';

function notesHtml({ notes, prefix }: Writer): string {
  if (notes.length === 0) return '';
  const items = notes.map(
    (note, at) =>
      `<li id="${prefix}-note-${at + 1}">${note} <a href="#${prefix}-ref-${at + 1}" class="footnote-back">↩</a></li>`
  );
  return `<ol class="footnotes">${items.join('')}</ol>`;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function childrenOf(parent: Y.XmlFragment, writer: Writer, depth: number): string {
  if (depth > deepest) return '';
  return parent
    .toArray()
    .map((child) => blockHtml(child, writer, depth))
    .join('');
}

const blockHtml = (child: unknown, writer: Writer, depth: number): string =>
  child instanceof Y.XmlText
    ? marked(child, writer.comments)
    : child instanceof Y.XmlElement
      ? elementHtml(child as Y.XmlElement, writer, depth + 1)
      : '';

function elementHtml(element: Y.XmlElement, writer: Writer, depth: number): string {
  const attributes = element.getAttributes() as Record<string, unknown>;
  const inner = () => childrenOf(element, writer, depth);
  const id = allowedId(attributes['id']);
  const counterparts = id ? writer.comments?.counterparts.get(id) : undefined;
  const own =
    (id ? ` data-id="${id}"` : '') +
    (counterparts ? ` class="comment-beside" data-thread="${escapeHtml(counterparts)}"` : '');
  const wrap = (tag: string, more = '') => `<${tag}${own}${more}>${inner()}</${tag}>`;
  switch (element.nodeName) {
    case 'paragraph':
      return `<p${own}>${inner() || '<br>'}</p>`;
    case 'heading':
      return wrap(`h${headingLevels.find((level) => level === attributes['level']) ?? 2}`);
    case 'bulletList':
      return wrap('ul');
    case 'orderedList': {
      const start = allowedStart(attributes['start']);
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
      return wrap('th', cellAttributes(attributes));
    case 'tableCell':
      return wrap('td', cellAttributes(attributes));
    case 'horizontalRule':
      return `<hr${own}>`;
    case 'hardBreak':
      return '<br>';
    case 'figure': {
      const source = allowedImageSource(attributes['src']);
      const alt = typeof attributes['alt'] === 'string' ? attributes['alt'].slice(0, 1_000) : '';
      // What is not part of the text is told in words.
      const image = source
        ? `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}">`
        : alt && `<p>[${escapeHtml(alt)}]</p>`;
      return `<figure${own}>${image}<figcaption>${inner()}</figcaption></figure>`;
    }
    case 'footnote': {
      writer.notes.push(inner());
      const n = writer.notes.length;
      return `<sup class="footnote-mark"><a id="${writer.prefix}-ref-${n}" href="#${writer.prefix}-note-${n}">${n}</a></sup>`;
    }
    case 'grade':
      return levelChipPlaceholder(cellOf(attributes));
    case 'goal':
      return goalSpan(goalOf(attributes));
    default:
      // Of an unknown element, only the text is written.
      return inner();
  }
}

function cellAttributes(attributes: Record<string, unknown>): string {
  const colspan = allowedSpan(attributes['colspan']);
  const rowspan = allowedSpan(attributes['rowspan']);
  const align = allowedAlign(attributes['align']);
  return (
    (colspan > 1 ? ` colspan="${colspan}"` : '') +
    (rowspan > 1 ? ` rowspan="${rowspan}"` : '') +
    (align ? ` style="text-align: ${align}"` : '')
  );
}

const markTags = { bold: 'strong', italic: 'em', underline: 'u', strike: 's', code: 'code' } as const;

function marked(text: Y.XmlText, comments: CommentMarks | undefined): string {
  const commented = comments?.of(text) ?? [];
  let html = '';
  let at = 0;
  for (const piece of text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
    if (typeof piece.insert !== 'string') continue;
    let part = withComments(piece.insert, at, commented);
    at += piece.insert.length;
    const marks = piece.attributes ?? {};
    for (const [mark, tag] of Object.entries(markTags))
      if (Object.hasOwn(marks, mark) && marks[mark]) part = `<${tag}>${part}</${tag}>`;
    const link = Object.hasOwn(marks, 'link') ? marks['link'] : null;
    const href = allowedHref(
      typeof link === 'object' && link !== null ? (link as { href?: unknown }).href : null
    );
    html += href
      ? `<a href="${escapeHtml(href)}" rel="noopener noreferrer nofollow" target="_blank">${part}</a>`
      : part;
  }
  return html;
}

/** Marks the commented parts of a text; `at` is where this piece begins in its Yjs text. */
function withComments(text: string, at: number, commented: ReturnType<CommentMarks['of']>): string {
  const inside = commented.filter(({ from, to }) => from < at + text.length && to > at);
  if (inside.length === 0) return escapeHtml(text);
  const edges = new Set([0, text.length]);
  for (const { from, to } of inside) edges.add(Math.max(0, from - at)).add(Math.min(text.length, to - at));
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts
    .slice(0, -1)
    .map((from, index) => {
      const part = escapeHtml(text.slice(from, cuts[index + 1]));
      const over = inside.filter((mark) => mark.from <= at + from && mark.to > at + from);
      if (over.length === 0) return part;
      const classes = over.some(({ isActive }) => isActive) ? 'comment-mark active' : 'comment-mark';
      return `<mark class="${classes}" data-thread="${escapeHtml(over.flatMap(({ threads }) => threads).join(' '))}">${part}</mark>`;
    })
    .join('');
}
