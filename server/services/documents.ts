/** The texts as wholes: read for pages and exports, frozen, reopened, and what came too late. Typing into them is server/sync. */
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import { abilitiesToOpen, type Actor } from '#domain/permissions.ts';
import type { UserId } from '#domain/ids.ts';
import type { Happening } from '#domain/events.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { endGeneration, findDocument, findGeneration, openGeneration, type DocumentRow } from '../store/documents.ts';
import type { Db } from '../store/open.ts';
import { findSnapshot, insertSnapshot, listLateProposals, listUpdates } from '../store/updates.ts';
import { accessOf, findRoomOfDocument, mayProposeLate } from './access.ts';
import { decide, type DeskTools, type Sheet } from './desk.ts';

export interface LateProposal {
  readonly id: string;
  readonly generation: number;
  readonly userId: UserId;
  readonly receivedAt: string;
  /** One Yjs update (V1) on the frozen content of its generation. */
  readonly bytes: Uint8Array;
}

export interface Documents {
  /**
   * A whole document as one Yjs update (V1), of the current generation unless another is named. It judges no rights: its
   * callers have. Undefined where there is no such document or generation.
   */
  contentOf(documentId: string, generation?: number): Promise<Uint8Array | undefined>;
  /** The same for a reader, judged as the room's gate judges. */
  read(actor: Actor, documentId: string, generation?: number): Promise<Result<Uint8Array>>;
  /** Ends the current generation. `actor` is null for the operator's own tool; the right of anyone else is the caller's to judge. */
  freeze(actor: Actor | null, documentId: string): Promise<Result<{ readonly generation: number }>>;
  /** Starts the next generation from the frozen content. */
  reopen(actor: Actor | null, documentId: string): Promise<Result<{ readonly generation: number }>>;
  /** Oldest first. Whoever reads the text and writes it while it is open sees all; null, the operator, too. */
  listLateProposals(actor: Actor | null, documentId: string): Promise<Result<LateProposal[]>>;
}

export function openDocuments(tools: DeskTools): Documents {
  const { db } = tools.store;

  const contentOf: Documents['contentOf'] = async (documentId, generation) => {
    const document = await findDocument(db, documentId);
    if (!document) return undefined;
    const n = generation ?? document.generation;
    if (!(await findGeneration(db, documentId, n))) return undefined;
    return Y.encodeStateAsUpdate(await loadDoc(db, documentId, n));
  };

  return {
    contentOf,

    read: async (actor, documentId, generation) => {
      const document = await findDocument(db, documentId);
      const found = document && (await findRoomOfDocument(db, documentId, generation ?? document.generation));
      if (!found || accessOf(actor, found) === 'none') return refuse('not-found');
      return ok(Y.encodeStateAsUpdate(await loadDoc(db, documentId, found.generation)));
    },

    freeze: (actor, documentId) =>
      decide(tools, async (sheet) => {
        const document = await findDocument(sheet.trx, documentId);
        if (!document) return refuse('not-found');
        if (!(await endGeneration(sheet.trx, documentId, document.generation, sheet.at))) return refuse('wrong-state');
        await tellMoved(sheet, actor, document, 'document.frozen', document.generation);
        return ok({ generation: document.generation });
      }),

    reopen: (actor, documentId) =>
      decide(tools, async (sheet) => {
        const { trx, at } = sheet;
        const document = await findDocument(trx, documentId);
        if (!document) return refuse('not-found');
        const current = await findGeneration(trx, documentId, document.generation);
        if (!current || current.endedAt === null) return refuse('wrong-state');
        const frozen = Y.encodeStateAsUpdate(await loadDoc(trx, documentId, document.generation));
        const generation = document.generation + 1;
        if (!(await openGeneration(trx, documentId, generation, at))) return refuse('wrong-state');
        await insertSnapshot(trx, { documentId, generation, throughSeq: 0, bytes: frozen, createdAt: at });
        await tellMoved(sheet, actor, document, 'document.reopened', generation);
        return ok({ generation });
      }),

    listLateProposals: async (actor, documentId) => {
      const document = await findDocument(db, documentId);
      const found = document && (await findRoomOfDocument(db, documentId, document.generation));
      if (!found || (actor && accessOf(actor, found) === 'none')) return refuse('not-found');
      if (actor && !mayProposeLate(actor, found)) return refuse('forbidden');
      const rows = await listLateProposals(db, documentId);
      return ok(rows.map(({ id, generation, userId, receivedAt, bytes }) => ({ id, generation, userId: userId as UserId, receivedAt, bytes })));
    }
  };
}

/** Throws when the stored document cannot be read whole. */
export async function loadDoc(db: Db, documentId: string, generation: number): Promise<Y.Doc> {
  const snapshot = await findSnapshot(db, documentId, generation);
  const updates = await listUpdates(db, documentId, generation, snapshot?.throughSeq ?? 0);
  return assemble(snapshot?.bytes ?? null, updates.map((update) => update.bytes));
}

async function tellMoved(
  sheet: Sheet,
  actor: Actor | null,
  document: DocumentRow,
  kind: Extract<Happening['kind'], 'document.frozen' | 'document.reopened'>,
  generation: number
): Promise<void> {
  await sheet.tell(document.studyId, actor, {
    kind,
    needs: abilitiesToOpen[document.kind].read,
    documentId: document.id,
    ...(document.cityId === null ? {} : { cityId: document.cityId }),
    payload: { document: document.kind, generation, slug: document.slug }
  });
  sheet.ringAfter({ type: 'document-moved', documentId: document.id });
}
