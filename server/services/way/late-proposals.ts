/**
 * What came after a freeze: listed for whoever may decide about it and for its author, shown as what it would change, and decided
 * about. The words themselves are taken over in the browser, as an ordinary edit of whoever does it.
 */
import type { DrawnChanges } from '#document/drawn-versions.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  decideLateProposal,
  findLateProposal,
  listLateLines,
  type LateLine,
  type LateRow
} from '../../store/late-proposals.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { findRoomOfDocument, mayProposeLate } from '../access.ts';
import { decide, type DeskTools } from '../desk.ts';
import { partsOf, sectionIdsOf } from './freezing.ts';
import { namedPeople, type NamedPerson } from './named-people.ts';
import {
  aboutText,
  abilityTo,
  enterText,
  enterTextToDecide,
  type EnteredText,
  type TextPlace
} from './text-door.ts';
import { subjectOf } from './version-keeping.ts';

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
  /** Oldest first; those that nobody has decided about before those that somebody has. */
  readonly proposals: readonly LateEntry[];
  /** The reader may decide now: the text is open. */
  readonly mayDecide: boolean;
}

export interface ShownLate {
  readonly entry: LateEntry;
  readonly mayDecide: boolean;
  /** What it would change in the text that was frozen: sections that it leaves alone are not there. */
  readonly sections: readonly DrawnChanges[];
}

export type LateDecision =
  { readonly as: 'merged' } | { readonly as: 'dismissed'; readonly reason: Bilingual };

export interface LateProposals {
  /** Those who write the text when it is open see all; anyone else who reads it, their own. */
  list(actor: Actor, studySlug: string, place: TextPlace): Promise<Result<LateList>>;
  show(actor: Actor, studySlug: string, place: TextPlace, proposalId: string): Promise<Result<ShownLate>>;
  /** As one Yjs update (V1), for whoever takes its words over; only while that is possible. */
  bytes(actor: Actor, studySlug: string, place: TextPlace, proposalId: string): Promise<Result<Uint8Array>>;
  /** `wrong-state` where somebody has decided already; `reason-required` for a dismissal without one. */
  decide(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    proposalId: string,
    decision: LateDecision
  ): Promise<Result<null>>;
}

export interface LateTools extends DeskTools {
  readonly workshop: Pick<Workshop, 'compareProposal'>;
}

export function openLateProposals(tools: LateTools): LateProposals {
  const { workshop, store } = tools;
  const { db } = store;

  /** Whether the reader sees everybody's. */
  const seesAll = async (actor: Actor, { document, may }: EnteredText): Promise<boolean> => {
    if (may('late')) return true;
    const room = await findRoomOfDocument(db, document.id, document.generation);
    return room !== undefined && mayProposeLate(actor, room);
  };

  const visible = async (
    actor: Actor,
    studySlug: string,
    place: TextPlace
  ): Promise<Result<{ entered: EnteredText; lines: LateLine[] }>> => {
    const entered = await enterText(db, actor, studySlug, place);
    if (!entered.ok) return entered;
    const lines = await listLateLines(db, entered.value.document.id);
    const isVisible = (await seesAll(actor, entered.value))
      ? () => true
      : ({ userId }: LateLine) => userId === actor.userId;
    return ok({ entered: entered.value, lines: lines.filter(isVisible) });
  };

  const find = async (
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    id: string
  ): Promise<Result<{ entered: EnteredText; row: LateRow }>> => {
    const seen = await visible(actor, studySlug, place);
    if (!seen.ok) return seen;
    const row = seen.value.lines.some((line) => line.id === id) ? await findLateProposal(db, id) : undefined;
    return row ? ok({ entered: seen.value.entered, row }) : refuse('not-found');
  };

  const entries = async (actor: Actor, studyId: string, lines: readonly LateLine[]): Promise<LateEntry[]> => {
    const people = await namedPeople(
      db,
      studyId,
      lines.flatMap(({ userId, decidedBy }) => [userId, decidedBy])
    );
    return lines.map(
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
    async list(actor, studySlug, place) {
      const seen = await visible(actor, studySlug, place);
      if (!seen.ok) return seen;
      const { entered, lines } = seen.value;
      const proposals = await entries(actor, entered.study.id, lines);
      return ok({
        proposals: [
          ...proposals.filter((one) => one.decision === null),
          ...proposals.filter((one) => one.decision !== null)
        ],
        mayDecide: entered.may('late')
      });
    },

    async show(actor, studySlug, place, proposalId) {
      const found = await find(actor, studySlug, place, proposalId);
      if (!found.ok) return found;
      const { entered, row } = found.value;
      const { document, study } = entered;
      const frozen = await partsOf(db, document.id, row.generation);
      const sections = await workshop.compareProposal(
        frozen,
        row.bytes,
        await sectionIdsOf(db, document),
        actor.userId
      );
      const [entry] = await entries(actor, study.id, [row]);
      return entry
        ? ok({ entry, sections, mayDecide: entered.may('late') && row.decision === null })
        : refuse('not-found');
    },

    async bytes(actor, studySlug, place, proposalId) {
      const found = await find(actor, studySlug, place, proposalId);
      if (!found.ok) return found;
      return found.value.entered.may('late') ? ok(found.value.row.bytes) : refuse('forbidden');
    },

    decide: (actor, studySlug, place, proposalId, decision) =>
      decide(tools, async ({ trx, at, tell }) => {
        const entered = await enterTextToDecide(trx, actor, studySlug, place, 'late');
        if (!entered.ok) return entered;
        const { study, document, acting } = entered.value;
        const row = await findLateProposal(trx, proposalId);
        if (row?.documentId !== document.id) return refuse('not-found');
        const reason = decision.as === 'dismissed' ? decision.reason : { en: '', zh: '' };
        if (reason.en.length > longestReason || reason.zh.length > longestReason)
          return refuse('invalid', { field: 'reason' });
        if (decision.as === 'dismissed' && reason.en.trim() === '' && reason.zh.trim() === '')
          return refuse('reason-required', { field: 'reason' });
        const decided = {
          decision: decision.as,
          decidedBy: actor.userId,
          decidedAt: at,
          reasonEn: reason.en,
          reasonZh: reason.zh
        };
        if (!(await decideLateProposal(trx, proposalId, decided))) return refuse('wrong-state');
        await tell(study.id, acting, {
          kind: decision.as === 'merged' ? 'late-proposal.merged' : 'late-proposal.dismissed',
          // What is worked on in the findings, the city does not learn from an event that came before they were frozen for it.
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
