/**
 * Writes one element of a text as HTML that is safe to show: its name and attributes are written from the lists
 * of `allowed.ts`, never copied.
 */
import {
  allowedAlign,
  allowedId,
  allowedHref,
  allowedImageSource,
  allowedSpan,
  allowedStart
} from './allowed.ts';
import { citationAttributes } from './citation.ts';
import { chipPlaceholder } from './nodes/chip-html.ts';
import { isChipType } from '#base/chips/chips.ts';
import { headingLevels } from './richtext.ts';
import { isWidth } from './sequence/attributes.ts';
import { pictureWidths } from './sequence/shapes.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Collects the footnotes of what is rendered. */
export interface NoteWriter {
  /** Makes the ids of footnotes unique on a page; escaped. */
  readonly prefix: string;
  /** Inner HTML of each footnote, in the order of its number. */
  readonly notes: string[];
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Returns the text of what `escapeHtml` made. */
export const unescapeHtml = (html: string): string =>
  html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** An unknown element gives its content alone. `more`: further attributes of a block, safe as they are. */
export function elementHtml(
  { type, attributes, inner }: { type: string; attributes: Attributes; inner: () => string },
  writer: NoteWriter,
  more = ''
): string {
  const id = allowedId(attributes['id']);
  const own = (id ? ` data-id="${id}"` : '') + more;
  const wrap = (tag: string, added = ''): string => `<${tag}${own}${added}>${inner()}</${tag}>`;
  switch (type) {
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
      return `<div class="tableWrapper"><table${own}>${columnsHtml(attributes['columns'])}<tbody>${inner()}</tbody></table></div>`;
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
      const width = pictureWidths.find((one) => one === attributes['width']);
      // What is not part of the text is told in words.
      const image = source
        ? `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}"${width ? ` style="width: ${width}%"` : ''}>`
        : alt && `<p>[${escapeHtml(alt)}]</p>`;
      return `<figure${own}>${image}<figcaption>${inner()}</figcaption></figure>`;
    }
    case 'footnote': {
      writer.notes.push(inner());
      const n = writer.notes.length;
      return `<sup class="footnote-mark"><a id="${writer.prefix}-ref-${n}" href="#${writer.prefix}-note-${n}">${n}</a></sup>`;
    }
    default:
      return isChipType(type) ? chipPlaceholder(type, attributes) : inner();
  }
}

const columnsHtml = (widths: unknown): string =>
  Array.isArray(widths) && widths.length > 0
    ? `<colgroup>${widths.map((width) => (isWidth(width) ? `<col width="${Number(width)}">` : '<col>')).join('')}</colgroup>`
    : '';

function cellAttributes(attributes: Attributes): string {
  const colspan = allowedSpan(attributes['colspan']);
  const rowspan = allowedSpan(attributes['rowspan']);
  const align = allowedAlign(attributes['align']);
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

/** Wraps a piece of text, which is HTML already, in the elements of its marks; `has` tells which it carries. */
export function markedHtml(html: string, has: (mark: string) => boolean, link: unknown): string {
  let part = html;
  for (const [mark, tag] of Object.entries(markTags)) if (has(mark)) part = `<${tag}>${part}</${tag}>`;
  const href = allowedHref(link);
  if (!href) return part;
  const cited = citationAttributes(href);
  const citation = cited ? `class="${cited.class}" data-cites="${cited['data-cites']}" ` : '';
  return `<a ${citation}href="${escapeHtml(href)}" rel="noopener noreferrer nofollow" target="_blank">${part}</a>`;
}

/** Empty without any footnotes. */
export function notesHtml({ notes, prefix }: NoteWriter, from = 0, to = notes.length): string {
  if (from >= to) return '';
  const items = notes.slice(from, to).map((note, n) => {
    const number = from + n + 1;
    return `<li id="${prefix}-note-${number}">${note} <a href="#${prefix}-ref-${number}" class="footnote-back">↩</a></li>`;
  });
  return `<ol class="footnotes"${from > 0 ? ` start="${from + 1}"` : ''}>${items.join('')}</ol>`;
}
