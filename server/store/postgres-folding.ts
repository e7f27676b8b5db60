/** Folds the log of a generation into a snapshot on PostgreSQL. */
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type pg from 'pg';
import type { GenerationAddress, StoredSnapshot } from './appender.ts';
import { bytesByAuthor, mostRowsOfSegment, packRun, runOf, type LoggedUpdate } from './segment.ts';

const deflate = promisify<Uint8Array, Buffer>(deflateRaw);

/** Performs the first step of saveSnapshot; returns true while there are rows left to fold. */
export async function saveSnapshotRow(
  client: pg.PoolClient,
  roomKey: GenerationAddress,
  snapshot: StoredSnapshot
): Promise<boolean> {
  const key = [roomKey.documentId, roomKey.generation];
  const last = await lock(client, roomKey);
  if (last < snapshot.throughSeq)
    throw new RangeError(`A snapshot through ${snapshot.throughSeq} of a log that ends at ${last}`);
  const newest = await client.query<{ through: string | null }>(
    'select max(through_seq) as through from document_snapshot where document_id = $1 and generation = $2',
    key
  );
  if (Number(newest.rows[0]?.through ?? 0) > snapshot.throughSeq) return false;
  const { throughSeq, bytes, stateVector, structsEnd, createdAt } = snapshot;
  await client.query(
    'delete from document_snapshot where document_id = $1 and generation = $2 and through_seq <= $3',
    [...key, throughSeq]
  );
  await client.query(
    `insert into document_snapshot (document_id, generation, through_seq, bytes, created_at, state_vector, structs_end)
    values ($1, $2, $3, $4, $5, $6, $7)`,
    [...key, throughSeq, Buffer.from(bytes), createdAt, Buffer.from(stateVector), structsEnd]
  );
  return foldRun(client, roomKey, throughSeq);
}

export async function fold(
  client: pg.PoolClient,
  roomKey: GenerationAddress,
  throughSeq: number
): Promise<boolean> {
  await lock(client, roomKey);
  return foldRun(client, roomKey, throughSeq);
}

/** Locks the generation against another node that folds it; returns the last number. */
async function lock(client: pg.PoolClient, { documentId, generation }: GenerationAddress): Promise<number> {
  const { rows } = await client.query<{ last_seq: string }>(
    'select last_seq from generation where document_id = $1 and n = $2 for no key update',
    [documentId, generation]
  );
  return Number(rows[0]?.last_seq ?? 0);
}

async function foldRun(
  client: pg.PoolClient,
  { documentId, generation }: GenerationAddress,
  throughSeq: number
): Promise<boolean> {
  const { rows } = await client.query<{ seq: string; user_id: string; at: string; bytes: Buffer }>(
    `select seq, user_id, at, bytes from document_update
    where document_id = $1 and generation = $2 and seq <= $3 order by seq limit $4`,
    [documentId, generation, throughSeq, mostRowsOfSegment]
  );
  const run = runOf(
    rows.map((row): LoggedUpdate => ({
      seq: Number(row.seq),
      userId: row.user_id,
      at: row.at,
      bytes: row.bytes
    }))
  );
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return false;
  await client.query(
    'insert into document_segment (document_id, generation, from_seq, to_seq, bytes) values ($1, $2, $3, $4, $5)',
    [documentId, generation, first.seq, last.seq, await deflate(packRun(run))]
  );
  await client.query(
    'delete from document_update where document_id = $1 and generation = $2 and seq between $3 and $4',
    [documentId, generation, first.seq, last.seq]
  );
  const used = bytesByAuthor(run);
  await client.query(
    `insert into log_usage (document_id, generation, user_id, bytes)
    select $1, $2, user_id, bytes from unnest($3::text[], $4::bigint[]) as given (user_id, bytes)
    on conflict (document_id, generation, user_id) do update set bytes = log_usage.bytes + excluded.bytes`,
    [documentId, generation, [...used.keys()], [...used.values()]]
  );
  return last.seq < throughSeq;
}
