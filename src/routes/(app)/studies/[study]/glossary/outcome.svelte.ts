/** Shows what became of an act on the glossary: the page says it, and leads to what was made. */
import type { TermAct } from '#rules/pairs/term-proposal.ts';
import { textFor } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { GlossaryOutcome } from '#lib/server/glossary-acts.ts';
import type { PageData } from './$types';

type Open = PageData['open'];

/** Returns the newest proposal of the reader for a term. */
const proposalOf = (open: Open, termId: string): Open[number] | undefined =>
  open
    .filter((proposal) => proposal.termId === termId)
    .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.at.localeCompare(a.at))[0];

const agreedSentence = {
  add: m.terms_now_added,
  change: m.terms_now_changed,
  remove: m.terms_now_removed
} as const satisfies Record<TermAct, unknown>;

export function outcomeSentence(outcome: GlossaryOutcome | null, open: Open): string {
  if (outcome?.kind === 'agreed')
    return agreedSentence[outcome.act]({ term: textFor(outcome.term, locale()).text });
  const proposal = outcome?.kind === 'proposed' ? proposalOf(open, outcome.termId) : undefined;
  return proposal ? m.terms_now_proposed({ term: textFor(proposal.wording.term, locale()).text }) : m.saved();
}

export const proposalId = (id: string): string => `proposal-${id}`;
export const outcomeId = 'outcome';

/**
 * Returns a function that leads to the proposal that was made or voted on, else to the sentence that says what was
 * done. The page may get a new proposal later than the answer to its form, since a live update loads it as well.
 */
export function leadToOutcome(open: () => Open): (outcome: GlossaryOutcome | null) => void {
  let awaited = $state.raw<{ readonly outcome: GlossaryOutcome | null } | null>(null);
  $effect(() => {
    if (!awaited) return;
    const { outcome } = awaited;
    const proposal = outcome && outcome.kind !== 'agreed' ? proposalOf(open(), outcome.termId) : undefined;
    if (outcome?.kind === 'proposed' && !proposal) return;
    awaited = null;
    const target = document.getElementById(proposal ? proposalId(proposal.id) : outcomeId);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'center' });
  });
  return (outcome) => (awaited = { outcome });
}
