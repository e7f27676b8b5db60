/** Counts pairs by their states, and lists those on which there is work to do. */
import { locales } from '#base/locale.ts';
import { hasChanged, type PairState, type PairStatus } from './pair-states.ts';

/** `toDo` are all that nothing settles, `changed` those of them that were confirmed once. */
export type PairCounts = Readonly<Record<PairState | 'toDo' | 'changed' | 'waived' | 'diverging', number>>;

export const noPairCounts: PairCounts = {
  missing: 0,
  machine: 0,
  draft: 0,
  'both-changed': 0,
  stale: 0,
  current: 0,
  checked: 0,
  toDo: 0,
  changed: 0,
  waived: 0,
  diverging: 0
};

/** Counts pairs by state, those that are to do, and those that a waiver or a divergence note counts for. */
export function countPairs(statuses: readonly PairStatus[]): PairCounts {
  const counts = { ...noPairCounts };
  for (const { state, settledBy, diverges } of statuses) {
    counts[state]++;
    if (settledBy === null) counts.toDo++;
    if (settledBy === null && hasChanged(state)) counts.changed++;
    if (settledBy === 'waiver') counts.waived++;
    if (diverges) counts.diverging++;
  }
  return counts;
}

export const sumPairCounts = (all: readonly PairCounts[]): PairCounts =>
  all.reduce<PairCounts>(
    (sum, one) =>
      Object.fromEntries(
        Object.entries(sum).map(([name, count]) => [name, count + one[name as keyof PairCounts]])
      ) as PairCounts,
    noPairCounts
  );

/** Checks whether anybody has confirmed a pair: drafts, those of a machine included, say nothing of that. */
export const isBegun = (counts: PairCounts): boolean =>
  counts['both-changed'] + counts.stale + counts.current + counts.checked > 0;

/** In the order in which they are worked through: that of the text. */
export const pairsToDo = (statuses: readonly PairStatus[]): PairStatus[] =>
  statuses.filter(({ settledBy }) => settledBy === null);

/** Returns the ids of the units: one side of a pair, or both. */
export const changedUnits = (statuses: readonly PairStatus[]): string[] =>
  pairsToDo(statuses)
    .filter(({ state }) => hasChanged(state))
    .flatMap((status) =>
      (status.source === null ? locales : [status.source]).flatMap((language) => status[language]?.id ?? [])
    );

/**
 * Returns the next pair that is to do behind the pair of this key, from the beginning again after the last one;
 * the first for null and for a key that is no longer there. Null where nothing is to do.
 */
export function nextToDo(statuses: readonly PairStatus[], after: string | null): PairStatus | null {
  const at = statuses.findIndex(({ key }) => key === after);
  const [first] = pairsToDo([...statuses.slice(at + 1), ...statuses.slice(0, at + 1)]);
  return first ?? null;
}
