/**
 * The log as the rooms need it: a port, so that a test can stand between a room and its database. An append is one
 * transaction, which also looks whether the generation is still open: a freeze comes before it or after it, never into it.
 */
import type { Happening } from '#domain/events.ts';
import { appendEvent } from '../events/append.ts';
import type { Bell } from '../events/bell.ts';
import { generationIsOpen } from '../store/documents.ts';
import type { Store } from '../store/open.ts';
import { findSnapshot, insertLateProposal, insertOwners, insertUpdates, listLateProposals, listOwners, listUpdates } from '../store/updates.ts';
import type { EventTable, LateProposalTable } from '../store/schema.ts';

/** One generation of one document. */
export interface Place {
  readonly documentId: string;
  readonly generation: number;
}

export interface Loaded {
  readonly snapshot: Uint8Array | null;
  readonly updates: readonly Uint8Array[];
  readonly lastSeq: number;
  /** Who writes under which client id. */
  readonly owners: Map<number, string>;
}

export interface Entry {
  readonly userId: string;
  readonly at: string;
  readonly bytes: Uint8Array;
}

export interface Batch {
  /** Numbers follow one another from here. */
  readonly firstSeq: number;
  readonly entries: readonly Entry[];
  readonly newOwners: ReadonlyMap<number, string>;
}

export interface Log {
  load(place: Place): Promise<Loaded>;
  /** `ended` when a freeze came first; then nothing is stored. Rejects when it is not known to be on the disk. */
  append(place: Place, batch: Batch): Promise<'committed' | 'ended'>;
  findLate(place: Place, userId: string): Promise<LateProposalTable | undefined>;
  /** Keeps a new proposal and tells of it, or the longer form of one that is kept already. */
  keepLate(proposal: LateProposalTable, event: { readonly studyId: string; readonly actorRole: string | null; readonly happening: Happening }): Promise<void>;
}

export function openLog(store: Store, bell: Bell): Log {
  const { db, engine } = store;
  return {
    load: async ({ documentId, generation }) => {
      const snapshot = await findSnapshot(db, documentId, generation);
      const first = snapshot?.throughSeq ?? 0;
      const rows = await listUpdates(db, documentId, generation, first);
      if (rows.some((row, index) => row.seq !== first + index + 1)) throw new Error(`The log of ${documentId}@${generation} has a hole`);
      return {
        snapshot: snapshot?.bytes ?? null,
        updates: rows.map((row) => row.bytes),
        lastSeq: first + rows.length,
        owners: await listOwners(db, documentId, generation)
      };
    },

    append: ({ documentId, generation }, { firstSeq, entries, newOwners }) =>
      db.transaction().execute(async (trx) => {
        if (!(await generationIsOpen(trx, engine, documentId, generation))) return 'ended';
        await insertUpdates(trx, entries.map((entry, index) => ({ documentId, generation, seq: firstSeq + index, ...entry })));
        await insertOwners(trx, [...newOwners].map(([clientId, userId]) => ({ documentId, generation, clientId, userId })));
        return 'committed';
      }),

    findLate: async ({ documentId, generation }, userId) => (await listLateProposals(db, documentId, { generation, userId })).at(-1),

    keepLate: async (proposal, { studyId, actorRole, happening }) => {
      const event = await db.transaction().execute(async (trx): Promise<EventTable | null> => {
        const { numUpdatedRows } = await trx
          .updateTable('lateProposal')
          .set({ bytes: proposal.bytes, receivedAt: proposal.receivedAt })
          .where('id', '=', proposal.id)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) return null;
        await insertLateProposal(trx, proposal);
        return appendEvent(trx, { studyId, actorId: proposal.userId, actorRole, at: proposal.receivedAt }, happening);
      });
      if (event) bell.ring({ type: 'event', event });
    }
  };
}
