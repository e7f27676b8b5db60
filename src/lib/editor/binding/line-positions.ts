/** Finds positions for the rows and columns of a table: strings that sort. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The empty string is the start, null the end. */
export function positionBetween(before: string, after: string | null): string {
  let position = '';
  for (let index = 0; ; index++) {
    const low = index < before.length ? digits.indexOf(before[index] as string) : 0;
    const high =
      after !== null && index < after.length ? digits.indexOf(after[index] as string) : digits.length;
    if (high - low > 1) return position + (digits[(low + high) >> 1] as string);
    position += digits[low] as string;
    // From here on the position is smaller than `after` anyhow.
    if (high > low) after = null;
  }
}

/** Only those that have none, or stand in a wrong order, get a new one. */
export function newPositions(known: readonly (string | null)[]): string[] {
  const positions: string[] = [];
  for (const [index, position] of known.entries()) {
    const before = positions.at(-1) ?? '';
    if (position !== null && position > before) positions.push(position);
    else {
      const next = known.slice(index + 1).find((later) => later !== null && later > before) ?? null;
      positions.push(positionBetween(before, next));
    }
  }
  return positions;
}
