/**
 * Judges one update against what a room knows: malformed, gap, foreign, unknown to the schema, nothing new, or the bytes that
 * may be stored and who claims what. Whether an update whose order is unsure integrates alike everywhere is for the room to
 * have tried.
 */
import type { Knowledge } from '../scan/knowledge.ts';
import type { Neighbourhood } from '../scan/order.ts';
import type { Rules } from '../scan/resolve.ts';
import { scan, type Refused } from '../scan/scan.ts';
import type { Integrable } from '../scan/struct-index.ts';
import { within, type MayTouch } from '../scan/touched.ts';
import { storable } from './storable.ts';

export type UpdateCheck =
  | Refused
  /** New structs under a client id that another person writes under. */
  | { readonly kind: 'foreign'; readonly client: number }
  /** It touches what its author may not write. */
  | { readonly kind: 'outside' }
  /** Well-formed, but with a node, an attribute or a mark that the schema does not have: no editor could show it. */
  | { readonly kind: 'unknown-content'; readonly reason: string }
  | AcceptedUpdate;

export interface AcceptedUpdate {
  readonly kind: 'accepted';
  /** What is new in it, for the log and the others. */
  readonly bytes: Uint8Array;
  /** Client ids that nobody has written under before. */
  readonly claims: readonly number[];
  /** The next clock expected of each client id with new structs. */
  readonly clocks: ReadonlyMap<number, number>;
  /** To be applied only after a scratch document has shown that a reload puts it in the same place. */
  readonly orderUnsure: boolean;
  /** Only what a Y.Doc writes by itself while reading; see Accepted in scan.ts. */
  readonly tidiesOnly: boolean;
  /** For Skeleton.integrate. */
  readonly resolved: Integrable;
}

export interface UpdateAuthor {
  readonly userId: string;
  /** Who writes under a client id. */
  readonly ownerOf: (client: number) => string | undefined;
  /** As a reader, where this is an instalment of a longer write. */
  readonly reader?: Neighbourhood | undefined;
  /** What they may write, where that is not all. */
  readonly mayTouch?: MayTouch | undefined;
}

/** What is known is only read. */
export function checkUpdate(
  known: Knowledge,
  update: Uint8Array,
  rules: Rules,
  { userId, ownerOf, reader, mayTouch }: UpdateAuthor
): UpdateCheck {
  const scanned = scan(update, known, rules, reader);
  if (scanned.kind !== 'accepted') return scanned;
  const verdict = mayTouch ? within(scanned, known, mayTouch) : scanned;
  if (!verdict) return { kind: 'outside' };
  if (verdict.clocks.size === 0 && verdict.deletions.size === 0) return { kind: 'nothing-new' };
  const claims: number[] = [];
  const clocks = new Map<number, number>();
  for (const [client, { from, to }] of verdict.clocks) {
    const owner = ownerOf(client);
    // What was seeded is owned by nobody, and nobody goes on writing under its client id.
    if (owner === undefined ? from > 0 : owner !== userId) return { kind: 'foreign', client };
    if (owner === undefined) claims.push(client);
    clocks.set(client, to);
  }
  const { orderUnsure, tidiesOnly, unknownContent } = verdict;
  if (unknownContent !== null) return { kind: 'unknown-content', reason: unknownContent };
  const bytes = storable(update, verdict, (client) => known.clockOf(client));
  return { kind: 'accepted', bytes, claims, clocks, orderUnsure, tidiesOnly, resolved: verdict };
}
