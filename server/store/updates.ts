/**
 * Reads and writes the log of a generation, its snapshot, the owners of client ids, late proposals, and what
 * is in quarantine. Rooms append through sync/rooms/append-queue.ts; history.ts reads the whole history.
 */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Store } from './open.ts';
import { foundOnce } from './request-reads.ts';
import type {
  ClientOwnerTable,
  DocumentSnapshotTable,
  DocumentUpdateTable,
  LateProposalTable
} from './tables/log.ts';

export type StoredSnapshot = Pick<
  DocumentSnapshotTable,
  'throughSeq' | 'bytes' | 'stateVector' | 'structsEnd'
>;
export type LateProposalRow = Selectable<LateProposalTable>;
export type NewLateProposal = Insertable<LateProposalTable>;
export type StoredUpdate = Pick<DocumentUpdateTable, 'seq' | 'bytes'>;

/**
 * Holds all that makes a generation's text: its newest snapshot, and the updates after it in the order of
 * their commits.
 */
export interface StoredText {
  /** Undefined while the log has none. */
  readonly snapshot: StoredSnapshot | undefined;
  readonly updates: readonly StoredUpdate[];
}

/**
 * Reads the text in one statement, so that it is of one moment whether `db` is a transaction or not: when a
 * newer snapshot is stored, the rows that it holds are deleted. Throws where a number is missing: such a text
 * is incomplete.
 */
export async function readText(db: Db, documentId: string, generation: number): Promise<StoredText> {
  const newest = db
    .selectFrom('documentSnapshot')
    .select(['throughSeq as seq', 'bytes', 'stateVector', 'structsEnd', sql<0 | 1>`1`.as('isSnapshot')])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .orderBy('throughSeq', 'desc')
    .limit(1);
  const through = db
    .selectFrom('documentSnapshot')
    .select((eb) => eb.fn.coalesce(eb.fn.max('throughSeq'), sql<number>`0`).as('seq'))
    .where('documentId', '=', documentId)
    .where('generation', '=', generation);
  const rows = await db
    .selectFrom(newest.as('newest'))
    .select(['seq', 'bytes', 'stateVector', 'structsEnd', 'isSnapshot'])
    .unionAll(
      db
        .selectFrom('documentUpdate')
        .select([
          'seq',
          'bytes',
          noBytes.as('stateVector'),
          noNumber.as('structsEnd'),
          sql<0 | 1>`0`.as('isSnapshot')
        ])
        .where('documentId', '=', documentId)
        .where('generation', '=', generation)
        .where('seq', '>', through)
    )
    .execute();
  // The rows are in order already, but no engine guarantees that for a union; an `order by` would move all
  // bytes about.
  rows.sort((a, b) => b.isSnapshot - a.isSnapshot || a.seq - b.seq);
  const [first] = rows;
  const snapshot = first?.isSnapshot === 1 ? { ...first, throughSeq: first.seq } : undefined;
  const updates = snapshot ? rows.slice(1) : rows;
  const after = snapshot?.throughSeq ?? 0;
  if (updates.some((row, index) => row.seq !== after + index + 1))
    throw new Error(`The log of ${documentId}@${generation} has a hole`);
  return { snapshot, updates };
}

/** Types the nulls of the union. Both engines accept these type names in a cast; PostgreSQL needs them. */
const noBytes = sql<Uint8Array | null>`cast(null as bytea)`;
const noNumber = sql<number | null>`cast(null as integer)`;

/** Limits the rows of one statement; SQLite binds at most 32,766 values. */
const chunk = 500;

/** Undefined while its log has none. */
export async function findSnapshot(
  db: Db,
  documentId: string,
  generation: number
): Promise<StoredSnapshot | undefined> {
  return db
    .selectFrom('documentSnapshot')
    .select(['throughSeq', 'bytes', 'stateVector', 'structsEnd'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .orderBy('throughSeq', 'desc')
    .executeTakeFirst();
}

export async function insertSnapshot(db: Db, snapshot: Insertable<DocumentSnapshotTable>): Promise<void> {
  await db.insertInto('documentSnapshot').values(snapshot).execute();
}

/** Those after a number, in the order in which they were committed. */
export async function listUpdates(
  db: Db,
  documentId: string,
  generation: number,
  afterSeq: number
): Promise<StoredUpdate[]> {
  return db
    .selectFrom('documentUpdate')
    .select(['seq', 'bytes'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .execute();
}

/**
 * Inserts rows that have their numbers, which the key refuses where they are taken; rooms append through
 * sync/rooms/append-queue.ts instead.
 */
export async function insertUpdates(db: Db, updates: readonly DocumentUpdateTable[]): Promise<void> {
  for (let i = 0; i < updates.length; i += chunk) {
    await db
      .insertInto('documentUpdate')
      .values(updates.slice(i, i + chunk))
      .execute();
  }
  const last = new Map<string, DocumentUpdateTable>();
  for (const update of updates) {
    const key = `${update.documentId}@${update.generation}`;
    if (update.seq > (last.get(key)?.seq ?? 0)) last.set(key, update);
  }
  for (const { documentId, generation, seq } of last.values()) {
    await db
      .updateTable('generation')
      .set({ lastSeq: seq })
      .where('documentId', '=', documentId)
      .where('n', '=', generation)
      .where('lastSeq', '<', seq)
      .execute();
  }
}

/**
 * By `documentId@generation`, in one query; 0 where nothing was written. Generations that do not exist are left out.
 */
export function listLastSeqs(
  db: Db,
  engine: Store['engine'],
  roomKeys: readonly RoomKey[]
): Promise<ReadonlyMap<string, number>> {
  const [first, ...others] = roomKeys;
  return !first || others.length > 0
    ? readLastSeqs(db, engine, roomKeys)
    : lastSeqOf(db, engine, first.documentId, String(first.generation));
}

const lastSeqOf = foundOnce((db, engine: Store['engine'], documentId: string, generation: string) =>
  readLastSeqs(db, engine, [{ documentId, generation: Number(generation) }])
);

interface RoomKey {
  readonly documentId: string;
  readonly generation: number;
}

/** Returns the same as `listLastSeqs`, from the database at each call: for what follows a text while it is written. */
export async function readLastSeqs(
  db: Db,
  engine: Store['engine'],
  roomKeys: readonly RoomKey[]
): Promise<ReadonlyMap<string, number>> {
  if (roomKeys.length === 0) return new Map();
  const { rows } = await (
    engine === 'postgres'
      ? sql<LastSeqRow>`
        select document_id, n, last_seq from generation
        where (document_id, n) in (select * from unnest(
          ${roomKeys.map((roomKey) => roomKey.documentId)}::text[], ${roomKeys.map((roomKey) => roomKey.generation)}::integer[]))`
      : sql<LastSeqRow>`
        select g.document_id, g.n, coalesce(
          (select max(seq) from document_update u where u.document_id = g.document_id and u.generation = g.n),
          (select max(through_seq) from document_snapshot s where s.document_id = g.document_id and s.generation = g.n),
          0) as last_seq
        from json_each(${JSON.stringify(roomKeys.map((roomKey) => [roomKey.documentId, roomKey.generation]))}) as place
        join generation g on g.document_id = place.value ->> 0 and g.n = place.value ->> 1`
  ).execute(db);
  return new Map(rows.map((row) => [`${row.documentId}@${row.n}`, row.lastSeq]));
}

interface LastSeqRow {
  readonly documentId: string;
  readonly n: number;
  readonly lastSeq: number;
}

export async function listOwners(
  db: Db,
  documentId: string,
  generation: number
): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('clientOwner')
    .select(['clientId', 'userId'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .execute();
  return new Map(rows.map((row) => [row.clientId, row.userId]));
}

/** Returns how many bytes each person has added to the log of a generation: in its segments, and in the rows after them. */
export async function listLogUsage(
  db: Db,
  documentId: string,
  generation: number
): Promise<Map<string, number>> {
  const inSegments = db
    .selectFrom('logUsage')
    .select(['userId', 'bytes'])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation);
  const inRows = db
    .selectFrom('documentUpdate')
    .select(['userId', sql<number>`cast(sum(length(bytes)) as bigint)`.as('bytes')])
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .groupBy('userId');
  const usage = new Map<string, number>();
  for (const { userId, bytes } of await inSegments.unionAll(inRows).execute())
    usage.set(userId, (usage.get(userId) ?? 0) + bytes);
  return usage;
}

/** Returns the owner of each client id, as `listWriters`. */
export async function listFirstOwners(
  db: Db,
  documentId: string,
  generation: number
): Promise<Map<number, string>> {
  const writers = await listWriters(db, documentId, generation);
  return new Map([...writers].map(([client, { userId }]) => [client, userId]));
}

/** Describes who wrote under a client id, and when first and last, to the minute; null where that is not known. */
export interface ClientWriter {
  readonly userId: string;
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * Returns who wrote under each client id in a generation and those before it. A client id belongs to its first
 * owner permanently; the text of later generations begins with that of earlier ones.
 */
export async function listWriters(
  db: Db,
  documentId: string,
  generation: number
): Promise<Map<number, ClientWriter>> {
  const rows = await db
    .selectFrom('clientOwner')
    .select(['clientId', 'userId', 'firstWrittenAt', 'lastWrittenAt'])
    .where('documentId', '=', documentId)
    .where('generation', '<=', generation)
    .orderBy('generation')
    .execute();
  const writers = new Map<number, ClientWriter>();
  for (const { clientId, userId, firstWrittenAt, lastWrittenAt } of rows) {
    const known = writers.get(clientId);
    if (known && known.userId !== userId) continue;
    writers.set(clientId, {
      userId,
      first: known?.first ?? firstWrittenAt,
      last: lastWrittenAt ?? known?.last ?? null
    });
  }
  return writers;
}

export async function insertOwners(db: Db, owners: readonly Insertable<ClientOwnerTable>[]): Promise<void> {
  for (let i = 0; i < owners.length; i += chunk)
    await db
      .insertInto('clientOwner')
      .values(owners.slice(i, i + chunk))
      .execute();
}

export async function insertLateProposal(db: Db, proposal: NewLateProposal): Promise<void> {
  await db.insertInto('lateProposal').values(proposal).execute();
}

/** Oldest first; those of one person only where `userId` is given. */
export async function listLateProposals(
  db: Db,
  documentId: string,
  of: { readonly generation?: number; readonly userId?: string } = {}
): Promise<LateProposalRow[]> {
  let query = db.selectFrom('lateProposal').selectAll().where('documentId', '=', documentId);
  if (of.generation !== undefined) query = query.where('generation', '=', of.generation);
  if (of.userId !== undefined) query = query.where('userId', '=', of.userId);
  return query.orderBy('receivedAt').orderBy('id').execute();
}
