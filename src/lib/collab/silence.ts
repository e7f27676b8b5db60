/**
 * Notices a line that looks open and carries nothing (changed network, sleep, a proxy that forgot it): after some silence it
 * asks, and without an answer it gives the line up. Within 36 seconds of the last byte, or 5 of a doubt.
 */
const silence = 24_000;
/** For an answer to each of two questions. */
const patience = 6_000;
const patienceInDoubt = 2_500;
/** The first question is light and need not be answered in every case, the second always is. */
const questions = 2;

export interface SilenceCalls {
  readonly probe: (question: number) => void;
  /** Bytes that still wait to be handed to the network: while they become fewer, the line is alive and only slow. */
  readonly waiting: () => number;
  readonly giveUp: () => void;
}

export class SilenceWatch {
  readonly #later: (milliseconds: number, call: () => void) => () => void;
  readonly #calls: SilenceCalls;
  #cancel: (() => void) | null = null;
  #isInDoubt = false;

  constructor(later: (milliseconds: number, call: () => void) => () => void, calls: SilenceCalls) {
    this.#later = later;
    this.#calls = calls;
  }

  heard(): void {
    this.stop();
    this.#cancel = this.#later(silence, () => this.#probe(0, patience));
  }

  /** There is reason to doubt the line: ask now. */
  doubt(): void {
    if (this.#isInDoubt) return;
    this.stop();
    this.#isInDoubt = true;
    this.#probe(0, patienceInDoubt);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#isInDoubt = false;
  }

  #probe(question: number, wait: number): void {
    const waiting = this.#calls.waiting();
    this.#cancel = this.#later(wait, () => {
      if (this.#calls.waiting() < waiting) this.heard();
      else if (question + 1 < questions) this.#probe(question + 1, wait);
      else this.#calls.giveUp();
    });
    this.#calls.probe(question);
  }
}
