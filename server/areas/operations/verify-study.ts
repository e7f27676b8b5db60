/**
 * Verifies the stored log of one study, and compares it with the heads that went out by mail: a log that was
 * rewritten whole has other heads. It is read in portions, between which the event loop runs other work.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Db } from '#server/store/open.ts';
import { findHeadOfLog, listChain } from '#server/events/stored-events.ts';
import { listSentHeads, type SentHead } from '#areas/inbox';
import { ChainReader, type ChainFault } from '#server/events/verify.ts';

const portion = 500;

export type LogVerdict =
  | { readonly ok: true; readonly events: number }
  | ChainFault
  /** The chain is whole, but the event is not the one whose head was sent on that day. */
  | { readonly ok: false; readonly fault: 'sent-head'; readonly seq: number; readonly day: string };

export interface VerifiedLog {
  readonly verdict: LogVerdict;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly sentHeads: readonly SentHead[];
}

/** Undefined for a study that does not exist. */
export async function verifyLog(db: Db, studyId: string): Promise<VerifiedLog | undefined> {
  // The heads first: what is sent meanwhile may be of an event that is not read yet.
  const sentHeads = await listSentHeads(db, studyId);
  const head = await findHeadOfLog(db, studyId);
  if (!head) return undefined;
  const verified = (verdict: LogVerdict): VerifiedLog => ({
    verdict,
    head: { seq: head.eventSeq, hash: head.eventHash },
    sentHeads
  });
  const reader = new ChainReader();
  const hashes = new Map<number, string>();
  const wanted = new Set(sentHeads.map(({ seq }) => seq));
  while (reader.seq < head.eventSeq) {
    const events = await listChain(db, studyId, { after: reader.seq, through: head.eventSeq }, portion);
    if (events.length === 0) break;
    for (const event of events) {
      const fault = reader.read(event);
      if (fault) return verified(fault);
      if (wanted.has(event.seq)) hashes.set(event.seq, event.hash);
    }
    await turn();
  }
  const rewritten = sentHeads.find(({ seq, hash }) => hashes.get(seq) !== hash);
  const verdict = reader.end(head);
  if (verdict.ok && head.lastSeq > head.eventSeq)
    return verified({ ok: false, seq: head.eventSeq, fault: 'head' });
  if (verdict.ok && rewritten)
    return verified({ ok: false, fault: 'sent-head', seq: rewritten.seq, day: rewritten.day });
  return verified(verdict);
}
