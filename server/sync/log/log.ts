/**
 * Defines the update log as the rooms need it: a port, so that a test can replace the database of a room.
 * Appends of all rooms are committed together; each checks whether its generation is still open: a freeze
 * comes before it or after it, never into it.
 */
import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import type { DomainEvent } from '#lib/events/kinds.ts';
import { appendEvent } from '#server/events/append.ts';
import type { SignalBus } from '#server/events/signals.ts';
import type { Logger } from '#server/process/logger.ts';
import type { GenerationAddress } from '#server/store/appender.ts';
import type { Store } from '#server/store/open.ts';
import type { EventTable } from '#server/events/tables.ts';
import type { QuarantineTable } from '#server/store/tables/log.ts';
import {
  findSnapshot,
  insertLateProposal,
  readLastSeqs,
  listLateProposals,
  listLogUsage,
  listOwners,
  listUpdates,
  readText,
  type LateProposalRow,
  type NewLateProposal,
  type StoredSnapshot,
  type StoredUpdate
} from '#server/store/updates.ts';
import { insertQuarantined } from '#server/store/quarantine.ts';
import { Committer } from './committer.ts';
import { parseUpdate } from '../scan/parse.ts';

/** Identifies one generation of one document. */
export type RoomKey = GenerationAddress;

export interface Snapshot {
  /** The number of the last update that it holds. */
  readonly throughSeq: number;
  /** Holds the whole text as one Yjs update (V1). */
  readonly bytes: Uint8Array;
  /** Holds the encoded state vector of these bytes. */
  readonly stateVector: Uint8Array;
  /** Gives the offset in the bytes at which the deletions begin. */
  readonly structsEnd: number;
}

export interface Loaded {
  readonly snapshot: Snapshot | null;
  /** Lists what was committed after the snapshot, in order. */
  readonly updates: readonly Uint8Array[];
  readonly lastSeq: number;
  /** Maps client ids to the users who write under them. */
  readonly owners: Map<number, string>;
  /** Maps users to the bytes that they have added to the log of the generation. */
  readonly usage: Map<string, number>;
}

export interface Entry {
  readonly userId: string;
  readonly at: string;
  readonly bytes: Uint8Array;
}

export interface Batch {
  /** The last number that this room knows of. */
  readonly after: number;
  readonly entries: readonly Entry[];
  readonly newOwners: ReadonlyMap<number, string>;
  /** The client ids whose time of writing is stored with the batch. */
  readonly writers?: readonly number[];
}

/**
 * Only with `committed` is anything stored. `firstSeq` is higher than `after` + 1 where another node has
 * written meanwhile: what lies between is read by `listAfter`. `ended`: a freeze came first. `foreign`:
 * another user owns this client id.
 */
export type Appended =
  | { readonly kind: 'committed'; readonly firstSeq: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'foreign'; readonly client: number };

export type Quarantined = Pick<QuarantineTable, 'userId' | 'at' | 'reason' | 'bytes'>;

export interface Log {
  /** Rejects when the text cannot be read whole. */
  load(roomKey: RoomKey): Promise<Loaded>;
  /** Waits as long as the database takes nothing. Rejects when the log is closed, or when this batch can never be stored. */
  append(roomKey: RoomKey, batch: Batch): Promise<Appended>;
  /** `gone` when a snapshot has replaced it, so that the room loads again. */
  listAfter(
    roomKey: RoomKey,
    seq: number
  ): Promise<{ readonly updates: StoredUpdate[]; readonly owners: Map<number, string> } | 'gone'>;
  /** By `documentId@generation`; 0 where nothing was written. */
  lastSeqs(roomKeys: readonly RoomKey[]): Promise<ReadonlyMap<string, number>>;
  /** Replaces older snapshots and the updates that the new one holds; these stay readable as history. */
  saveSnapshot(roomKey: RoomKey, snapshot: Snapshot): Promise<void>;
  /** Stores an update apart from the document; false where its author has enough there already. */
  quarantine(roomKey: RoomKey, row: Quarantined): Promise<boolean>;
  findLate(roomKey: RoomKey, userId: string): Promise<LateProposalRow | undefined>;
  /** Stores a new proposal and appends its event, or stores the longer form of one that exists already. */
  saveLateProposal(
    proposal: NewLateProposal,
    event: { readonly studyId: string; readonly actorRole: string | null; readonly domainEvent: DomainEvent }
  ): Promise<void>;
  /**
   * Reports when appends wait because the database does not take them (a full disk, no connection), and when
   * they go on.
   */
  onTrouble(listen: (waiting: boolean) => void): () => void;
  /** Commits what has been appended; what cannot be is rejected. */
  close(): Promise<void>;
}

export interface LogTools {
  readonly logger?: Logger;
  readonly now?: () => Date;
  readonly newId?: () => string;
}

export function openLog(store: Store, signals: SignalBus, tools: LogTools = {}): Log {
  const { db, engine, appender } = store;
  const { now = () => new Date(), newId = randomUUID, logger } = tools;
  const committer = new Committer({ appender, ...(logger ? { logger } : {}) });

  const append = async (
    roomKey: RoomKey,
    { after, entries, newOwners, writers = [] }: Batch
  ): Promise<Appended> => {
    const outcome = await committer.append({ ...roomKey, after, entries, newOwners, writers });
    if (outcome.kind !== 'behind') return outcome;
    throw new Error(
      `The log of ${roomKey.documentId}@${roomKey.generation} ends at ${outcome.lastSeq}, its room at ${after}`
    );
  };

  return {
    load: async ({ documentId, generation }) => {
      const transaction = db.transaction().setAccessMode('read only');
      const ofOneMoment =
        engine === 'postgres' ? transaction.setIsolationLevel('repeatable read') : transaction;
      const { snapshot, updates, owners, usage } = await ofOneMoment.execute(async (trx) => ({
        ...(await readText(trx, documentId, generation)),
        owners: await listOwners(trx, documentId, generation),
        usage: await listLogUsage(trx, documentId, generation)
      }));
      return {
        snapshot: snapshot ? described(snapshot) : null,
        updates: updates.map((row) => row.bytes),
        lastSeq: (snapshot?.throughSeq ?? 0) + updates.length,
        owners,
        usage
      };
    },

    append,

    listAfter: async ({ documentId, generation }, seq) => {
      const updates = await listUpdates(db, documentId, generation, seq);
      const first = updates[0]?.seq ?? (await findSnapshot(db, documentId, generation))?.throughSeq ?? 0;
      // A snapshot holds what is missing in between; where nothing was written after `seq`, none reaches beyond it.
      if (updates.length > 0 ? first !== seq + 1 : first > seq) return 'gone';
      return { updates, owners: await listOwners(db, documentId, generation) };
    },

    lastSeqs: (roomKeys) => readLastSeqs(db, engine, roomKeys),

    saveSnapshot: ({ documentId, generation }, { throughSeq, bytes, stateVector, structsEnd }) =>
      appender.saveSnapshot(
        { documentId, generation },
        { throughSeq, bytes, stateVector, structsEnd, createdAt: now().toISOString() }
      ),

    quarantine: ({ documentId, generation }, { userId, at, reason, bytes }) =>
      insertQuarantined(db, { id: newId(), documentId, generation, userId, at, reason, bytes }),

    findLate: async ({ documentId, generation }, userId) =>
      (await listLateProposals(db, documentId, { generation, userId })).at(-1),

    saveLateProposal: async (proposal, { studyId, actorRole, domainEvent }) => {
      const event = await db.transaction().execute(async (trx): Promise<EventTable | null> => {
        const { numUpdatedRows } = await trx
          .updateTable('lateProposal')
          .set({ bytes: proposal.bytes, receivedAt: proposal.receivedAt })
          .where('id', '=', proposal.id)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) return null;
        await insertLateProposal(trx, proposal);
        return appendEvent(
          trx,
          { studyId, actorId: proposal.userId, actorRole, at: proposal.receivedAt },
          domainEvent
        );
      });
      if (event) signals.emit({ kind: 'event', event });
    },

    onTrouble: (listen) => committer.onTrouble(listen),
    close: () => committer.close()
  };
}

/**
 * Completes a stored snapshot: those that were seeded, or made before these columns existed, are described
 * from their bytes.
 */
const described = ({ throughSeq, bytes, stateVector, structsEnd }: StoredSnapshot): Snapshot => ({
  throughSeq,
  bytes,
  stateVector: stateVector ?? Y.encodeStateVectorFromUpdate(bytes),
  structsEnd: structsEnd ?? parseUpdate(bytes).structsEnd
});
