/** Names the states of pairs for the reader. */
import type { Locale } from '#domain/locale.ts';
import type { PairState, PairStatus } from '#domain/pairs.ts';
import { m } from '#lib/paraglide/messages.js';

export const stateLabels: Readonly<Record<PairState, () => string>> = {
  missing: m.pairing_state_missing,
  machine: m.pairing_state_machine,
  draft: m.pairing_state_draft,
  'both-changed': m.pairing_state_both_changed,
  stale: m.pairing_state_stale,
  current: m.pairing_state_current,
  checked: m.pairing_state_checked
};

const missingLabels: Readonly<Record<Locale, () => string>> = {
  en: m.pairing_missing_zh,
  zh: m.pairing_missing_en
};
const staleLabels: Readonly<Record<Locale, () => string>> = {
  en: m.pairing_stale_en,
  zh: m.pairing_stale_zh
};

/** Returns the state of a pair with the language that it is about. */
export function shortStateOf({ state, source, diverges, settledBy }: PairStatus): string {
  const label =
    source !== null && state === 'missing'
      ? missingLabels[source]()
      : source !== null && state === 'stale'
        ? staleLabels[source]()
        : stateLabels[state]();
  if (diverges) return `${label} · ${m.pairing_diverges()}`;
  return settledBy === 'waiver' ? `${label} · ${m.pairing_waived()}` : label;
}

const longest = 60;
/** Shortens a text to one line; never between the two halves of a surrogate pair. */
export const excerpt = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** Returns the state of a pair and how its text begins, for those who do not see where it stands. */
export const markLabelOf = (status: PairStatus): string =>
  m.pairing_mark({ state: shortStateOf(status), text: excerpt((status.en ?? status.zh)?.text ?? '') });

const meanings: Readonly<Record<PairState, () => string>> = {
  missing: m.pairing_meaning_missing,
  machine: m.pairing_meaning_machine,
  draft: m.pairing_meaning_draft,
  'both-changed': m.pairing_meaning_both_changed,
  stale: m.pairing_meaning_stale,
  current: m.pairing_meaning_current,
  checked: m.pairing_meaning_checked
};

/** Explains the state of a pair in a sentence. */
export const meaningOf = ({ state }: PairStatus): string => meanings[state]();
