/** Follows what is left over in a document of what was deleted. Typing costs nothing: it is read anew only when it can have changed. */
import type * as Y from 'yjs';
import { mayChangeLeftOver, quietTypes, readParts, type LeftOver } from './left-over.ts';
import { passageOf } from './deleted-parts.ts';

/** Limits how many parts are listed; the others follow once some are inserted or discarded. */
const mostListed = 200;

export class LeftOverWatch {
  readonly #doc: Y.Doc;
  readonly #later: (work: () => void) => void;
  readonly #onChange: (leftOver: readonly LeftOver[]) => void;
  /** The passages of the embeds that were seen: those of deleted ones are known no more from the document. */
  readonly #passages = new Map<string, string>();
  #quiet: ReadonlySet<unknown> = new Set();
  #isWaiting = false;
  #isClosed = false;
  #last = '[]';
  /** Counts the readings, for tests. */
  readings = 0;

  /** `later` runs the next reading, once for all changes until then. */
  constructor(
    doc: Y.Doc,
    later: (work: () => void) => void,
    onChange: (leftOver: readonly LeftOver[]) => void
  ) {
    this.#doc = doc;
    this.#later = later;
    this.#onChange = onChange;
    this.#read();
    doc.on('afterTransaction', this.#listen);
  }

  close(): void {
    this.#isClosed = true;
    this.#doc.off('afterTransaction', this.#listen);
  }

  readonly #listen = (transaction: Y.Transaction): void => {
    if (this.#isWaiting || !mayChangeLeftOver(transaction, this.#quiet)) return;
    this.#isWaiting = true;
    this.#later(this.#read);
  };

  readonly #read = (): void => {
    if (this.#isClosed) return;
    this.#isWaiting = false;
    this.readings += 1;
    const { leftOver: all, shown, rootOf } = readParts(this.#doc, this.#passages);
    const leftOver = all.slice(0, mostListed);
    this.#quiet = quietTypes(this.#doc, shown);
    for (const [owner, root] of rootOf) {
      const passage = passageOf(root, (key) => rootOf.get(key));
      if (passage !== null) this.#passages.set(owner, passage);
    }
    const now = JSON.stringify(leftOver);
    if (now === this.#last) return;
    this.#last = now;
    this.#onChange(leftOver);
  };
}
