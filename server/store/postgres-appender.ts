/**
 * Appends on PostgreSQL, where several nodes may write to one generation: its row is locked, always in the
 * same order, and holds the last number. The connections are used for nothing else, and no statement waits
 * for ever: a database that does not answer counts as failed.
 */
import type pg from 'pg';
import {
  RowsRefusedError,
  type Appender,
  type AppendPart,
  type GenerationAddress,
  type PartOutcome
} from './appender.ts';
import { openPool } from './postgres-pool.ts';
import { saveSnapshotRow, fold } from './postgres-folding.ts';

const patienceMilliseconds = 10_000;
const connectMilliseconds = 5_000;

export function openPostgresAppender(url: string): Appender {
  const pool = openPool({
    connectionString: url,
    // One connection for the commits, which are sequential, and one for folding in parallel.
    max: 2,
    connectionTimeoutMillis: connectMilliseconds,
    statement_timeout: patienceMilliseconds,
    idle_in_transaction_session_timeout: patienceMilliseconds,
    // This is for a server that does not end the statement itself.
    query_timeout: patienceMilliseconds + 2_000,
    keepAlive: true
  });

  const transaction = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw isOfRows(error) ? new RowsRefusedError(failure.message, { cause: error }) : error;
    } finally {
      // A connection with an error is closed, and its transaction with it.
      client.release(failure);
    }
  };

  return {
    append: (parts) => transaction((client) => append(client, parts)),
    saveSnapshot: async (roomKey, snapshot) => {
      let isMore = await transaction((client) => saveSnapshotRow(client, roomKey, snapshot));
      while (isMore) isMore = await transaction((client) => fold(client, roomKey, snapshot.throughSeq));
    },
    close: () => pool.end()
  };
}

/**
 * Returns whether an error is of SQLSTATE class 22 or 23: values that the database cannot hold, and
 * constraints.
 */
function isOfRows(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof RangeError || error instanceof TypeError || /^2[23]/.test(code);
}

/**
 * Holds the state of a generation during the transaction: two of its parts may belong to the same generation.
 */
interface GenerationState {
  readonly isOpen: boolean;
  last: number;
  readonly owners: Map<number, string>;
}

async function append(client: pg.PoolClient, parts: readonly AppendPart[]): Promise<PartOutcome[]> {
  const states = await lockAll(client, parts);
  await readOwners(client, parts, states);
  const taken: { part: AppendPart; firstSeq: number }[] = [];
  const outcomes = parts.map((part): PartOutcome => {
    const current = states.get(keyOf(part));
    if (!current?.isOpen) return { kind: 'ended' };
    if (current.last < part.after) return { kind: 'behind', lastSeq: current.last };
    for (const [client, userId] of part.newOwners) {
      if ((current.owners.get(client) ?? userId) !== userId) return { kind: 'foreign', client };
    }
    for (const [client, userId] of part.newOwners) current.owners.set(client, userId);
    const firstSeq = current.last + 1;
    current.last += part.entries.length;
    taken.push({ part, firstSeq });
    return { kind: 'committed', firstSeq };
  });
  await insertOwners(
    client,
    taken.map(({ part }) => part)
  );
  await noteWriters(
    client,
    taken.map(({ part }) => part)
  );
  await insertUpdates(client, taken, states);
  return outcomes;
}

const keyOf = ({ documentId, generation }: GenerationAddress): string => `${documentId}@${generation}`;

/** Locks the rows in the order of their key, as every node does, so that no two wait for each other. */
async function lockAll(
  client: pg.PoolClient,
  parts: readonly AppendPart[]
): Promise<Map<string, GenerationState>> {
  const { rows } = await client.query<{
    document_id: string;
    n: number;
    ended_at: string | null;
    last_seq: string;
  }>(
    `select document_id, n, ended_at, last_seq from generation
    where (document_id, n) in (select * from unnest($1::text[], $2::integer[]))
    order by document_id, n for no key update`,
    [parts.map((part) => part.documentId), parts.map((part) => part.generation)]
  );
  return new Map(
    rows.map((row) => [
      keyOf({ documentId: row.document_id, generation: row.n }),
      { isOpen: row.ended_at === null, last: Number(row.last_seq), owners: new Map<number, string>() }
    ])
  );
}

/**
 * Reads who owns the client ids that are new to their rooms: another node may have stored them first. No
 * other node adds any while the lock is held.
 */
async function readOwners(
  client: pg.PoolClient,
  parts: readonly AppendPart[],
  states: ReadonlyMap<string, GenerationState>
): Promise<void> {
  const newClients = parts.flatMap((part) =>
    [...part.newOwners.keys()].map((clientId) => ({ ...part, clientId }))
  );
  if (newClients.length === 0) return;
  const { rows } = await client.query<{
    document_id: string;
    generation: number;
    client_id: string;
    user_id: string;
  }>(
    `select document_id, generation, client_id, user_id from client_owner
    where (document_id, generation, client_id) in (select * from unnest($1::text[], $2::integer[], $3::bigint[]))`,
    [
      newClients.map((one) => one.documentId),
      newClients.map((one) => one.generation),
      newClients.map((one) => one.clientId)
    ]
  );
  for (const row of rows) {
    const { document_id: documentId, generation } = row;
    states.get(keyOf({ documentId, generation }))?.owners.set(Number(row.client_id), row.user_id);
  }
}

async function insertOwners(client: pg.PoolClient, parts: readonly AppendPart[]): Promise<void> {
  const owners = parts.flatMap((part) =>
    [...part.newOwners].map(([clientId, userId]) => ({ ...part, clientId, userId }))
  );
  if (owners.length === 0) return;
  await client.query(
    `insert into client_owner (document_id, generation, client_id, user_id)
    select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[]) on conflict do nothing`,
    [
      owners.map((owner) => owner.documentId),
      owners.map((owner) => owner.generation),
      owners.map((owner) => owner.clientId),
      owners.map((owner) => owner.userId)
    ]
  );
}

/** Stores when somebody wrote under these client ids. */
async function noteWriters(client: pg.PoolClient, parts: readonly AppendPart[]): Promise<void> {
  const writers = parts.flatMap((part) => {
    const at = part.entries.at(-1)?.at;
    return at === undefined ? [] : (part.writers ?? []).map((clientId) => ({ ...part, clientId, at }));
  });
  if (writers.length === 0) return;
  await client.query(
    `update client_owner set first_written_at = coalesce(first_written_at, given.at), last_written_at = given.at
    from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[]) as given (document_id, generation, client_id, at)
    where client_owner.document_id = given.document_id and client_owner.generation = given.generation
      and client_owner.client_id = given.client_id`,
    [
      writers.map((writer) => writer.documentId),
      writers.map((writer) => writer.generation),
      writers.map((writer) => writer.clientId),
      writers.map((writer) => writer.at)
    ]
  );
}

/** Inserts updates. All bytes travel as one value, which the statement cuts up: an array of them would be sent as hexadecimal text. */
async function insertUpdates(
  client: pg.PoolClient,
  taken: readonly { readonly part: AppendPart; readonly firstSeq: number }[],
  states: ReadonlyMap<string, GenerationState>
): Promise<void> {
  const rows = taken.flatMap(({ part, firstSeq }) =>
    part.entries.map((entry, n) => ({ ...part, ...entry, seq: firstSeq + n }))
  );
  if (rows.length === 0) return;
  let end = 1;
  const starts = rows.map(({ bytes }) => (end += bytes.length) - bytes.length);
  const moved = [...new Map(taken.map(({ part }) => [keyOf(part), part])).values()];
  await client.query(
    `with numbered as (
      update generation set last_seq = given.last_seq
      from unnest($8::text[], $9::integer[], $10::bigint[]) as given (document_id, n, last_seq)
      where generation.document_id = given.document_id and generation.n = given.n
    )
    insert into document_update (document_id, generation, seq, user_id, at, bytes)
    select document_id, generation, seq, user_id, at, substring($7::bytea from start for length)
    from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[], $6::integer[], $11::integer[])
      as given (document_id, generation, seq, user_id, at, start, length)`,
    [
      rows.map((row) => row.documentId),
      rows.map((row) => row.generation),
      rows.map((row) => row.seq),
      rows.map((row) => row.userId),
      rows.map((row) => row.at),
      starts,
      Buffer.concat(rows.map((row) => row.bytes)),
      moved.map((part) => part.documentId),
      moved.map((part) => part.generation),
      moved.map((part) => states.get(keyOf(part))?.last ?? 0),
      rows.map((row) => row.bytes.length)
    ]
  );
}
