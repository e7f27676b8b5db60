/**
 * Restores a text that was written as paragraphs and read again: blocks whose paragraphs are unchanged become
 * the very blocks that were written, with all that no document can express; a rewritten block keeps its id
 * where its neighbours identify it.
 */
import type { ContentNode } from '#base/content.ts';
import type { TextBlock } from '#document/nodes/block-file.ts';
import { isBlankTextBlock, keyOfTextBlock, textBlocksOf, nodesFrom } from './text-blocks.ts';

interface Sent {
  readonly node: ContentNode;
  readonly keys: readonly string[];
}

const keysOf = (textBlocks: readonly TextBlock[]): string[] =>
  textBlocks.filter((textBlock) => !isBlankTextBlock(textBlock)).map(keyOfTextBlock);

/** `sent` is what was written, empty where that is unknown. */
export function restored(
  textBlocks: readonly TextBlock[],
  sent: readonly ContentNode[]
): readonly ContentNode[] {
  const given = textBlocks.filter((textBlock) => !isBlankTextBlock(textBlock));
  const keys = given.map(keyOfTextBlock);
  const blocks = sent
    .map((node): Sent => ({ node, keys: keysOf(textBlocksOf([node])) }))
    .filter((one) => one.keys.length > 0);
  if (
    isEqual(
      keys,
      blocks.flatMap((one) => one.keys)
    )
  )
    return sent;
  const nodes: ContentNode[] = [];
  const waiting = [...blocks];
  let fresh: TextBlock[] = [];
  for (let at = 0; at < given.length;) {
    const found = waiting.findIndex((one) => isEqual(one.keys, keys.slice(at, at + one.keys.length)));
    const same = waiting[found];
    if (!same) {
      fresh.push(...given.slice(at, at + 1));
      at += 1;
      continue;
    }
    const anew = nodesFrom(fresh);
    for (const node of knownAgain(anew, waiting.slice(0, found))) nodes.push(node);
    nodes.push(same.node);
    fresh = [];
    // Blocks that were passed over may have been moved further down, unless as many new ones are in their
    // place.
    if (anew.length === found) waiting.splice(0, found + 1);
    else waiting.splice(found, 1);
    at += same.keys.length;
  }
  return [...nodes, ...knownAgain(nodesFrom(fresh), waiting)];
}

const isEqual = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((key, index) => key === other[index]);

/** Identifies rewritten blocks with the missing ones, in order, where their numbers are equal. */
function knownAgain(fresh: readonly ContentNode[], missing: readonly Sent[]): ContentNode[] {
  if (fresh.length !== missing.length) return [...fresh];
  return fresh.map((node, index) => {
    const before = missing[index]?.node;
    if (!before) return node;
    if (before.type === 'figure' && node.type === 'paragraph')
      return { ...before, ...(node.content ? { content: node.content } : {}) };
    const { id, counterpart } = before.attrs ?? {};
    if (before.type !== node.type || id === undefined) return node;
    return { ...node, attrs: { ...node.attrs, id, ...(counterpart === undefined ? {} : { counterpart }) } };
  });
}
