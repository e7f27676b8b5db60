/** Describes a block as the index holds it: where it begins in Yjs, and how the editor shows it. */
import type { Node } from '@tiptap/pm/model';
import type * as Y from 'yjs';
import type { Formats } from './formats.ts';

/** Names consecutive letters or an inline atom by their ids in Yjs. */
export interface Run {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

export interface BlockRecord {
  /** The marker or the block atom; null for a virtual block and for a caption or note. */
  readonly head: Y.Item | null;
  /** The last marker or atom before, shown or hidden, for a virtual block; null at the start of the passage. */
  readonly after: Y.Item | null;
  /** The formats that are open where the block begins. */
  readonly formats: Formats;
  /** The length of hidden embeds directly before the block. */
  readonly hiddenBefore: number;
  /** The length in Yjs, with the marker and hidden embeds within. */
  readonly length: number;
  /** The letters and inline atoms that are shown, in their order. */
  readonly runs: readonly Run[];
  /** The number of shown letters before each hidden embed of the content; a hidden embed has length 1. */
  readonly hidden: readonly number[];
  /** A caption or note is held as a block. */
  node: Node;
}

/** Returns the id by which attributes of the block are found. */
export const idOf = (record: BlockRecord): string | null =>
  (record.node.attrs['id'] as string | null) ?? null;

/** Returns the length of an inline node in Yjs. */
export const lengthOf = (node: Node): number =>
  node.isText ? (node.text ?? '').length : node.type.name === 'unknown' ? Number(node.attrs['length']) : 1;

/** Returns the length in Yjs of the content's first `size` positions in the editor. */
export function lengthUntil(record: BlockRecord, size: number): number {
  const { node } = record;
  let length = 0;
  let at = 0;
  for (let i = 0; i < node.childCount && at < size; i++) {
    const child = node.child(i);
    length += child.isText ? Math.min(child.nodeSize, size - at) : lengthOf(child);
    at += child.nodeSize;
  }
  return length;
}

/** Returns the position in the editor after the content's first `length` letters, from the content's start. */
export function sizeUntil(record: BlockRecord, length: number): number {
  const { node } = record;
  let size = 0;
  let at = 0;
  for (let i = 0; i < node.childCount && at < length; i++) {
    const child = node.child(i);
    size += child.isText ? Math.min(child.nodeSize, length - at) : child.nodeSize;
    at += lengthOf(child);
  }
  return size;
}

/** Returns the length in Yjs of the shown content's first `length` letters, with what is hidden among them. */
export function withHidden(record: BlockRecord, length: number): number {
  let whole = length;
  for (const at of record.hidden) if (at < length) whole += 1;
  return whole;
}
