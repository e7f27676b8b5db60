/**
 * Decides when the next connection is opened: after a wait that grows, over another transport where only that
 * can help, and not at all where reconnecting cannot help. One connection is tried at a time; the caller
 * reports its outcome here.
 */
import type { CloseReason, FinalReason } from '#wire/close.ts';
import { waitAfter } from './backoff.ts';
import type { ProbeResult } from './provider-state.ts';

export interface ReconnectTools {
  readonly now: () => number;
  readonly random: () => number;
  /** Calls once after so many milliseconds; returns what cancels it. */
  readonly later: (milliseconds: number, call: () => void) => () => void;
  /** Called when connections do not open, which a browser cannot distinguish from a server that is away. */
  readonly probeSession: () => Promise<ProbeResult>;
  /**
   * Called when connections do not open though the server answers: the next one should use another transport.
   */
  readonly switchTransport?: () => void;
}

export interface ReconnectCalls {
  readonly connect: () => void;
  /** Called when the session probe shows that reconnecting cannot help. */
  readonly stop: (end: FinalReason) => void;
}

/** A connection that has not opened after so many milliseconds counts as failed. */
const openingPatience = 15_000;
/**
 * A connection that was open for so many milliseconds was a good one: after its end the backoff starts anew.
 */
const stable = 10_000;
/** The session is probed after so many connections that did not open, whatever the reason. */
const failuresPerProbe = 2;

export class ReconnectPolicy {
  readonly #tools: ReconnectTools;
  readonly #calls: ReconnectCalls;
  #openedAt: number | null = null;
  #attempt = 0;
  #unopened = 0;
  /** Cancels the wait for the next connection, or for this one to open. */
  #cancelWait: (() => void) | null = null;
  /** Increments with each start or cancellation: the result of a probe counts only if it is unchanged. */
  #step = 0;

  constructor(tools: ReconnectTools, calls: ReconnectCalls) {
    this.#tools = tools;
    this.#calls = calls;
  }

  /** Notes that a connection is being opened; calls when it takes too long. */
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

  /** Handles a connection that closed, or never opened, without a final reason. */
  lost(reason: CloseReason | undefined): void {
    // Without a pause, a connection that broke at once, or a server that cannot store, would cause a tight
    // loop.
    if (this.#openedAt !== null && this.#tools.now() - this.#openedAt >= stable) this.#attempt = 0;
    // What the server closed with a reason of its own got through to it.
    const gotThrough = this.#openedAt !== null || reason !== undefined;
    if (gotThrough || ++this.#unopened % failuresPerProbe !== 0) this.scheduleReconnect(reason);
    else void this.#probeSession();
  }

  scheduleReconnect(reason: CloseReason | undefined): void {
    this.cancel();
    this.#cancelWait = this.#tools.later(waitAfter(reason, this.#attempt++, this.#tools.random), () =>
      this.#calls.connect()
    );
  }

  /**
   * Makes the next wait a short one, after a sign that the connection may work again: what failed before it says
   * nothing of the transport.
   */
  resetBackoff(): void {
    this.#attempt = 0;
    this.#unopened = 0;
  }

  cancel(): void {
    this.#step += 1;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  // Not awaited by the caller: it never rejects, since `probeSession` returns 'away' for a failed request.
  async #probeSession(): Promise<void> {
    const step = this.#step;
    const answer = await this.#tools.probeSession();
    if (step !== this.#step) return;
    if (answer === 'session-ended' || answer === 'forbidden') return this.#calls.stop(answer);
    if (answer === 'open') this.#tools.switchTransport?.();
    this.scheduleReconnect(undefined);
  }
}
