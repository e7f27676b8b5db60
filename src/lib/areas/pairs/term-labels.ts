import type { TermKind, VariantUse } from '#rules/pairs/glossary.ts';
import type { ProposalState, TermAct } from '#rules/pairs/term-proposal.ts';
import { m } from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<TermKind, () => string>> = {
  term: m.terms_kind_term,
  person: m.terms_kind_person,
  body: m.terms_kind_body,
  plan: m.terms_kind_plan,
  city: m.terms_kind_city
};
export const termKindLabel = (kind: TermKind): string => kinds[kind]();

const uses: Readonly<Record<VariantUse, () => string>> = {
  allowed: m.terms_use_allowed,
  forbidden: m.terms_use_forbidden,
  'false-friend': m.terms_use_false_friend
};
export const variantUseLabel = (use: VariantUse): string => uses[use]();

const acts: Readonly<Record<TermAct, () => string>> = {
  add: m.terms_act_add,
  change: m.change,
  remove: m.terms_act_remove
};
export const proposalActLabel = (act: TermAct): string => acts[act]();

const states: Readonly<Record<ProposalState, () => string>> = {
  open: m.terms_state_open,
  agreed: m.terms_state_agreed,
  withdrawn: m.terms_state_withdrawn,
  superseded: m.terms_state_superseded,
  set: m.terms_state_set
};
export const proposalStateLabel = (state: ProposalState): string => states[state]();
