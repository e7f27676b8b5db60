/**
 * What the gate needs to know of sessions and rooms, read once for the many who knock at the same time, as after a restart.
 * Any ring forgets all of it, and without a ring it is forgotten within seconds: a lost ring ends with the lease of the sockets.
 */
import type { SignalBus } from '../../events/signals.ts';

/** Far below the lease within which every open socket is judged again. */
const retentionMilliseconds = 2_000;
/** Names come from outside: what is kept of them is bounded. */
const maxCacheEntries = 10_000;

interface Fact {
  readonly value: Promise<unknown>;
  readonly readAt: number;
}

export class Facts {
  readonly #now: () => Date;
  readonly #stop: () => void;
  #facts = new Map<string, Fact>();
  /** Rings so far: with the same number before and after, nothing has been told to have changed. */
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
    // What could not be read is asked for again by the next.
    value.catch(() => facts.delete(fact));
    return value;
  }

  close(): void {
    this.#stop();
  }
}
