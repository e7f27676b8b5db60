/** Finds for each block of the newer text the older block that it corresponds to. */
import { isPause, tokensOf } from '#base/tokens.ts';
import { idOfNode, textOfNode, type ContentNode } from '#base/content.ts';

/** Limits the pairs of blocks whose similarity is computed. */
const mostPairs = 20_000;
/** Sets the share of common words from which two blocks count as one that was rewritten. */
const likeness = 0.6;

export const idOf = (node: ContentNode, at: number): string => idOfNode(node, `block-${at}`);

/**
 * Returns for each new block the old one that it corresponds to: with the same id, or else the most similar
 * one.
 */
export function pairs(before: readonly ContentNode[], after: readonly ContentNode[]): Map<number, number> {
  const partnerOf = new Map<number, number>();
  const ids = new Map(before.map((node, index) => [idOf(node, index), index]));
  const free = new Set(before.keys());
  after.forEach((node, to) => {
    const from = ids.get(idOfNode(node, ''));
    if (from === undefined || !free.delete(from)) return;
    partnerOf.set(to, from);
  });
  const alone = [...after.keys()].filter((to) => !partnerOf.has(to));
  if (alone.length * free.size > mostPairs) return partnerOf;
  const bags = new Map([...free].map((from) => [from, bagOf(before[from])]));
  const found = alone.flatMap((to) => {
    const bag = bagOf(after[to]);
    return [...free].flatMap((from) => {
      const share = before[from]?.type === after[to]?.type ? shareOf(bags.get(from), bag) : 0;
      return share >= likeness ? [{ from, to, share }] : [];
    });
  });
  for (const { from, to } of found.sort((a, b) => b.share - a.share || a.to - b.to || a.from - b.from)) {
    if (partnerOf.has(to) || !free.delete(from)) continue;
    partnerOf.set(to, from);
  }
  return partnerOf;
}

interface Bag {
  readonly counts: ReadonlyMap<string, number>;
  readonly size: number;
}

function bagOf(node: ContentNode | undefined): Bag {
  const counts = new Map<string, number>();
  let size = 0;
  for (const word of node ? tokensOf(textOfNode(node)) : []) {
    if (isPause(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    size++;
  }
  return { counts, size };
}

/** Returns the share of the words of both texts that they have in common, from 0 to 1. */
function shareOf(a: Bag | undefined, b: Bag): number {
  if (!a || a.size + b.size === 0) return 0;
  let common = 0;
  for (const [word, count] of a.counts) common += Math.min(count, b.counts.get(word) ?? 0);
  return (2 * common) / (a.size + b.size);
}

/** Returns the indices of a longest increasing subsequence, in order. */
export function longestRising(values: readonly number[]): number[] {
  const tails: number[] = [];
  const previous: number[] = [];
  values.forEach((value, index) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if ((values[tails[half] ?? 0] ?? 0) < value) low = half + 1;
      else high = half;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const result: number[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) result.push(at);
  return result.reverse();
}
