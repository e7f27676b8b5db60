/**
 * What is to be done once at the end of a turn of the event loop, however often it was asked for in that turn: a room hands
 * its writes to the log, a line writes what has gathered for it.
 */
export class Turn {
  readonly #onError: (error: unknown) => void;
  #due: Set<{ turnEnds(): void }> = new Set();
  #scheduled = false;

  /** What one of them throws is told, and keeps none of the others back. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  atEnd(one: { turnEnds(): void }): void {
    this.#due.add(one);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#end);
  }

  readonly #end = (): void => {
    this.#scheduled = false;
    const due = this.#due;
    this.#due = new Set();
    for (const one of due) {
      try {
        one.turnEnds();
      } catch (error) {
        this.#onError(error);
      }
    }
  };
}
