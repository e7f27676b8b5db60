/**
 * Writes one element of a text as HTML that is safe to show: its name and attributes are written from the lists
 * of `allowed.ts`, never copied.
 */
import { isBlockType } from '#base/blocks/blocks.ts';
import { isChipType } from '#base/chips/chips.ts';
import { allowedId, allowedHref } from './allowed.ts';
import { citationAttributes } from './citation.ts';
import { escapeHtml } from './escape-html.ts';
import { chipPlaceholder } from './nodes/chip-html.ts';
import { htmlBlocks } from './nodes/html.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Collects the footnotes of what is rendered. */
export interface NoteWriter {
  /** Makes the ids of footnotes unique on a page; escaped. */
  readonly prefix: string;
  /** Inner HTML of each footnote, in the order of its number. */
  readonly notes: string[];
}

/** An unknown element gives its content alone. `more`: further attributes of a block, safe as they are. */
export function elementHtml(
  { type, attributes, inner }: { type: string; attributes: Attributes; inner: () => string },
  writer: NoteWriter,
  more = ''
): string {
  if (isBlockType(type)) {
    const id = allowedId(attributes['id']);
    return htmlBlocks[type]({ attributes, own: (id ? ` data-id="${id}"` : '') + more, inner });
  }
  switch (type) {
    case 'hardBreak':
      return '<br>';
    case 'footnote': {
      writer.notes.push(inner());
      const n = writer.notes.length;
      return `<sup class="footnote-mark"><a id="${writer.prefix}-ref-${n}" href="#${writer.prefix}-note-${n}">${n}</a></sup>`;
    }
    default:
      return isChipType(type) ? chipPlaceholder(type, attributes) : inner();
  }
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
