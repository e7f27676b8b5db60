/**
 * Stores what still arrives for a generation that has ended: next to it, acknowledged, and never merged
 * silently. Each person has one late proposal for a generation, which grows with what comes.
 */
import { grantsIn } from '#base/permissions.ts';
import { abilitiesToOpen } from '#base/document-rights.ts';
import { latePartsOf } from '#rules/documents/room-rights.ts';
import type { Connection } from '../transport/connection.ts';
import { checkUpdate, type UpdateCheck } from './update-check.ts';
import type { Generation } from './generation.ts';
import type { Log, RoomKey } from '../log/log.ts';
import { foreignIn, foreignRepeatOf, othersRepeated } from './repeats.ts';
import type { Rules } from '../scan/document-rules.ts';
import { StructIndex } from '../scan/struct-index.ts';
import type { Text } from './text.ts';
import { orderHolds, type TrialTools } from './trial.ts';

export interface LateTools extends TrialTools {
  readonly log: Log;
  readonly now: () => Date;
  readonly newId: () => string;
}

export type LateOutcome =
  | Exclude<UpdateCheck, { kind: 'accepted' }>
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unaffordable' }
  /** No worker could compare it with the text now. */
  | { readonly kind: 'impossible' }
  | { readonly kind: 'kept'; readonly proposalId: string; readonly at: number };

interface Draft {
  /** Indexes the frozen text and what this person has added. */
  readonly structIndex: StructIndex;
  readonly proposalId: string;
  /** Holds what this person has added, as one update. */
  bytes: Uint8Array | null;
  receivedAt: string;
}

const maxBytes = 8 * 1024 * 1024;

export class LateProposals {
  readonly #tools: LateTools;
  readonly #roomKey: RoomKey;
  readonly #frozen: Text;
  readonly #rules: Rules;
  readonly #generation: Pick<Generation, 'ownerOf' | 'groundOf'>;
  readonly #drafts = new Map<string, Draft>();

  constructor(tools: LateTools, generation: Generation) {
    this.#tools = tools;
    this.#generation = generation;
    this.#roomKey = generation.roomKey;
    this.#frozen = generation.text;
    this.#rules = generation.rules;
  }

  async keep(connection: Connection, update: Uint8Array): Promise<LateOutcome> {
    const { userId } = connection;
    const ownerOf = (client: number): string | undefined => this.#generation.ownerOf(client);
    const parts = latePartsOf(connection.actor, connection.found);
    const mayTouch = this.#generation.groundOf(parts);
    const frozenVerdict = checkUpdate(this.#frozen.structIndex, update, this.#rules, {
      userId,
      ownerOf,
      mayTouch
    });
    if (connection.wantsOurs) {
      const repeat = await this.#foreignRepeatOf(userId, update, frozenVerdict);
      if (repeat === 'unaffordable' || repeat === 'impossible') return { kind: repeat };
      if (repeat !== undefined) return { kind: 'foreign', client: repeat };
    }
    if (frozenVerdict.kind !== 'accepted' && frozenVerdict.kind !== 'gap') return frozenVerdict;
    const draft = this.#drafts.get(userId) ?? (await this.#draftOf(userId));
    const verdict = checkUpdate(draft.structIndex, update, this.#rules, {
      userId,
      // Under a client id that is new since the freeze the person has written in this draft alone.
      ownerOf: (client) =>
        ownerOf(client) ?? (this.#frozen.structIndex.clockOf(client) === 0 ? userId : undefined),
      mayTouch
    });
    if (verdict.kind === 'nothing-new')
      return { kind: 'kept', proposalId: draft.proposalId, at: Date.parse(draft.receivedAt) };
    if (verdict.kind !== 'accepted') return verdict;
    if (verdict.orderUnsure) {
      const text = {
        pieces: piecesOf(this.#frozen, draft.bytes),
        size: this.#frozen.size + (draft.bytes?.length ?? 0)
      };
      const order = await orderHolds(this.#tools, userId, text, verdict.bytes);
      if (order === 'unaffordable') return { kind: 'unaffordable' };
      if (order === 'breaks') return { kind: 'malformed', reason: 'stands where no load would put it' };
    }
    draft.structIndex.integrate(verdict.resolved);
    const added = [...piecesOf(this.#frozen, draft.bytes), verdict.bytes];
    draft.bytes = await this.#tools.workers.diff(added, this.#frozen.stateVector(), userId);
    if (draft.bytes.length > maxBytes) {
      this.#drafts.delete(userId);
      return { kind: 'too-large' };
    }
    const at = this.#tools.now();
    draft.receivedAt = at.toISOString();
    await this.#store(connection, draft, draft.bytes);
    this.#drafts.set(userId, draft);
    return { kind: 'kept', proposalId: draft.proposalId, at: at.getTime() };
  }

  /** Returns a client id of another person under which an update repeats other content than is frozen. */
  async #foreignRepeatOf(
    userId: string,
    update: Uint8Array,
    verdict: UpdateCheck
  ): Promise<number | 'unaffordable' | 'impossible' | undefined> {
    const author = { userId, ownerOf: (client: number) => this.#generation.ownerOf(client) };
    if (verdict.kind === 'malformed') return foreignIn(update, author);
    const clients = othersRepeated(verdict, author);
    return foreignRepeatOf(this.#tools, { update, clients }, this.#frozen, author).catch(
      () => 'impossible' as const
    );
  }

  async #draftOf(userId: string): Promise<Draft> {
    const existing = await this.#tools.log.findLate(this.#roomKey, userId);
    const bytes = existing?.bytes ?? null;
    return {
      structIndex: StructIndex.from(piecesOf(this.#frozen, bytes)),
      proposalId: existing?.id ?? this.#tools.newId(),
      bytes,
      receivedAt: existing?.receivedAt ?? ''
    };
  }

  async #store(connection: Connection, draft: Draft, bytes: Uint8Array): Promise<void> {
    const { facts, studyId } = connection.found;
    await this.#tools.log.saveLateProposal(
      {
        id: draft.proposalId,
        ...this.#roomKey,
        userId: connection.userId,
        receivedAt: draft.receivedAt,
        bytes
      },
      {
        studyId,
        actorRole: grantsIn(connection.actor, studyId)[0]?.role ?? null,
        domainEvent: {
          kind: 'late-proposal.kept',
          needs: abilitiesToOpen[facts.kind].read,
          documentId: this.#roomKey.documentId,
          ...(facts.kind === 'chapter' ? {} : { cityId: facts.cityId }),
          payload: { generation: this.#roomKey.generation, document: facts.kind }
        }
      }
    );
  }
}

const piecesOf = (frozen: Text, added: Uint8Array | null): Uint8Array[] =>
  added ? [...frozen.pieces, added] : frozen.pieces;
