/** Judges one write against a document: malformed, gap, foreign, nothing new, or the bytes that may be stored and who claims what. */
import * as Y from 'yjs';
import { knowledgeOf } from './known-doc.ts';
import { scan } from './scan/scan.ts';
import type { Rules } from './scan/resolve.ts';
import { integratesAlike } from './scratch.ts';
import { storable } from './storable.ts';

export type WriteVerdict =
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'gap' }
  | { readonly kind: 'nothing-new' }
  /** It would have to be tried in a scratch document, which its author has asked for too often. */
  | { readonly kind: 'unaffordable' }
  /** New structs under a client id that another person writes under. */
  | { readonly kind: 'foreign'; readonly client: number }
  | { readonly kind: 'accepted'; readonly bytes: Uint8Array; readonly claims: readonly number[]; readonly clocks: ReadonlyMap<number, number> };

export interface Writer {
  readonly userId: string;
  /** Who writes under a client id. */
  readonly ownerOf: (client: number) => string | undefined;
  /** Whether a document of so many bytes may be loaded for this writer to try an update in. */
  readonly mayTry: (bytes: number) => boolean;
}

/** The document is only read. */
export function judgeWrite(doc: Y.Doc, update: Uint8Array, rules: Rules, { userId, ownerOf, mayTry }: Writer): WriteVerdict {
  const known = knowledgeOf(doc);
  const verdict = scan(update, known, rules);
  if (verdict.kind !== 'accepted') return verdict;
  const claims: number[] = [];
  const clocks = new Map<number, number>();
  for (const [client, { from, to }] of verdict.clocks) {
    const owner = ownerOf(client);
    // What was seeded is owned by nobody, and nobody goes on writing under its client id.
    if (owner === undefined ? from > 0 : owner !== userId) return { kind: 'foreign', client };
    if (owner === undefined) claims.push(client);
    clocks.set(client, to);
  }
  const bytes = storable(update, verdict, (client) => known.clockOf(client));
  if (verdict.orderUnsure) {
    const state = Y.encodeStateAsUpdate(doc);
    if (!mayTry(state.length)) return { kind: 'unaffordable' };
    if (!integratesAlike(state, bytes)) return { kind: 'malformed', reason: 'stands where no load would put it' };
  }
  return { kind: 'accepted', bytes, claims, clocks };
}
