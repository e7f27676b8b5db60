/**
 * Tells the time while the sample study is founded: what happens in it is spread over the months before, in the
 * order in which it is done, so that its pages look like those of a study that people have worked on.
 */
const day = 86_400_000;

export class FoundingClock {
  readonly #real: () => Date;
  readonly #end: number;
  #time: number;
  #isPast = false;

  /** Begins at the present, which `real` tells. */
  constructor(real: () => Date) {
    this.#real = real;
    this.#end = real().getTime();
    this.#time = this.#end;
  }

  /** Two readings in the past are never of one moment. */
  readonly now = (): Date => {
    if (!this.#isPast) return this.#real();
    this.#time += 1_000;
    return new Date(this.#time);
  };

  /** Moves to ten o'clock (UTC) so many days before the present, or stays if that has passed. */
  readonly goTo = (daysBefore: number): void => {
    const date = new Date(this.#end - daysBefore * day);
    const at = date.setUTCHours(10, 0, 0, 0);
    this.#time = this.#isPast ? Math.max(this.#time, at) : at;
    this.#isPast = true;
  };

  /** Returns to the present for good. */
  readonly catchUp = (): void => {
    this.#isPast = false;
  };

  /** As `YYYY-MM-DD`. */
  readonly dayBefore = (daysBefore: number): string =>
    new Date(this.#end - daysBefore * day).toISOString().slice(0, 10);

  /** Returns the time one hour after the present: a deadline that a server which runs does not see pass meanwhile. */
  readonly hourAhead = (): string => new Date(this.#end + 3_600_000).toISOString();
}
