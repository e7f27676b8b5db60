/**
 * Pairs the units of both languages of a section.
 *
 * Everything here is pure: the same content and the same facts give the same pairs and states in every browser
 * and on the server. Who is paired with whom is part of the text (the attribute `counterpart` of its blocks);
 * what people confirmed of a pair comes from the database, as `PairFacts`. docs/two-languages.md explains both.
 *
 * The usual call is `pairsOf(readUnits(section))`, and `statesOf(section, facts)` (`pair-states.ts`) where the
 * states matter too.
 */
import { canBePair, guessPairs } from './guess-pairs.ts';
import type { Locale } from '#base/locale.ts';
import type { Unit, SectionUnits } from './units.ts';
import { placesOf, linkedPartners, isParted, type Link, type Partner } from './linked-blocks.ts';

export type Pair = (
  | { readonly en: Unit; readonly zh: Unit; readonly link: Link }
  | { readonly en: Unit; readonly zh: null; readonly link: null }
  | { readonly en: null; readonly zh: Unit; readonly link: null }
) & {
  /** Names the pair within its document: the ids of both sides, an empty one for a missing side. */
  readonly key: string;
};

/** Empty for a side that is missing. */
export type PairIds = Readonly<Record<Locale, string>>;

/** Fingerprints; empty for a side that is missing. */
export type PairPrints = Readonly<Record<Locale, string>>;

/** Holds what was confirmed of a pair last, for the content that the person saw. */
export interface PairRecord {
  readonly ids: PairIds;
  readonly prints: PairPrints;
  /** `machine` until a person accepts the draft that a service wrote. */
  readonly kind: 'confirmed' | 'machine';
  /** Says that a second person has read both sides since. */
  readonly isChecked: boolean;
  /** Says that no block named the other when the pair was confirmed: the record alone holds it together. */
  readonly wasProposed: boolean;
}

export const pairKey = ({ en, zh }: PairIds): string => `${en} ${zh}`;

export const idsOf = ({ en, zh }: Pick<Pair, Locale>): PairIds => ({ en: en?.id ?? '', zh: zh?.id ?? '' });

export const printsOf = ({ en, zh }: Pick<Pair, Locale>): PairPrints => ({
  en: en?.fingerprint ?? '',
  zh: zh?.fingerprint ?? ''
});

/**
 * In the order of the English text. A Chinese unit without a partner follows the pair of the Chinese unit
 * before it. Every unit is in exactly one pair. `shown` names pairs that were proposed before: they stay
 * proposed as long as both units are there and nobody has paired them otherwise. A unit that it names alone
 * is not proposed.
 */
export function pairsOf(
  { en, zh }: SectionUnits,
  records: readonly PairRecord[] = [],
  shown: readonly PairIds[] = []
): Pair[] {
  const partners = partnersOf(en, zh, records, shown);
  const taken = new Map([...partners].map(([from, { to }]) => [to, from]));
  const behind = new Map<number, Unit[]>();
  let last = -1;
  zh.forEach((unit, index) => {
    const from = taken.get(index);
    if (from !== undefined) last = from;
    else behind.set(last, [...(behind.get(last) ?? []), unit]);
  });
  const alone = (from: number): Pair[] =>
    (behind.get(from) ?? []).map((unit) => ({
      en: null,
      zh: unit,
      link: null,
      key: pairKey({ en: '', zh: unit.id })
    }));
  return [
    ...alone(-1),
    ...en.flatMap((unit, index): Pair[] => {
      const found = partners.get(index);
      const partner = found && zh[found.to];
      const key = pairKey({ en: unit.id, zh: partner?.id ?? '' });
      return [
        partner ? { en: unit, zh: partner, link: found.link, key } : { en: unit, zh: null, link: null, key },
        ...alone(index)
      ];
    })
  ];
}

/** By place. Every unit has at most one partner. */
function partnersOf(
  en: readonly Unit[],
  zh: readonly Unit[],
  records: readonly PairRecord[],
  shown: readonly PairIds[]
): Map<number, Partner> {
  const [ens, zhs] = [placesOf(en), placesOf(zh)];
  const partners = new Map<number, Partner>(linkedPartners(en, zh));
  const taken = new Set([...partners.values()].map(({ to }) => to));
  const join = (from: number, to: number, link: Link): void => {
    if (partners.has(from) || taken.has(to)) return;
    partners.set(from, { to, link });
    taken.add(to);
  };
  records
    .flatMap(({ ids, wasProposed }) => {
      const [from, to] = [ens.get(ids.en), zhs.get(ids.zh)];
      return wasProposed && from !== undefined && to !== undefined ? [{ from, to }] : [];
    })
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .forEach(({ from, to }) => join(from, to, 'recorded'));
  const alone = new Set(shown.flatMap((ids) => (ids.en === '' ? ids.zh : ids.zh === '' ? ids.en : [])));
  const isFree = (unit: Unit | undefined): boolean =>
    unit !== undefined && !isParted(unit) && !alone.has(unit.id);
  for (const ids of shown) {
    const [from, to] = [ens.get(ids.en), zhs.get(ids.zh)];
    const [one, other] = [en[from ?? -1], zh[to ?? -1]];
    if (from === undefined || to === undefined || !one || !other) continue;
    if (isFree(one) && isFree(other) && canBePair(one, other)) join(from, to, 'proposed');
  }
  for (const gap of gapsBetween(en, zh, partners, isFree))
    for (const guess of guessPairs(gap.en.map(unitAt(en)), gap.zh.map(unitAt(zh))))
      join(gap.en[guess.en] ?? -1, gap.zh[guess.zh] ?? -1, 'proposed');
  return partners;
}

const unitAt =
  (units: readonly Unit[]) =>
  (at: number): Unit => {
    const unit = units[at];
    if (!unit) throw new RangeError(`There is no unit at ${at}.`);
    return unit;
  };

interface Gap {
  readonly en: number[];
  readonly zh: number[];
}

/**
 * Lists the units between two pairs that follow each other in both texts and have no partner, by place. A pair that
 * crosses one before it divides nothing.
 */
function gapsBetween(
  en: readonly Unit[],
  zh: readonly Unit[],
  partners: ReadonlyMap<number, Partner>,
  isFree: (unit: Unit | undefined) => boolean
): Gap[] {
  const taken = new Set([...partners.values()].map(({ to }) => to));
  const gaps: Gap[] = [];
  let gap: Gap = { en: [], zh: [] };
  let next = 0;
  const fill = (to: number): void => {
    for (; next < to; next++) if (!taken.has(next) && isFree(zh[next])) gap.zh.push(next);
  };
  en.forEach((unit, index) => {
    const to = partners.get(index)?.to;
    if (to === undefined) {
      if (isFree(unit)) gap.en.push(index);
    } else if (to >= next) {
      fill(to);
      gaps.push(gap);
      gap = { en: [], zh: [] };
      next = to + 1;
    }
  });
  fill(zh.length);
  gaps.push(gap);
  return gaps.filter((one) => one.en.length > 0 && one.zh.length > 0);
}

export const proposedIn = (pairs: readonly Pair[]): PairIds[] =>
  pairs.filter(({ link }) => link === 'proposed').map(idsOf);

export const haveEqualPrints = (one: PairPrints, other: PairPrints): boolean =>
  one.en === other.en && one.zh === other.zh;
