/**
 * Compacts a room's log into its snapshot when it has grown long. What cannot be compacted stays as it is
 * until it is loaded again.
 */
import type { Logger } from '../../logger.ts';
import { UnsoundDocumentError } from '../../workers/errors.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import type { Generation } from './generation.ts';
import type { Log } from '../log/log.ts';

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
  #unsound = false;

  constructor(tools: CompactionTools, generation: Generation, onDone: () => void) {
    this.#tools = tools;
    this.#generation = generation;
    this.#onDone = onDone;
  }

  get inFlight(): Promise<void> | null {
    return this.#inFlight;
  }

  /** Starts a compaction where the log is long. `isResting`: no connection is open any more. */
  beginWhenLong(isResting: boolean): void {
    const { text, roomKey } = this.#generation;
    const { workers, log, logger } = this.#tools;
    if (this.#inFlight || this.#unsound || !text.isLong(isResting, this.#at())) return;
    const throughSeq = text.lastSeq;
    this.#inFlight = workers
      .compact(text.pieces)
      .then(async (compacted) => {
        const snapshot = { throughSeq, ...compacted };
        await log.saveSnapshot(roomKey, snapshot);
        text.compacted(snapshot, this.#at());
      })
      .catch((error: unknown) => {
        this.#unsound = error instanceof UnsoundDocumentError;
        text.compactLater(this.#at());
        logger.error('A text could not be compacted; its log stays as it is', error, { ...roomKey });
      })
      .then(() => {
        this.#inFlight = null;
        this.#onDone();
      });
  }

  #at(): number {
    return this.#tools.now().getTime();
  }
}
