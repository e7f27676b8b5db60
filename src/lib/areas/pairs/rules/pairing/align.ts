/**
 * Proposes which blocks of two texts say the same, by the lengths of both and by what both name. The method is that
 * of W. A. Gale and K. W. Church, A Program for Aligning Sentences in Bilingual Corpora, Computational Linguistics
 * 19(1), 1993: dynamic programming over groups of 1-1, 1-2, 2-1, 1-0 and 0-1, each with the probability of its
 * lengths. The constants are those of the study's own texts; headings, numbers, terms and Latin words are added.
 */
import type { Bilingual, Locale } from '#base/locale.ts';
import { lengthCost, lengthOf } from '../length-odds.ts';
import type { Unit, UnitKind } from '../units.ts';
import { anchorsOf, kindOf, termIndex } from './anchors.ts';

export type AlignedUnit = Pick<Unit, 'text' | 'kind'>;

/** Holds the places of the units that say the same; one of the lists may be empty, or both have up to two. */
export interface AlignedGroup {
  readonly en: readonly number[];
  readonly zh: readonly number[];
}

/** The costs of the kinds of groups: the negative logarithms of how frequent each is among blocks. */
const groupCosts = { one: 0.12, none: 4, two: 4.4 } as const;
/** Weighs an anchor that both sides have, and one that one side lacks, by its rarity. */
const shared = 1.1;
const lacking = { number: 0.35, term: 0.2, word: 0 } as const;
const kindCosts = { sameKind: -2, headingOrNot: 7, itemOrNot: 3 } as const;

/** The least width of the band around the diagonal, in units; twice what one side has more is added. */
const leastBand = 48;
const mostCells = 4_000_000;

interface Side {
  /** Holds the letters before each unit, and those of the whole text at the end. */
  readonly lengths: Float64Array;
  readonly anchors: readonly ReadonlySet<string>[];
  /** Holds the cost of each unit whose partner lacks all its anchors. */
  readonly losses: Float64Array;
  readonly kinds: readonly UnitKind[];
}

/** Returns groups that hold each unit once, in the order of the English text. */
export function align(
  english: readonly AlignedUnit[],
  chinese: readonly AlignedUnit[],
  terms: readonly Bilingual[] = []
): AlignedGroup[] {
  const index = termIndex(terms);
  const anchors = {
    en: english.map(({ text }) => anchorsOf(text, 'en', index)),
    zh: chinese.map(({ text }) => anchorsOf(text, 'zh', index))
  };
  const rarity = rarityOf([...anchors.en, ...anchors.zh]);
  const en = sideOf('en', english, anchors.en, rarity);
  const zh = sideOf('zh', chinese, anchors.zh, rarity);
  return withMoved(cheapestPath(en, zh, rarity), en, zh, rarity);
}

type Rarity = ReadonlyMap<string, number>;

/** A figure is as rare in a shorter text as in one of this many units. */
const leastText = 60;

function rarityOf(anchors: readonly ReadonlySet<string>[]): Rarity {
  const counts = new Map<string, number>();
  for (const keys of anchors) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const all = Math.max(leastText, anchors.length);
  return new Map([...counts].map(([key, count]) => [key, Math.min(5, Math.log(1 + all / count))]));
}

function sideOf(
  language: Locale,
  units: readonly AlignedUnit[],
  anchors: readonly ReadonlySet<string>[],
  rarity: Rarity
): Side {
  const lengths = new Float64Array(units.length + 1);
  units.forEach(({ text }, index) => {
    lengths[index + 1] = (lengths[index] ?? 0) + lengthOf(text, language);
  });
  const losses = Float64Array.from(anchors, (keys) => {
    let sum = 0;
    for (const key of keys) sum += (rarity.get(key) ?? 0) * lacking[kindOf(key)];
    return sum;
  });
  return { lengths, anchors, losses, kinds: units.map(({ kind }) => kind) };
}

function kindCost(en: UnitKind | undefined, zh: UnitKind | undefined): number {
  if (en === undefined || zh === undefined) return 0;
  if (en === zh) return en === 'paragraph' || en === 'item' ? 0 : kindCosts.sameKind;
  const isAlone = (kind: UnitKind): boolean => kind === 'table' || kind === 'figure';
  if (isAlone(en) || isAlone(zh)) return Infinity;
  return en === 'heading' || zh === 'heading' ? kindCosts.headingOrNot : kindCosts.itemOrNot;
}

function gainOf(en: ReadonlySet<string>, zh: ReadonlySet<string>, rarity: Rarity): number {
  let gain = 0;
  for (const key of en) if (zh.has(key)) gain += gainBy(key, rarity);
  return gain;
}
const gainBy = (key: string, rarity: Rarity): number =>
  (rarity.get(key) ?? 0) * (shared + 2 * lacking[kindOf(key)]);

/** Holds the cells of the path's table that are looked at: those around the diagonal. */
class Band {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly #half: number;
  readonly #slope: number;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    const wanted = leastBand + Math.abs(rows - columns);
    this.#half = Math.min(wanted, Math.max(8, Math.floor(mostCells / 2 / (rows + 1))));
    this.width = 2 * this.#half + 1;
    this.#slope = rows === 0 ? 0 : columns / rows;
  }

  first(row: number): number {
    return Math.max(0, Math.round(row * this.#slope) - this.#half);
  }

  last(row: number): number {
    return Math.min(this.columns, Math.round(row * this.#slope) + this.#half);
  }

  /** -1 for one outside the band. */
  cell(row: number, column: number): number {
    if (row < 0 || column < this.first(row) || column > this.last(row)) return -1;
    return row * this.width + column - this.first(row);
  }
}

/** Returns the gains of all units of the band, each at the cell before both. */
function gainsIn(band: Band, en: Side, zh: Side, rarity: Rarity): Float64Array {
  const gains = new Float64Array((band.rows + 1) * band.width);
  const places = new Map<string, number[]>();
  zh.anchors.forEach((keys, column) => {
    for (const key of keys) {
      const known = places.get(key);
      if (known) known.push(column);
      else places.set(key, [column]);
    }
  });
  en.anchors.forEach((keys, row) => {
    for (const key of keys)
      for (const column of places.get(key) ?? []) {
        const cell = band.cell(row, column);
        if (cell >= 0) gains[cell] = (gains[cell] ?? 0) + gainBy(key, rarity);
      }
  });
  return gains;
}

const steps = [
  { en: 1, zh: 1, cost: groupCosts.one },
  { en: 1, zh: 0, cost: groupCosts.none },
  { en: 0, zh: 1, cost: groupCosts.none },
  { en: 2, zh: 1, cost: groupCosts.two },
  { en: 1, zh: 2, cost: groupCosts.two }
] as const;

function cheapestPath(en: Side, zh: Side, rarity: Rarity): AlignedGroup[] {
  const band = new Band(en.kinds.length, zh.kinds.length);
  const gains = gainsIn(band, en, zh, rarity);
  const costOf = (row: number, column: number, countEn: number, countZh: number): number => {
    let cost = lengthCost(
      (en.lengths[row + countEn] ?? 0) - (en.lengths[row] ?? 0),
      (zh.lengths[column + countZh] ?? 0) - (zh.lengths[column] ?? 0)
    );
    for (let one = row; one < row + countEn; one++) {
      cost += en.losses[one] ?? 0;
      for (let other = column; other < column + countZh; other++) {
        const cell = band.cell(one, other);
        cost += kindCost(en.kinds[one], zh.kinds[other]) - (cell < 0 ? 0 : (gains[cell] ?? 0));
      }
    }
    for (let other = column; other < column + countZh; other++) cost += zh.losses[other] ?? 0;
    return cost;
  };
  const best = new Float64Array((band.rows + 1) * band.width).fill(Infinity);
  const taken = new Uint8Array(best.length);
  best[0] = 0;
  for (let row = 0; row <= band.rows; row++)
    for (let column = band.first(row); column <= band.last(row); column++) {
      const cell = band.cell(row, column);
      for (const [index, step] of steps.entries()) {
        const from = band.cell(row - step.en, column - step.zh);
        if (from < 0) continue;
        let cost = (best[from] ?? Infinity) + step.cost;
        if (step.en > 0 && step.zh > 0) cost += costOf(row - step.en, column - step.zh, step.en, step.zh);
        if (cost < (best[cell] ?? Infinity)) {
          best[cell] = cost;
          taken[cell] = index;
        }
      }
    }
  const groups: AlignedGroup[] = [];
  let [row, column] = [band.rows, band.columns];
  while (row > 0 || column > 0) {
    const step = steps[taken[band.cell(row, column)] ?? 0] ?? steps[0];
    row -= step.en;
    column -= step.zh;
    groups.push({ en: placesFrom(row, step.en), zh: placesFrom(column, step.zh) });
  }
  return groups.toReversed();
}

const placesFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

/** The least gain by anchors with which two units that the path left alone are a pair at different places. */
const leastOfMoved = 4;

/** Pairs units that were moved in one of the texts, as far as what they name leaves no doubt. */
function withMoved(groups: readonly AlignedGroup[], en: Side, zh: Side, rarity: Rarity): AlignedGroup[] {
  const left = {
    en: groups.flatMap((group) => (group.zh.length === 0 ? group.en : [])),
    zh: groups.flatMap((group) => (group.en.length === 0 ? group.zh : []))
  };
  if (left.en.length * left.zh.length > mostCells / 10) return [...groups];
  const none: ReadonlySet<string> = new Set();
  const gainAt = (one: number, other: number): number =>
    gainOf(en.anchors[one] ?? none, zh.anchors[other] ?? none, rarity) -
    (en.losses[one] ?? 0) -
    (zh.losses[other] ?? 0) -
    kindCost(en.kinds[one], zh.kinds[other]) -
    lengthCost(
      (en.lengths[one + 1] ?? 0) - (en.lengths[one] ?? 0),
      (zh.lengths[other + 1] ?? 0) - (zh.lengths[other] ?? 0)
    );
  const found = left.en
    .flatMap((one) => left.zh.map((other) => ({ en: one, zh: other, gain: gainAt(one, other) })))
    .filter(({ gain }) => gain >= leastOfMoved)
    .toSorted((one, other) => other.gain - one.gain);
  const partners = new Map<number, number>();
  const isTaken = new Set<number>();
  for (const { en, zh } of found) {
    if (partners.has(en) || isTaken.has(zh)) continue;
    partners.set(en, zh);
    isTaken.add(zh);
  }
  return groups.flatMap((group) => {
    const [en, zh] = [group.en[0], group.zh[0]];
    if (group.zh.length === 0 && en !== undefined) {
      const partner = partners.get(en);
      return partner === undefined ? [group] : [{ en: [en], zh: [partner] }];
    }
    return group.en.length === 0 && zh !== undefined && isTaken.has(zh) ? [] : [group];
  });
}

/**
 * By the places of their units. Of a group of three, the longer of the two units is paired, since a unit has
 * one partner; the other is left to be joined or paired by a person.
 */
export function proposedPairs(
  groups: readonly AlignedGroup[],
  english: readonly AlignedUnit[],
  chinese: readonly AlignedUnit[]
): { readonly en: number; readonly zh: number }[] {
  const longest = (places: readonly number[], units: readonly AlignedUnit[]): number | undefined =>
    places.toSorted((one, other) => (units[other]?.text.length ?? 0) - (units[one]?.text.length ?? 0))[0];
  return groups.flatMap((group) => {
    const [en, zh] = [longest(group.en, english), longest(group.zh, chinese)];
    return en === undefined || zh === undefined ? [] : [{ en, zh }];
  });
}
