/** Recomputes a study's chain of events: every number follows, every hash covers its event, and the head is the last of them. */
import { hashOf, type HashedEvent } from './append.ts';
import { numberAfter, type NumberedEvent } from './event-number.ts';

export type ChainVerdict =
  | { readonly ok: true; readonly events: number }
  | {
      readonly ok: false;
      readonly seq: number;
      readonly fault: 'number' | 'link' | 'hash' | 'order' | 'head';
    };

/** An archive leaves the number of readers out: it follows from the times. */
export type ChainedEvent = HashedEvent & { readonly hash: string; readonly number?: number };

export type ChainFault = Extract<ChainVerdict, { ok: false }>;

/** In the order of their numbers. */
export class ChainReader {
  #seq = 0;
  #previousHash = '';
  #previous: NumberedEvent | undefined;

  get seq(): number {
    return this.#seq;
  }

  /** Returns the fault of the first wrong one. */
  read(event: ChainedEvent): ChainFault | null {
    const seq = this.#seq + 1;
    if (event.seq !== seq) return { ok: false, seq, fault: 'number' };
    if (event.previousHash !== this.#previousHash) return { ok: false, seq, fault: 'link' };
    const { hash, ...unhashed } = event;
    if (hashOf(unhashed) !== hash) return { ok: false, seq, fault: 'hash' };
    const number = numberAfter(this.#previous, event.at);
    if ((event.number ?? number) !== number) return { ok: false, seq, fault: 'order' };
    this.#previous = { at: event.at, number };
    this.#seq = seq;
    this.#previousHash = hash;
    return null;
  }

  /** A fault of the head names the last number. */
  end(head: { readonly eventSeq: number; readonly eventHash: string }): ChainVerdict {
    if (this.#seq !== head.eventSeq || this.#previousHash !== head.eventHash)
      return { ok: false, seq: this.#seq, fault: 'head' };
    return { ok: true, events: this.#seq };
  }
}

/** Verifies the hash chain of a study's events, which come in the order of their numbers. */
export function verifyChain(
  events: Iterable<ChainedEvent>,
  head: { readonly eventSeq: number; readonly eventHash: string }
): ChainVerdict {
  const reader = new ChainReader();
  for (const event of events) {
    const fault = reader.read(event);
    if (fault) return fault;
  }
  return reader.end(head);
}
