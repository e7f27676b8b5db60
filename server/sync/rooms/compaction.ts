/**
 * Compacts a room's log into its snapshot: into the stored one when the log has grown long or the generation
 * has ended, and into the one in memory when a reader joins, who is not sent what was deleted before. What
 * cannot be compacted stays as it is until it is loaded again.
 */
import type { Logger } from '#server/process/logger.ts';
import { UnsoundDocumentError } from '#server/workers/errors.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { Generation } from './generation.ts';
import type { Log, Snapshot } from '../log/log.ts';

export interface CompactionTools {
  readonly workers: DocumentWorkers;
  readonly log: Log;
  readonly logger: Logger;
  readonly now: () => Date;
}

export class Compaction {
  readonly #tools: CompactionTools;
  readonly #generation: Generation;
  readonly #onDone: () => void;
  #inFlight: Promise<void> | null = null;
  #awaited: Promise<Snapshot> | null = null;
  #unsound = false;

  constructor(tools: CompactionTools, generation: Generation, onDone: () => void) {
    this.#tools = tools;
    this.#generation = generation;
    this.#onDone = onDone;
  }

  get inFlight(): Promise<void> | null {
    return this.#inFlight;
  }

  /** `isResting`: no connection is open any more. */
  beginWhenLong(isResting: boolean): void {
    const { text, roomKey, hasEnded } = this.#generation;
    const { log, logger } = this.#tools;
    if (this.#inFlight || this.#unsound || !text.isLong({ isResting, hasEnded }, this.#at())) return;
    const made = text.unstoredSnapshot;
    this.#inFlight = (made ? Promise.resolve(made) : this.#compact('background'))
      .then(async (snapshot) => {
        await log.saveSnapshot(roomKey, snapshot);
        text.stored(snapshot.throughSeq, this.#at());
      })
      .catch((error: unknown) => {
        text.compactLater(this.#at());
        logger.error('A text could not be compacted; its log stays as it is', error, { ...roomKey });
      })
      .then(() => {
        this.#inFlight = null;
        this.#onDone();
      });
  }

  /**
   * Makes the snapshot in memory hold everything through a number that the text has reached. Callers that
   * wait at the same time share one compaction. Rejects when it could not be made.
   */
  async reach(seq: number): Promise<void> {
    while (this.#generation.text.cleanThrough < seq) {
      if (this.#unsound) throw new UnsoundDocumentError('This text has been found unsound before');
      this.#awaited ??= this.#compact('soon').finally(() => (this.#awaited = null));
      await this.#awaited;
    }
  }

  async #compact(when: 'soon' | 'background'): Promise<Snapshot> {
    const { text, roomKey } = this.#generation;
    const throughSeq = text.lastSeq;
    // A room is a requester like a person: however often it asks, the others have their turn.
    const requester = when === 'soon' ? `${roomKey.documentId}@${roomKey.generation}` : undefined;
    try {
      const snapshot = { throughSeq, ...(await this.#tools.workers.compact(text.pieces, when, requester)) };
      text.compacted(snapshot);
      return snapshot;
    } catch (error) {
      this.#unsound = error instanceof UnsoundDocumentError;
      throw error;
    }
  }

  #at(): number {
    return this.#tools.now().getTime();
  }
}
