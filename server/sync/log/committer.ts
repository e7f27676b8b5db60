/**
 * Commits what rooms append, many rooms in one transaction: at once while it is idle, and everything that has
 * gathered meanwhile as soon as a commit returns. While the database accepts nothing, it holds the parts and
 * tries again.
 */
import type { Logger } from '#server/process/logger.ts';
import {
  RowsRefusedError,
  type Appender,
  type AppendPart,
  type PartOutcome
} from '#server/store/appender.ts';

export interface CommitterTools {
  readonly appender: Appender;
  readonly logger?: Logger;
}

interface Job {
  readonly part: AppendPart;
  resolve(outcome: PartOutcome): void;
  reject(error: Error): void;
}

/**
 * Sets how long a transaction waits for more parts: each costs an fsync and two changes of thread however
 * little it holds. Where people write in several rooms at once, a few milliseconds nearly halve their number,
 * and are not noticeable.
 */
const gatheringMilliseconds = 3;
/**
 * Compares with the recent average time since another room has written: below it another is likely to write
 * in time, above it a wait would bring little. A single active room never waits.
 */
const crowdedMilliseconds = 3;
/** Caps a gap in that average; a longer one carries no more information. */
const longestGap = 50;
/** Weights the newest gap in that average. */
const newest = 0.05;
/** Limits one transaction, so that those behind it do not wait for an import. A single part may be larger. */
const mostRows = 4096;
const mostBytes = 8 * 1024 * 1024;
const firstPause = 100;
const longestPause = 5_000;

export class Committer {
  readonly #appender: Appender;
  readonly #logger: Logger | undefined;
  readonly #waiting: Job[] = [];
  #running: Promise<void> | null = null;
  #usualGap = longestGap;
  #newestPart = { documentId: '', at: -longestGap };
  #newestOfAnother = this.#newestPart;
  #closing = false;
  #isTroubled = false;
  readonly #listeners = new Set<(waiting: boolean) => void>();
  #wake: () => void = () => undefined;

  constructor({ appender, logger }: CommitterTools) {
    this.#appender = appender;
    this.#logger = logger;
  }

  /**
   * Resolves when it is on the disk, or is not to be stored; rejects where the fault is the part's own, or
   * when the log is closed.
   */
  append(part: AppendPart): Promise<PartOutcome> {
    if (this.#closing) return Promise.reject(new Error('The log is closed'));
    this.#notice(part.documentId);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ part, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Reports when appends wait because the database does not take them, and when they go on. */
  onTrouble(listen: (waiting: boolean) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  /** Commits what has been appended, trying once more where there is trouble; what then is not stored is rejected. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#commit(this.#takeGroup());
    }
    // This runs in the same tick as the check above: the next append starts again.
    this.#running = null;
  }

  #notice(documentId: string): void {
    const at = performance.now();
    if (this.#newestPart.documentId !== documentId) this.#newestOfAnother = this.#newestPart;
    this.#newestPart = { documentId, at };
    this.#usualGap += newest * (Math.min(at - this.#newestOfAnother.at, longestGap) - this.#usualGap);
  }

  /**
   * Waits for more parts where they are likely. Rooms append at the end of a tick, all at once, and those
   * parts go together.
   */
  #gather(): Promise<void> {
    return this.#usualGap <= crowdedMilliseconds
      ? new Promise((go) => setTimeout(go, gatheringMilliseconds))
      : Promise.resolve();
  }

  #takeGroup(): Job[] {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const { part } of this.#waiting) {
      rows += part.entries.length;
      for (const entry of part.entries) bytes += entry.bytes.length;
      if (count > 0 && (rows > mostRows || bytes > mostBytes)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(group: readonly Job[]): Promise<void> {
    const parts = group.map((job) => job.part);
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      const isLastTry = this.#closing;
      const began = performance.now();
      try {
        const outcomes = await this.#appender.append(parts);
        this.#logger?.metrics.transactionSeconds.observe((performance.now() - began) / 1000);
        this.#logger?.metrics.transactionParts.observe(parts.length);
        this.#goesOn();
        return group.forEach((job, index) => settle(job, outcomes[index]));
      } catch (error) {
        if (isOfRows(error)) return this.#singleOut(group, error);
        this.#waits(error);
        if (isLastTry)
          return group.forEach((job) =>
            job.reject(error instanceof Error ? error : new Error(String(error)))
          );
        await this.#pause(pause);
      }
    }
  }

  /**
   * Splits a group in which the database will never accept some part: in halves, until that part is alone and
   * the others are stored.
   */
  async #singleOut(group: readonly Job[], error: Error): Promise<void> {
    if (group.length === 1) return group.forEach((job) => job.reject(error));
    const half = Math.ceil(group.length / 2);
    await this.#commit(group.slice(0, half));
    await this.#commit(group.slice(half));
  }

  #waits(error: unknown): void {
    if (this.#isTroubled) return;
    this.#isTroubled = true;
    this.#logger?.error('The database does not take updates; they wait', error);
    for (const listen of this.#listeners) listen(true);
  }

  #goesOn(): void {
    if (!this.#isTroubled) return;
    this.#isTroubled = false;
    this.#logger?.info('The database takes updates again');
    for (const listen of this.#listeners) listen(false);
  }

  #pause(milliseconds: number): Promise<void> {
    if (this.#closing) return Promise.resolve();
    return new Promise((go) => {
      const timer = setTimeout(go, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        go();
      };
    });
  }
}

/**
 * Checks whether an error is caused by the part itself. A TypeError comes from a part's values, before any
 * database has seen it.
 */
const isOfRows = (error: unknown): error is Error =>
  error instanceof RowsRefusedError || error instanceof RangeError || error instanceof TypeError;

function settle(job: Job, outcome: PartOutcome | undefined): void {
  if (outcome) job.resolve(outcome);
  else job.reject(new Error('A part of a transaction has no outcome'));
}
