/**
 * Defines the one schema of every text: what a block may be and hold, for browser and server alike. It uses
 * no DOM; the editor derives its Tiptap nodes from the same shapes (a test checks that they are equal),
 * `plain` reads it out of Yjs. A new node, mark or required attribute raises `schemaVersion` in
 * nodes/chips.
 */
import { Schema, type MarkSpec, type NodeSpec } from 'prosemirror-model';
import type { BlockType } from '#base/block-types.ts';
import { chipSpecs } from './nodes/chip-spec.ts';

/**
 * Lists the attributes of every block: it has a stable `id`, and names the block that it translates in
 * `counterpart`, null where it translates none.
 */
export const blockAttributes = { id: { default: null }, counterpart: { default: null } } as const;

const cell = {
  colspan: { default: 1 },
  rowspan: { default: 1 },
  colwidth: { default: null },
  align: { default: null }
};

const nodes: Readonly<Record<BlockType, NodeSpec>> & Readonly<Record<string, NodeSpec>> = {
  paragraph: { content: 'inline*', group: 'block', attrs: { ...blockAttributes } },
  blockquote: { content: 'block+', group: 'block', defining: true, attrs: { ...blockAttributes } },
  bulletList: { content: 'listItem+', group: 'block list', attrs: { ...blockAttributes } },
  doc: { content: 'block+' },
  hardBreak: { group: 'inline', inline: true, selectable: false, linebreakReplacement: true },
  heading: {
    content: 'inline*',
    group: 'block',
    defining: true,
    attrs: { level: { default: 2 }, ...blockAttributes }
  },
  horizontalRule: { group: 'block', attrs: { ...blockAttributes } },
  listItem: { content: 'paragraph block*', defining: true, attrs: { ...blockAttributes } },
  orderedList: {
    content: 'listItem+',
    group: 'block list',
    attrs: { start: { default: 1 }, type: { default: null }, ...blockAttributes }
  },
  text: { group: 'inline' },
  table: {
    content: 'tableRow+',
    group: 'block',
    isolating: true,
    tableRole: 'table',
    attrs: { ...blockAttributes }
  },
  tableRow: { content: '(tableCell | tableHeader)*', tableRole: 'row', attrs: { ...blockAttributes } },
  tableHeader: {
    content: 'block+',
    isolating: true,
    tableRole: 'header_cell',
    attrs: { ...cell, ...blockAttributes }
  },
  tableCell: {
    content: 'block+',
    isolating: true,
    tableRole: 'cell',
    attrs: { ...cell, ...blockAttributes }
  },
  /** An image with its caption as text, so that two people can write the caption at once. */
  figure: {
    content: 'inline*',
    group: 'block',
    isolating: true,
    draggable: true,
    attrs: { src: { default: '' }, alt: { default: '' }, width: { default: null }, ...blockAttributes }
  },
  /** The content is the note's text; its number follows from its position. */
  footnote: { content: 'text*', marks: '', group: 'inline', inline: true, atom: true },
  ...chipSpecs
};

const marks: Record<string, MarkSpec> = {
  link: { inclusive: false, attrs: { href: { default: null } } },
  bold: {},
  code: { excludes: '_', code: true },
  italic: {},
  strike: {},
  underline: {},
  superscript: { excludes: 'superscript subscript' },
  subscript: { excludes: 'superscript subscript' }
};

export const markTypes = [
  'link',
  'bold',
  'code',
  'italic',
  'strike',
  'underline',
  'superscript',
  'subscript'
] as const;
export type MarkType = (typeof markTypes)[number];

export const richtext = new Schema({ nodes, marks, topNode: 'doc' });

/**
 * Returns the attributes of a new element of this type before anything is set; null values are not written
 * into Yjs.
 */
export function defaultsOf(type: string): Readonly<Record<string, unknown>> {
  const attrs = nodes[type]?.attrs ?? {};
  return Object.fromEntries(Object.entries(attrs).map(([name, spec]) => [name, spec.default as unknown]));
}
