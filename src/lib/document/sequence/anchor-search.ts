/** Finds a quoted text again where its letters are not the ones that were quoted: it was cut and pasted, or restored. */

/** Holds a passage as one string: a line end between blocks. */
export interface Searched {
  readonly text: string;
  /** Returns the id of the block at an offset. */
  readonly blockAt: (at: number) => string | null;
}

export interface Quoted {
  readonly quote: string;
  readonly blockId: string | null;
  /** The text in front of the quote and behind it, as it was. */
  readonly before: string;
  readonly after: string;
}

export const contextLength = 16;

/** Returns the offset of the only place, or the one that is most alike; null where there is none or no such. */
export function findQuote(
  { text, blockAt }: Searched,
  { quote, blockId, before, after }: Quoted
): number | null {
  if (quote.trim() === '') return null;
  const places: { readonly at: number; readonly likeness: number; readonly isSameBlock: boolean }[] = [];
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    const likeness =
      alike(reversed(text.slice(Math.max(0, at - contextLength), at)), reversed(before)) +
      alike(text.slice(at + quote.length, at + quote.length + contextLength), after);
    places.push({ at, likeness, isSameBlock: blockId !== null && blockAt(at) === blockId });
  }
  const own = places.filter(({ isSameBlock }) => isSameBlock);
  const [best, second] = (own.length > 0 ? own : places).sort((a, b) => b.likeness - a.likeness);
  if (!best || second?.likeness === best.likeness) return null;
  return best.isSameBlock || best.likeness >= 4 || isDistinctive(quote) ? best.at : null;
}

/** Checks whether a text is long enough that an equal one is no coincidence. */
const isDistinctive = (text: string): boolean =>
  (text.match(/\p{Script=Han}/gu)?.length ?? 0) * 2 + text.length >= 18;

export const reversed = (text: string): string => Array.from(text).reverse().join('');
/** Counts the code units with which both begin. */
export function alike(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
}

/**
 * Returns the part of a text that holds what is left of the quote in its order, or null where too little is
 * left to rule out chance.
 */
export function findRest(text: string, quote: string): { readonly from: number; readonly to: number } | null {
  // Longest common subsequence, of which only the first and the last character and the length matter.
  const width = quote.length + 1;
  const lengths = new Uint16Array((text.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = text.length - 1; i >= 0; i--) {
    for (let j = quote.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        text[i] === quote[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common = at(0, 0);
  let [from, to] = [-1, -1];
  for (let i = 0, j = 0; i < text.length && j < quote.length;) {
    if (text[i] === quote[j]) {
      if (from < 0) from = i;
      to = i + 1;
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  if (from < 0) return null;
  const isRest = common === text.length;
  return isRest || (common >= 2 && common * 10 >= (to - from) * 6) ? { from, to } : null;
}
