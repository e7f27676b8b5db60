/**
 * Notices a line that looks open and carries nothing (changed network, sleep, a proxy that forgot it): after some silence
 * it asks, and without an answer it gives the line up.
 */
const silence = 15_000;
const patience = 8_000;

export interface SilenceCalls {
  /** Sends something that the other end always answers. */
  readonly ask: () => void;
  readonly giveUp: () => void;
}

export class SilenceWatch {
  readonly #later: (milliseconds: number, call: () => void) => () => void;
  readonly #calls: SilenceCalls;
  #cancel: (() => void) | null = null;

  constructor(later: (milliseconds: number, call: () => void) => () => void, calls: SilenceCalls) {
    this.#later = later;
    this.#calls = calls;
  }

  heard(): void {
    this.stop();
    this.#cancel = this.#later(silence, () => {
      this.#cancel = this.#later(patience, this.#calls.giveUp);
      this.#calls.ask();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
