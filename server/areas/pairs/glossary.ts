/**
 * Manages the study's glossary. Experts and chairs propose terms and changes, which hold once somebody of each
 * side agrees; the secretariat sets terms up directly, which takes an agreement away. Every change of a term is
 * in its history.
 */
import { termMark, wordingOf, type TermWording } from '#rules/pairs/glossary.ts';
import type { Bilingual } from '#base/locale.ts';
import type { TermAct } from '#rules/pairs/term-proposal.ts';
import { deleteTerm, insertProposals, insertTerm, supersedeProposals, updateTerm } from './store/glossary.ts';
import { bind } from '#server/commands/bind.ts';
import { refused, take } from '#server/commands/refused.ts';
import { wordingIn, validateWording, validateAmong, type TermCommand } from './term-wording.ts';
import { settled, edit, mostTerms, type TermEdit, type SeenTerm, type GlossaryTools } from './term-edit.ts';
import { proposeTerm, voteOnTerm, withdrawProposal } from './term-proposals.ts';
import { importTerms } from './term-import.ts';
import { file, proposals, page, terms } from './glossary-views.ts';

const noteChange = ({ append }: TermEdit, act: 'added' | 'changed' | 'removed', term: Bilingual): void =>
  append({
    kind: 'term.changed',
    needs: 'study.see',
    payload: { act, nameEn: term.en, nameZh: term.zh }
  });

/** Writes a change that the secretariat makes into the history of the term. */
async function keep(command: TermEdit, act: TermAct, term: SeenTerm, wording: TermWording): Promise<void> {
  const { trx, at, subject } = command;
  await supersedeProposals(trx, { studyId: subject.study.id, termIds: [term.id], at });
  await insertProposals(trx, [settled(command, act, term, wording)]);
}

/** `conflict` where a term of the same name in either language exists. */
export const addTerm = edit({ name: 'term.add' }, async (command, given: TermCommand) => {
  const { trx, deps, parts: terms, subject } = command;
  const wording = wordingIn(given);
  take(validateWording(wording, terms));
  if (terms.length >= mostTerms) throw refused('too-many');
  const id = deps.newId();
  await insertTerm(trx, { studyId: subject.study.id, id, agreedAt: null }, wording);
  await keep(command, 'add', { id, seen: '' }, wording);
  noteChange(command, 'added', given.term);
  return null;
});

/** `stale` when it is not what the user has seen any more. */
export const changeTerm = edit(
  { name: 'term.change' },
  async (command, { id, seen }: SeenTerm, given: TermCommand) => {
    const { trx, parts: terms, subject } = command;
    const found = terms.find((term) => term.id === id);
    if (!found) throw refused('not-found');
    const wording = wordingIn(given);
    take(validateAmong(wording, terms, found));
    if (termMark(found) !== seen) throw refused('stale');
    await updateTerm(trx, { studyId: subject.study.id, id, agreedAt: null }, wording);
    await keep(command, 'change', { id, seen }, wording);
    noteChange(command, 'changed', given.term);
    return null;
  }
);

export const removeTerm = edit({ name: 'term.remove' }, async (command, { id, seen }: SeenTerm) => {
  const { trx, parts: terms, subject } = command;
  const found = terms.find((term) => term.id === id);
  if (!found) throw refused('not-found');
  if (termMark(found) !== seen) throw refused('stale');
  await deleteTerm(trx, subject.study.id, id);
  await keep(command, 'remove', { id, seen }, wordingOf(found));
  noteChange(command, 'removed', found.term);
  return null;
});

export type Glossary = ReturnType<typeof createGlossary>;

export const createGlossary = (tools: GlossaryTools) =>
  bind(tools, {
    add: addTerm,
    change: changeTerm,
    remove: removeTerm,
    proposals,
    page,
    propose: proposeTerm,
    vote: voteOnTerm,
    withdraw: withdrawProposal,
    import: importTerms,
    file,
    terms
  });
