import { isUpToDate, pairStates, type PairState, type PairStatus } from '#rules/pairs/pair-states.ts';
import type { PairCounts } from '#rules/pairs/pair-counts.ts';
import { locale } from './locale.ts';
import { m } from '#lib/paraglide/messages.js';

export const pairStateLabels: Readonly<Record<PairState, () => string>> = {
  missing: m.translations_state_missing,
  machine: m.translations_state_machine,
  draft: m.translations_state_draft,
  'both-changed': m.translations_state_both_changed,
  stale: m.translations_state_stale,
  current: m.translations_state_current,
  checked: m.translations_state_checked
};

/** Returns how many pairs are to do, and how many are in which of the states that call for work. */
export function pairsToDoLabel(counts: PairCounts): string {
  const states = pairStates.filter((state) => !isUpToDate(state) && counts[state] > 0);
  return [
    m.translations_section_count({ count: counts.toDo }),
    ...states.map((state) =>
      m.translations_state_count({ state: pairStateLabels[state](), count: counts[state] })
    )
  ].join(locale() === 'zh' ? '；' : '; ');
}

/** Returns the state with the language that it is about. */
export function pairStateLabel({ state, source }: Pick<PairStatus, 'state' | 'source'>): string {
  if (source === null) return pairStateLabels[state]();
  if (state === 'missing') return source === 'en' ? m.translations_missing_zh() : m.translations_missing_en();
  if (state === 'stale') return source === 'en' ? m.translations_stale_en() : m.translations_stale_zh();
  return pairStateLabels[state]();
}
