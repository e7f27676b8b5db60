/**
 * The SQLite file behind Kysely. One transaction writes at a time, and reading goes on beside it, so that no page waits for a decision.
 * As soon as people type, writing is done in a thread of its own (deciding.ts): the event loop waits neither for the disk nor for the
 * thread that commits what they type. Before that, as in the operator's tool, there is nobody who would wait.
 */
import type { Database } from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings
} from 'kysely';
import { CommandThread } from './command-thread.ts';
import { openSqlite } from './sqlite-file.ts';
import { carryOut, prepared, type Order } from './statement.ts';
import type { WriteLock } from './write-lock.ts';

export class OneWriterDialect implements Dialect {
  readonly #file: string;
  readonly #writeLock: WriteLock;

  constructor(file: string, writeLock: WriteLock) {
    this.#file = file;
    this.#writeLock = writeLock;
  }

  createDriver(): Driver {
    return new OneWriterDriver(this.#file, this.#writeLock);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new ManyAtOnce();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** Kysely need not queue: the driver does, and only those who write. */
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
    this.#files = new Files(this.#file, this.#writeLock);
    return Promise.resolve();
  }

  acquireConnection(): Promise<Visit> {
    if (!this.#files) throw new Error('The database is not open');
    return Promise.resolve(new Visit(this.#files));
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

/** What is open of one file. */
class Files {
  readonly file: string;
  readonly reader: Database;
  readonly #thread: CommandThread;
  readonly #writeLock: WriteLock;
  #writer: Database | null = null;

  constructor(file: string, writeLock: WriteLock) {
    this.file = file;
    this.reader = openSqlite(file);
    this.#thread = new CommandThread(file);
    this.#writeLock = writeLock;
  }

  /** Takes the next turn to write. */
  async acquire(): Promise<Session> {
    if (this.#writeLock.isTypedIn) await this.#thread.ready();
    const leave = await this.#writeLock.acquire();
    if (this.#writeLock.isTypedIn) return { run: this.#thread.session(), leave };
    const writer = (this.#writer ??= openSqlite(this.file));
    return { run: (order) => settled(() => carryOut(writer, order)), leave };
  }

  async close(): Promise<void> {
    this.reader.close();
    this.#writer?.close();
    await this.#thread.close();
  }
}

/** One visitor's use of a connection; `leave` is called once, and last. */
interface Session {
  readonly run: <R>(order: Order) => Promise<QueryResult<R>>;
  readonly leave: () => void;
}

const bare = (sql: string): Order => ({ sql, parameters: [] });

/** What Kysely takes for a connection: for one query, or for one transaction. */
class Visit implements DatabaseConnection {
  readonly #files: Files;
  #transaction: Session | null = null;

  constructor(files: Files) {
    this.#files = files;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#transaction) return this.#transaction.run(query);
    if (isRead(this.#files.reader, query)) return carryOut(this.#files.reader, query);
    const { run, leave } = await this.#files.acquire();
    try {
      return await run(query);
    } finally {
      leave();
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await, require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Nothing of ours streams rows');
  }

  /**
   * A transaction that may write takes the file's one writing place before it reads: another process (the operator's tool beside
   * a running server) can then commit before it or after it, and never makes void what it has read. One that says it only reads has
   * a connection of its own and holds nobody up, however long it takes.
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

  /** Where it rejects, Kysely rolls back next. */
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

/** A connection for one long reading. */
function apart(file: string): Session {
  const database = openSqlite(file);
  return { run: (order) => settled(() => carryOut(database, order)), leave: () => database.close() };
}

const settled = async <T>(work: () => T): Promise<T> => Promise.resolve().then(work);

/** Anything but a plain read is taken for a write. */
const isRead = (reader: Database, { sql, query }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' || (query.kind === 'RawNode' && prepared(reader, sql).readonly);
