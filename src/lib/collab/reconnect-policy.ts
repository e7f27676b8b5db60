/**
 * When a line that is not there is opened next: after a wait that grows, by another way where only that can help, and not at all
 * where coming back cannot. What is tried is one line at a time; what became of it is told here.
 */
import type { CloseReason } from '#wire/close.ts';
import { waitAfter } from './backoff.ts';
import type { ProbeResult } from './provider-state.ts';

export interface ReconnectTools {
  readonly now: () => number;
  readonly random: () => number;
  /** Calls once after so many milliseconds; returns what cancels it. */
  readonly later: (milliseconds: number, call: () => void) => () => void;
  /** Asked when lines do not open, which a browser does not tell from a server that is away. */
  readonly probeSession: () => Promise<ProbeResult>;
  /** Lines do not open though the server answers: the next one should go another way. */
  readonly switchTransport?: () => void;
}

export interface ReconnectCalls {
  /** Opens the next line. */
  readonly connect: () => void;
  /** The door says that coming back cannot help. */
  readonly stop: (end: CloseReason) => void;
}

/** A line that has not opened by then is one that does not. */
const openingPatience = 15_000;
/** A line that stood for so long was a good one: what comes after its end begins anew. */
const stable = 10_000;
/** Of so many lines that did not open, whatever the reason, the door is asked. */
const failuresPerProbe = 2;

export class ReconnectPolicy {
  readonly #tools: ReconnectTools;
  readonly #calls: ReconnectCalls;
  #openedAt: number | null = null;
  #attempt = 0;
  #unopened = 0;
  /** Cancels the wait for the next line, or for this one to open. */
  #cancelWait: (() => void) | null = null;
  /** An answer of the door counts only if nothing was begun or given up meanwhile. */
  #step = 0;

  constructor(tools: ReconnectTools, calls: ReconnectCalls) {
    this.#tools = tools;
    this.#calls = calls;
  }

  /** A line is being opened; calls when it takes too long. */
  opening(giveUp: () => void): void {
    this.cancel();
    this.#openedAt = null;
    this.#cancelWait = this.#tools.later(openingPatience, giveUp);
  }

  opened(): void {
    this.cancel();
    this.#openedAt = this.#tools.now();
    this.#unopened = 0;
  }

  /** The line is no more, or never opened, for no reason that is final. */
  lost(reason: CloseReason | undefined): void {
    // A line that broke at once, or a server that cannot store, must not be met by a loop without a pause.
    if (this.#openedAt !== null && this.#tools.now() - this.#openedAt >= stable) this.#attempt = 0;
    if (this.#openedAt !== null || ++this.#unopened % failuresPerProbe !== 0) this.scheduleReconnect(reason);
    else void this.#probeSession(reason);
  }

  scheduleReconnect(reason: CloseReason | undefined): void {
    this.cancel();
    this.#cancelWait = this.#tools.later(waitAfter(reason, this.#attempt++, this.#tools.random), () =>
      this.#calls.connect()
    );
  }

  /** There is new hope: the next wait is a short one. */
  resetBackoff(): void {
    this.#attempt = 0;
  }

  /** Waits for nothing any more. */
  cancel(): void {
    this.#step += 1;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  // Handed to no one: it settles by itself, since `probeSession` answers 'away' for a failed request.
  async #probeSession(reason: CloseReason | undefined): Promise<void> {
    const step = this.#step;
    const answer = await this.#tools.probeSession();
    if (step !== this.#step) return;
    if (answer === 'session-ended' || answer === 'forbidden') return this.#calls.stop(answer);
    if (answer === 'open') this.#tools.switchTransport?.();
    this.scheduleReconnect(reason);
  }
}
