/** Recomputes a study's chain of events: every number follows, every hash covers its event, and the head is the last of them. */
import type { EventTable } from '../store/schema.ts';
import { hashOf } from './append.ts';

export type ChainVerdict =
  | { readonly ok: true; readonly events: number }
  | { readonly ok: false; readonly seq: number; readonly fault: 'number' | 'link' | 'hash' | 'head' };

/** `events` in the order of their numbers. A fault names the first event that is wrong, or for the head the last number. */
export function verifyChain(events: Iterable<EventTable>, head: { readonly eventSeq: number; readonly eventHash: string }): ChainVerdict {
  let seq = 0;
  let previousHash = '';
  for (const event of events) {
    seq += 1;
    if (event.seq !== seq) return { ok: false, seq, fault: 'number' };
    if (event.previousHash !== previousHash) return { ok: false, seq, fault: 'link' };
    const { hash, ...unhashed } = event;
    if (hashOf(unhashed) !== hash) return { ok: false, seq, fault: 'hash' };
    previousHash = hash;
  }
  if (seq !== head.eventSeq || previousHash !== head.eventHash) return { ok: false, seq, fault: 'head' };
  return { ok: true, events: seq };
}
