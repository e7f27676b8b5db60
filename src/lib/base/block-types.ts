/** Lists the nodes that are blocks: each has an id, and may name the block that it translates. */
export const blockTypes = [
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'blockquote',
  'table',
  'tableRow',
  'tableHeader',
  'tableCell',
  'figure',
  'horizontalRule'
] as const;
export type BlockType = (typeof blockTypes)[number];

export const isBlockType = (name: string): name is BlockType =>
  (blockTypes as readonly string[]).includes(name);
