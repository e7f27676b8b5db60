/**
 * Detects a connection that looks open and carries nothing (changed network, sleep, a proxy that forgot it):
 * after some silence it sends a probe, and without an answer it gives the connection up. Takes at most 36
 * seconds from the last byte, or 5 from a doubt.
 */
const silence = 24_000;
/** Milliseconds to wait for an answer to each of two probes. */
const patience = 6_000;
const patienceInDoubt = 2_500;
/** The first is light and need not be answered in every case, the second always is. */
const questions = 2;

export interface SilenceCalls {
  readonly probe: (question: number) => void;
  /**
   * Returns the number of bytes not yet handed to the network: while it decreases, the connection is alive
   * and only slow.
   */
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

  /** Sends a probe now, since there is reason to doubt the connection. */
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
