/** Answers the forms by which people propose terms of the glossary and agree with them. */
import type { Bilingual } from '#base/locale.ts';
import type { TermAct } from '#rules/pairs/term-proposal.ts';
import {
  proposalForm,
  removalProposalForm,
  termVoteForm,
  withdrawalForm
} from '#lib/areas/pairs/term-forms.ts';
import { setupAction } from './setup-acts.ts';

/** Describes what became of a proposal, which the page shows and says. */
export type GlossaryOutcome =
  | { readonly kind: 'proposed'; readonly termId: string }
  | { readonly kind: 'voted'; readonly termId: string }
  | { readonly kind: 'agreed'; readonly act: TermAct; readonly term: Bilingual };

const proposed = (termId: string): GlossaryOutcome => ({ kind: 'proposed', termId });

/** Holds the actions that the list of terms and the page of a term share. */
export const proposalActions = {
  propose: setupAction(
    'propose',
    ({ glossary }) => glossary.propose,
    proposalForm,
    ({ services, actor, studySlug, fields }) =>
      services.glossary.propose(actor, studySlug, {
        act: fields.term === null ? 'add' : 'change',
        term: fields.term,
        wording: fields.wording,
        reason: fields.reason
      }),
    proposed
  ),
  proposeRemoval: setupAction(
    'proposeRemoval',
    ({ glossary }) => glossary.propose,
    removalProposalForm,
    ({ services, actor, studySlug, fields: { id, seen, reason } }) =>
      services.glossary.propose(actor, studySlug, {
        act: 'remove',
        term: { id, seen },
        wording: null,
        reason
      }),
    proposed
  ),
  vote: setupAction(
    'vote',
    ({ glossary }) => glossary.vote,
    termVoteForm,
    ({ services, actor, studySlug, fields }) => services.glossary.vote(actor, studySlug, fields.id, fields),
    ({ isAgreed, act, termId, term }): GlossaryOutcome =>
      isAgreed ? { kind: 'agreed', act, term } : { kind: 'voted', termId }
  ),
  withdraw: setupAction(
    'withdraw',
    ({ glossary }) => glossary.withdraw,
    withdrawalForm,
    ({ services, actor, studySlug, fields }) => services.glossary.withdraw(actor, studySlug, fields.id)
  )
};
