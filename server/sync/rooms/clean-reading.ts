/**
 * Answers those who may not write. What was deleted before they came is not sent to them: they get a snapshot
 * without deleted content, and only what was committed while they were here as it was written. Writers of an
 * open generation get the log as it is, since its deletions are theirs.
 */
import type { Logger } from '#server/process/logger.ts';
import type { Connection } from '../transport/connection.ts';
import type { Audience } from './audience.ts';
import type { Compaction } from './compaction.ts';
import type { Generation } from './generation.ts';
import type { Log } from '../log/log.ts';
import type { SyncReplies } from './sync-replies.ts';

export interface CleanReadingTools {
  readonly log: Log;
  readonly logger: Logger;
}

/** Gives the parts of a room that readers depend on. */
interface RoomParts {
  readonly generation: Generation;
  readonly audience: Audience;
  readonly syncReplies: SyncReplies;
  readonly compaction: Compaction;
  /** Settles when the room has taken in what was committed on any node, up to this number. */
  readonly caughtUp: (seq: number) => Promise<void>;
}

export class CleanReading {
  readonly #tools: CleanReadingTools;
  readonly #room: RoomParts;
  /** Holds the number after which a connection may be sent updates as they were written. */
  readonly #begins = new WeakMap<Connection, number>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(tools: CleanReadingTools, room: RoomParts) {
    this.#tools = tools;
    this.#room = room;
  }

  /** An answer that is not sent yet; null where there is none. */
  get inFlight(): Promise<void> | null {
    const [first = null] = this.#underWay;
    return first;
  }

  joined(connection: Connection): void {
    if (this.#mayReadLog(connection)) this.#begins.set(connection, this.#room.generation.text.lastSeq);
    else this.#track(connection, this.#begin(connection));
  }

  answer(connection: Connection, stateVector: Uint8Array): void {
    const { generation, syncReplies, compaction } = this.#room;
    const begin = this.#begins.get(connection);
    if (begin === undefined) throw new Error('A connection asked before it had joined');
    if (this.#mayReadLog(connection) || begin <= generation.text.cleanThrough)
      syncReplies.answer(connection, stateVector);
    else
      this.#track(
        connection,
        compaction.reach(begin).then(() => syncReplies.answer(connection, stateVector))
      );
  }

  #mayReadLog(connection: Connection): boolean {
    return connection.access === 'write' && !this.#room.generation.hasEnded;
  }

  /**
   * Finds out where a reader begins. What another node has committed and this one does not know yet is older
   * than that: this reader gets it with the snapshot, and not as it was written.
   */
  async #begin(connection: Connection): Promise<void> {
    const { generation, audience, caughtUp } = this.#room;
    audience.holdBack(connection);
    const heads = await this.#tools.log.lastSeqs([generation.roomKey]);
    await caughtUp(Math.max(0, ...heads.values()));
    const begin = generation.text.lastSeq;
    this.#begins.set(connection, begin);
    connection.shownThrough = begin;
    audience.letGo(connection);
  }

  /** Holds what the connection sends meanwhile, and closes it, to be tried again, when the text cannot be made. */
  #track(connection: Connection, work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        this.#tools.logger.error('A text could not be made for a reader', error, {
          ...this.#room.generation.roomKey
        });
        connection.close('try-again', 'cannot be read without deleted text now');
      })
      .then(() => {
        this.#underWay.delete(done);
      });
    this.#underWay.add(done);
    connection.holdUntil(done);
  }
}
