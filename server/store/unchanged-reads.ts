/**
 * Keeps the answers to reads of the SQLite file for as long as nothing has been committed to it: people read pages far more
 * often than somebody writes, and most of what a page asks is the same for all of them. SQLite itself says whether the file
 * has changed (`pragma data_version`), no matter which thread or process has written it.
 */
import type { Database, Statement } from 'better-sqlite3';
import type { CompiledQuery, QueryResult } from 'kysely';
import { nameOf } from './read-name.ts';
import { carryOut } from './statement.ts';

/** Limits what is kept, in characters and values of rows. */
export const mostKept = 2 ** 24;
/** Limits one answer that is kept, in the same measure: a larger one is for a file or an export. */
const largestKept = 2 ** 19;

export class UnchangedReads {
  readonly #reader: Database;
  readonly #version: Statement;
  readonly #answers = new Map<string, QueryResult<unknown>>();
  #answeredAt: unknown;
  #size = 0;

  /** `reader` is a connection that never writes: what itself commits would not count as a change. */
  constructor(reader: Database) {
    this.#reader = reader;
    this.#version = reader.prepare('pragma data_version').pluck();
  }

  /** Executes a select, or gives the answer that it had. The rows are shared: nobody changes them. */
  read<R>(query: CompiledQuery): QueryResult<R> {
    const name = query.query.kind === 'SelectQueryNode' ? nameOf(query) : null;
    if (name === null) return carryOut<R>(this.#reader, query);
    const version = this.stateNow();
    if (version !== this.#answeredAt || this.#size > mostKept) this.#forget(version);
    const known = this.#answers.get(name);
    if (known) return known as QueryResult<R>;
    const answer = carryOut<R>(this.#reader, query);
    const size = sizeOf(answer.rows);
    if (size <= largestKept) {
      this.#answers.set(name, answer);
      this.#size += size + name.length;
    }
    return answer;
  }

  /** Returns a value that is another one after each commit of another connection. */
  stateNow(): unknown {
    return this.#version.get();
  }

  #forget(version: unknown): void {
    this.#answers.clear();
    this.#size = 0;
    this.#answeredAt = version;
  }
}

/** Infinite for rows with bytes. */
function sizeOf(rows: readonly unknown[]): number {
  let size = 0;
  for (const row of rows as readonly Readonly<Record<string, unknown>>[])
    for (const name in row) {
      const value = row[name];
      if (typeof value === 'string') size += value.length;
      else if (value instanceof Uint8Array) return Infinity;
      size += 8;
    }
  return size;
}
