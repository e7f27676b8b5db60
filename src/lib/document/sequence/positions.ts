/**
 * Makes positions of rows and columns: strings that sort, so that a new one always fits between two others.
 * A position is a fraction to the base of 62 without its point; it never ends with the lowest digit.
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = digits.length;
const middle = digits[base >> 1] ?? '';

const digitAt = (position: string, at: number): number => Math.max(0, digits.indexOf(position[at] ?? '0'));

/** Returns as many positions in ascending order, all of equal length. */
export function evenPositions(count: number): string[] {
  const length = Math.max(1, Math.ceil(Math.log(count + 1) / Math.log(base)));
  return Array.from({ length: count }, (_, index) => {
    let position = '';
    for (let rest = index, n = 0; n < length; n++, rest = Math.floor(rest / base))
      position = (digits[rest % base] ?? '') + position;
    return position + middle;
  });
}

/**
 * An empty string is the beginning, null the end. Two lines that were inserted at once can have one position:
 * the new one is then behind both.
 */
export function positionBetween(before: string, after: string | null): string {
  if (after !== null && after <= before) return positionBetween(before, null);
  let common = '';
  let isBelow = after === null;
  for (let index = 0; ; index++) {
    const low = digitAt(before, index);
    const high = isBelow ? base : digitAt(after ?? '', index);
    if (high - low > 1) return common + (digits[(low + high) >> 1] ?? '');
    common += digits[low] ?? '';
    // From here on, whatever is larger than the rest of `before` is below `after`.
    isBelow ||= high > low;
  }
}

/**
 * Returns a position for each line in this order. A line keeps its own where that is behind the one before;
 * others, and those with null, are given new ones.
 */
export function inOrder(positions: readonly (string | null)[]): string[] {
  const kept = longestAscending(positions);
  let before = '';
  return positions.map((position, index) => {
    const after = positions.find((_, next) => next > index && kept.has(next)) ?? null;
    before = position !== null && kept.has(index) ? position : positionBetween(before, after);
    return before;
  });
}

/** Returns the indices of a longest ascending subsequence. */
function longestAscending(positions: readonly (string | null)[]): Set<number> {
  const lengths: number[] = [];
  positions.forEach((position, index) => {
    let length = position === null ? 0 : 1;
    for (let before = 0; length > 0 && before < index; before++)
      if ((positions[before] ?? '') < (position ?? '') && (lengths[before] ?? 0) >= length)
        length = (lengths[before] ?? 0) + 1;
    lengths.push(length);
  });
  const kept = new Set<number>();
  let wanted = Math.max(0, ...lengths);
  let last: string | null = null;
  for (let at = positions.length - 1; at >= 0 && wanted > 0; at--) {
    const position = positions[at] ?? null;
    if (lengths[at] !== wanted || (last !== null && (position ?? '') >= last)) continue;
    kept.add(at);
    last = position;
    wanted--;
  }
  return kept;
}
