/** Says of each pair whether both sides still say the same, by what people confirmed of it. */
import { locales, otherLocale, type Locale } from '#base/locale.ts';
import { fingerprintsOf, staleBlocks, type SectionContent } from '#base/content.ts';
import {
  pairKey,
  pairsOf,
  printsOf,
  haveEqualPrints,
  type PairIds,
  type PairPrints,
  type PairRecord,
  type Pair
} from './pairs.ts';
import { readUnits, areEqualUnits, type SectionUnits } from './units.ts';

/** About a pair, or about a unit without a partner; it counts while the content is as it was. */
export interface PairNote {
  readonly ids: PairIds;
  readonly prints: PairPrints;
  /** A divergence says that both sides are right and differ on purpose; a waiver, that approval need not wait. */
  readonly kind: 'divergence' | 'waiver';
}

/** Each can be taken back. */
export const pairStatementKinds = ['confirmation', 'check', 'divergence', 'waiver'] as const;
export type PairStatementKind = (typeof pairStatementKinds)[number];

export interface PairFacts {
  readonly records: readonly PairRecord[];
  readonly notes: readonly PairNote[];
  /**
   * Holds the fingerprints of the outer blocks (`fingerprintsOf`) for which the whole section was confirmed
   * last; null where it never was. It counts for pairs without a record of their own.
   */
  readonly confirmed: Readonly<Record<string, string>> | null;
}

export const noPairFacts: PairFacts = { records: [], notes: [], confirmed: null };

/**
 * From the most to the least work: `missing` has one side only; `machine` was written by a service and
 * accepted by nobody; `draft` was never confirmed; of `both-changed` and `stale` both sides or one side
 * changed since it was confirmed; `checked` was read by a second person after it was confirmed.
 */
export const pairStates = [
  'missing',
  'machine',
  'draft',
  'both-changed',
  'stale',
  'current',
  'checked'
] as const;
export type PairState = (typeof pairStates)[number];

export type PairStatus = Pair & {
  readonly state: PairState;
  /** The side that leads: of `stale` the one that changed, of `missing` the one that is there; else null. */
  readonly source: Locale | null;
  /** Says why nothing needs to be done; null where the pair is on the list of what is to do. */
  readonly settledBy: 'state' | 'divergence' | 'waiver' | null;
  /** True while a divergence note counts for the content as it is. */
  readonly diverges: boolean;
  readonly record: PairRecord | null;
};

/** In the order of `pairsOf`. */
export const statesOf = (
  section: SectionContent,
  facts: PairFacts,
  shown: readonly PairIds[] = []
): PairStatus[] =>
  statesOfUnits(readUnits(section), facts.confirmed === null ? {} : fingerprintsOf(section), facts, shown);

/** `blocks` holds the fingerprints of the outer blocks. */
export function statesOfUnits(
  units: SectionUnits,
  blocks: Readonly<Record<string, string>>,
  facts: PairFacts,
  shown: readonly PairIds[] = []
): PairStatus[] {
  const records = new Map(facts.records.map((record) => [pairKey(record.ids), record]));
  const notes = new Map<string, PairNote[]>();
  for (const note of facts.notes) {
    const key = pairKey(note.ids);
    notes.set(key, [...(notes.get(key) ?? []), note]);
  }
  const isAsConfirmed = facts.confirmed !== null && staleBlocks(blocks, facts.confirmed).length === 0;
  // Of what a note says that it stands alone, nothing is proposed.
  const noted = facts.notes.map(({ ids }) => ids).filter(({ en, zh }) => en === '' || zh === '');
  return pairsOf(units, facts.records, [...shown, ...noted]).map((pair): PairStatus => {
    const record = records.get(pair.key) ?? null;
    const prints = printsOf(pair);
    const { state, source } =
      record && pair.link !== null
        ? stateByRecord(record, prints)
        : stateBySection(pair, facts.confirmed, blocks, isAsConfirmed);
    const counting = (notes.get(pair.key) ?? []).filter((note) => haveEqualPrints(note.prints, prints));
    const diverges = counting.some(({ kind }) => kind === 'divergence');
    return {
      ...pair,
      state,
      source,
      settledBy: isUpToDate(state)
        ? 'state'
        : diverges
          ? 'divergence'
          : counting.some(({ kind }) => kind === 'waiver')
            ? 'waiver'
            : null,
      diverges,
      record
    };
  });
}

/**
 * Returns the fresh statuses, with each that is equal to a known one replaced by it, so that who compares objects
 * sees what has changed; the known list itself where nothing has.
 */
export function reuseStatuses(
  known: readonly PairStatus[],
  fresh: readonly PairStatus[]
): readonly PairStatus[] {
  const byKey = new Map(known.map((status) => [status.key, status]));
  const reused = fresh.map((status) => {
    const old = byKey.get(status.key);
    return old && areEqualStatuses(old, status) ? old : status;
  });
  return reused.length === known.length && reused.every((status, index) => status === known[index])
    ? known
    : reused;
}

const areEqualStatuses = (one: PairStatus, other: PairStatus): boolean =>
  one.state === other.state &&
  one.source === other.source &&
  one.settledBy === other.settledBy &&
  one.diverges === other.diverges &&
  one.record === other.record &&
  one.link === other.link &&
  locales.every((language) => areEqualUnits(one[language], other[language]));

/** Checks whether nothing has changed since a person said that both sides say the same. */
export const isUpToDate = (state: PairState): boolean => state === 'current' || state === 'checked';

/** What was never confirmed is a draft. */
export const hasChanged = (state: PairState): boolean => state === 'stale' || state === 'both-changed';

type StateAndSource = Pick<PairStatus, 'state' | 'source'>;

function stateByRecord({ prints, kind, isChecked }: PairRecord, now: PairPrints): StateAndSource {
  if (kind === 'machine') return { state: 'machine', source: null };
  const changed = locales.filter((language) => prints[language] !== now[language]);
  return changed.length === 0
    ? { state: isChecked ? 'checked' : 'current', source: null }
    : stateAfter(changed);
}

/** Judges a pair by what was confirmed of the whole section, before pairs had records of their own. */
function stateBySection(
  { en, zh }: Pair,
  confirmed: PairFacts['confirmed'],
  blocks: Readonly<Record<string, string>>,
  isAsConfirmed: boolean
): StateAndSource {
  if (isAsConfirmed) return { state: 'current', source: null };
  if (!en || !zh) return { state: 'missing', source: en ? 'en' : 'zh' };
  if (confirmed?.[en.outer] === undefined || confirmed[zh.outer] === undefined)
    return { state: 'draft', source: null };
  const changed = [en, zh].flatMap(({ outer }, index) =>
    blocks[outer] === confirmed[outer] ? [] : [locales[index === 0 ? 0 : 1]]
  );
  return changed.length === 0 ? { state: 'current', source: null } : stateAfter(changed);
}

const stateAfter = (changed: readonly Locale[]): StateAndSource =>
  changed.length === 1
    ? { state: 'stale', source: changed[0] ?? null }
    : { state: 'both-changed', source: null };

/** Null where it may be either. */
export const languageToDo = ({ source }: Pick<PairStatus, 'source'>): Locale | null =>
  source === null ? null : otherLocale(source);
