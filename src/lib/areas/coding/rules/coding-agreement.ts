/**
 * Computes, for each code, how far two coders agree about which units bear it. A unit is a passage (a block of
 * a text, an answer, a comment) that both coders had before them; whether the coder marked the whole passage or
 * a few words of it makes no difference. Three measures are given, since each alone misleads: the percentage is
 * high wherever a code is rare, and kappa and alpha are low there although the coders seldom differ.
 */
import { chanceOf, type Chance } from '#base/chance.ts';
import type { ClosedPasses } from './coding-disagreements.ts';
import { alphaOf, intervalOf } from '#rules/panels/krippendorff.ts';
import { fewestCities, type RatedCell } from '#rules/panels/rating.ts';

export interface CodedUnit {
  readonly id: string;
  /** Names what the unit is drawn from: passages of one city are not independent of each other. */
  readonly city: string;
}

/** The same pair may occur several times. */
export interface UnitCode {
  readonly unit: string;
  readonly code: string;
}

/** Counts units by what both coders did. */
export interface AgreementTable {
  readonly both: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
}

/** Holds a value with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Holds a measure that is corrected for chance; `no-variation` where both coders gave the code to every unit or
 * to none, or where there is one unit, so that there is nothing to correct with.
 */
export type Corrected = Estimate | 'no-variation';

export interface CodeAgreement extends AgreementTable {
  readonly code: string;
  readonly units: number;
  /** Ranges from 0 to 100. */
  readonly percent: Estimate;
  readonly kappa: Corrected;
  /** Holds Krippendorff's alpha for two nominal values. */
  readonly alpha: Corrected;
  /** Says what the interval of alpha resamples: cities, or single units where there are too few cities. */
  readonly resampled: 'cities' | 'units';
}

/** Holds the 97.5th percentile of the standard normal distribution. */
const normal975 = 1.959963984540054;

/**
 * Returns the agreement for every code that one of the coders used, in the order of `codes`; a code that is not
 * listed there follows in the order of its first use. Codes given to other units are not counted. Returns an
 * empty list where there is no unit. `chanceFor` returns a generator for a code, so that the interval of a code
 * does not depend on which others there are.
 */
export function agreementPerCode(
  units: readonly CodedUnit[],
  first: readonly UnitCode[],
  second: readonly UnitCode[],
  {
    chanceFor,
    codes = []
  }: { readonly chanceFor: (code: string) => Chance; readonly codes?: readonly string[] }
): CodeAgreement[] {
  const known = new Map(units.map((unit) => [unit.id, unit]));
  if (known.size === 0) return [];
  const [firstUnits, secondUnits] = [unitsPerCode(first, known), unitsPerCode(second, known)];
  const used = new Set([...firstUnits.keys(), ...secondUnits.keys()]);
  const ordered = [...new Set([...codes.filter((code) => used.has(code)), ...used])];
  return ordered.map((code) =>
    agreementOf(code, [...known.values()], {
      first: firstUnits.get(code) ?? new Set(),
      second: secondUnits.get(code) ?? new Set(),
      random: chanceFor(code)
    })
  );
}

/** For the codes in the order of the book. The same passes give the same intervals on every machine. */
export const agreementOfPasses = (
  { units, first, second }: ClosedPasses,
  codes: readonly string[]
): CodeAgreement[] => {
  const given = (pass: ClosedPasses['first']): UnitCode[] =>
    pass.map(({ unit, codeId }) => ({ unit, code: codeId }));
  return agreementPerCode(
    units.map((id) => ({ id, city: cityOfUnit(id) })),
    given(first),
    given(second),
    { codes, chanceFor: (code) => chanceOf(seedOf(code)) }
  );
};

/** A unit of no city stands for itself. */
function cityOfUnit(unit: string): string {
  const [kind, second = '', third = ''] = unit.split(' ');
  if (kind === 'passage' && second === 'city') return `city ${third}`;
  return kind === 'answer' ? `city ${second}` : unit;
}

/** Makes a seed of a name (FNV-1a, 32 bits). */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const sign of name) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

function unitsPerCode(
  given: readonly UnitCode[],
  known: ReadonlyMap<string, CodedUnit>
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { unit, code } of given) {
    if (!known.has(unit)) continue;
    const coded = found.get(code) ?? new Set();
    found.set(code, coded.add(unit));
  }
  return found;
}

interface CodersOfCode {
  readonly first: ReadonlySet<string>;
  readonly second: ReadonlySet<string>;
  readonly random: Chance;
}

function agreementOf(
  code: string,
  units: readonly CodedUnit[],
  { first, second, random }: CodersOfCode
): CodeAgreement {
  const count = (isFirst: boolean, isSecond: boolean): number =>
    units.filter(({ id }) => first.has(id) === isFirst && second.has(id) === isSecond).length;
  const table: AgreementTable = {
    both: count(true, true),
    firstOnly: count(true, false),
    secondOnly: count(false, true),
    neither: count(false, false)
  };
  const isByCity = new Set(units.map(({ city }) => city)).size >= fewestCities;
  const cells = units.map(({ id, city }): RatedCell => ({
    city: isByCity ? city : id,
    ratings: [
      { assessor: 'first', value: first.has(id) ? 1 : 0 },
      { assessor: 'second', value: second.has(id) ? 1 : 0 }
    ]
  }));
  const { from, to, value } = shareOf(table.both + table.neither, units.length);
  return {
    code,
    units: units.length,
    ...table,
    percent: { value: 100 * value, from: 100 * from, to: 100 * to },
    kappa: kappaOf([
      [table.both, table.firstOnly],
      [table.secondOnly, table.neither]
    ]),
    alpha: alphaWithInterval(cells, random),
    resampled: isByCity ? 'cities' : 'units'
  };
}

function alphaWithInterval(cells: readonly RatedCell[], random: Chance): Corrected {
  const alpha = alphaOf(cells, 2, 'nominal');
  const interval = intervalOf(cells, 2, { random, metric: 'nominal' });
  if (typeof alpha !== 'number' || !interval) return 'no-variation';
  return { value: alpha, from: interval.from, to: interval.to };
}

/**
 * Returns a share with its score interval: E. B. Wilson, "Probable Inference, the Law of Succession, and
 * Statistical Inference", Journal of the American Statistical Association 22 (1927), 209–212; method 3 of
 * R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, whose examples the test repeats. It stays within
 * 0 and 1, and does not shrink to a point where all units agree.
 */
export function shareOf(part: number, all: number): Estimate {
  if (all === 0) throw new RangeError('A share of nothing has no value.');
  const value = part / all;
  const square = normal975 ** 2;
  const half = normal975 * Math.sqrt((value * (1 - value)) / all + square / (4 * all ** 2));
  const limit = (sign: 1 | -1): number =>
    Math.min(1, Math.max(0, (value + square / (2 * all) + sign * half) / (1 + square / all)));
  return { value, from: part === 0 ? 0 : limit(-1), to: part === all ? 1 : limit(1) };
}

/**
 * Returns Cohen's kappa of a square table, whose cell [i][j] counts the units to which the first coder gave the
 * category i and the second the category j, with an interval from its large-sample standard error: J. Cohen, "A
 * coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37–46;
 * J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of kappa and weighted kappa",
 * Psychological Bulletin 72 (1969), 323–327, formula 13. The interval is cut at −1 and 1. It is a point where
 * the standard error is 0, as with full agreement, and too narrow for few units.
 */
export function kappaOf(table: readonly (readonly number[])[]): Corrected {
  const all = table.flat().reduce((sum, count) => sum + count, 0);
  if (all < 2) return 'no-variation';
  const share = (i: number, j: number): number => (table[i]?.[j] ?? 0) / all;
  const categories = table.map((_, index) => index);
  const sumOf = (term: (at: number) => number): number => categories.reduce((sum, at) => sum + term(at), 0);
  const rows = categories.map((i) => sumOf((j) => share(i, j)));
  const columns = categories.map((j) => sumOf((i) => share(i, j)));
  const [row, column] = [(at: number) => rows[at] ?? 0, (at: number) => columns[at] ?? 0];
  // A category that neither or both coders always use leaves no chance of disagreement.
  if (categories.some((at) => row(at) === 1 && column(at) === 1)) return 'no-variation';
  const observed = sumOf((at) => share(at, at));
  const expected = sumOf((at) => row(at) * column(at));
  const value = (observed - expected) / (1 - expected);
  const agreed = sumOf((at) => share(at, at) * (1 - expected - (row(at) + column(at)) * (1 - observed)) ** 2);
  const differed = sumOf((i) => sumOf((j) => (i === j ? 0 : share(i, j) * (column(i) + row(j)) ** 2)));
  const variance =
    (agreed + (1 - observed) ** 2 * differed - (observed * expected - 2 * expected + observed) ** 2) /
    (all * (1 - expected) ** 4);
  const half = normal975 * Math.sqrt(Math.max(0, variance));
  return { value, from: Math.max(-1, value - half), to: Math.min(1, value + half) };
}
