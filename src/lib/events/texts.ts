/** Lists the kinds of events about texts: their generations, translation, threads, suggestions and versions. */
import { audiences } from '#rules/threads/comment.ts';
import { pairStatementKinds } from '#rules/pairs/pair-states.ts';
import { documentKinds } from '#base/states.ts';
import { event, inText, number, optional, subject, text, textOrNull, truth, oneOf } from './event.ts';

const generation = event({
  document: inText.document,
  generation: number,
  slug: inText.slug,
  /** Is set where single questions were reopened. */
  isPart: optional(oneOf([true]))
});
const decidedProposal = event({
  proposalId: text,
  generation: number,
  document: oneOf(documentKinds),
  ...subject
});
const pairs = { section: text, count: number, ...subject };
const inThread = { ...inText, threadId: text, section: textOrNull, audience: oneOf(audiences) };
const withComment = event({ ...inThread, commentId: text });
const version = { versionId: text, number, ...subject };

export const textEvents = {
  'finding.accepted': event({
    section: optional(text),
    act: oneOf(['accepted', 'reopened']),
    ...subject
  }),
  'document.frozen': generation,
  'document.reopened': generation,
  'late-proposal.kept': event({ generation: number, document: oneOf(documentKinds) }),
  'late-proposal.merged': decidedProposal,
  'late-proposal.dismissed': decidedProposal,
  'translation.confirmed': event({ section: text, minor: truth, ...subject }),
  // Single pairs of passages, and notes about them.
  'pair.confirmed': event({ ...pairs, minor: truth }),
  'pair.checked': event(pairs),
  'pair.diverged': event(pairs),
  'pair.waived': event(pairs),
  'pair.taken-back': event({ section: text, what: oneOf(pairStatementKinds), ...subject }),
  'pair.drafted': event({ section: text, ...subject }),
  'thread.opened': withComment,
  'thread.resolved': event(inThread),
  'thread.reopened': event(inThread),
  'comment.added': withComment,
  'comment.edited': withComment,
  'comment.withdrawn': event({ ...inThread, commentId: text, isRecalled: optional(truth) }),
  // Suggestions: made, changed, withdrawn and decided.
  'suggestion.changed': event({
    ...inText,
    section: text,
    act: oneOf(['made', 'changed', 'withdrawn']),
    userId: text
  }),
  'suggestion.decided': event({
    ...inText,
    section: text,
    act: oneOf(['accepted', 'rejected', 'lost', 'open']),
    userId: text,
    /** Names the suggestion: a decision that is taken back takes its news back. */
    suggestion: optional(text)
  }),
  'version.kept': event(version),
  'version.restored': event({ ...version, section: optional(text) })
};
