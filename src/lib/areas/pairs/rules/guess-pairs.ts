/**
 * Guesses which units of two texts say the same where nobody has said so: by their order, between the pairs that are
 * known, and by kinds, lengths, figures and words in Latin letters. It is a guess for showing both texts next to each
 * other while they are written: of two texts it pairs as many units as the order allows. `pairing/propose.ts` weighs
 * more, and leaves units alone of which it is not sure.
 */
import { lengthCost } from './length-odds.ts';
import type { Unit } from './units.ts';

export type GuessedUnit = Pick<Unit, 'kind' | 'length' | 'anchors'>;

/** A guess by length costs less than two units alone: beginnings of a translation stand next to their source. */
const dearestLength = 6;
const costs = { itemOrNot: 3, anchor: -2 } as const;
/** The cost of a unit that is skipped before the last pair: what is not translated yet is mostly at the end. */
const costOfSkipped = 0.5;
/** Only so many units from the diagonal are looked at. */
const leastBand = 40;
const mostAnchors = 4;
/** Longer texts without a pair are paired one by one, in their order. */
const mostCells = 250_000;

export function canBePair(en: GuessedUnit, zh: GuessedUnit): boolean {
  if (en.kind === zh.kind) return true;
  const loose = new Set(['paragraph', 'item']);
  return loose.has(en.kind) && loose.has(zh.kind);
}

/**
 * By their places, in the order of both texts. Each list holds what stands between two known pairs and has no
 * partner.
 */
export function guessPairs(
  english: readonly GuessedUnit[],
  chinese: readonly GuessedUnit[]
): { readonly en: number; readonly zh: number }[] {
  if (english.length === 0 || chinese.length === 0) return [];
  if (english.length === chinese.length && english.every((one, index) => one.kind === chinese[index]?.kind))
    return inOrder(english, chinese);
  if (english.length * chinese.length > mostCells) return inOrder(english, chinese);
  return bestPath(english, chinese, costTable(english, chinese));
}

const inOrder = (
  english: readonly GuessedUnit[],
  chinese: readonly GuessedUnit[]
): { readonly en: number; readonly zh: number }[] =>
  english.flatMap((one, index) => {
    const other = chinese[index];
    return other && canBePair(one, other) ? [{ en: index, zh: index }] : [];
  });

type CostOf = (row: number, column: number) => number;

function costTable(english: readonly GuessedUnit[], chinese: readonly GuessedUnit[]): CostOf {
  const others = chinese.map(({ anchors }) => new Set(anchors));
  return (row, column) => {
    const [en, zh] = [english[row], chinese[column]];
    if (!en || !zh || !canBePair(en, zh)) return Infinity;
    const shared = en.anchors.filter((one) => others[column]?.has(one)).length;
    return (
      Math.min(dearestLength, lengthCost(en.length, zh.length)) +
      (en.kind === zh.kind ? 0 : costs.itemOrNot) +
      Math.min(shared, mostAnchors) * costs.anchor
    );
  };
}

/** The value of a pair: more pairs are better than likelier ones. */
const valueOfPair = 100;

/** Cells far from the diagonal are not looked at. */
function bestPath(
  english: readonly GuessedUnit[],
  chinese: readonly GuessedUnit[],
  costOf: CostOf
): { en: number; zh: number }[] {
  const [rows, columns] = [english.length, chinese.length];
  const half = leastBand + Math.abs(rows - columns);
  const width = columns + 1;
  const cell = (row: number, column: number): number => row * width + column;
  const best = new Float64Array((rows + 1) * width).fill(Infinity);
  const isPair = new Uint8Array(best.length);
  // Read backwards, so that what is left at the end costs nothing and of equal paths the earliest pairs are taken.
  for (let row = rows; row >= 0; row--) {
    const middle = Math.round((row * columns) / rows);
    for (let column = columns; column >= 0; column--) {
      const at = cell(row, column);
      const isEnd = row === rows || column === columns;
      if (isEnd) best[at] = 0;
      if (isEnd || Math.abs(column - middle) > half) continue;
      const paired = costOf(row, column) - valueOfPair + (best[cell(row + 1, column + 1)] ?? Infinity);
      const skipped =
        costOfSkipped +
        Math.min(best[cell(row + 1, column)] ?? Infinity, best[cell(row, column + 1)] ?? Infinity);
      isPair[at] = paired <= skipped ? 1 : 0;
      best[at] = Math.min(paired, skipped);
    }
  }
  const found: { en: number; zh: number }[] = [];
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    if (isPair[cell(row, column)] === 1) found.push({ en: row++, zh: column++ });
    else if ((best[cell(row + 1, column)] ?? Infinity) <= (best[cell(row, column + 1)] ?? Infinity)) row++;
    else column++;
  }
  return found;
}
