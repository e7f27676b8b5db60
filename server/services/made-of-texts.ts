/**
 * Keeps what was last made of texts for pages: as HTML, or which parts are written. It is kept by text, generation and
 * the last number of its log, with which a text never changes; who may read it is decided before, each time.
 */
import type { Store } from '../store/open.ts';
import { madeOnce } from '../store/request-reads.ts';
import { listLastSeqs } from '../store/updates.ts';
import { partsOf } from './workflow/freezing.ts';

export interface OpenGeneration {
  readonly documentId: string;
  readonly generation: number;
}

/** Limits what is kept: sections of a study's texts in what pages show of them. */
const mostKept = 300;

export class MadeOfTexts {
  readonly #store: Pick<Store, 'db' | 'engine'>;
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(store: Pick<Store, 'db' | 'engine'>) {
    this.#store = store;
  }

  /** Returns what `make` makes of the text; `what` names that, with all that it depends on. */
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
    const known = this.#made.get(key) as Promise<T> | undefined;
    this.#made.delete(key);
    const making = known ?? partsOf(db, documentId, generation).then(make);
    // The latest comes last, so that the first is the one to be forgotten.
    this.#made.set(key, making);
    const [oldest] = this.#made.keys();
    if (this.#made.size > mostKept && oldest !== undefined) this.#made.delete(oldest);
    if (!known) making.catch(() => this.#made.get(key) === making && this.#made.delete(key));
    return making;
  }
}
