/**
 * Lists which passages hold a gram, in typed arrays: a table with open addressing finds the list of a gram, and all
 * lists stand one after the other. They are made in two passes over the same passages: count, reserve, add.
 */
export class PostingLists {
  readonly #mask: number;
  readonly #keys: Int32Array;
  /** 0 for a free slot. */
  readonly #lengths: Int32Array;
  /** Holds the last passage of each list while it is made. */
  #last: Int32Array;
  readonly #starts: Int32Array;
  #places = new Int32Array(0);

  /** Makes room for at most so many different grams. */
  constructor(grams: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * grams + 2));
    this.#mask = slots - 1;
    this.#keys = new Int32Array(slots);
    this.#lengths = new Int32Array(slots);
    this.#last = new Int32Array(slots).fill(-1);
    this.#starts = new Int32Array(slots);
  }

  /** Returns the slot of a gram, or the free one where it would be. */
  slotOf(gram: number): number {
    let slot = (Math.imul(gram, 0x85_eb_ca_6b) >>> 7) & this.#mask;
    while ((this.#lengths[slot] ?? 0) > 0 && this.#keys[slot] !== gram) slot = (slot + 1) & this.#mask;
    return slot;
  }

  lengthOf(slot: number): number {
    return this.#lengths[slot] ?? 0;
  }

  /** The passages come in the order of their places. */
  count(grams: Int32Array, place: number): void {
    for (const gram of grams) {
      const slot = this.slotOf(gram);
      if (this.#last[slot] === place) continue;
      this.#keys[slot] = gram;
      this.#last[slot] = place;
      this.#lengths[slot] = this.lengthOf(slot) + 1;
    }
  }

  reserve(): void {
    let all = 0;
    for (let slot = 0; slot <= this.#mask; slot++) {
      this.#starts[slot] = all;
      all += this.lengthOf(slot);
    }
    this.#places = new Int32Array(all);
    this.#last.fill(-1);
  }

  /** Frees what is needed only while the lists are made. */
  close(): void {
    this.#last = new Int32Array(0);
  }

  /** Adds a passage that was counted. */
  add(grams: Int32Array, place: number): void {
    for (const gram of grams) {
      const slot = this.slotOf(gram);
      if (this.#last[slot] === place) continue;
      this.#last[slot] = place;
      const at = this.#starts[slot] ?? 0;
      this.#places[at] = place;
      this.#starts[slot] = at + 1;
    }
  }

  /** `base` is where the scores of these lists begin. */
  addTo(slot: number, weight: number, scores: Float32Array, base: number): void {
    const end = this.#starts[slot] ?? 0;
    for (let at = end - this.lengthOf(slot); at < end; at++) {
      const place = base + (this.#places[at] ?? 0);
      scores[place] = (scores[place] ?? 0) + weight;
    }
  }
}
