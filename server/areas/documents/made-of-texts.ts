/**
 * Keeps what was last made of texts for pages: as HTML, or which parts are written. It is kept by text, generation and
 * the last number of its log, with which a text never changes; who may read it is decided before, each time.
 */
import type { Store } from '#server/store/open.ts';
import { madeOnce } from '#server/store/request-reads.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import { partsOf } from './frozen-content.ts';
import { WorkersFullError } from '#server/workers/errors.ts';

export interface OpenGeneration {
  readonly documentId: string;
  readonly generation: number;
}

interface Kept {
  readonly value: Promise<unknown>;
  /** Counts the characters of its JSON; none while it is being made. */
  size: number;
}

/** In characters of JSON: the sections of a study's texts at their usual length. */
export const mostKept = 2 ** 24;

export class MadeOfTexts {
  readonly #store: Pick<Store, 'db' | 'engine'>;
  /** Holds what was asked for last at the end, so that the first is the one to be forgotten. */
  readonly #made = new Map<string, Kept>();
  #size = 0;

  constructor(store: Pick<Store, 'db' | 'engine'>) {
    this.#store = store;
  }

  /**
   * Returns what `make` makes of the text; `what` names that, with all that it depends on. A reader who asks while it is
   * made for another waits for that; where the other has too many jobs waiting, it is made for this reader.
   */
  async of<T>(
    text: OpenGeneration,
    what: readonly unknown[],
    make: (parts: Uint8Array[]) => Promise<T>
  ): Promise<T> {
    const { db, engine } = this.#store;
    const { documentId, generation } = text;
    const name = `${documentId}@${generation}`;
    const lastSeq = await madeOnce(db, this, name, async () =>
      (await listLastSeqs(db, engine, [text])).get(name)
    );
    const key = JSON.stringify([documentId, generation, lastSeq, ...what]);
    const known = this.#made.get(key);
    if (known) {
      this.#made.delete(key);
      this.#made.set(key, known);
      return (known.value as Promise<T>).catch((error: unknown) => {
        if (error instanceof WorkersFullError) return this.of(text, what, make);
        throw error;
      });
    }
    const value = partsOf(db, documentId, generation).then(make);
    const kept: Kept = { value, size: 0 };
    this.#made.set(key, kept);
    value.then(
      (made) => this.#weigh(key, kept, JSON.stringify([made]).length),
      () => this.#forget(key, kept)
    );
    return value;
  }

  #weigh(key: string, kept: Kept, size: number): void {
    if (this.#made.get(key) !== kept) return;
    kept.size = size;
    this.#size += size;
    for (const [oldest, one] of this.#made) {
      if (this.#size <= mostKept) return;
      this.#forget(oldest, one);
    }
  }

  #forget(key: string, kept: Kept): void {
    if (this.#made.get(key) !== kept) return;
    this.#made.delete(key);
    this.#size -= kept.size;
  }
}
