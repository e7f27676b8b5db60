/**
 * Reads a passage of Yjs as HTML that is safe to show, whatever the document holds: elements, marks and
 * attributes are written from a list, never copied. Server and browser render read-only text with it; the
 * editor renders the same tags.
 */
import * as Y from 'yjs';
import { allowedId } from './allowed.ts';
import { elementHtml, escapeHtml, markedHtml, notesHtml, type NoteWriter } from './element-html.ts';

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

interface Writer extends NoteWriter {
  readonly comments: CommentMarks | undefined;
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
      ? outerHtml(child as Y.XmlElement, writer, depth + 1)
      : '';

function outerHtml(element: Y.XmlElement, writer: Writer, depth: number): string {
  const attributes = element.getAttributes() as Record<string, unknown>;
  const id = allowedId(attributes['id']);
  const counterparts = id ? writer.comments?.counterparts.get(id) : undefined;
  return elementHtml(
    { type: element.nodeName, attributes, inner: () => childrenOf(element, writer, depth) },
    writer,
    counterparts ? ` class="comment-beside" data-thread="${escapeHtml(counterparts)}"` : ''
  );
}

function marked(text: Y.XmlText, comments: CommentMarks | undefined): string {
  const commented = comments?.of(text) ?? [];
  let html = '';
  let at = 0;
  for (const piece of text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
    if (typeof piece.insert !== 'string') continue;
    const part = withComments(piece.insert, at, commented);
    at += piece.insert.length;
    const marks = piece.attributes ?? {};
    const link = Object.hasOwn(marks, 'link') ? marks['link'] : null;
    html += markedHtml(
      part,
      (mark) => Object.hasOwn(marks, mark) && Boolean(marks[mark]),
      typeof link === 'object' && link !== null ? (link as { href?: unknown }).href : null
    );
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
