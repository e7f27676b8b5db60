/**
 * Manages late proposals: lists them for those who may decide and for their author, shows what each would
 * change, and stores the decision. The text itself is taken over in the browser, as an ordinary edit of the
 * person who does it.
 */
import type { Bilingual } from '#base/locale.ts';
import {
  decideLateProposal,
  findLateProposal,
  listLateProposalSummaries,
  type LateProposalSummary,
  type LateRow
} from './store/late-proposals.ts';
import { findGeneration } from '#areas/assessments';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { ComparedProposal } from '#server/workers/version-jobs.ts';
import { findRoomOfDocument } from './access.ts';
import { mayProposeLate } from '#rules/documents/room-rights.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf, type Reading as ReadingOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { partsOf, sectionIdsOf } from './frozen-content.ts';
import { namedPeople, type NamedPerson } from '#areas/people';
import { aboutText, abilityTo, type AuthorizedText } from './text-access.ts';
import { authorizedText } from './authorized-text.ts';
import { textSubject } from './text-subject.ts';
import { subjectOf } from '#rules/versions/version.ts';

export interface LateEntry {
  readonly id: string;
  readonly generation: number;
  readonly by: NamedPerson | null;
  readonly isOwn: boolean;
  readonly receivedAt: string;
  readonly decision: 'merged' | 'dismissed' | null;
  readonly decidedBy: NamedPerson | null;
  readonly decidedAt: string | null;
  readonly reason: Bilingual;
}

export interface LateList {
  /** Oldest first; undecided ones before decided ones. */
  readonly proposals: readonly LateEntry[];
  /** Only while the text is open. */
  readonly mayDecide: boolean;
}

/** Holds a part of what it would change in the text that was frozen; unchanged sections are left out. */
export interface ShownLate extends ComparedProposal {
  readonly entry: LateEntry;
  readonly mayDecide: boolean;
}

export type LateDecision =
  | { readonly kind: 'merged' }
  | { readonly kind: 'dismissed'; readonly reason: Bilingual };

export interface LateTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'compareProposal' | 'proposalForPresent'>;
}

const command = commandsOf<LateTools>();
const read = readsOf<LateTools>();

type Reading = ReadingOf<LateTools, typeof textSubject>;

async function seesAll({ db, actor }: Reading, { document, may }: AuthorizedText): Promise<boolean> {
  if (may('late')) return true;
  const room = await findRoomOfDocument(db, document.id, document.generation);
  return room !== undefined && mayProposeLate(actor, room);
}

async function visible(reading: Reading, text: AuthorizedText): Promise<LateProposalSummary[]> {
  const summaries = await listLateProposalSummaries(reading.db, text.document.id);
  return (await seesAll(reading, text))
    ? summaries
    : summaries.filter(({ userId }) => userId === reading.actor.userId);
}

async function find(reading: Reading, text: AuthorizedText, id: string): Promise<LateRow> {
  const row = (await visible(reading, text)).some((summary) => summary.id === id)
    ? await findLateProposal(reading.db, id)
    : undefined;
  if (!row) throw refused('not-found');
  return row;
}

async function entriesOf(
  { db, actor, subject: { study } }: Reading,
  summaries: readonly LateProposalSummary[]
): Promise<LateEntry[]> {
  const people = await namedPeople(
    db,
    study.id,
    summaries.flatMap(({ userId, decidedBy }) => [userId, decidedBy])
  );
  return summaries.map(
    ({ id, generation, userId, receivedAt, decision, decidedBy, decidedAt, reasonEn, reasonZh }) => ({
      id,
      generation,
      receivedAt,
      decision,
      decidedAt,
      by: people.get(userId) ?? null,
      isOwn: userId === actor.userId,
      decidedBy: decidedBy === null ? null : (people.get(decidedBy) ?? null),
      reason: { en: reasonEn ?? '', zh: reasonZh ?? '' }
    })
  );
}

/** `wrong-state` where it has been decided already; `reason-required` for a dismissal without one. */
const decide = command(
  { name: 'late-proposals.decide', subject: textSubject, needs: 'late' },
  async ({ trx, at, actor, append, subject: { document } }, proposalId: string, decision: LateDecision) => {
    const row = await findLateProposal(trx, proposalId);
    if (row?.documentId !== document.id) throw refused('not-found');
    const reason = decision.kind === 'dismissed' ? decision.reason : { en: '', zh: '' };
    if (reason.en.length > longestReason || reason.zh.length > longestReason)
      throw refused('invalid', { field: 'reason' });
    if (decision.kind === 'dismissed' && reason.en.trim() === '' && reason.zh.trim() === '')
      throw refused('reason-required', { field: 'reason' });
    const decided = {
      decision: decision.kind,
      decidedBy: actor.userId,
      decidedAt: at,
      reasonEn: reason.en,
      reasonZh: reason.zh
    };
    if (!(await decideLateProposal(trx, proposalId, decided))) throw refused('wrong-state');
    append({
      kind: decision.kind === 'merged' ? 'late-proposal.merged' : 'late-proposal.dismissed',
      // The event must not show the city what was done with late proposals before the findings were
      // frozen for it.
      needs: abilityTo(document.kind === 'findings' ? 'versions' : 'read', document.kind),
      ...aboutText(document),
      payload: {
        proposalId,
        generation: row.generation,
        document: document.kind,
        subject: subjectOf(document)
      }
    });
    return null;
  }
);

/**
 * Lists the late proposals: those who write the text when it is open see all; anyone else who reads it,
 * their own.
 */
const list = read(
  { name: 'late-proposals.list', subject: textSubject },
  async (reading): Promise<LateList> => {
    const text = authorizedText(reading);
    const proposals = await entriesOf(reading, await visible(reading, text));
    return {
      proposals: [
        ...proposals.filter((one) => one.decision === null),
        ...proposals.filter((one) => one.decision !== null)
      ],
      mayDecide: text.may('late')
    };
  }
);

const show = read(
  { name: 'late-proposals.show', subject: textSubject },
  async (reading, proposalId: string, page: number = 1): Promise<ShownLate> => {
    const { db, deps, actor } = reading;
    const text = authorizedText(reading);
    const row = await find(reading, text, proposalId);
    const { document } = text;
    const compared = await deps.workers.compareProposal(
      await partsOf(db, document.id, row.generation),
      row.bytes,
      { sections: await sectionIdsOf(db, document), part: { page } },
      actor.userId
    );
    const [entry] = await entriesOf(reading, [row]);
    if (!entry) throw refused('not-found');
    return { entry, ...compared, mayDecide: text.may('late') && row.decision === null };
  }
);

/**
 * Returns it as one Yjs update (V1) for the present text, for a person who takes it over; only while that is
 * possible.
 */
const bytesOf = read(
  { name: 'late-proposals.bytes', subject: textSubject },
  async (reading, proposalId: string): Promise<Uint8Array> => {
    const { db, deps, actor } = reading;
    const text = authorizedText(reading);
    const row = await find(reading, text, proposalId);
    if (!text.may('late')) throw refused('forbidden');
    const { document } = text;
    const [then, now] = [
      await findGeneration(db, document.id, row.generation),
      await findGeneration(db, document.id, document.generation)
    ];
    // The structs of a tree fit no sequence.
    if (then?.textModel === now?.textModel) return row.bytes;
    return deps.workers.proposalForPresent(
      await partsOf(db, document.id, row.generation),
      row.bytes,
      await partsOf(db, document.id, document.generation),
      actor.userId
    );
  }
);

export type LateProposals = ReturnType<typeof createLateProposals>;

export const createLateProposals = (tools: LateTools) => bind(tools, { list, show, bytes: bytesOf, decide });

const longestReason = 4_000;
