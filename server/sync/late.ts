/**
 * What still arrives for a generation that has ended: kept beside it, acknowledged, and merged by nobody in silence.
 * Each person has one late proposal for a generation, which grows with what comes.
 */
import * as Y from 'yjs';
import { abilitiesToOpen, grantsIn } from '#domain/permissions.ts';
import { mayProposeLate } from '../services/access.ts';
import type { Connection } from './connection.ts';
import { judgeWrite, type WriteVerdict } from './judge-write.ts';
import type { Log, Place } from './log.ts';
import type { Rules } from './scan/resolve.ts';

export interface LateTools {
  readonly log: Log;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly mayTry: (userId: string, bytes: number) => boolean;
}

export type LateOutcome =
  | Exclude<WriteVerdict, { kind: 'accepted' }>
  | { readonly kind: 'denied' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'kept'; readonly proposalId: string; readonly at: number };

interface Draft {
  readonly doc: Y.Doc;
  readonly proposalId: string;
  receivedAt: string;
}

const maxBytes = 8 * 1024 * 1024;

export class LateProposals {
  readonly #tools: LateTools;
  readonly #place: Place;
  readonly #frozen: Y.Doc;
  readonly #rules: Rules;
  readonly #owners: ReadonlyMap<number, string>;
  readonly #drafts = new Map<string, Draft>();

  constructor(tools: LateTools, place: Place, frozen: Y.Doc, owners: ReadonlyMap<number, string>, rules: Rules) {
    this.#tools = tools;
    this.#place = place;
    this.#frozen = frozen;
    this.#owners = owners;
    this.#rules = rules;
  }

  async keep(connection: Connection, update: Uint8Array): Promise<LateOutcome> {
    const { userId } = connection;
    const ownerOf = (client: number): string | undefined => this.#owners.get(client);
    const mayTry = (bytes: number): boolean => this.#tools.mayTry(userId, bytes);
    const beside = judgeWrite(this.#frozen, update, this.#rules, { userId, ownerOf, mayTry });
    if (beside.kind !== 'accepted' && beside.kind !== 'gap') return beside;
    if (!mayProposeLate(connection.actor, connection.found)) return { kind: 'denied' };
    const draft = this.#drafts.get(userId) ?? (await this.#draftOf(userId));
    const verdict = judgeWrite(draft.doc, update, this.#rules, {
      userId,
      mayTry,
      // Under a client id that is new since the freeze the person has written in this draft alone.
      ownerOf: (client) => ownerOf(client) ?? (Y.getState(this.#frozen.store, client) === 0 ? userId : undefined)
    });
    if (verdict.kind === 'nothing-new') return { kind: 'kept', proposalId: draft.proposalId, at: Date.parse(draft.receivedAt) };
    if (verdict.kind !== 'accepted') return verdict;
    Y.applyUpdate(draft.doc, verdict.bytes);
    const bytes = Y.encodeStateAsUpdate(draft.doc, Y.encodeStateVector(this.#frozen));
    if (bytes.length > maxBytes) {
      this.#drafts.delete(userId);
      return { kind: 'too-large' };
    }
    const at = this.#tools.now();
    draft.receivedAt = at.toISOString();
    await this.#store(connection, draft, bytes);
    this.#drafts.set(userId, draft);
    return { kind: 'kept', proposalId: draft.proposalId, at: at.getTime() };
  }

  async #draftOf(userId: string): Promise<Draft> {
    const kept = await this.#tools.log.findLate(this.#place, userId);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#frozen));
    if (kept) Y.applyUpdate(doc, kept.bytes);
    return { doc, proposalId: kept?.id ?? this.#tools.newId(), receivedAt: kept?.receivedAt ?? '' };
  }

  async #store(connection: Connection, draft: Draft, bytes: Uint8Array): Promise<void> {
    const { facts, studyId } = connection.found;
    await this.#tools.log.keepLate(
      { id: draft.proposalId, ...this.#place, userId: connection.userId, receivedAt: draft.receivedAt, bytes },
      {
        studyId,
        actorRole: grantsIn(connection.actor, studyId)[0]?.role ?? null,
        happening: {
          kind: 'late-proposal.kept',
          needs: abilitiesToOpen[facts.kind].read,
          documentId: this.#place.documentId,
          ...(facts.kind === 'chapter' ? {} : { cityId: facts.cityId }),
          payload: { generation: this.#place.generation, document: facts.kind }
        }
      }
    );
  }
}
