/** Compares the codings of two closed passes, and says what each verdict on a disagreement removes. */

/** Names one unit of the compared text, with a code that a coder gave it, and the codings that say so. */
export interface UnitCode {
  readonly unit: string;
  readonly codeId: string;
  readonly codingIds: readonly string[];
}

/** Holds both passes as they were when the second of them was closed. */
export interface ClosedPasses {
  /** Names all units that both coders could code. */
  readonly units: readonly string[];
  readonly first: readonly UnitCode[];
  readonly second: readonly UnitCode[];
}

export interface Disagreement {
  readonly unit: string;
  readonly both: readonly string[];
  readonly firstOnly: readonly UnitCode[];
  readonly secondOnly: readonly UnitCode[];
}

/** In the order of the units. */
export function disagreementsOf({ units, first, second }: ClosedPasses): Disagreement[] {
  const [firstBy, secondBy] = [byUnit(first), byUnit(second)];
  return units.flatMap((unit) => {
    const [a, b] = [firstBy.get(unit) ?? [], secondBy.get(unit) ?? []];
    const without = (own: readonly UnitCode[], other: readonly UnitCode[]): UnitCode[] =>
      own.filter(({ codeId }) => !other.some((one) => one.codeId === codeId));
    const [firstOnly, secondOnly] = [without(a, b), without(b, a)];
    if (firstOnly.length + secondOnly.length === 0) return [];
    const both = a.map(({ codeId }) => codeId).filter((id) => b.some(({ codeId }) => codeId === id));
    return [{ unit, both, firstOnly, secondOnly }];
  });
}

export function byUnit(pass: readonly UnitCode[]): ReadonlyMap<string, readonly UnitCode[]> {
  const found = new Map<string, UnitCode[]>();
  for (const one of pass) {
    const known = found.get(one.unit);
    if (known) known.push(one);
    else found.set(one.unit, [one]);
  }
  return found;
}

/** Says how a disagreement is settled: with the codes of one coder, with those of both, or with none of them. */
export const verdicts = ['first', 'second', 'both', 'none'] as const;
export type Verdict = (typeof verdicts)[number];

export const longestSettlementReason = 2_000;

export function removedBy(
  verdict: Verdict,
  { firstOnly, secondOnly }: Pick<Disagreement, 'firstOnly' | 'secondOnly'>
): string[] {
  const ids = (codes: readonly UnitCode[]): string[] => codes.flatMap(({ codingIds }) => codingIds);
  if (verdict === 'both') return [];
  return [
    ...(verdict === 'second' || verdict === 'none' ? ids(firstOnly) : []),
    ...(verdict === 'first' || verdict === 'none' ? ids(secondOnly) : [])
  ];
}
