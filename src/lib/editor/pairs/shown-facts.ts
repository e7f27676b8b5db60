/** Describes what a page knows of what people said about the pairs of a section, and what the reader may say. */
import type { Bilingual, Locale } from '#base/locale.ts';
import type { PairIds, PairRecord } from '#rules/pairs/pairs.ts';
import type { PairFacts, PairNote } from '#rules/pairs/pair-states.ts';
import type { TextFinding } from '#rules/pairs/parity/text-findings.ts';

export interface ShownRecord extends PairRecord {
  readonly isMinor: boolean;
  readonly userId: string;
  readonly at: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
}

export interface ShownNote extends PairNote {
  readonly text: Bilingual;
  readonly userId: string;
  readonly at: string;
}

export interface ShownPairFacts extends PairFacts {
  readonly records: readonly ShownRecord[];
  readonly notes: readonly ShownNote[];
  /** Names those who said something, by their ids. */
  readonly people: Readonly<Record<string, { readonly name: Bilingual }>>;
  readonly mayConfirm: boolean;
  readonly mayWaive: boolean;
}

export interface ChangedWords {
  readonly edit: 'kept' | 'inserted' | 'deleted';
  readonly text: string;
}
/** Holds what has changed on each side since a pair was confirmed; null where the words of then are not known. */
export type ShownChanges = Readonly<Record<Locale, readonly ChangedWords[] | null>>;

/** Holds in what both sides of a pair contradict each other, and what of it was accepted with a reason. */
export interface ShownContradictions {
  readonly open: readonly TextFinding[];
  readonly accepted: readonly {
    readonly finding: TextFinding;
    readonly acceptance: {
      readonly reason: string;
      readonly by: { readonly name: Bilingual } | null;
      readonly at: string;
    };
  }[];
}

export type PairAction =
  | 'confirmPairs'
  | 'checkPairs'
  | 'divergePairs'
  | 'waivePairs'
  | 'takeBackPair'
  | 'pairChanges';

/** Gives the address of an action of the page, and asks what has changed since a pair was confirmed. */
export interface PairActions {
  readonly address: (action: PairAction) => string;
  readonly changes: (section: string, ids: PairIds) => Promise<ShownChanges | null>;
}
