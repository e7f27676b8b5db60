import type { PairState, PairStatus } from '#rules/pairs/pair-states.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { wordsNaming } from '#rules/pairs/unit-words.ts';
import { pairStateLabel } from '#lib/i18n/pair-labels.ts';
import { chipWords } from '#lib/level-chips/chip-words.ts';
import { m } from '#lib/paraglide/messages.js';

/** Returns the state of a pair with the language that it is about, and what else settles it. */
export function shortStateOf({ state, source, diverges, settledBy }: PairStatus): string {
  const label = pairStateLabel({ state, source });
  if (diverges) return `${label} · ${m.pairing_diverges()}`;
  return settledBy === 'waiver' ? `${label} · ${m.pairing_waived()}` : label;
}

const longest = 60;
/** Shortens a text to one line; never between the two halves of a surrogate pair. */
const excerpt = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;

/**
 * Returns the state of a pair and how its text begins, for those who do not see where it stands; `levelChips` says what its
 * chips show.
 */
export function markLabelOf(status: PairStatus, levelChips: LevelChips | null): string {
  const text = status.en
    ? chipWords(wordsNaming(status.en), levelChips, 'en')
    : chipWords(wordsNaming(status.zh), levelChips, 'zh');
  return m.pairing_mark({ state: shortStateOf(status), text: excerpt(text) });
}

const meanings: Readonly<Record<PairState, () => string>> = {
  missing: m.pairing_meaning_missing,
  machine: m.pairing_meaning_machine,
  draft: m.pairing_meaning_draft,
  'both-changed': m.pairing_meaning_both_changed,
  stale: m.pairing_meaning_stale,
  current: m.pairing_meaning_current,
  checked: m.pairing_meaning_checked
};

export const meaningOf = ({ state }: PairStatus): string => meanings[state]();
