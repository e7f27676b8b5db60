/**
 * Scans an update strictly before Yjs: it decides whether the bytes are malformed, miss something, hold
 * nothing new, or exactly what new they hold. Pure, and without Yjs: what it accepts, Yjs can apply.
 */
import { Malformed } from './cursor.ts';
import type { Knowledge } from './knowledge.ts';
import { parseUpdate, type Id, type Range } from './parse.ts';
import type { Neighbourhood } from './order.ts';
import { Gap, resolve, type orderIsSure, type LocatedStruct, type Rules } from './resolve.ts';

export type Verdict = Refused | Accepted;

/** Gives the reason why nothing is taken in. */
export type Refused =
  | { readonly kind: 'malformed'; readonly reason: string }
  /** Something that it builds on is not known here. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'nothing-new' };

export interface Accepted {
  readonly kind: 'accepted';
  /** Gives for client ids with new structs the clock before, and the next one expected after. */
  readonly clocks: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
  readonly deletions: ReadonlyMap<number, readonly Range[]>;
  /** States whether structs that are known already are repeated in it. */
  readonly repeats: boolean;
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
  /**
   * States whether all it does is delete formats. A plain Y.Doc that reads a change of a formatted text
   * deletes those that have no effect there, and sends that, even where its person may only read; a document of
   * newDoc does not.
   */
  readonly tidiesOnly: boolean;
  readonly structsEnd: number;
  /** Lists the new structs, each after those it refers to. */
  readonly order: readonly LocatedStruct[];
}

/**
 * Scans an update. `author` is set where the bytes are an instalment of a longer write: the same for all of
 * them, or `orderIsSure` where the order of this one is known.
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
    let repeats = false;
    for (const section of update.sections.values()) {
      const from = known.clockOf(section.client);
      if (section.clock < from) repeats = true;
      if (section.end <= from) continue;
      clocks.set(section.client, { from, to: section.end });
    }
    const deletions = newDeletions(update.deletions, known);
    if (clocks.size === 0 && deletions.size === 0) return { kind: 'nothing-new' };
    const tidiesOnly = clocks.size === 0 && onlyFormats(deletions, known);
    return {
      kind: 'accepted',
      clocks,
      deletions,
      repeats,
      orderUnsure,
      unsureAt,
      unknownContent,
      tidiesOnly,
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

function onlyFormats(deletions: ReadonlyMap<number, readonly Range[]>, known: Knowledge): boolean {
  for (const [client, ranges] of deletions) {
    for (const { clock, length } of ranges) {
      for (let at = clock; at < clock + length; at++)
        if (known.structAt(client, at).content !== 'format') return false;
    }
  }
  return true;
}
