/**
 * Remembers what one request has read: a page asks for its study, its reader's roles and its assessment in many places, and
 * each statement is executed once for it. The memory belongs to one request: it is empty after anything was written in it,
 * is not used within a transaction, and ends with the answer, so that a stream that goes on after it reads anew. What is
 * found by its key alone is kept longer, as long as the database says that nothing has changed.
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

/** Holds what was found in one state of a database. */
interface Found {
  readonly stateNow: () => unknown;
  state: unknown;
  size: number;
  readonly by: Map<object, Map<string, Promise<unknown>>>;
}

const foundIn = new WeakMap<Db, Found>();
/** Limits the things that are kept for one state. */
const mostFound = 2_000;

/** Keeps what `foundOnce` finds in a database for all requests, as long as its state is the same. */
export function keepFound(db: Db, stateNow: () => unknown): void {
  foundIn.set(db, { stateNow, state: undefined, size: 0, by: new Map() });
}

function foundInState<T>(db: Db, maker: object, key: string, find: () => Promise<T>): Promise<T> {
  const found = foundIn.get(db);
  if (!found) return find();
  const state = found.stateNow();
  if (state !== found.state || found.size >= mostFound) {
    found.by.clear();
    found.size = 0;
    found.state = state;
  }
  const byKey = found.by.get(maker) ?? new Map<string, Promise<unknown>>();
  found.by.set(maker, byKey);
  const known = byKey.get(key);
  if (known) return known as Promise<T>;
  // What the present request has read before may be of an older state.
  const finding = requests.exit(find);
  byKey.set(key, finding);
  found.size += 1;
  finding.catch(() => byKey.delete(key));
  return finding;
}

/**
 * Returns a function that finds each thing once in a request, as `madeOnce` does, and once for all requests while nothing
 * is committed, where the database tells that. It finds by the database and the key alone: no right and no time is in it.
 */
export function foundOnce<Key extends readonly (string | null)[], T>(
  find: (db: Db, ...key: Key) => Promise<T>
): (db: Db, ...key: Key) => Promise<T> {
  return (db, ...key) => {
    const name = JSON.stringify(key);
    return madeOnce(db, find, name, () => foundInState(db, find, name, () => find(db, ...key)));
  };
}

/** Limits the ids of one list that is found once: a longer one is of a whole study, and read once anyway. */
const mostIds = 30;

/** Returns a function that finds what belongs to a list of ids, as `foundOnce` does for each list. */
export function foundOnceFor<T>(
  find: (db: Db, ids: readonly string[]) => Promise<T>
): (db: Db, ids: readonly string[]) => Promise<T> {
  const found = foundOnce((db, ...ids: readonly string[]) => find(db, ids));
  return (db, ids) => (ids.length > mostIds ? find(db, ids) : found(db, ...ids));
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
