/**
 * Returns by how many tokens two lists differ (insert, delete or replace one), or null where it is more than
 * `limit`. Only the diagonal band that a distance within the limit can touch is computed (Ukkonen 1985).
 */
export function distanceWithin(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  limit: number
): number | null {
  const [rows, columns] = [one.length, other.length];
  if (Math.abs(rows - columns) > limit) return null;
  const beyond = limit + 1;
  let before = new Int32Array(columns + 2).fill(beyond);
  let row = new Int32Array(columns + 2).fill(beyond);
  for (let column = 0; column <= Math.min(columns, limit); column++) before[column] = column;
  for (let index = 1; index <= rows; index++) {
    const from = Math.max(1, index - limit);
    const to = Math.min(columns, index + limit);
    row[from - 1] = from === 1 && index <= limit ? index : beyond;
    let least = row[from - 1] ?? beyond;
    for (let column = from; column <= to; column++) {
      const replaced = (before[column - 1] ?? beyond) + (one[index - 1] === other[column - 1] ? 0 : 1);
      const added = Math.min(before[column] ?? beyond, row[column - 1] ?? beyond) + 1;
      const value = Math.min(replaced, added, beyond);
      row[column] = value;
      if (value < least) least = value;
    }
    // The next row reads one column behind the band.
    row[to + 1] = beyond;
    if (least > limit) return null;
    [before, row] = [row, before];
  }
  const distance = before[columns] ?? beyond;
  return distance > limit ? null : distance;
}
