/**
 * Scans an update strictly before Yjs: it decides whether the bytes are malformed, miss something, hold
 * nothing new, or exactly what new they hold. Pure, and without Yjs: what it accepts, Yjs can apply.
 */
import { Malformed } from './cursor.ts';
import type { Knowledge } from './knowledge.ts';
import { parseUpdate, type Id, type Range } from './parse.ts';
import type { Neighbourhood } from './order.ts';
import { Gap, resolve, type orderIsSure } from './resolve.ts';
import type { LocatedStruct } from './located-struct.ts';
import type { Rules } from './document-rules.ts';

export type Verdict = Refused | Accepted;

/** Gives the reason why nothing is taken in. */
export type Refused =
  | { readonly kind: 'malformed'; readonly reason: string }
  /** Something that it builds on is not known here. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'nothing-new'; readonly repeated: readonly number[] };

export interface Accepted {
  readonly kind: 'accepted';
  /** Gives for client ids with new structs the clock before, and the next one expected after. */
  readonly clocks: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
  readonly deletions: ReadonlyMap<number, readonly Range[]>;
  /** Lists the client ids of which structs that are known already are repeated in it. */
  readonly repeated: readonly number[];
  /**
   * States whether it may be applied only after a scratch document has shown that it integrates the same
   * everywhere.
   */
  readonly orderUnsure: boolean;
  /** Names the first struct of which that is so; null where too much is to be passed, and where it is sure. */
  readonly unsureAt: Id | null;
  /**
   * Describes the first thing in it that the schema of narratives does not know: Yjs takes it, yet no editor
   * can show it.
   */
  readonly unknownContent: string | null;
  readonly structsEnd: number;
  /** Lists the new structs, each after those it refers to. */
  readonly order: readonly LocatedStruct[];
}

/**
 * `author` is set where the bytes are an instalment of a longer write: the same for all of them, or
 * `orderIsSure` where the order of this one is known.
 */
export function scan(
  bytes: Uint8Array,
  known: Knowledge,
  rules: Rules,
  author?: Neighbourhood | typeof orderIsSure
): Verdict {
  try {
    const update = parseUpdate(bytes);
    const { order, orderUnsure, unsureAt, unknownContent } = resolve(update, known, rules, author);
    const clocks = new Map<number, { from: number; to: number }>();
    const repeated: number[] = [];
    for (const section of update.sections.values()) {
      const from = known.clockOf(section.client);
      if (section.clock < from) repeated.push(section.client);
      if (section.end <= from) continue;
      clocks.set(section.client, { from, to: section.end });
    }
    const deletions = newDeletions(update.deletions, known);
    if (clocks.size === 0 && deletions.size === 0) return { kind: 'nothing-new', repeated };
    return {
      kind: 'accepted',
      clocks,
      deletions,
      repeated,
      orderUnsure,
      unsureAt,
      unknownContent,
      structsEnd: update.structsEnd,
      order
    };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', reason: error.message };
    if (error instanceof Gap) return { kind: 'gap' };
    throw error;
  }
}

function newDeletions(stated: ReadonlyMap<number, readonly Range[]>, known: Knowledge): Map<number, Range[]> {
  const deletions = new Map<number, Range[]>();
  for (const [client, ranges] of stated) {
    const committed = known.clockOf(client);
    const parts = ranges.flatMap((range) => {
      const end = range.clock + range.length;
      if (range.clock >= committed) return [range];
      const before = known.liveParts(client, {
        clock: range.clock,
        length: Math.min(end, committed) - range.clock
      });
      return end <= committed ? before : [...before, { clock: committed, length: end - committed }];
    });
    if (parts.length > 0) deletions.set(client, parts);
  }
  return deletions;
}
