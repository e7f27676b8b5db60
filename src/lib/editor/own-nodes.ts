/**
 * Defines headings, figures, footnotes, cells and links as the schema has them; the rest is Tiptap's own.
 * None of it touches the DOM when loaded.
 */
import { mergeAttributes, Node, textblockTypeInputRule } from '@tiptap/core';
import { Link as TiptapLink } from '@tiptap/extension-link';
import { TableCell as TiptapCell, TableHeader as TiptapHeader } from '@tiptap/extension-table';
import { allowedAlign, allowedHref, allowedImageSource, allowedSpan } from '#document/allowed.ts';
import { headingLevels, type HeadingLevel } from '#document/richtext.ts';

const levelOf = (value: unknown): HeadingLevel => headingLevels.find((level) => level === value) ?? 2;

/** Maps a pasted heading to its level: a page's title becomes the highest level that a passage has. */
const pastedLevels: Readonly<Record<string, HeadingLevel>> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 };

/**
 * Preserves what the rule for the element read: by default Tiptap takes an attribute of the same name, and
 * makes a number of "2024".
 */
const ofTheRule = (): null => null;

export const Heading = Node.create({
  name: 'heading',
  content: 'inline*',
  group: 'block',
  defining: true,
  addAttributes: () => ({ level: { default: 2, rendered: false, parseHTML: ofTheRule } }),
  parseHTML: () => Object.entries(pastedLevels).map(([tag, level]) => ({ tag, attrs: { level } })),
  renderHTML: ({ node, HTMLAttributes }) => [`h${levelOf(node.attrs['level'])}`, HTMLAttributes, 0],
  addInputRules() {
    // "# " is the first level that a passage has.
    return headingLevels.map((level) =>
      textblockTypeInputRule({
        find: new RegExp(`^(#{${level - 1}})\\s$`),
        type: this.type,
        getAttributes: { level }
      })
    );
  }
});

export const Figure = Node.create({
  name: 'figure',
  content: 'inline*',
  group: 'block',
  isolating: true,
  draggable: true,
  addAttributes: () => ({
    src: { default: '', rendered: false, parseHTML: ofTheRule },
    alt: { default: '', rendered: false, parseHTML: ofTheRule }
  }),
  parseHTML: () => [
    {
      tag: 'figure',
      getAttrs: (element) => {
        const image = element.querySelector('img');
        const src = allowedImageSource(image?.getAttribute('src'));
        return src ? { src, alt: image?.getAttribute('alt') ?? '' } : false;
      },
      contentElement: (element) => element.querySelector('figcaption') ?? document.createElement('figcaption')
    },
    {
      tag: 'img[src]',
      getAttrs: (element) => {
        const src = allowedImageSource(element.getAttribute('src'));
        return src ? { src, alt: element.getAttribute('alt') ?? '' } : false;
      }
    }
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    'figure',
    HTMLAttributes,
    [
      'img',
      {
        src: allowedImageSource(node.attrs['src']) ?? '',
        alt: String(node.attrs['alt'] ?? ''),
        draggable: 'false'
      }
    ],
    ['figcaption', 0]
  ]
});

export const Footnote = Node.create<{ edit: (pos: number) => void; label: (text: string) => string }>({
  name: 'footnote',
  content: 'text*',
  marks: '',
  group: 'inline',
  inline: true,
  atom: true,
  addOptions: () => ({ edit: () => {}, label: (text) => text }),
  parseHTML: () => [{ tag: 'span[data-footnote]' }],
  renderHTML: ({ HTMLAttributes }) => [
    'span',
    mergeAttributes(HTMLAttributes, { 'data-footnote': '', class: 'footnote' }),
    0
  ],
  addNodeView() {
    const { edit, label } = this.options;
    // The number follows from the note's position: a CSS counter sets it. The text is edited in a dialog.
    return ({ node, getPos }) => {
      const dom = document.createElement('button');
      dom.type = 'button';
      dom.className = 'footnote-mark';
      const show = (text: string): void => {
        dom.title = text;
        dom.setAttribute('aria-label', label(text));
      };
      show(node.textContent);
      dom.addEventListener('click', () => {
        const pos = getPos();
        if (pos !== undefined) edit(pos);
      });
      return {
        dom,
        update: (next) => {
          if (next.type.name !== 'footnote') return false;
          show(next.textContent);
          return true;
        }
      };
    };
  }
});

/** Limits the alignment to one of three values; Tiptap writes it into a style unchecked. */
const align = {
  default: null,
  parseHTML: (element: HTMLElement) => allowedAlign(element.style.textAlign || element.getAttribute('align')),
  renderHTML: (attributes: Record<string, unknown>) => {
    const side = allowedAlign(attributes['align']);
    return side ? { style: `text-align: ${side}` } : {};
  }
};
/**
 * Parses a span as a number; by default Tiptap takes any value: "2;" would become a string, with which no
 * table can calculate.
 */
const span = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => allowedSpan(Number(element.getAttribute(name)))
});
const spans = { colspan: span('colspan'), rowspan: span('rowspan') };

export const TableCell = TiptapCell.extend({
  addAttributes() {
    return { ...this.parent?.(), ...spans, align };
  }
});
export const TableHeader = TiptapHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), ...spans, align };
  }
});

export const Link = TiptapLink.extend({
  inclusive: false,
  addAttributes: () => ({
    href: { default: null, parseHTML: (element: HTMLElement) => allowedHref(element.getAttribute('href')) }
  }),
  renderHTML({ HTMLAttributes }) {
    const href = allowedHref(HTMLAttributes['href']);
    return ['a', href ? { href, rel: 'noopener noreferrer nofollow', target: '_blank' } : {}, 0];
  }
}).configure({
  openOnClick: false,
  autolink: true,
  linkOnPaste: true,
  defaultProtocol: 'https',
  isAllowedUri: (uri) => allowedHref(uri) !== null
});
