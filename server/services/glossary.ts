/**
 * Manages the study's glossary. Experts and chairs propose terms and changes, which hold once somebody of each
 * side agrees; the secretariat sets terms up directly, which takes an agreement away. Every change of a term is
 * in its history.
 */
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
} from '#domain/glossary.ts';
import { locales, textFor, type Bilingual } from '#domain/locale.ts';
import type { Actor, Grant } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { largestGlossary } from '#domain/upload-limits.ts';
import { isAgreed, sidesAwaited, type TermAct, type TermVote } from '#domain/term-proposal.ts';
import { glossaryRows } from '../exchange/glossary-csv.ts';
import type { GlossaryEntry } from '../exchange/glossary-entry.ts';
import type { GlossaryFiles } from '../exchange/glossary-files.ts';
import { tbxOf } from '../exchange/tbx.ts';
import { lockStudy } from '../store/grants.ts';
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
} from '../store/glossary.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from './study-access.ts';
import { studyEdits, type StudyEdit } from './study-edits.ts';
import { namedPeople, type NamedPerson } from './workflow/named-people.ts';

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

export interface Glossary {
  /** Adds a term. `conflict` where a term of the same name in either language exists. */
  add(actor: Actor, studySlug: string, command: TermCommand): Promise<Result<null>>;
  /** Changes a term. `stale` when it is not what the user has seen any more. */
  change(actor: Actor, studySlug: string, term: SeenTerm, command: TermCommand): Promise<Result<null>>;
  remove(actor: Actor, studySlug: string, term: SeenTerm): Promise<Result<null>>;
  /** Lists what is proposed, for everyone who sees the study. */
  proposals(actor: Actor, studySlug: string): Promise<Result<GlossaryProposals>>;
  page(actor: Actor, studySlug: string, termId: string): Promise<Result<TermPage>>;
  /** Proposes a change; the proposer's side agrees by that. Returns the id of the term. */
  propose(actor: Actor, studySlug: string, command: ProposalCommand): Promise<Result<string>>;
  /** Agrees with a proposal or objects to it; the change is made once both sides agree. */
  vote(
    actor: Actor,
    studySlug: string,
    proposalId: string,
    vote: { readonly vote: TermVote; readonly reason: string }
  ): Promise<Result<CountedVote>>;
  /** Takes back one's own proposal. */
  withdraw(actor: Actor, studySlug: string, proposalId: string): Promise<Result<null>>;
  /**
   * Imports a TBX or CSV file: all of its terms or none. A term is known by its id or by its name;
   * `glossary-file` for a file that is neither.
   */
  import(actor: Actor, studySlug: string, bytes: Uint8Array): Promise<Result<Imported>>;
  /** Returns the glossary as the rows of a table, with their headings. */
  rows(actor: Actor, studySlug: string): Promise<Result<(string | null)[][]>>;
  /** Returns the glossary as TBX. */
  tbx(actor: Actor, studySlug: string): Promise<Result<string>>;
}

type Fault = ReturnType<typeof refuse>;

export interface GlossaryTools extends CommandDeps {
  readonly glossaryFiles: Pick<GlossaryFiles, 'read'>;
}

export function openGlossary(tools: GlossaryTools): Glossary {
  const edit = studyEdits(tools, listTerms);
  const { db } = tools.store;

  const append = (
    { appendEvent, study, acting }: StudyEdit,
    act: 'added' | 'changed' | 'removed',
    term: Bilingual
  ): Promise<void> =>
    appendEvent(study.id, acting, {
      kind: 'term.changed',
      needs: 'study.see',
      payload: { act, nameEn: term.en, nameZh: term.zh }
    });

  /** Writes a change that the secretariat makes into the history of the term. */
  async function note(
    { trx, study, at, acting }: StudyEdit,
    act: TermAct,
    term: SeenTerm,
    wording: TermWording
  ): Promise<void> {
    await supersedeProposals(trx, { studyId: study.id, termIds: [term.id], at });
    await insertProposals(trx, [settled({ study, at, acting }, act, term, wording)]);
  }

  const settled = (
    { study, at, acting }: Pick<StudyEdit, 'study' | 'at' | 'acting'>,
    act: TermAct,
    term: SeenTerm,
    wording: TermWording
  ) => ({
    id: tools.newId(),
    studyId: study.id,
    termId: term.id,
    act,
    wording,
    seen: term.seen,
    reason: '',
    state: 'set' as const,
    userId: acting.userId,
    sideId: null,
    at,
    decidedAt: at
  });

  /** Writes many terms, and each into its history; other requests are answered in between. */
  async function saveAll(command: StudyEdit, written: readonly WrittenTerm[]): Promise<void> {
    const { trx, study, at } = command;
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

  const asShown = async (
    studyId: Parameters<typeof listTerms>[1],
    sides: readonly string[],
    reader: string,
    stored: readonly StoredProposal[]
  ): Promise<ShownProposal[]> => {
    const people = await namedPeople(
      db,
      studyId,
      stored.flatMap(({ userId, votes }) => [userId, ...votes.map((vote) => vote.userId)])
    );
    return stored.map(({ userId, votes, ...proposal }) => ({
      ...proposal,
      by: people.get(userId) ?? null,
      isOwn: userId === reader,
      votes: votes.map(({ userId: voter, ...vote }) => ({
        ...vote,
        by: people.get(voter) ?? null,
        isOwn: voter === reader
      })),
      awaits: proposal.state === 'open' ? sidesAwaited(sides, votes) : []
    }));
  };

  /** Runs a command of a person who may propose terms. */
  const together = <T>(
    actor: Actor,
    studySlug: string,
    decision: (edit: StudyEdit, terms: readonly GlossaryTerm[]) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    runCommand(tools, async (context) => {
      await lockStudy(context.trx, studySlug);
      const authorized = await authorizeStudyCommand(context.trx, actor, studySlug, 'study.terms');
      if (!authorized.ok) return authorized;
      const terms = await listTerms(context.trx, authorized.value.study.id);
      return decision({ ...context, ...authorized.value }, terms);
    });

  /** Makes the change of a proposal on which both sides agree. */
  async function carryOut(
    command: StudyEdit,
    terms: readonly GlossaryTerm[],
    { id, act, termId, wording, seen }: StoredProposal
  ): Promise<Fault | null> {
    const { trx, study, at } = command;
    const found = terms.find((term) => term.id === termId);
    if (act === 'add' ? found !== undefined : !found || termMark(found) !== seen) return refuse('stale');
    if (act !== 'remove') {
      const fault = faultOf(
        wording,
        terms.filter((term) => term !== found)
      );
      if (fault) return fault;
    }
    const place = { studyId: study.id, id: termId, agreedAt: at };
    if (act === 'remove') await deleteTerm(trx, study.id, termId);
    else if (found) await updateTerm(trx, place, wording);
    else if (terms.length >= mostTerms) return refuse('too-many');
    else await insertTerm(trx, place, wording);
    await decideProposal(trx, id, { state: 'agreed', at });
    await supersedeProposals(trx, { studyId: study.id, termIds: [termId], at });
    return null;
  }

  return {
    add: (actor, studySlug, given) =>
      edit(actor, studySlug, async (command, terms) => {
        const wording = wordingIn(given);
        const fault = faultOf(wording, terms);
        if (fault) return fault;
        if (terms.length >= mostTerms) return refuse('too-many');
        const id = tools.newId();
        await insertTerm(command.trx, { studyId: command.study.id, id, agreedAt: null }, wording);
        await note(command, 'add', { id, seen: '' }, wording);
        await append(command, 'added', given.term);
        return ok(null);
      }),

    change: (actor, studySlug, { id, seen }, given) =>
      edit(actor, studySlug, async (command, terms) => {
        const found = terms.find((term) => term.id === id);
        if (!found) return refuse('not-found');
        const wording = wordingIn(given);
        const fault = faultOf(
          wording,
          terms.filter((term) => term !== found)
        );
        if (fault) return fault;
        if (termMark(found) !== seen) return refuse('stale');
        await updateTerm(command.trx, { studyId: command.study.id, id, agreedAt: null }, wording);
        await note(command, 'change', { id, seen }, wording);
        await append(command, 'changed', given.term);
        return ok(null);
      }),

    remove: (actor, studySlug, { id, seen }) =>
      edit(actor, studySlug, async (command, terms) => {
        const found = terms.find((term) => term.id === id);
        if (!found) return refuse('not-found');
        if (termMark(found) !== seen) return refuse('stale');
        await deleteTerm(command.trx, command.study.id, id);
        await note(command, 'remove', { id, seen }, wordingOf(found));
        await append(command, 'removed', found.term);
        return ok(null);
      }),

    async proposals(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const sides = study.sides.map(({ id }) => id);
      const open = await listProposals(db, study.id, 'open');
      return ok({
        open: await asShown(study.id, sides, actor.userId, open),
        mayPropose: abilities.has('study.terms'),
        votesFor: sideOf(grants)
      });
    },

    async page(actor, studySlug, termId) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const sides = study.sides.map(({ id }) => id);
      const term = (await listTerms(db, study.id)).find(({ id }) => id === termId) ?? null;
      const all = await listProposals(db, study.id, { term: termId });
      if (!term && all.length === 0) return refuse('not-found');
      const history = await asShown(study.id, sides, actor.userId, all);
      return ok({
        term,
        history,
        open: history.filter(({ state }) => state === 'open'),
        mayPropose: abilities.has('study.terms'),
        votesFor: sideOf(grants)
      });
    },

    propose: (actor, studySlug, { act, term, wording: given, reason }) =>
      together(actor, studySlug, async (command, terms) => {
        const { trx, study, at, acting } = command;
        if (reason.length > longest.reason) return refuse('too-large');
        const found = term === null ? undefined : terms.find(({ id }) => id === term.id);
        if (act !== 'add' && !found) return refuse('not-found');
        if (found && termMark(found) !== term?.seen) return refuse('stale');
        if (act === 'remove' && reason.trim() === '') return refuse('reason-required');
        const wording = act === 'remove' ? found && wordingOf(found) : given && wordingIn(given);
        if (!wording) return refuse('invalid', { field: 'term' });
        const fault =
          act === 'remove'
            ? null
            : faultOf(
                wording,
                terms.filter((one) => one !== found)
              );
        if (fault) return fault;
        const open = await listProposals(trx, study.id, 'open');
        if (open.length >= mostOpen || (act === 'add' && terms.length >= mostTerms))
          return refuse('too-many');
        const termId = found?.id ?? tools.newId();
        const id = tools.newId();
        const sideId = sideOf(acting.grants);
        await insertProposals(trx, [
          {
            id,
            studyId: study.id,
            termId,
            act,
            wording,
            seen: found ? (term?.seen ?? '') : '',
            reason: reason.trim(),
            state: 'open',
            userId: actor.userId,
            sideId,
            at,
            decidedAt: null
          }
        ]);
        if (sideId !== null)
          await saveVote(trx, {
            proposalId: id,
            studyId: study.id,
            userId: actor.userId,
            sideId,
            vote: 'agree',
            reason: '',
            at
          });
        await command.appendEvent(study.id, acting, {
          kind: 'term.proposed',
          needs: 'study.see',
          payload: { act, nameEn: wording.term.en, nameZh: wording.term.zh }
        });
        return ok(termId);
      }),

    vote: (actor, studySlug, proposalId, { vote, reason }) =>
      together(actor, studySlug, async (command, terms) => {
        const { trx, study, at, acting } = command;
        const [proposal] = await listProposals(trx, study.id, { id: proposalId });
        if (!proposal) return refuse('not-found');
        if (proposal.state !== 'open') return refuse('wrong-state');
        const sideId = sideOf(acting.grants);
        if (sideId === null) return refuse('forbidden');
        if (vote === 'object' && reason.trim() === '') return refuse('reason-required');
        if (reason.length > longest.reason) return refuse('too-large');
        const own = { userId: actor.userId, sideId, vote, reason: reason.trim(), at };
        await saveVote(trx, { ...own, proposalId, studyId: study.id });
        const votes = [...proposal.votes.filter(({ userId }) => userId !== actor.userId), own];
        const agreed = isAgreed(
          study.sides.map(({ id }) => id),
          votes
        );
        if (agreed) {
          const fault = await carryOut(command, terms, proposal);
          if (fault) return fault;
        }
        await command.appendEvent(study.id, acting, {
          kind: 'term.voted',
          needs: 'study.see',
          payload: {
            act: agreed ? 'agreed' : vote,
            nameEn: proposal.wording.term.en,
            nameZh: proposal.wording.term.zh
          }
        });
        const { act, termId, wording } = proposal;
        return ok({ isAgreed: agreed, act, termId, term: wording.term });
      }),

    withdraw: (actor, studySlug, proposalId) =>
      together(actor, studySlug, async ({ trx, study, at, acting, appendEvent }) => {
        const [proposal] = await listProposals(trx, study.id, { id: proposalId });
        if (!proposal) return refuse('not-found');
        if (proposal.userId !== actor.userId) return refuse('forbidden');
        if (proposal.state !== 'open') return refuse('wrong-state');
        await decideProposal(trx, proposalId, { state: 'withdrawn', at });
        await appendEvent(study.id, acting, {
          kind: 'term.voted',
          needs: 'study.see',
          payload: {
            act: 'withdrawn',
            nameEn: proposal.wording.term.en,
            nameZh: proposal.wording.term.zh
          }
        });
        return ok(null);
      }),

    async rows(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(glossaryRows(await listTerms(db, authorized.value.study.id))) : authorized;
    },

    async tbx(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      return ok(tbxOf(textFor(study.title, 'en').text, await listTerms(db, study.id)));
    },

    async import(actor, studySlug, bytes) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.edit');
      if (!authorized.ok) return authorized;
      if (bytes.byteLength > largestGlossary) return refuse('too-large', { megabytes: 4 });
      const read = await tools.glossaryFiles.read(bytes, actor.userId);
      if (!read.ok) return read;
      return edit(actor, studySlug, async (command, terms) => {
        const { study } = command;
        const planned = planTerms(read.value, terms, tools.newId);
        if (!planned.ok) return planned;
        const { written, ...counts } = planned.value;
        await saveAll(command, written);
        if (counts.added + counts.changed > 0)
          await command.appendEvent(study.id, command.acting, {
            kind: 'glossary.imported',
            needs: 'study.see',
            payload: { added: counts.added, changed: counts.changed }
          });
        return ok(counts);
      });
    }
  };
}

/** Returns the side for which a person votes; a person with roles of two sides votes for the first. */
const sideOf = (grants: readonly Grant[]): string | null =>
  grants.find(({ role, sideId }) => (role === 'chair' || role === 'expert') && sideId !== null)?.sideId ??
  null;

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

function faultOf(
  { term, definition, group, caution, kind, variants }: TermWording,
  others: readonly GlossaryTerm[]
): Fault | undefined {
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
    : undefined;
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
    const fault = faultOf(wording, []);
    if (fault) return fault;
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
