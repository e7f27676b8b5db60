/**
 * Manages the study's glossary. Experts and chairs propose terms and changes, which hold once somebody of each
 * side agrees; the secretariat sets terms up directly, which takes an agreement away. Every change of a term is
 * in its history.
 */
import type { PayloadOf } from '#lib/events/kinds.ts';
import { setImmediate } from 'node:timers/promises';
import {
  termGroups,
  termMark,
  termKinds,
  variantUses,
  wordingOf,
  type GlossaryTerm,
  type TermKind,
  type TermVariant,
  type TermWording
} from '#rules/pairs/glossary.ts';
import { locales, textFor, type Bilingual } from '#base/locale.ts';
import { termSide } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { largestGlossary } from '#base/upload-limits.ts';
import { isAgreed, sidesAwaited, type TermAct, type TermVote } from '#rules/pairs/term-proposal.ts';
import { glossaryRows } from './glossary-csv.ts';
import type { GlossaryEntry } from './glossary-entry.ts';
import type { GlossaryFiles } from './glossary-files.ts';
import { tbxOf } from './tbx.ts';
import {
  decideProposal,
  deleteTerm,
  insertProposals,
  insertTerm,
  listProposals,
  listTerms,
  saveTerms,
  saveVote,
  supersedeProposals,
  updateTerm,
  type StoredProposal
} from './store/glossary.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studyEdits, type StudyEdit, studySubject } from '#areas/study';
import { namedPeople, type NamedPerson } from '#areas/people';

export const mostTerms = 2_000;
const mostOpen = 500;
/** Limits the terms that are written between two moments at which other requests are answered. */
const savedAtOnce = 100;
const mostVariants = 40;
const longest = { term: 200, text: 2_000, reason: 1_000 } as const;

export interface TermCommand {
  readonly term: Bilingual;
  readonly definition: Bilingual;
  readonly group: string;
  /** Says where usage differs; blank for most terms. */
  readonly caution: Bilingual;
  readonly kind?: TermKind;
  readonly isChecked?: boolean;
  readonly variants?: readonly TermVariant[];
}

export interface SeenTerm {
  readonly id: string;
  /** Holds the fingerprint of the term as it was seen. */
  readonly seen: string;
}

/** Describes a change to be proposed; a new term has no id. */
export interface ProposalCommand {
  readonly act: TermAct;
  readonly term: SeenTerm | null;
  /** Holds the new wording; null for a removal. */
  readonly wording: TermCommand | null;
  readonly reason: string;
}

export interface ShownVote {
  readonly by: NamedPerson | null;
  readonly sideId: string;
  readonly vote: TermVote;
  readonly reason: string;
  readonly at: string;
  readonly isOwn: boolean;
}

export interface ShownProposal extends Omit<StoredProposal, 'votes' | 'userId'> {
  readonly by: NamedPerson | null;
  readonly isOwn: boolean;
  readonly votes: readonly ShownVote[];
  /** Lists the sides of which nobody agrees yet. */
  readonly awaits: readonly string[];
}

export interface GlossaryProposals {
  readonly open: readonly ShownProposal[];
  readonly mayPropose: boolean;
  /** Names the side for which the reader may vote; null for none. */
  readonly votesFor: string | null;
}

export interface TermPage extends GlossaryProposals {
  /** Is null where the term was removed, or only proposed. */
  readonly term: GlossaryTerm | null;
  /** Lists all its changes, the newest first. */
  readonly history: readonly ShownProposal[];
}

export interface CountedVote {
  /** Says that both sides agree now, so that the change has been made. */
  readonly isAgreed: boolean;
  readonly act: TermAct;
  readonly termId: string;
  readonly term: Bilingual;
}

export interface Imported {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}

export interface GlossaryTools extends CommandDeps {
  readonly glossaryFiles: Pick<GlossaryFiles, 'read'>;
}

const edit = studyEdits<GlossaryTools, GlossaryTerm>(listTerms);

type TermEdit = StudyEdit<GlossaryTools, GlossaryTerm>;

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

const settled = (
  { deps, at, actor, subject: { study } }: TermEdit,
  act: TermAct,
  term: SeenTerm,
  wording: TermWording
) => ({
  id: deps.newId(),
  studyId: study.id,
  termId: term.id,
  act,
  wording,
  seen: term.seen,
  reason: '',
  state: 'set' as const,
  userId: actor.userId,
  sideId: null,
  at,
  decidedAt: at
});

/** Adds a term. `conflict` where a term of the same name in either language exists. */
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

/** Changes a term. `stale` when it is not what the user has seen any more. */
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

/** Proposes a change; the proposer's side agrees by that. Returns the id of the term. */
export const proposeTerm = edit(
  { name: 'term.propose', needs: 'study.terms' },
  async (command, { act, term, wording: given, reason }: ProposalCommand) => {
    const { trx, at, deps, actor, acting, append, parts: terms, subject } = command;
    const { study } = subject;
    if (reason.length > longest.reason) throw refused('too-large');
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

/** Agrees with a proposal or objects to it; the change is made once both sides agree. */
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
    if (reason.length > longest.reason) throw refused('too-large');
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

/** Makes the change of a proposal on which both sides agree. */
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

/**
 * Imports a TBX or CSV file: all of its terms or none. A term is known by its id or by its name;
 * `glossary-file` for a file that is neither.
 */
export const importTerms = edit(
  {
    name: 'term.import',
    prepare: async ({ deps, actor }, bytes: Uint8Array) => {
      if (bytes.byteLength > largestGlossary) throw refused('too-large', { megabytes: 4 });
      return take(await deps.glossaryFiles.read(bytes, actor.userId));
    }
  },
  async (command, _bytes: Uint8Array): Promise<Imported> => {
    const { deps, append, parts: terms, prepared: entries } = command;
    const { written, ...counts } = take(planTerms(entries, terms, deps.newId));
    await saveAll(command, written);
    if (counts.added + counts.changed > 0)
      append({
        kind: 'glossary.imported',
        needs: 'study.see',
        payload: { added: counts.added, changed: counts.changed }
      });
    return counts;
  }
);

/** Writes many terms, and each into its history; other requests are answered in between. */
async function saveAll(command: TermEdit, written: readonly WrittenTerm[]): Promise<void> {
  const { trx, at, subject } = command;
  const { study } = subject;
  for (let from = 0; from < written.length; from += savedAtOnce) {
    const some = written.slice(from, from + savedAtOnce);
    await saveTerms(trx, study.id, some);
    await supersedeProposals(trx, { studyId: study.id, termIds: some.map(({ id }) => id), at });
    await insertProposals(
      trx,
      some.map(({ id, seen, wording }) =>
        settled(command, seen === '' ? 'add' : 'change', { id, seen }, wording)
      )
    );
    await setImmediate();
  }
}

const read = readsOf<CommandDeps>();

async function shownIn(
  { db, actor, subject: { study } }: Reading<CommandDeps, typeof studySubject>,
  stored: readonly StoredProposal[]
): Promise<ShownProposal[]> {
  const sides = study.sides.map(({ id }) => id);
  const people = await namedPeople(
    db,
    study.id,
    stored.flatMap(({ userId, votes }) => [userId, ...votes.map((vote) => vote.userId)])
  );
  return stored.map(({ userId, votes, ...proposal }) => ({
    ...proposal,
    by: people.get(userId) ?? null,
    isOwn: userId === actor.userId,
    votes: votes.map(({ userId: voter, ...vote }) => ({
      ...vote,
      by: people.get(voter) ?? null,
      isOwn: voter === actor.userId
    })),
    awaits: proposal.state === 'open' ? sidesAwaited(sides, votes) : []
  }));
}

/** Lists what is proposed, for everyone who sees the study. */
const proposals = read(
  { name: 'term.proposals', subject: studySubject },
  async (reading): Promise<GlossaryProposals> => {
    const { db, grants, abilities, subject } = reading;
    return {
      open: await shownIn(reading, await listProposals(db, subject.study.id, 'open')),
      mayPropose: abilities.has('study.terms'),
      votesFor: termSide(grants)
    };
  }
);

const page = read(
  { name: 'term.page', subject: studySubject },
  async (reading, termId: string): Promise<TermPage> => {
    const { db, grants, abilities, subject } = reading;
    const { study } = subject;
    const term = (await listTerms(db, study.id)).find(({ id }) => id === termId) ?? null;
    const all = await listProposals(db, study.id, { term: termId });
    if (!term && all.length === 0) throw refused('not-found');
    const history = await shownIn(reading, all);
    return {
      term,
      history,
      open: history.filter(({ state }) => state === 'open'),
      mayPropose: abilities.has('study.terms'),
      votesFor: termSide(grants)
    };
  }
);

/** Returns the glossary as the rows of a table, with their headings. */
const rows = read({ name: 'term.rows', subject: studySubject }, async ({ db, subject: { study } }) =>
  glossaryRows(await listTerms(db, study.id))
);

const tbx = read({ name: 'term.tbx', subject: studySubject }, async ({ db, subject: { study } }) =>
  tbxOf(textFor(study.title, 'en').text, await listTerms(db, study.id))
);

const terms = read(
  { name: 'glossary.terms', subject: studySubject },
  ({ db, subject: { study } }): Promise<GlossaryTerm[]> => listTerms(db, study.id)
);

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
    rows,
    tbx,
    terms
  });

const isBlank = ({ en, zh }: Bilingual): boolean => en.trim() === '' && zh.trim() === '';

const wordingIn = ({
  term,
  definition,
  group,
  caution,
  kind = 'term',
  isChecked = true,
  variants = []
}: TermCommand): TermWording =>
  wordingOf({
    term,
    definition,
    group,
    caution: isBlank(caution) ? null : caution,
    kind,
    isChecked,
    variants: variants
      .filter(({ text }) => text.trim() !== '')
      .map(({ language, text, use, reason }) => ({ language, text: text.trim(), use, reason }))
  });

const validateAmong = (
  wording: TermWording,
  terms: readonly GlossaryTerm[],
  found: GlossaryTerm | undefined
): Result<null> =>
  validateWording(
    wording,
    terms.filter((term) => term !== found)
  );

function validateWording(
  { term, definition, group, caution, kind, variants }: TermWording,
  others: readonly GlossaryTerm[]
): Result<null> {
  if (!termGroups.some((one) => one === group)) return refuse('invalid', { field: 'group' });
  if (!termKinds.includes(kind)) return refuse('invalid', { field: 'kind' });
  if (isBlank(term)) return refuse('invalid', { field: 'term' });
  if (term.en.length > longest.term || term.zh.length > longest.term) return refuse('too-large');
  if (
    [definition, caution ?? { en: '', zh: '' }].some(
      ({ en, zh }) => en.length > longest.text || zh.length > longest.text
    )
  )
    return refuse('too-large');
  if (variants.length > mostVariants) return refuse('too-many');
  for (const [at, { language, text, use, reason }] of variants.entries()) {
    if (!locales.includes(language) || !variantUses.includes(use))
      return refuse('invalid', { field: 'variant', at });
    if (text.length > longest.term || reason.en.length > longest.text || reason.zh.length > longest.text)
      return refuse('too-large');
    // A word that may not be used says why, and a false friend what it means.
    if (use !== 'allowed' && isBlank(reason)) return refuse('reason-required', { field: 'variant', at });
    if (use === 'forbidden' && isSame(text, term[language]))
      return refuse('invalid', { field: 'variant', at });
  }
  return others.some((other) => isSameName(other.term, term))
    ? refuse('conflict', { field: 'term' })
    : ok(null);
}

/** Describes a term that a file adds or changes; `seen` is empty for a new one. */
interface WrittenTerm {
  readonly id: string;
  readonly seen: string;
  readonly wording: TermWording;
}

/** Plans what a file writes; terms are looked up by their ids and names, so that the time grows with the file alone. */
function planTerms(
  entries: readonly GlossaryEntry[],
  terms: readonly GlossaryTerm[],
  newId: () => string
): Result<{
  readonly written: readonly WrittenTerm[];
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}> {
  const now = new Map<string, TermWording>();
  const named = new Map<string, Set<string>>();
  const put = (id: string, wording: TermWording): void => {
    for (const name of namesOf(now.get(id)?.term)) named.get(name)?.delete(id);
    for (const name of namesOf(wording.term)) named.set(name, (named.get(name) ?? new Set()).add(id));
    now.set(id, wording);
  };
  for (const term of terms) put(term.id, term);
  const written: WrittenTerm[] = [];
  const counts = { added: 0, changed: 0, same: 0 };
  const met = new Set<string>();
  for (const one of entries) {
    const wording = wordingIn({ ...one, group: termGroups.find((each) => each === one.group) ?? 'concepts' });
    const alike = namesOf(wording.term).flatMap((name) => [...(named.get(name) ?? [])]);
    const knownId = one.id !== null && now.has(one.id) ? one.id : alike[0];
    // Two entries of one file that mean the same term contradict each other.
    if (knownId !== undefined && met.has(knownId)) return refuse('conflict', { field: 'term' });
    const checked = validateWording(wording, []);
    if (!checked.ok) return checked;
    if (alike.some((id) => id !== knownId)) return refuse('conflict', { field: 'term' });
    const id = knownId ?? newId();
    const known = now.get(id);
    met.add(id);
    const seen = known ? termMark(known) : '';
    if (known && seen === termMark(wording)) {
      counts.same += 1;
      continue;
    }
    written.push({ id, seen, wording });
    put(id, wording);
    counts[known ? 'changed' : 'added'] += 1;
    if (now.size > mostTerms) return refuse('too-many');
  }
  return ok({ written, ...counts });
}

/** Returns the names by which a term is known again: that of each language. */
const namesOf = (term: Bilingual | undefined): string[] =>
  locales.flatMap((language) => {
    const name = term?.[language].trim().toLowerCase() ?? '';
    return name === '' ? [] : [`${language} ${name}`];
  });

const isSameName = (one: Bilingual, other: Bilingual): boolean =>
  isSame(one.en, other.en) || isSame(one.zh, other.zh);

const isSame = (one: string, other: string): boolean =>
  one.trim() !== '' && one.trim().toLowerCase() === other.trim().toLowerCase();
