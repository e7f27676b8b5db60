/** Shows the glossary: its terms, what is proposed, and the history of each term. */
import type { GlossaryFormat } from '#rules/pairs/glossary-formats.ts';
import type { GlossaryTerm } from '#rules/pairs/glossary.ts';
import { csvOf } from '#base/csv.ts';
import { textFor } from '#base/locale.ts';
import { termSide } from '#base/grant-duties.ts';
import { sidesAwaited, type TermVote } from '#rules/pairs/term-proposal.ts';
import { glossaryRows } from './glossary-csv.ts';
import { tbxOf } from './tbx.ts';
import { listProposals, listTerms, type StoredProposal } from './store/glossary.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';
import { namedPeople, type NamedPerson } from '#areas/people';

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
  /** The newest first. */
  readonly history: readonly ShownProposal[];
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

/** For everyone who sees the study. */
export const proposals = read(
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

export const page = read(
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

const writers = {
  csv: (_, all) => csvOf(glossaryRows(all)),
  tbx: (title, all) => new TextEncoder().encode(tbxOf(title, all))
} satisfies Record<GlossaryFormat, (title: string, all: readonly GlossaryTerm[]) => Uint8Array>;

export const file = read(
  { name: 'term.file', subject: studySubject },
  async ({ db, subject: { study } }, format: GlossaryFormat) =>
    writers[format](textFor(study.title, 'en').text, await listTerms(db, study.id))
);

export const terms = read(
  { name: 'glossary.terms', subject: studySubject },
  ({ db, subject: { study } }): Promise<GlossaryTerm[]> => listTerms(db, study.id)
);
