/**
 * Checks one update against what a room knows: malformed, gap, foreign, unknown to the schema, nothing new,
 * or the bytes that may be stored and which client ids they claim. The room must try out an update whose
 * order is unsure.
 */
import type { TextSize } from '#wire/messages.ts';
import { answerExcessOf, excessOf } from '../scan/bounds.ts';
import type { Neighbourhood } from '../scan/order.ts';
import type { orderIsSure } from '../scan/resolve.ts';
import type { Rules } from '../scan/document-rules.ts';
import type { Id } from '../scan/parse.ts';
import { scan, type Accepted, type Refused } from '../scan/scan.ts';
import type { Integrable, StructIndex } from '../scan/struct-index.ts';
import { within, type MayTouch } from '../scan/touched.ts';
import { storable } from './storable.ts';

export type UpdateCheck =
  | Refused
  /** It holds new structs under a client id that another person writes under. */
  | { readonly kind: 'foreign'; readonly client: number }
  /** Its author writes under more client ids than one person may in one generation. */
  | { readonly kind: 'too-many-ids' }
  /** It touches what its author may not write. */
  | { readonly kind: 'outside' }
  /**
   * It is well-formed, but has a node, an attribute or a mark that the schema does not have: no editor could
   * show it.
   */
  | { readonly kind: 'unknown-content'; readonly reason: string }
  /** A passage, a table or something else of the text has no room for it. */
  | { readonly kind: 'too-large'; readonly excess: TextSize }
  | AcceptedUpdate;

/** It is a pair, since a map for each key that is typed fills the heap. */
export type NextClock = readonly [client: number, clock: number];

/** Describes an update for the log and the others. */
export interface StorableUpdate {
  /** Holds what is new in the update. */
  readonly bytes: Uint8Array;
  /** Lists each client id with new structs. */
  readonly clocks: readonly NextClock[];
  /** States that it is one piece of text and nothing else, which may become one with the piece before it. */
  readonly isPiece: boolean;
}

export interface AcceptedUpdate extends StorableUpdate {
  readonly kind: 'accepted';
  /** Lists client ids that no user has written under before. */
  readonly claims: readonly number[];
  /** Lists the client ids of which structs that are known already are repeated in it. */
  readonly repeated: readonly number[];
  /**
   * States that the update may be applied only after a scratch document has shown that a reload gives the
   * same order.
   */
  readonly orderUnsure: boolean;
  /** Names the first struct of which that is so, where it is for a struct. */
  readonly unsureAt: Id | null;
  /** Holds the input of StructIndex.integrate. */
  readonly resolved: Integrable;
}

export interface UpdateAuthor {
  readonly userId: string;
  /** Returns the user who writes under a client id. */
  readonly ownerOf: (client: number) => string | undefined;
  /** Checks whether the author may begin to write under so many more client ids. */
  readonly mayClaim?: (more: number) => boolean;
  /** Holds what the author has read, where this is an instalment of a longer write. */
  readonly reader?: Neighbourhood | typeof orderIsSure | undefined;
  /** Checks what the author may write, where that is not all. */
  readonly mayTouch?: MayTouch | undefined;
}

/** `known` is only read. */
export function checkUpdate(
  known: StructIndex,
  update: Uint8Array,
  rules: Rules,
  { userId, ownerOf, mayClaim, reader, mayTouch }: UpdateAuthor
): UpdateCheck {
  const scanned = scan(update, known, rules, reader);
  if (scanned.kind !== 'accepted') return scanned;
  const verdict = mayTouch ? within(scanned, known, mayTouch) : scanned;
  if (!verdict) return { kind: 'outside' };
  if (verdict.clocks.size === 0 && verdict.deletions.size === 0) {
    const { repeated } = verdict;
    return { kind: 'nothing-new', repeated };
  }
  const claims: number[] = [];
  const clocks: NextClock[] = [];
  for (const [client, { from, to }] of verdict.clocks) {
    const owner = ownerOf(client);
    // Seeded content has no owner, and no one goes on writing under its client id.
    if (owner === undefined ? from > 0 : owner !== userId) return { kind: 'foreign', client };
    if (owner === undefined) claims.push(client);
    clocks.push([client, to]);
  }
  if (claims.length > 0 && mayClaim?.(claims.length) === false) return { kind: 'too-many-ids' };
  const { orderUnsure, unsureAt, unknownContent, repeated } = verdict;
  if (unknownContent !== null) return { kind: 'unknown-content', reason: unknownContent };
  const excess = clocks.length > 0 ? excessIn(verdict, known, rules) : null;
  if (excess) return { kind: 'too-large', excess };
  const bytes = storable(update, verdict, (client) => known.clockOf(client));
  return {
    kind: 'accepted',
    bytes,
    claims,
    clocks,
    isPiece: isPiece(verdict),
    repeated,
    orderUnsure,
    unsureAt,
    resolved: verdict
  };
}

const excessIn = (accepted: Accepted, known: StructIndex, { text, bounds }: Rules): TextSize | null =>
  answerExcessOf(accepted, known, bounds?.answers) ??
  (text === 'sequence' ? excessOf(accepted, known, bounds) : null);

function isPiece({ order, deletions, orderUnsure }: Accepted): boolean {
  const [only] = order;
  if (!only || order.length > 1 || deletions.size > 0 || orderUnsure) return false;
  return only.struct.content === 'string' && only.site !== 'gone' && only.site.key === null;
}
