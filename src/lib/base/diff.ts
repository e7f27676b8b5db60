/**
 * Computes the shortest edit script from one list to another (Myers, 1986): which items are kept, deleted and
 * inserted. It is bounded: where the two differ in more places than `most`, everything between their common
 * beginning and end is deleted and inserted as a whole.
 */
export type Edit = 'kept' | 'deleted' | 'inserted';

/** Describes consecutive items with one edit; kept items are counted in both lists. */
export interface Run {
  readonly edit: Edit;
  /**
   * Holds the index of the first item in the old list (for inserted items, where it would be); `to` holds
   * that in the new one.
   */
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

const usualMost = 1_000;

/** Returns the edits between two lists; deletions come before insertions at the same position. */
export function diffLists(before: readonly string[], after: readonly string[], most = usualMost): Run[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const [olds, news] = [before.length - start - end, after.length - start - end];
  const numbers = new Map<string, number>();
  const numbered = (list: readonly string[], length: number): Int32Array =>
    Int32Array.from({ length }, (_, index) => {
      const item = list[start + index] ?? '';
      const known = numbers.get(item) ?? numbers.size;
      if (known === numbers.size) numbers.set(item, known);
      return known;
    });
  const middle = editsBetween(numbered(before, olds), numbered(after, news), most);
  const edits: Edit[] = middle ?? [
    ...Array<Edit>(olds).fill('deleted'),
    ...Array<Edit>(news).fill('inserted')
  ];
  return runsOf([...Array<Edit>(start).fill('kept'), ...edits, ...Array<Edit>(end).fill('kept')]);
}

/** Returns one edit per item, in order; undefined where there would be more than `most` changes. */
function editsBetween(before: Int32Array, after: Int32Array, most: number): Edit[] | undefined {
  const [olds, news] = [before.length, after.length];
  const furthest = Math.min(olds + news, most);
  /**
   * Holds, in `ends[k + furthest + 1]`, the position in the old list that diagonal k (old minus new) has
   * reached.
   */
  const ends = new Int32Array(2 * furthest + 3);
  const middle = furthest + 1;
  const trace: Int32Array[] = [];
  for (let changes = 0; changes <= furthest; changes++) {
    trace.push(ends.slice(middle - changes - 1, middle + changes + 2));
    for (let k = -changes; k <= changes; k += 2) {
      const isDown =
        k === -changes || (k !== changes && (ends[middle + k - 1] ?? 0) < (ends[middle + k + 1] ?? 0));
      let x = isDown ? (ends[middle + k + 1] ?? 0) : (ends[middle + k - 1] ?? 0) + 1;
      while (x < olds && x - k < news && before[x] === after[x - k]) x++;
      ends[middle + k] = x;
      if (x >= olds && x - k >= news) return walkBack(trace, olds, news);
    }
  }
  return undefined;
}

function walkBack(trace: readonly Int32Array[], olds: number, news: number): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [olds, news];
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const ends = trace[changes] ?? new Int32Array();
    const at = (k: number): number => ends[k + changes + 1] ?? 0;
    const k = x - y;
    const isDown = k === -changes || (k !== changes && at(k - 1) < at(k + 1));
    const before = isDown ? k + 1 : k - 1;
    const [oldX, oldY] = changes === 0 ? [0, 0] : [at(before), at(before) - before];
    while (x > oldX && y > oldY) {
      edits.push('kept');
      x--;
      y--;
    }
    if (changes === 0) break;
    edits.push(isDown ? 'inserted' : 'deleted');
    [x, y] = [oldX, oldY];
  }
  return edits.reverse();
}

function runsOf(edits: readonly Edit[]): Run[] {
  const runs: Run[] = [];
  let [from, to, at] = [0, 0, 0];
  while (at < edits.length) {
    if (edits[at] === 'kept') {
      const start = at;
      while (edits[at] === 'kept') at++;
      runs.push({ edit: 'kept', from, to, length: at - start });
      from += at - start;
      to += at - start;
      continue;
    }
    let [gone, come] = [0, 0];
    for (; at < edits.length && edits[at] !== 'kept'; at++) {
      if (edits[at] === 'deleted') gone++;
      else come++;
    }
    if (gone > 0) runs.push({ edit: 'deleted', from, to, length: gone });
    if (come > 0) runs.push({ edit: 'inserted', from: from + gone, to, length: come });
    from += gone;
    to += come;
  }
  return runs;
}
