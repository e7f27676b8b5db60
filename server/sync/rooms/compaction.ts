/** Lays a room's log into its snapshot when it has grown long. What cannot be laid together stays as it is until it is loaded anew. */
import type { Journal } from '../../journal.ts';
import { UnsoundDocumentError } from '../../workshop/errors.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import type { Generation } from './generation.ts';
import type { Log } from '../log/log.ts';

export interface CompactionTools {
  readonly workshop: Workshop;
  readonly log: Log;
  readonly journal: Journal;
  readonly now: () => Date;
}

export class Compaction {
  readonly #tools: CompactionTools;
  readonly #generation: Generation;
  readonly #onDone: () => void;
  #underWay: Promise<void> | null = null;
  #unsound = false;

  constructor(tools: CompactionTools, generation: Generation, onDone: () => void) {
    this.#tools = tools;
    this.#generation = generation;
    this.#onDone = onDone;
  }

  get underWay(): Promise<void> | null {
    return this.#underWay;
  }

  /** `isResting`: nobody has the room open any more. */
  beginWhenLong(isResting: boolean): void {
    const { text, place } = this.#generation;
    const { workshop, log, journal } = this.#tools;
    if (this.#underWay || this.#unsound || !text.isLong(isResting, this.#at())) return;
    const throughSeq = text.lastSeq;
    this.#underWay = workshop
      .compact(text.pieces)
      .then(async (compacted) => {
        const snapshot = { throughSeq, ...compacted };
        await log.keepSnapshot(place, snapshot);
        text.compacted(snapshot, this.#at());
      })
      .catch((error: unknown) => {
        this.#unsound = error instanceof UnsoundDocumentError;
        text.compactLater(this.#at());
        journal.error('A text could not be laid together; its log stays as it is', error, { ...place });
      })
      .then(() => {
        this.#underWay = null;
        this.#onDone();
      });
  }

  #at(): number {
    return this.#tools.now().getTime();
  }
}
