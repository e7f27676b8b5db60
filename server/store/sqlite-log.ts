/**
 * Runs the log's transactions on one connection to the SQLite file. Everything here is synchronous: it runs
 * in a thread of its own.
 */
import { deflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { AppendPart, GenerationAddress, StoredSnapshot, PartOutcome } from './appender.ts';
import { bytesByAuthor, packRun, runOf, type LoggedUpdate } from './segment.ts';

type Key = [documentId: string, generation: number];

export class SqliteLog {
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /** Appends in one transaction. Parts that may not be stored are found before anything is written. */
  append(parts: readonly AppendPart[]): PartOutcome[] {
    return this.#transaction(() => parts.map((part) => this.#appendPart(part)));
  }

  /** Performs the first step of Appender.saveSnapshot; returns true while there are rows left to fold. */
  saveSnapshot({ documentId, generation }: GenerationAddress, snapshot: StoredSnapshot): boolean {
    const { stateOf, insertSnapshot, deleteOlderSnapshots, newestSnapshot } = this.#statements;
    const key: Key = [documentId, generation];
    return this.#transaction(() => {
      const last = stateOf.get(...key)?.last ?? 0;
      if (last < snapshot.throughSeq)
        throw new RangeError(`A snapshot through ${snapshot.throughSeq} of a log that ends at ${last}`);
      if ((newestSnapshot.get(...key)?.through ?? 0) > snapshot.throughSeq) return false;
      const { throughSeq, bytes, stateVector, structsEnd, createdAt } = snapshot;
      insertSnapshot.run(...key, throughSeq, bytes, createdAt, stateVector, structsEnd);
      deleteOlderSnapshots.run(...key, throughSeq);
      return this.#fold(key, throughSeq);
    });
  }

  /** Performs each further step; `throughSeq` is that of a stored snapshot. */
  fold({ documentId, generation }: GenerationAddress, throughSeq: number): boolean {
    return this.#transaction(() => this.#fold([documentId, generation], throughSeq));
  }

  /** Moves pages from the write-ahead log into the file, as far as no reader still needs them in the log. */
  checkpoint(): void {
    this.#database.pragma('wal_checkpoint(PASSIVE)');
  }

  close(): void {
    this.#database.close();
  }

  #appendPart(part: AppendPart): PartOutcome {
    const { stateOf, ownerOf, insertOwner, noteWriter, insertUpdate } = this.#statements;
    const key: Key = [part.documentId, part.generation];
    const current = stateOf.get(...key);
    if (!current || current.endedAt !== null) return { kind: 'ended' };
    if (current.last < part.after) return { kind: 'behind', lastSeq: current.last };
    for (const [client, userId] of part.newOwners) {
      const owner = ownerOf.get(...key, client)?.userId;
      if (owner !== undefined && owner !== userId) return { kind: 'foreign', client };
    }
    for (const [client, userId] of part.newOwners) insertOwner.run(...key, client, userId);
    const at = part.entries.at(-1)?.at;
    if (at !== undefined) for (const client of part.writers ?? []) noteWriter.run(at, at, ...key, client);
    let seq = current.last;
    for (const { userId, at, bytes } of part.entries) insertUpdate.run(...key, ++seq, userId, at, bytes);
    return { kind: 'committed', firstSeq: current.last + 1 };
  }

  #fold(key: Key, throughSeq: number): boolean {
    const { rowsThrough, insertSegment, deleteUpdates, addUsage } = this.#statements;
    const run = runOf(rowsThrough.iterate(...key, throughSeq));
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return false;
    insertSegment.run(...key, first.seq, last.seq, deflateRawSync(packRun(run)));
    deleteUpdates.run(...key, first.seq, last.seq);
    for (const [userId, bytes] of bytesByAuthor(run)) addUsage.run(...key, userId, bytes);
    return last.seq < throughSeq;
  }

  #transaction<T>(work: () => T): T {
    const { begin, commit, rollback } = this.#statements;
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } finally {
      // A full disk may have rolled back already.
      if (this.#database.inTransaction) rollback.run();
    }
  }
}

function prepare(database: Database) {
  return {
    begin: database.prepare('begin immediate'),
    commit: database.prepare('commit'),
    rollback: database.prepare('rollback'),
    stateOf: database.prepare<Key, { endedAt: string | null; last: number }>(`
      select ended_at as endedAt, coalesce(
        (select seq from document_update u where u.document_id = g.document_id and u.generation = g.n order by seq desc limit 1),
        (select max(through_seq) from document_snapshot s where s.document_id = g.document_id and s.generation = g.n),
        0) as last
      from generation g where g.document_id = ? and g.n = ?`),
    ownerOf: database.prepare<[...Key, number], { userId: string }>(
      'select user_id as userId from client_owner where document_id = ? and generation = ? and client_id = ?'
    ),
    insertOwner: database.prepare<[...Key, number, string]>(
      'insert into client_owner (document_id, generation, client_id, user_id) values (?, ?, ?, ?) on conflict do nothing'
    ),
    noteWriter: database.prepare<[string, string, ...Key, number]>(
      `update client_owner set first_written_at = coalesce(first_written_at, ?), last_written_at = ?
      where document_id = ? and generation = ? and client_id = ?`
    ),
    insertUpdate: database.prepare<[...Key, number, string, string, Uint8Array]>(
      'insert into document_update (document_id, generation, seq, user_id, at, bytes) values (?, ?, ?, ?, ?, ?)'
    ),
    addUsage: database.prepare<[...Key, string, number]>(
      `insert into log_usage (document_id, generation, user_id, bytes) values (?, ?, ?, ?)
      on conflict (document_id, generation, user_id) do update set bytes = bytes + excluded.bytes`
    ),
    newestSnapshot: database.prepare<Key, { through: number | null }>(
      'select max(through_seq) as through from document_snapshot where document_id = ? and generation = ?'
    ),
    insertSnapshot: database.prepare<[...Key, number, Uint8Array, string, Uint8Array, number]>(
      `insert or replace into document_snapshot (document_id, generation, through_seq, bytes, created_at, state_vector, structs_end)
      values (?, ?, ?, ?, ?, ?, ?)`
    ),
    deleteOlderSnapshots: database.prepare<[...Key, number]>(
      'delete from document_snapshot where document_id = ? and generation = ? and through_seq < ?'
    ),
    rowsThrough: database.prepare<[...Key, number], LoggedUpdate>(
      `select seq, user_id as userId, at, bytes from document_update
      where document_id = ? and generation = ? and seq <= ? order by seq`
    ),
    insertSegment: database.prepare<[...Key, number, number, Uint8Array]>(
      'insert into document_segment (document_id, generation, from_seq, to_seq, bytes) values (?, ?, ?, ?, ?)'
    ),
    deleteUpdates: database.prepare<[...Key, number, number]>(
      'delete from document_update where document_id = ? and generation = ? and seq between ? and ?'
    )
  };
}
