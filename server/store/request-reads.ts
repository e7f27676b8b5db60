/**
 * Remembers what one request has read: a page asks for its study, its reader's roles and its assessment in many places, and
 * each statement is executed once for it. The memory belongs to one request: it is empty after anything was written in it,
 * is not used within a transaction, and ends with the answer, so that a stream that goes on after it reads anew.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { Db } from './open.ts';
import { nameOf } from './read-name.ts';

interface Reads {
  answers: Map<string, Promise<QueryResult<unknown>>> | null;
  /** Holds what was made of rows, by what makes it and by its key. */
  readonly made: Map<object, Map<string, Promise<unknown>>>;
}

const requests = new AsyncLocalStorage<Reads>();

/** Answers one request, which reads each thing once. */
export async function readingOnce<T>(answer: () => T | Promise<T>): Promise<T> {
  const reads: Reads = { answers: new Map(), made: new Map() };
  try {
    return await requests.run(reads, answer);
  } finally {
    reads.answers = null;
    reads.made.clear();
  }
}

/** Forgets what the present request has read, since something is written. */
export function forgetReads(): void {
  const reads = requests.getStore();
  reads?.answers?.clear();
  reads?.made.clear();
}

/**
 * Makes a thing once in a request, where it is read outside of a transaction: `maker` and `key` name it. What it gives is
 * shared by all who ask, who change nothing in it.
 */
export function madeOnce<T>(db: Db, maker: object, key: string, make: () => Promise<T>): Promise<T> {
  const reads = requests.getStore();
  if (!reads?.answers || db.isTransaction) return make();
  const made = reads.made.get(maker) ?? new Map<string, Promise<unknown>>();
  reads.made.set(maker, made);
  const known = made.get(key);
  if (known) return known as Promise<T>;
  const making = make();
  made.set(key, making);
  return making;
}

/** Returns a function that finds each thing once in a request, as `madeOnce` does. */
export function foundOnce<Key extends readonly (string | null)[], T>(
  find: (db: Db, ...key: Key) => Promise<T>
): (db: Db, ...key: Key) => Promise<T> {
  return (db, ...key) => madeOnce(db, find, JSON.stringify(key), () => find(db, ...key));
}

/** Is a driver whose connections remember reads, on top of the driver of an engine. */
export class RememberingDriver implements Driver {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new RememberingConnection(await this.#driver.acquireConnection());
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const { own } = ours(connection);
    ours(connection).isInTransaction = true;
    return this.#driver.beginTransaction(own, settings);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#driver.commitTransaction(ours(connection).own);
    this.#ended(connection);
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#driver.rollbackTransaction(ours(connection).own);
    this.#ended(connection);
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#driver.releaseConnection(ours(connection).own);
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }

  #ended(connection: DatabaseConnection): void {
    ours(connection).isInTransaction = false;
    forgetReads();
  }
}

function ours(connection: DatabaseConnection): RememberingConnection {
  if (connection instanceof RememberingConnection) return connection;
  throw new Error('The connection is not of this driver');
}

class RememberingConnection implements DatabaseConnection {
  readonly own: DatabaseConnection;
  isInTransaction = false;

  constructor(own: DatabaseConnection) {
    this.own = own;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.isInTransaction) return this.own.executeQuery<R>(query);
    const answers = requests.getStore()?.answers;
    if (!answers) return this.own.executeQuery<R>(query);
    if (query.query.kind !== 'SelectQueryNode') {
      // A select that is written as text changes nothing, and is not remembered: it may ask for what every call changes.
      if (!/^\s*select\b/i.test(query.sql)) forgetReads();
      return this.own.executeQuery<R>(query);
    }
    const name = nameOf(query);
    if (name === null) return this.own.executeQuery<R>(query);
    const known = answers.get(name);
    if (known) return known as Promise<QueryResult<R>>;
    const answer = this.own.executeQuery<R>(query);
    answers.set(name, answer);
    return answer;
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.own.streamQuery<R>(query, chunkSize);
  }
}
