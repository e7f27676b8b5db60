/** Answers the forms by which people propose terms of the glossary and agree with them. */
import { proposalForm, removalProposalForm, termVoteForm, withdrawalForm } from '#lib/forms/setup.ts';
import { setupAction } from './setup-acts.ts';

/** Holds the actions that the list of terms and the page of a term share. */
export const proposalActions = {
  propose: setupAction('propose', 'study.terms', proposalForm, ({ services, actor, studySlug, fields }) =>
    services.glossary.propose(actor, studySlug, {
      act: fields.term === null ? 'add' : 'change',
      term: fields.term,
      wording: fields.wording,
      reason: fields.reason
    })
  ),
  proposeRemoval: setupAction(
    'proposeRemoval',
    'study.terms',
    removalProposalForm,
    ({ services, actor, studySlug, fields: { id, seen, reason } }) =>
      services.glossary.propose(actor, studySlug, {
        act: 'remove',
        term: { id, seen },
        wording: null,
        reason
      })
  ),
  vote: setupAction('vote', 'study.terms', termVoteForm, ({ services, actor, studySlug, fields }) =>
    services.glossary.vote(actor, studySlug, fields.id, fields)
  ),
  withdraw: setupAction('withdraw', 'study.terms', withdrawalForm, ({ services, actor, studySlug, fields }) =>
    services.glossary.withdraw(actor, studySlug, fields.id)
  )
};
