/** Answers the forms by which people propose terms of the glossary and agree with them. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Bilingual } from '#base/locale.ts';
import type { TermAct } from '#rules/pairs/term-proposal.ts';
import {
  proposalForm,
  removalProposalForm,
  termVoteForm,
  withdrawalForm
} from '#lib/areas/pairs/term-forms.ts';
import { formAction } from './form-action.ts';

/** Describes what became of a proposal, which the page shows and says. */
export type GlossaryOutcome =
  | { readonly kind: 'proposed'; readonly termId: string }
  | { readonly kind: 'voted'; readonly termId: string }
  | { readonly kind: 'agreed'; readonly act: TermAct; readonly term: Bilingual };

const proposed = (termId: string): GlossaryOutcome => ({ kind: 'proposed', termId });

type StudyRequest = RequestEvent<{ study: string }>;

/** Holds the actions that the list of terms and the page of a term share. */
export const proposalActions = {
  propose: formAction({
    schema: proposalForm,
    command: ({ glossary }, { study }, _: StudyRequest) => [glossary.propose, study],
    run: ({ give, fields: { term, wording, reason } }) =>
      give({ act: term === null ? 'add' : 'change', term, wording, reason }),
    answer: (termId) => ({ saved: true, outcome: proposed(termId) }),
    mark: { act: 'propose' }
  }),
  proposeRemoval: formAction({
    schema: removalProposalForm,
    command: ({ glossary }, { study }, _: StudyRequest) => [glossary.propose, study],
    run: ({ give, fields: { id, seen, reason } }) =>
      give({ act: 'remove', term: { id, seen }, wording: null, reason }),
    answer: (termId) => ({ saved: true, outcome: proposed(termId) }),
    mark: { act: 'proposeRemoval' }
  }),
  vote: formAction({
    schema: termVoteForm,
    command: ({ glossary }, { study }, _: StudyRequest) => [glossary.vote, study],
    run: ({ give, fields }) => give(fields.id, fields),
    answer: ({ isAgreed, act, termId, term }) => ({
      saved: true,
      outcome: (isAgreed ? { kind: 'agreed', act, term } : { kind: 'voted', termId }) as GlossaryOutcome
    }),
    mark: { act: 'vote' }
  }),
  withdraw: formAction({
    schema: withdrawalForm,
    command: ({ glossary }, { study }, _: StudyRequest) => [glossary.withdraw, study],
    run: ({ give, fields }) => give(fields.id),
    answer: () => ({ saved: true, outcome: null }),
    mark: { act: 'withdraw' }
  })
};
