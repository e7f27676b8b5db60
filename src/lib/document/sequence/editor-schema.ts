/**
 * Defines the schema of the editor: a flat list of blocks, as the reading of a passage has it. Lists and quotes
 * are attributes of blocks, so that nothing has to be derived from a nesting. It loads without a DOM.
 */
import { Schema, type MarkSpec, type Node, type NodeSpec } from 'prosemirror-model';
import { chipSpecs } from '../nodes/chip-spec.ts';
import { tagOfKind } from '#base/blocks/text-kinds.ts';
import { defaultAttributes } from './shapes.ts';

const place = {
  indent: { default: 0 },
  quote: { default: 0 },
  apart: { default: false },
  counterpart: { default: null }
};
const id = { default: null };

/** Returns the attributes of HTML that say where a block stands among lists and quotes. */
function placeInHtml({ attrs }: Node): Record<string, string> {
  const html: Record<string, string> = {};
  if (attrs['id'] !== null) html['data-id'] = String(attrs['id']);
  if (attrs['list']) html['data-list'] = String(attrs['list']);
  if (attrs['indent']) html['data-indent'] = String(attrs['indent']);
  if (attrs['quote']) html['data-quote'] = String(attrs['quote']);
  if (attrs['apart']) html['data-apart'] = '';
  if (attrs['list'] === 'ordered' && attrs['start'] !== 1) html['data-start'] = String(attrs['start']);
  if (attrs['counterpart'] !== null) html['data-counterpart'] = String(attrs['counterpart']);
  return html;
}

const tagOf = ({ attrs }: Node): string =>
  attrs['kind'] === 'paragraph' && (attrs['list'] || attrs['indent'])
    ? 'div'
    : tagOfKind(String(attrs['kind']));

const nodes: Record<string, NodeSpec> = {
  /** A block of text; without an id it is a virtual block, which no marker begins. */
  block: {
    content: 'inline*',
    group: 'blockNode cellNode',
    attrs: {
      id,
      ...Object.fromEntries(
        Object.entries(defaultAttributes).map(([name, value]: [string, unknown]) => [
          name,
          { default: value }
        ])
      )
    },
    toDOM: (node) => [tagOf(node), placeInHtml(node), 0]
  },
  doc: { content: 'blockNode+' },
  rule: {
    group: 'blockNode cellNode',
    attrs: { id, ...place },
    toDOM: (node) => ['hr', placeInHtml(node)]
  },
  /** A picture; the content is its caption, a passage of its own. */
  figure: {
    content: 'inline*',
    group: 'blockNode cellNode',
    isolating: true,
    draggable: true,
    attrs: { id, src: { default: '' }, alt: { default: '' }, width: { default: null }, ...place },
    toDOM: (node) => [
      'figure',
      placeInHtml(node),
      ['img', { src: String(node.attrs['src']), alt: String(node.attrs['alt']) }],
      ['figcaption', 0]
    ]
  },
  /** `columns` lists the id and width of each column in their order. */
  table: {
    content: 'table_row*',
    group: 'blockNode',
    isolating: true,
    tableRole: 'table',
    attrs: { id, columns: { default: [] }, ...place },
    toDOM: (node) => ['table', placeInHtml(node), ['tbody', 0]]
  },
  table_row: {
    content: 'table_cell*',
    tableRole: 'row',
    attrs: { id },
    toDOM: () => ['tr', 0]
  },
  /** It begins in the column whose id it names, and its content is a passage of its own. */
  table_cell: {
    content: 'cellNode+',
    isolating: true,
    tableRole: 'cell',
    attrs: {
      column: id,
      colspan: { default: 1 },
      rowspan: { default: 1 },
      align: { default: null },
      header: { default: false }
    },
    toDOM: ({ attrs }) => [
      attrs['header'] ? 'th' : 'td',
      { colspan: String(attrs['colspan']), rowspan: String(attrs['rowspan']) },
      0
    ]
  },
  text: { group: 'inline' },
  hardBreak: {
    group: 'inline',
    inline: true,
    selectable: false,
    linebreakReplacement: true,
    toDOM: () => ['br']
  },
  /** A footnote's sign; the content is the note's text, a passage of its own. */
  note: {
    content: 'text*',
    marks: '',
    group: 'inline',
    inline: true,
    atom: true,
    attrs: { id },
    toDOM: (node) => ['span', { 'data-note': String(node.attrs['id']) }, 0]
  },
  ...chipSpecs,
  /** Stands for what this version does not know; `length` is its length in the text. It can be deleted, not written. */
  unknown: {
    group: 'inline',
    inline: true,
    atom: true,
    attrs: { length: { default: 1 } },
    toDOM: () => ['span', { 'data-unknown': '' }]
  }
};

const marks: Record<string, MarkSpec> = {
  link: {
    inclusive: false,
    attrs: { href: { default: null } },
    toDOM: (mark) => ['a', { href: String(mark.attrs['href']) }, 0]
  },
  bold: { toDOM: () => ['strong', 0] },
  italic: { toDOM: () => ['em', 0] },
  underline: { toDOM: () => ['u', 0] },
  strike: { toDOM: () => ['s', 0] },
  superscript: { excludes: 'superscript subscript', toDOM: () => ['sup', 0] },
  subscript: { excludes: 'superscript subscript', toDOM: () => ['sub', 0] },
  code: { excludes: '_', code: true, toDOM: () => ['code', 0] }
};

export const editorSchema = new Schema({ nodes, marks, topNode: 'doc' });
