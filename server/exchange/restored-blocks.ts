/**
 * A text that went out as paragraphs and came back: blocks whose paragraphs still say the same are the very blocks that went out, with all
 * that no document can say; a block that was written anew keeps who it is where its neighbours show that.
 */
import type { ContentNode } from '#domain/version.ts';
import { isBlankTextBlock, keyOfTextBlock, textBlocksOf, nodesFrom, type TextBlock } from './text-blocks.ts';

interface Sent {
  readonly node: ContentNode;
  readonly keys: readonly string[];
}

const keysOf = (textBlocks: readonly TextBlock[]): string[] =>
  textBlocks.filter((textBlock) => !isBlankTextBlock(textBlock)).map(keyOfTextBlock);

/** `sent` is what went out, empty where nothing is known of it. */
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
    nodes.push(...knownAgain(anew, waiting.slice(0, found)), same.node);
    fresh = [];
    // What was passed over may have been moved further down, unless something new stands in its place.
    if (anew.length === found) waiting.splice(0, found + 1);
    else waiting.splice(found, 1);
    at += same.keys.length;
  }
  return [...nodes, ...knownAgain(nodesFrom(fresh), waiting)];
}

const isEqual = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((key, at) => key === other[at]);

/** Where as many blocks were written anew as are missing, each is the one that stood there. */
function knownAgain(fresh: readonly ContentNode[], missing: readonly Sent[]): ContentNode[] {
  if (fresh.length !== missing.length) return [...fresh];
  return fresh.map((node, at) => {
    const before = missing[at]?.node;
    if (!before) return node;
    if (before.type === 'figure' && node.type === 'paragraph')
      return { ...before, ...(node.content ? { content: node.content } : {}) };
    const { id, counterpart } = before.attrs ?? {};
    if (before.type !== node.type || id === undefined) return node;
    return { ...node, attrs: { ...node.attrs, id, ...(counterpart === undefined ? {} : { counterpart }) } };
  });
}
