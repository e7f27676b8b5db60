/** The append-only log of a generation, the snapshots it stands on, who owns which client id, and late proposals. */
import type { Db } from './open.ts';
import type { ClientOwnerTable, DocumentSnapshotTable, DocumentUpdateTable, LateProposalTable } from './schema.ts';

/** Rows of one statement; SQLite binds at most 32,766 values. */
const chunk = 500;

/** The newest snapshot of a generation; undefined while its log begins at nothing. */
export async function findSnapshot(
  db: Db,
  documentId: string,
  generation: number
): Promise<Pick<DocumentSnapshotTable, 'throughSeq' | 'bytes'> | undefined> {
  return db
    .selectFrom('documentSnapshot')
    .select(['throughSeq', 'bytes'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .orderBy('throughSeq', 'desc')
    .executeTakeFirst();
}

export async function insertSnapshot(db: Db, snapshot: DocumentSnapshotTable): Promise<void> {
  await db.insertInto('documentSnapshot').values(snapshot).execute();
}

/** In the order in which they were committed. */
export async function listUpdates(
  db: Db,
  documentId: string,
  generation: number,
  afterSeq: number
): Promise<Pick<DocumentUpdateTable, 'seq' | 'bytes'>[]> {
  return db
    .selectFrom('documentUpdate')
    .select(['seq', 'bytes'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .execute();
}

/** The key refuses a number that another owner of the room has given already. */
export async function insertUpdates(db: Db, updates: readonly DocumentUpdateTable[]): Promise<void> {
  for (let i = 0; i < updates.length; i += chunk) {
    await db.insertInto('documentUpdate').values(updates.slice(i, i + chunk)).execute();
  }
}

export async function listOwners(db: Db, documentId: string, generation: number): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('clientOwner')
    .select(['clientId', 'userId'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .execute();
  return new Map(rows.map((row) => [row.clientId, row.userId]));
}

export async function insertOwners(db: Db, owners: readonly ClientOwnerTable[]): Promise<void> {
  for (let i = 0; i < owners.length; i += chunk) await db.insertInto('clientOwner').values(owners.slice(i, i + chunk)).execute();
}

export async function insertLateProposal(db: Db, proposal: LateProposalTable): Promise<void> {
  await db.insertInto('lateProposal').values(proposal).execute();
}

/** Oldest first; those of one person only where `userId` is given. */
export async function listLateProposals(
  db: Db,
  documentId: string,
  of: { readonly generation?: number; readonly userId?: string } = {}
): Promise<LateProposalTable[]> {
  let query = db.selectFrom('lateProposal').selectAll().where('documentId', '=', documentId);
  if (of.generation !== undefined) query = query.where('generation', '=', of.generation);
  if (of.userId !== undefined) query = query.where('userId', '=', of.userId);
  return query.orderBy('receivedAt').orderBy('id').execute();
}
