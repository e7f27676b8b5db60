/**
 * Keeps the search index up to date. It looks about every second for what has been committed since: the last
 * number of each text's log, and the last event of each study. A thread with a connection of its own reads what
 * has changed as a whole, and says where it differs from the index; only that reaches the event loop, and is
 * written like any command. Rooms and commands know nothing of it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseAddress } from '#server/process/config.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Store } from '#server/store/open.ts';
import {
  clearSearch,
  deleteSource,
  markFailed,
  sizeOfChange,
  statementsOf,
  type SourceChange,
  type SourceKey
} from './store/search-entries.ts';
import { holdIndex, hasMerged, releaseIndex, statementsOfMerge } from './store/index-merging.ts';
import { openFailedSources } from './failed-sources.ts';
import type { StaleSource } from './index-reader.ts';
import { openIndexThread } from './index-thread.ts';

export interface SearchIndexer {
  /** Indexes what has changed, after the round that is running. */
  run(): Promise<void>;
  /** Resolves once a round that began after this call has ended. */
  nextRound(): Promise<void>;
  /** Returns the number of entries. */
  rebuild(): Promise<number>;
  /** Counts the sources that the index lacks now, and one more while it cannot be written at all. */
  failing(): number;
  /** Stops further rounds, and waits for the one that is running. */
  close(): Promise<void>;
}

export interface IndexerTools {
  readonly store: Store;
  readonly database: DatabaseAddress;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly logger: Pick<Logger, 'error' | 'info' | 'metrics'>;
  /** Null where rounds are run by hand. */
  readonly everyMilliseconds: number | null;
}

/** Leaves 0.8 s of the two seconds in which a change is to be found for reading and writing it. */
export const indexerInterval = 1_200;

/** Limits how long a node that has stopped keeps the others from writing the index. */
const holdMilliseconds = 15_000;

/** Limits what is written as one transaction, but for a source that changes more rows. */
const rowsOfWrite = 100;

export function openSearchIndexer(tools: IndexerTools): SearchIndexer {
  const { store, everyMilliseconds } = tools;
  const { metrics } = tools.logger;
  const thread = openIndexThread(tools.database);
  let holder: string | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Asks again after a wait, during which it may have been closed. */
  const hasClosed = (): boolean => isClosed;
  const waitingFor: (() => void)[] = [];
  const failed = openFailedSources(tools);

  /** Takes the index for this node; on SQLite one process serves, and each write is whole by itself. */
  async function holds(isForced = false): Promise<boolean> {
    if (store.engine === 'sqlite') return true;
    holder ??= tools.newId();
    const now = tools.now();
    const until = new Date(now.getTime() + holdMilliseconds);
    return holdIndex(store.db, holder, { now: now.toISOString(), until: until.toISOString(), isForced });
  }

  const round = openRounds(tools, { thread, failed, hasClosed, holds });

  const guarded = async (): Promise<void> => {
    const waiting = waitingFor.splice(0);
    try {
      if (!isClosed) {
        await round();
        metrics.searchIndexed.setToCurrentTime();
        metrics.searchWaiting.set(0);
      }
      failed.report(null);
    } catch (error) {
      if (!isClosed) failed.report(error);
    }
    for (const resolve of waiting) resolve();
  };

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const run = (): Promise<void> => inTurn(guarded);

  function again(): void {
    if (everyMilliseconds === null || isClosed) return;
    timer = setTimeout(() => void run().then(again), everyMilliseconds);
    timer.unref();
  }
  again();

  return {
    run,
    nextRound: () => new Promise((resolve) => void waitingFor.push(resolve)),
    rebuild: () =>
      inTurn(async () => {
        // Another node that writes the index waits meanwhile.
        await holds(true);
        failed.clear();
        await store.db.transaction().execute(clearSearch);
        const written = await round();
        if (holder !== undefined) await releaseIndex(store.db, holder);
        return written;
      }),
    failing: () => failed.count(),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await thread.close();
      await last;
      for (const resolve of waitingFor.splice(0)) resolve();
    }
  };
}

interface Indexing {
  readonly thread: ReturnType<typeof openIndexThread>;
  readonly failed: ReturnType<typeof openFailedSources>;
  /** Asked again after a wait. */
  readonly hasClosed: () => boolean;
  /** Takes the index for this node. */
  readonly holds: () => Promise<boolean>;
}

/** Returns the work of one round: what has changed is read in the thread and written; it counts the rows. */
function openRounds(tools: IndexerTools, indexing: Indexing): () => Promise<number> {
  const { thread, failed, hasClosed, holds } = indexing;
  const { store } = tools;
  const { metrics } = tools.logger;
  const writer = openIndexWriter(tools, indexing);

  /**
   * Waits after a write as long as it took, where the indexer has a clock: a first index of everything leaves
   * the file to others half of the time, also to other processes, which only try now and then.
   */
  const pause = async (milliseconds: number): Promise<void> => {
    if (tools.everyMilliseconds !== null && !hasClosed()) await wait(milliseconds);
  };

  return async () => {
    let written = 0;
    let changes: SourceChange[] = [];
    let began = performance.now();
    const writeChanges = async (): Promise<void> => {
      await writer.writeEach(changes);
      written += changes.reduce((sum, change) => sum + sizeOfChange(change), 0);
      changes = [];
    };
    const index = async (source: StaleSource): Promise<void> => {
      let after: string | null = null;
      do {
        const reserved = changes.flatMap(({ added }) => added.map(({ row }) => row.id));
        const change: SourceChange = await thread.changeOf({ source, reserved, after });
        changes.push(change);
        after = change.after;
        if (changes.reduce((sum, one) => sum + sizeOfChange(one), 0) < rowsOfWrite) continue;
        await writeChanges();
        await pause(performance.now() - began);
        began = performance.now();
      } while (after !== null && !hasClosed());
    };
    const { stale, gone } = await thread.look(failed.waiting());
    metrics.searchWaiting.set(stale.length);
    for (const source of gone) if (await holds()) await deleteSource(store.db, source);
    began = performance.now();
    for (const source of stale) {
      if (hasClosed() || !(await holds())) return written;
      try {
        await index(source);
        failed.remove(source);
      } catch (error) {
        await writer.setAside(source, error);
      }
    }
    if (changes.length > 0 || writer.isUnmerged()) await writeChanges();
    return written;
  };
}

/** A source that cannot be written is set aside. */
function openIndexWriter({ store }: IndexerTools, { failed, hasClosed }: Indexing) {
  /** Says whether the token index of SQLite may hold what can be merged. */
  let isUnmerged = false;

  /** Writes changes, and merges a little, as one transaction: what people type waits for it once. */
  async function write(changes: readonly SourceChange[]): Promise<void> {
    isUnmerged ||= changes.length > 0 && store.engine === 'sqlite';
    const merging = isUnmerged ? statementsOfMerge(store.db) : [];
    const writing = changes.flatMap((change) => statementsOf(store.db, store.engine, change));
    const results = await store.writeTogether([...writing, ...merging]);
    isUnmerged = isUnmerged && hasMerged(results.slice(writing.length));
  }

  /** Sets a source aside that cannot be read or written, so that it does not keep the others from being found. */
  async function setAside(source: SourceKey, error: unknown): Promise<void> {
    if (hasClosed()) throw error;
    // Without the database, nothing can be written.
    await store.ping();
    failed.add(source, error);
    // A text that is open to fewer people by now must not be found by others; rows are judged when they are found.
    await store.db.transaction().execute(async (trx) => {
      if (/^(?:text|shown)\//.test(source.source)) await deleteSource(trx, source);
      else await markFailed(trx, source);
    });
  }

  /** Writes the changes, each by itself where they cannot be written together. */
  async function writeEach(changes: readonly SourceChange[]): Promise<void> {
    try {
      await write(changes);
      return;
    } catch (error) {
      if (changes.length === 0 || hasClosed()) throw error;
    }
    for (const change of changes) {
      try {
        await write([change]);
      } catch (error) {
        await setAside(change, error);
      }
    }
  }

  return { writeEach, setAside, isUnmerged: () => isUnmerged };
}
