/** Simulates time that passes only when a test advances it. */
export class TestClock {
  #now = 1_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  readonly now = (): number => this.#now;

  readonly later = (milliseconds: number, call: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Advances the clock by so many milliseconds and runs everything that falls due in it, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.call();
    }
    this.#now = end;
  }

  /**
   * Simulates a sleep of the machine: nothing runs meanwhile, and what is overdue runs once when it wakes.
   */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    const due = [...this.#timers].filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    for (const timer of due) if (this.#timers.delete(timer)) timer.call();
  }

  #next(end: number): { readonly at: number; readonly call: () => void } | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
