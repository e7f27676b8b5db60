/** Counts how often a socket has inserted something without the right to. */

/** Sets how many insertions within how long are one too many. */
const tooMany = 3;
const windowMilliseconds = 60_000;
/** Sets for how long what was typed before a right was withdrawn may still arrive. */
const spareMilliseconds = 10_000;

export class Denials {
  #times: number[] = [];
  #sparedUntil = 0;

  /** Notes an insertion; true where it is one too many. Times in milliseconds. */
  note(at: number): boolean {
    if (at < this.#sparedUntil) return false;
    this.#times = [...this.#times.filter((time) => at - time < windowMilliseconds), at];
    return this.#times.length >= tooMany;
  }

  /** Notes that the right to write was withdrawn: what is on its way was typed before. */
  spare(at: number): void {
    this.#times = [];
    this.#sparedUntil = at + spareMilliseconds;
  }
}
