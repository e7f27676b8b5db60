/**
 * Lists the nodes that are blocks with their rules: each has an id, and may name the block that it translates. A new
 * one is added here; the types then ask for its other parts in `document/nodes`.
 */
import type { BlockRules } from './block.ts';
import { figure } from './figure.ts';
import { heading } from './heading.ts';
import { bulletList, listItem, orderedList } from './list.ts';
import { paragraph } from './paragraph.ts';
import { quote } from './quote.ts';
import { rule } from './rule.ts';
import { table, tableCell, tableHeader, tableRow } from './table.ts';

const blocks = {
  paragraph,
  heading,
  bulletList,
  orderedList,
  listItem,
  blockquote: quote,
  table,
  tableRow,
  tableHeader,
  tableCell,
  figure,
  horizontalRule: rule
} as const satisfies Readonly<Record<string, BlockRules>>;

export type Blocks = typeof blocks;
export type BlockType = keyof Blocks;
export const blockTypes = Object.keys(blocks) as readonly BlockType[];
export const isBlockType = (name: string): name is BlockType => Object.hasOwn(blocks, name);

/** Undefined for a node that is no block. */
export function rulesOfBlock(type: BlockType): BlockRules;
export function rulesOfBlock(type: string): BlockRules | undefined;
export function rulesOfBlock(type: string): BlockRules | undefined {
  return isBlockType(type) ? blocks[type] : undefined;
}

/** Checks for a block that holds words and no other blocks. */
export const holdsWords = (type: string): boolean => rulesOfBlock(type)?.schema.content === 'inline*';
/** Checks for a block of words that has a marker in Yjs: all that hold words but the figure with its caption. */
export const isTextBlock = (type: string): boolean => rulesOfBlock(type)?.is === 'text';
