/**
 * What the gate needs to know of sessions and rooms, read once for the many who knock at the same time, as after a restart.
 * Any ring forgets all of it, and without a ring it is forgotten within seconds: a lost ring ends with the lease of the sockets.
 */
import type { Bell } from '../../events/bell.ts';

/** Far below the lease within which every open socket is judged again. */
const keptMilliseconds = 2_000;
/** Names come from outside: what is kept of them is bounded. */
const maxKept = 10_000;

interface Fact {
  readonly value: Promise<unknown>;
  readonly readAt: number;
}

export class Facts {
  readonly #now: () => Date;
  readonly #stop: () => void;
  #facts = new Map<string, Fact>();
  /** Rings so far: with the same number before and after, nothing has been told to have changed. */
  rings = 0;

  constructor(bell: Bell, now: () => Date) {
    this.#now = now;
    this.#stop = bell.listen(() => {
      this.rings++;
      this.#facts = new Map();
    });
  }

  once<T>(fact: string, read: () => Promise<T>): Promise<T> {
    const at = this.#now().getTime();
    const known = this.#facts.get(fact);
    if (known && Math.abs(at - known.readAt) < keptMilliseconds) return known.value as Promise<T>;
    if (this.#facts.size >= maxKept) this.#facts = new Map();
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
