/**
 * Connects Kysely to the SQLite file. One transaction writes at a time, and reads go on during it, so that no
 * page waits for a command. Once updates of documents are appended, commands write in a thread of their own
 * (command-thread.ts): the event loop waits neither for the disk nor for the thread that commits the updates.
 * Before that, as in the operator's tool, they write on the event loop, as no user would wait.
 */
import type { Database } from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteIntrospector,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings
} from 'kysely';
import { SqliteCompiler } from './column-names.ts';
import { CommandThread } from './command-thread.ts';
import { forgetReads, RememberingDriver } from './request-reads.ts';
import { openSqlite } from './sqlite-file.ts';
import { carryOut, carryOutTogether, prepared, type Order } from './statement.ts';
import { UnchangedReads } from './unchanged-reads.ts';
import type { WriteLock } from './write-lock.ts';

export class OneWriterDialect implements Dialect {
  readonly #driver: OneWriterDriver;

  constructor(file: string, writeLock: WriteLock) {
    this.#driver = new OneWriterDriver(file, writeLock);
  }

  createDriver(): Driver {
    return new RememberingDriver(this.#driver);
  }

  /** Executes statements as one transaction, for which others wait once, and not between the statements. */
  async writeTogether(orders: readonly Order[]): Promise<readonly QueryResult<unknown>[]> {
    try {
      return await this.#driver.writeTogether(orders);
    } finally {
      forgetReads();
    }
  }

  /** Returns a value that is another one after each commit. */
  stateNow(): unknown {
    return this.#driver.stateNow();
  }

  createQueryCompiler(): SqliteCompiler {
    return new SqliteCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new ManyAtOnce();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** Lets Kysely run queries in parallel: the driver queues, and only writers. */
class ManyAtOnce extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class OneWriterDriver implements Driver {
  readonly #file: string;
  readonly #writeLock: WriteLock;
  #files: Files | null = null;

  constructor(file: string, writeLock: WriteLock) {
    this.#file = file;
    this.#writeLock = writeLock;
  }

  init(): Promise<void> {
    this.#open();
    return Promise.resolve();
  }

  acquireConnection(): Promise<Visit> {
    return Promise.resolve(new Visit(this.#open()));
  }

  writeTogether(orders: readonly Order[]): Promise<readonly QueryResult<unknown>[]> {
    return this.#open().writeTogether(orders);
  }

  stateNow(): unknown {
    return this.#open().reads.stateNow();
  }

  #open(): Files {
    return (this.#files ??= new Files(this.#file, this.#writeLock));
  }

  beginTransaction(visit: Visit, { accessMode }: TransactionSettings): Promise<void> {
    return visit.begin(accessMode === 'read only' ? 'reading' : 'writing');
  }

  commitTransaction(visit: Visit): Promise<void> {
    return visit.commit();
  }

  rollbackTransaction(visit: Visit): Promise<void> {
    return visit.rollback();
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#files?.close();
  }
}

class Files {
  readonly file: string;
  readonly reader: Database;
  /** Answers reads outside of a transaction. */
  readonly reads: UnchangedReads;
  readonly #thread: CommandThread;
  readonly #writeLock: WriteLock;
  #writer: Database | null = null;

  constructor(file: string, writeLock: WriteLock) {
    this.file = file;
    this.reader = openSqlite(file);
    this.reads = new UnchangedReads(this.reader);
    this.#thread = new CommandThread(file);
    this.#writeLock = writeLock;
  }

  /** Acquires the write lock and a connection to write. */
  async acquire(): Promise<Session> {
    if (this.#writeLock.isTypedIn) await this.#thread.ready();
    const leave = await this.#writeLock.acquire();
    if (this.#writeLock.isTypedIn) return { run: this.#thread.session(), leave };
    const writer = (this.#writer ??= openSqlite(this.file));
    return { run: (order) => settled(() => carryOut(writer, order)), leave };
  }

  async writeTogether(orders: readonly Order[]): Promise<readonly QueryResult<unknown>[]> {
    if (this.#writeLock.isTypedIn) await this.#thread.ready();
    const leave = await this.#writeLock.acquire();
    try {
      if (this.#writeLock.isTypedIn) return await this.#thread.together(orders);
      return carryOutTogether((this.#writer ??= openSqlite(this.file)), orders);
    } finally {
      leave();
    }
  }

  async close(): Promise<void> {
    this.reader.close();
    this.#writer?.close();
    await this.#thread.close();
  }
}

/** Describes the exclusive use of a writing connection; `leave` is called once, and last. */
interface Session {
  readonly run: <R>(order: Order) => Promise<QueryResult<R>>;
  readonly leave: () => void;
}

const bare = (sql: string): Order => ({ sql, parameters: [] });

/** Implements Kysely's connection for one query, or for one transaction. */
class Visit implements DatabaseConnection {
  readonly #files: Files;
  #transaction: Session | null = null;

  constructor(files: Files) {
    this.#files = files;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#transaction) return this.#transaction.run(query);
    if (isRead(this.#files.reader, query)) return this.#files.reads.read<R>(query);
    const { run, leave } = await this.#files.acquire();
    try {
      return await run(query);
    } finally {
      leave();
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await, require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming rows is not supported');
  }

  /**
   * One that may write takes the file's write lock before it reads: another process (the operator's tool next
   * to a running server) can then commit before it or after it, and never invalidates what it has read. One
   * that only reads has a connection of its own and blocks no other, however long it takes.
   */
  async begin(what: 'reading' | 'writing'): Promise<void> {
    const session = what === 'reading' ? apart(this.#files.file) : await this.#files.acquire();
    try {
      await session.run(bare(what === 'reading' ? 'begin' : 'begin immediate'));
    } catch (error) {
      session.leave();
      throw error;
    }
    this.#transaction = session;
  }

  /** Commits. Where it rejects, Kysely rolls back next. */
  async commit(): Promise<void> {
    await this.#transaction?.run(bare('commit'));
    this.#end();
  }

  async rollback(): Promise<void> {
    try {
      await this.#transaction?.run(bare('rollback'));
    } finally {
      this.#end();
    }
  }

  #end(): void {
    const left = this.#transaction;
    this.#transaction = null;
    left?.leave();
  }
}

/** For one long read. */
function apart(file: string): Session {
  const database = openSqlite(file);
  return { run: (order) => settled(() => carryOut(database, order)), leave: () => database.close() };
}

const settled = async <T>(work: () => T): Promise<T> => Promise.resolve().then(work);

/** Anything but a plain read is taken for a write. */
const isRead = (reader: Database, { sql, query }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' || (query.kind === 'RawNode' && prepared(reader, sql).readonly);
