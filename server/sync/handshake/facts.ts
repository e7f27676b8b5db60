/**
 * Caches the facts about sessions and rooms that a handshake needs, for many simultaneous handshakes, as
 * after a restart. Any signal clears the cache, and without a signal an entry expires within seconds: a lost
 * signal is made up for by the lease of the sockets.
 */
import type { SignalBus } from '#server/events/signals.ts';

/** Limits the age of a fact: far below the lease within which every open socket is authorized again. */
const retentionMilliseconds = 2_000;
/** Bounds the cache, since its names come from outside. */
const maxCacheEntries = 10_000;

interface Fact {
  readonly value: Promise<unknown>;
  readonly readAt: number;
}

export class Facts {
  readonly #now: () => Date;
  readonly #stop: () => void;
  #facts = new Map<string, Fact>();
  /** Counts the signals so far: with the same number before and after, no change has been signalled. */
  signalCount = 0;

  constructor(signals: SignalBus, now: () => Date) {
    this.#now = now;
    this.#stop = signals.listen(() => {
      this.signalCount++;
      this.#facts = new Map();
    });
  }

  once<T>(fact: string, read: () => Promise<T>): Promise<T> {
    const at = this.#now().getTime();
    const known = this.#facts.get(fact);
    if (known && Math.abs(at - known.readAt) < retentionMilliseconds) return known.value as Promise<T>;
    if (this.#facts.size >= maxCacheEntries) this.#facts = new Map();
    const value = read();
    const facts = this.#facts;
    facts.set(fact, { value, readAt: at });
    // A failed read is not cached: the next request reads again.
    value.catch(() => facts.delete(fact));
    return value;
  }

  close(): void {
    this.#stop();
  }
}
