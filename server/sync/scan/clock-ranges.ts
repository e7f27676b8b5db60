/** Stores ranges in the order of their clocks, in arrays so short that one more between two others moves few. */

/** A cut in an old text moves no more than these. */
const chunkLength = 512;

/** Holds ranges of one client id by clock, in order. */
export class ClockRanges<R extends { readonly clock: number; readonly end: number }> {
  /** Gives the clock after the last range. */
  end = 0;
  last: R | null = null;
  readonly #chunks: R[][] = [];
  /** Remembers the position of the range that was looked up last. */
  #chunk = 0;
  #index = 0;

  push(range: R): void {
    const chunk = this.#chunks.at(-1);
    if (chunk && chunk.length < chunkLength) chunk.push(range);
    else this.#chunks.push([range]);
    this.last = range;
    this.end = range.end;
  }

  /** Returns the last range that begins at a clock or before it; that is the one that covers it where one does. */
  find(clock: number): R | undefined {
    return this.last && clock >= this.last.clock ? this.last : this.#find(clock);
  }

  before(range: R): R | undefined {
    this.#find(range.clock);
    return this.#chunks[this.#chunk]?.[this.#index - 1] ?? this.#chunks[this.#chunk - 1]?.at(-1);
  }

  after(range: R): R | undefined {
    if (range === this.last) return undefined;
    this.#find(range.clock);
    return this.#chunks[this.#chunk]?.[this.#index + 1] ?? this.#chunks[this.#chunk + 1]?.[0];
  }

  insertAfter(range: R, added: R): void {
    this.#find(range.clock);
    const chunk = this.#chunks[this.#chunk];
    chunk?.splice(this.#index + 1, 0, added);
    if (chunk && chunk.length > chunkLength)
      this.#chunks.splice(this.#chunk + 1, 0, chunk.splice(chunkLength >> 1));
    if (range === this.last) this.last = added;
  }

  remove(range: R): void {
    const before = this.before(range) ?? null;
    this.#find(range.clock);
    const chunk = this.#chunks[this.#chunk];
    chunk?.splice(this.#index, 1);
    if (chunk?.length === 0) this.#chunks.splice(this.#chunk, 1);
    if (range === this.last) this.last = before;
  }

  #find(clock: number): R | undefined {
    const chunks = this.#chunks;
    const met = chunks[this.#chunk]?.[this.#index];
    if (met && clock >= met.clock) {
      if (clock < met.end) return met;
      const next = chunks[this.#chunk]?.[this.#index + 1];
      if (next && clock < next.end) {
        this.#index++;
        return next;
      }
    }
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunks[middle]?.[0]?.clock ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    this.#chunk = low;
    const chunk = chunks[low] ?? [];
    low = 0;
    high = chunk.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunk[middle]?.clock ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    this.#index = low;
    return chunk[low];
  }
}
