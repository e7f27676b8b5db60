/**
 * Defines the one schema of every text: what a block may be and hold, for browser and server alike. It uses
 * no DOM; the editor derives its Tiptap nodes from the same shapes (a test checks that they are equal),
 * `plain` reads it out of Yjs. A new node, mark or required attribute raises `schemaVersion` in
 * base/chips.
 */
import { Schema, type MarkSpec, type NodeSpec } from 'prosemirror-model';
import { blockTypes, rulesOfBlock } from '#base/blocks/blocks.ts';
import { chipSpecs } from './nodes/chip-spec.ts';

/**
 * Lists the attributes of every block: it has a stable `id`, and names the block that it translates in
 * `counterpart`, null where it translates none.
 */
export const blockAttributes = { id: { default: null }, counterpart: { default: null } } as const;

const blocks = Object.fromEntries(
  blockTypes.map((type): [string, NodeSpec] => {
    const { schema, attributes } = rulesOfBlock(type);
    const own = Object.entries(attributes).map(([name, value]) => [name, { default: value }] as const);
    return [type, { ...schema, attrs: { ...Object.fromEntries(own), ...blockAttributes } }];
  })
);

const nodes: Readonly<Record<string, NodeSpec>> = {
  ...blocks,
  doc: { content: 'block+' },
  hardBreak: { group: 'inline', inline: true, selectable: false, linebreakReplacement: true },
  text: { group: 'inline' },
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
