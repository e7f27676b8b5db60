/**
 * Compares blocks before and after a change by the ids of their letters and markers. Letters never change their
 * order in Yjs, so what has the same id is the same, and everything between was deleted or inserted.
 */
import type * as Y from 'yjs';
import type { BlockRecord, Run } from './record.ts';

/** Describes how a block begins: by its marker, an atom, or the place where a virtual block begins. */
export interface HeadPiece {
  readonly kind: 'head';
  readonly record: BlockRecord;
  readonly at: number;
}
/** Letters of a block, from `from` to `to` of its content in Yjs. */
export interface LettersPiece {
  readonly kind: 'letters';
  readonly record: BlockRecord;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}
export type Piece = HeadPiece | LettersPiece;

/** Describes a place at which pieces were deleted, inserted or both; `left` and `right` are what stayed next to it. */
export interface Hunk {
  readonly left: Piece | null;
  readonly right: Piece | null;
  readonly deleted: readonly Piece[];
  readonly inserted: readonly Piece[];
}

type Known = Piece & { readonly isKept: boolean; readonly client: number; readonly clock: number };

/** Returns the changes in document order, or null if the two have no common order. */
export function compareBlocks(old: readonly BlockRecord[], fresh: readonly BlockRecord[]): Hunk[] | null {
  const before = piecesOf(old, fresh);
  const after = piecesOf(fresh, old);
  const hunks: Hunk[] = [];
  let left: Piece | null = null;
  let i = 0;
  let j = 0;
  let usedOld = 0;
  let usedFresh = 0;
  for (;;) {
    const deleted: Piece[] = [];
    const inserted: Piece[] = [];
    for (let piece = before[i]; piece && !piece.isKept; piece = before[++i]) deleted.push(piece);
    for (let piece = after[j]; piece && !piece.isKept; piece = after[++j]) inserted.push(piece);
    const one = before[i];
    const other = after[j];
    if ((one === undefined) !== (other === undefined)) return null;
    if (deleted.length > 0 || inserted.length > 0)
      hunks.push({ left, right: one ? rest(one, usedOld) : null, deleted, inserted });
    if (!one || !other) return hunks;
    if (one.kind === 'head' || other.kind === 'head') {
      if (one.kind !== other.kind || !isSameHead(one.record, other.record)) return null;
      left = one;
      i += 1;
      j += 1;
      continue;
    }
    if (one.client !== other.client || one.clock + usedOld !== other.clock + usedFresh) return null;
    const length = Math.min(one.to - one.from - usedOld, other.to - other.from - usedFresh);
    left = { ...one, to: one.from + usedOld + length };
    usedOld += length;
    usedFresh += length;
    if (usedOld === one.to - one.from) {
      i += 1;
      usedOld = 0;
    }
    if (usedFresh === other.to - other.from) {
      j += 1;
      usedFresh = 0;
    }
  }
}

const rest = (piece: Piece, used: number): Piece =>
  piece.kind === 'head' ? piece : { ...piece, from: piece.from + used };

const isSameHead = (a: BlockRecord, b: BlockRecord): boolean =>
  a.head ? a.head === b.head : b.head === null && a.after === b.after;

function piecesOf(records: readonly BlockRecord[], others: readonly BlockRecord[]): Known[] {
  const heads = new Set<Y.Item>();
  const virtual = new Set<Y.Item | null>();
  const runs = new Map<number, Run[]>();
  for (const other of others) {
    if (other.head) heads.add(other.head);
    else virtual.add(other.after);
    for (const run of other.runs) {
      const known = runs.get(run.client);
      if (known) known.push(run);
      else runs.set(run.client, [run]);
    }
  }
  for (const known of runs.values()) known.sort((a, b) => a.clock - b.clock);
  const pieces: Known[] = [];
  for (const [index, record] of records.entries()) {
    const isKept = record.head ? heads.has(record.head) : virtual.has(record.after);
    pieces.push({ kind: 'head', record, at: index, isKept, client: -1, clock: -1 });
    let offset = 0;
    for (const run of record.runs) {
      for (const part of split(run, runs.get(run.client) ?? [])) {
        const from = offset + part.clock - run.clock;
        pieces.push({ kind: 'letters', record, at: index, from, to: from + part.length, ...part });
      }
      offset += run.length;
    }
  }
  return pieces;
}

/** Splits a run into what the others have and what they lack. */
function split({ client, clock, length }: Run, others: readonly Run[]): (Run & { isKept: boolean })[] {
  const parts: (Run & { isKept: boolean })[] = [];
  const end = clock + length;
  let at = clock;
  for (let i = firstThatReaches(others, clock); i < others.length && at < end; i++) {
    const other = others[i] as Run;
    if (other.clock >= end) break;
    if (other.clock > at) {
      parts.push({ client, clock: at, length: other.clock - at, isKept: false });
      at = other.clock;
    }
    const until = Math.min(end, other.clock + other.length);
    if (until > at) parts.push({ client, clock: at, length: until - at, isKept: true });
    at = Math.max(at, until);
  }
  if (at < end) parts.push({ client, clock: at, length: end - at, isKept: false });
  return parts;
}

function firstThatReaches(runs: readonly Run[], clock: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle] as Run;
    if (run.clock + run.length > clock) high = middle;
    else low = middle + 1;
  }
  return low;
}
