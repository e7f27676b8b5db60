/** Proposes changes of terms and counts the votes on them: a change is made once somebody of each side agrees. */
import type { PayloadOf } from '#lib/events/kinds.ts';
import { termMark, wordingOf, type TermWording } from '#rules/pairs/glossary.ts';
import type { Bilingual } from '#base/locale.ts';
import { termSide } from '#base/grant-duties.ts';
import { isAgreed, type TermAct, type TermVote } from '#rules/pairs/term-proposal.ts';
import {
  decideProposal,
  deleteTerm,
  insertProposals,
  insertTerm,
  listProposals,
  saveVote,
  supersedeProposals,
  updateTerm,
  type StoredProposal
} from './store/glossary.ts';
import { refused, take } from '#server/commands/refused.ts';
import { wordingIn, validateAmong, type TermCommand } from './term-wording.ts';
import { edit, mostTerms, type SeenTerm, type TermEdit } from './term-edit.ts';

const mostOpen = 500;
const longestReason = 1_000;

/** A new term has no id. */
export interface ProposalCommand {
  readonly act: TermAct;
  readonly term: SeenTerm | null;
  /** Null for a removal. */
  readonly wording: TermCommand | null;
  readonly reason: string;
}

export interface CountedVote {
  /** Says that both sides agree now, so that the change has been made. */
  readonly isAgreed: boolean;
  readonly act: TermAct;
  readonly termId: string;
  readonly term: Bilingual;
}

/** The proposer's side agrees by that. Returns the id of the term. */
export const proposeTerm = edit(
  { name: 'term.propose', needs: 'study.terms' },
  async (command, { act, term, wording: given, reason }: ProposalCommand) => {
    const { trx, at, deps, actor, acting, append, parts: terms, subject } = command;
    const { study } = subject;
    if (reason.length > longestReason) throw refused('too-large');
    const found = term === null ? undefined : terms.find(({ id }) => id === term.id);
    if (act !== 'add' && !found) throw refused('not-found');
    if (found && termMark(found) !== term?.seen) throw refused('stale');
    if (act === 'remove' && reason.trim() === '') throw refused('reason-required');
    const wording = act === 'remove' ? found && wordingOf(found) : given && wordingIn(given);
    if (!wording) throw refused('invalid', { field: 'term' });
    if (act !== 'remove') take(validateAmong(wording, terms, found));
    const open = await listProposals(trx, study.id, 'open');
    if (open.length >= mostOpen || (act === 'add' && terms.length >= mostTerms)) throw refused('too-many');
    const termId = found?.id ?? deps.newId();
    const id = deps.newId();
    const by = { userId: actor.userId, sideId: termSide(acting.grants), at };
    const seen = found ? (term?.seen ?? '') : '';
    const proposal = { id, studyId: study.id, termId, act, wording, seen, reason: reason.trim() };
    await insertProposals(trx, [{ ...proposal, state: 'open', ...by, decidedAt: null }]);
    const { sideId } = by;
    if (sideId !== null) {
      const agreed = { ...by, sideId, vote: 'agree', reason: '' } as const;
      await saveVote(trx, { ...agreed, proposalId: id, studyId: study.id });
    }
    append({
      kind: 'term.proposed',
      needs: 'study.see',
      payload: { act, nameEn: wording.term.en, nameZh: wording.term.zh }
    });
    return termId;
  }
);

async function openProposal({ trx, subject }: TermEdit, proposalId: string): Promise<StoredProposal> {
  const [proposal] = await listProposals(trx, subject.study.id, { id: proposalId });
  if (!proposal) throw refused('not-found');
  return proposal;
}

const noteVote = ({ append }: TermEdit, act: PayloadOf<'term.voted'>['act'], { term }: TermWording): void =>
  append({ kind: 'term.voted', needs: 'study.see', payload: { act, nameEn: term.en, nameZh: term.zh } });

/** The change is made once both sides agree. */
export const voteOnTerm = edit(
  { name: 'term.vote', needs: 'study.terms' },
  async (
    command,
    proposalId: string,
    { vote, reason }: { readonly vote: TermVote; readonly reason: string }
  ): Promise<CountedVote> => {
    const { trx, at, actor, acting, subject } = command;
    const { study } = subject;
    const proposal = await openProposal(command, proposalId);
    if (proposal.state !== 'open') throw refused('wrong-state');
    const sideId = termSide(acting.grants);
    if (sideId === null) throw refused('forbidden');
    if (vote === 'object' && reason.trim() === '') throw refused('reason-required');
    if (reason.length > longestReason) throw refused('too-large');
    const own = { userId: actor.userId, sideId, vote, reason: reason.trim(), at };
    await saveVote(trx, { ...own, proposalId, studyId: study.id });
    const votes = [...proposal.votes.filter(({ userId }) => userId !== actor.userId), own];
    const agreed = isAgreed(
      study.sides.map(({ id }) => id),
      votes
    );
    if (agreed) await carryOut(command, proposal);
    noteVote(command, agreed ? 'agreed' : vote, proposal.wording);
    const { act, termId, wording } = proposal;
    return { isAgreed: agreed, act, termId, term: wording.term };
  }
);

async function carryOut(
  { trx, at, parts: terms, subject: { study } }: TermEdit,
  { id, act, termId, wording, seen }: StoredProposal
): Promise<void> {
  const found = terms.find((term) => term.id === termId);
  if (act === 'add' ? found !== undefined : !found || termMark(found) !== seen) throw refused('stale');
  if (act !== 'remove') take(validateAmong(wording, terms, found));
  const place = { studyId: study.id, id: termId, agreedAt: at };
  if (act === 'remove') await deleteTerm(trx, study.id, termId);
  else if (found) await updateTerm(trx, place, wording);
  else if (terms.length >= mostTerms) throw refused('too-many');
  else await insertTerm(trx, place, wording);
  await decideProposal(trx, id, { state: 'agreed', at });
  await supersedeProposals(trx, { studyId: study.id, termIds: [termId], at });
}

/** Takes back one's own proposal. */
export const withdrawProposal = edit(
  { name: 'term.withdraw', needs: 'study.terms' },
  async (command, proposalId: string) => {
    const { trx, at, actor } = command;
    const proposal = await openProposal(command, proposalId);
    if (proposal.userId !== actor.userId) throw refused('forbidden');
    if (proposal.state !== 'open') throw refused('wrong-state');
    await decideProposal(trx, proposalId, { state: 'withdrawn', at });
    noteVote(command, 'withdrawn', proposal.wording);
    return null;
  }
);
