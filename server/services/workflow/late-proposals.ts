/**
 * Manages late proposals: lists them for those who may decide and for their author, shows what each would
 * change, and stores the decision. The text itself is taken over in the browser, as an ordinary edit of the
 * person who does it.
 */
import type { RenderedChanges } from '#document/rendered-versions.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  decideLateProposal,
  findLateProposal,
  listLateProposalSummaries,
  type LateProposalSummary,
  type LateRow
} from '../../store/late-proposals.ts';
import { findGeneration } from '../../store/documents.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { findRoomOfDocument, mayProposeLate } from '../access.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { partsOf, sectionIdsOf } from './freezing.ts';
import { namedPeople, type NamedPerson } from './named-people.ts';
import {
  aboutText,
  abilityTo,
  authorizeText,
  authorizeTextCommand,
  type AuthorizedText,
  type TextLocation
} from './text-access.ts';
import { subjectOf } from './version-storage.ts';

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
  /** Lists proposals, oldest first; undecided ones before decided ones. */
  readonly proposals: readonly LateEntry[];
  /** Says that the reader may decide now: the text is open. */
  readonly mayDecide: boolean;
}

export interface ShownLate {
  readonly entry: LateEntry;
  readonly mayDecide: boolean;
  /** Lists what it would change in the text that was frozen; unchanged sections are left out. */
  readonly sections: readonly RenderedChanges[];
}

export type LateDecision =
  { readonly kind: 'merged' } | { readonly kind: 'dismissed'; readonly reason: Bilingual };

export interface LateProposals {
  /**
   * Lists the late proposals: those who write the text when it is open see all; anyone else who reads it,
   * their own.
   */
  list(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<LateList>>;
  show(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    proposalId: string
  ): Promise<Result<ShownLate>>;
  /**
   * Returns it as one Yjs update (V1) for the present text, for a person who takes it over; only while that is
   * possible.
   */
  bytes(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    proposalId: string
  ): Promise<Result<Uint8Array>>;
  /**
   * Stores the decision. `wrong-state` where it has been decided already; `reason-required` for a dismissal
   * without one.
   */
  decide(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    proposalId: string,
    decision: LateDecision
  ): Promise<Result<null>>;
}

export interface LateTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'compareProposal' | 'proposalForPresent'>;
}

export function openLateProposals(tools: LateTools): LateProposals {
  const { workers, store } = tools;
  const { db } = store;

  /** Checks whether the reader sees the proposals of all authors. */
  const seesAll = async (actor: Actor, { document, may }: AuthorizedText): Promise<boolean> => {
    if (may('late')) return true;
    const room = await findRoomOfDocument(db, document.id, document.generation);
    return room !== undefined && mayProposeLate(actor, room);
  };

  const visible = async (
    actor: Actor,
    studySlug: string,
    location: TextLocation
  ): Promise<Result<{ authorized: AuthorizedText; summaries: LateProposalSummary[] }>> => {
    const authorized = await authorizeText(db, actor, studySlug, location);
    if (!authorized.ok) return authorized;
    const summaries = await listLateProposalSummaries(db, authorized.value.document.id);
    const isVisible = (await seesAll(actor, authorized.value))
      ? () => true
      : ({ userId }: LateProposalSummary) => userId === actor.userId;
    return ok({ authorized: authorized.value, summaries: summaries.filter(isVisible) });
  };

  const find = async (
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    id: string
  ): Promise<Result<{ authorized: AuthorizedText; row: LateRow }>> => {
    const seen = await visible(actor, studySlug, location);
    if (!seen.ok) return seen;
    const row = seen.value.summaries.some((summary) => summary.id === id)
      ? await findLateProposal(db, id)
      : undefined;
    return row ? ok({ authorized: seen.value.authorized, row }) : refuse('not-found');
  };

  const entries = async (
    actor: Actor,
    studyId: string,
    summaries: readonly LateProposalSummary[]
  ): Promise<LateEntry[]> => {
    const people = await namedPeople(
      db,
      studyId,
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
  };

  return {
    async list(actor, studySlug, location) {
      const seen = await visible(actor, studySlug, location);
      if (!seen.ok) return seen;
      const { authorized, summaries } = seen.value;
      const proposals = await entries(actor, authorized.study.id, summaries);
      return ok({
        proposals: [
          ...proposals.filter((one) => one.decision === null),
          ...proposals.filter((one) => one.decision !== null)
        ],
        mayDecide: authorized.may('late')
      });
    },

    async show(actor, studySlug, location, proposalId) {
      const found = await find(actor, studySlug, location, proposalId);
      if (!found.ok) return found;
      const { authorized, row } = found.value;
      const { document, study } = authorized;
      const frozen = await partsOf(db, document.id, row.generation);
      const sections = await workers.compareProposal(
        frozen,
        row.bytes,
        await sectionIdsOf(db, document),
        actor.userId
      );
      const [entry] = await entries(actor, study.id, [row]);
      return entry
        ? ok({ entry, sections, mayDecide: authorized.may('late') && row.decision === null })
        : refuse('not-found');
    },

    async bytes(actor, studySlug, location, proposalId) {
      const found = await find(actor, studySlug, location, proposalId);
      if (!found.ok) return found;
      const { authorized, row } = found.value;
      if (!authorized.may('late')) return refuse('forbidden');
      const { document } = authorized;
      const [then, now] = [
        await findGeneration(db, document.id, row.generation),
        await findGeneration(db, document.id, document.generation)
      ];
      // The structs of a tree fit no sequence.
      if (then?.textModel === now?.textModel) return ok(row.bytes);
      return ok(
        await workers.proposalForPresent(
          await partsOf(db, document.id, row.generation),
          row.bytes,
          await partsOf(db, document.id, document.generation),
          actor.userId
        )
      );
    },

    decide: (actor, studySlug, location, proposalId, decision) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeTextCommand(trx, actor, studySlug, location, 'late');
        if (!authorized.ok) return authorized;
        const { study, document, acting } = authorized.value;
        const row = await findLateProposal(trx, proposalId);
        if (row?.documentId !== document.id) return refuse('not-found');
        const reason = decision.kind === 'dismissed' ? decision.reason : { en: '', zh: '' };
        if (reason.en.length > longestReason || reason.zh.length > longestReason)
          return refuse('invalid', { field: 'reason' });
        if (decision.kind === 'dismissed' && reason.en.trim() === '' && reason.zh.trim() === '')
          return refuse('reason-required', { field: 'reason' });
        const decided = {
          decision: decision.kind,
          decidedBy: actor.userId,
          decidedAt: at,
          reasonEn: reason.en,
          reasonZh: reason.zh
        };
        if (!(await decideLateProposal(trx, proposalId, decided))) return refuse('wrong-state');
        await appendEvent(study.id, acting, {
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
        return ok(null);
      })
  };
}

const longestReason = 4_000;
