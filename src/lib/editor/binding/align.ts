/** Compares the tokens of a range before and after a change: what stayed, and what was replaced by what. */
import { areEqual, type Token } from './tokens.ts';

export type Pair =
  | { readonly kind: 'kept'; readonly old: Token; readonly fresh: Token }
  | { readonly kind: 'replaced'; readonly old: readonly Token[]; readonly fresh: readonly Token[] };

const idOf = (token: Token | undefined): string | null =>
  token && (token.kind === 'open' || token.kind === 'atom')
    ? ((token.node.attrs['id'] as string | null) ?? null)
    : null;

/**
 * A block whose beginning was deleted and inserted with the same id is the same block with other attributes.
 * A block without an id takes the place of the first block that it replaces.
 */
export function alignTokens(old: readonly Token[], fresh: readonly Token[]): Pair[] {
  const { head, tail } = trim(old, fresh);
  const pairs = keep(old, fresh, 0, 0, head);
  const middle = old.slice(head, old.length - tail);
  const freshMiddle = fresh.slice(head, fresh.length - tail);
  let [i, j] = [0, 0];
  for (const [oldAt, freshAt] of sameBlocks(middle, freshMiddle)) {
    pairs.push(...replaced(middle.slice(i, oldAt), freshMiddle.slice(j, freshAt)));
    pairs.push(...keep(middle, freshMiddle, oldAt, freshAt, 1));
    [i, j] = [oldAt + 1, freshAt + 1];
  }
  pairs.push(...replaced(middle.slice(i), freshMiddle.slice(j)));
  return [...pairs, ...keep(old, fresh, old.length - tail, fresh.length - tail, tail)];
}

/** Returns the number of tokens of the block that begins at each beginning. */
function lengthsOf(tokens: readonly Token[]): number[] {
  const lengths: number[] = [];
  let end = tokens.length;
  for (let at = tokens.length - 1; at >= 0; at--) {
    if (tokens[at]?.kind === 'letter' || tokens[at]?.kind === 'chip') continue;
    lengths[at] = end - at;
    end = at;
  }
  return lengths;
}

/** Counts the tokens that are equal at the beginning and at the end. */
function trim(old: readonly Token[], fresh: readonly Token[]): { head: number; tail: number } {
  const most = Math.min(old.length, fresh.length);
  const equal = (i: number, j: number): boolean => areEqual(old[i] as Token, fresh[j] as Token);
  let head = 0;
  while (head < most && equal(head, head)) head += 1;
  let tail = 0;
  while (tail < most - head && equal(old.length - 1 - tail, fresh.length - 1 - tail)) tail += 1;
  const isInsertion = head + tail === old.length && old.length < fresh.length;
  // The words behind keep their marker where a copy of their block is inserted before it; the copy gets a new one.
  if (isInsertion && idOf(old[head - 1]) !== null && equal(head - 1, fresh.length - 1 - tail))
    return { head: head - 1, tail: tail + 1 };
  return { head, tail };
}

const keep = (old: readonly Token[], fresh: readonly Token[], i: number, j: number, count: number): Pair[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: 'kept',
    old: old[i + n] as Token,
    fresh: fresh[j + n] as Token
  }));

function replaced(old: readonly Token[], fresh: readonly Token[]): Pair[] {
  if (old.length === 0 && fresh.length === 0) return [];
  const { head, tail } = trim(old, fresh);
  const middle = {
    kind: 'replaced' as const,
    old: old.slice(head, old.length - tail),
    fresh: fresh.slice(head, fresh.length - tail)
  };
  return [
    ...keep(old, fresh, 0, 0, head),
    ...(middle.old.length > 0 || middle.fresh.length > 0 ? [middle] : []),
    ...keep(old, fresh, old.length - tail, fresh.length - tail, tail)
  ];
}

/** Holds pairs of blocks that stand in the same order before and after, from the last one back. */
interface Chain {
  readonly pair: [old: number, fresh: number];
  readonly weight: number;
  readonly before: Chain | null;
}

/** Limits how many blocks of one id are compared with each other. */
const mostTwins = 8;

/**
 * Where the order has changed, those are paired that keep the most letters in place, so that a block is
 * written anew next to words, and not the words next to the block.
 */
function sameBlocks(old: readonly Token[], fresh: readonly Token[]): [number, number][] {
  const places = new Map<string, number[]>();
  for (const [index, token] of old.entries()) {
    const id = idOf(token);
    if (id === null) continue;
    const known = places.get(`${token.kind} ${id}`);
    if (!known) places.set(`${token.kind} ${id}`, [index]);
    else if (known.length < mostTwins) known.push(index);
  }
  const [lengths, freshLengths] = [lengthsOf(old), lengthsOf(fresh)];
  /** The heaviest chains that end before a place, as a binary indexed tree. */
  const heaviest: Chain[] = [];
  const endingBefore = (place: number): Chain | null => {
    let found: Chain | null = null;
    for (let n = place; n > 0; n -= n & -n) {
      const chain = heaviest[n];
      if (chain && chain.weight > (found?.weight ?? 0)) found = chain;
    }
    return found;
  };
  for (const [index, token] of fresh.entries()) {
    const id = idOf(token);
    const known = id === null ? undefined : places.get(`${token.kind} ${id}`);
    for (const place of known?.toReversed() ?? []) {
      const before = endingBefore(place);
      const kept = Math.min(lengths[place] ?? 1, freshLengths[index] ?? 1);
      const chain = {
        pair: [place, index] as [number, number],
        weight: kept + (before?.weight ?? 0),
        before
      };
      for (let n = place + 1; n <= old.length; n += n & -n)
        if (chain.weight > (heaviest[n]?.weight ?? 0)) heaviest[n] = chain;
    }
  }
  const pairs: [number, number][] = [];
  for (let chain = endingBefore(old.length); chain; chain = chain.before) pairs.push(chain.pair);
  pairs.reverse();
  const isFirstFree = pairs[0]?.[0] !== 0 && pairs[0]?.[1] !== 0;
  if (old[0]?.kind !== 'open' || fresh[0]?.kind !== 'open' || !isFirstFree) return pairs;
  const isWithoutId = idOf(old[0]) === null || idOf(fresh[0]) === null;
  return isWithoutId ? [[0, 0], ...pairs] : pairs;
}
