/**
 * Orders the copies of a block that several people moved at once. A marker that a move writes names those that moved
 * the block before, so that the copy of a copy has the rank of what it was made of: of two copies the first mover in
 * which they differ decides, and the smaller client id comes first. Every editor finds the same copy that stays, and
 * it is one that nobody takes away in favour of another.
 */
import * as Y from 'yjs';
import { parseEmbed } from './embeds.ts';

/** Holds how many earlier movers are left out, and then the client ids of the others, the oldest first. */
export type Moves = readonly [omitted: number, ...clients: number[]];

/** Limits the movers that a marker names: what people do at once is seldom a move of a move of a move. */
const mostMovers = 8;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const isMoves = (value: unknown): value is Moves =>
  Array.isArray(value) && value.length >= 1 && value.length <= mostMovers + 1 && value.every(isCount);

/** Null for a marker that was not written by a move. */
function movesOf({ content }: Y.Item): Moves | null {
  const embed = content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
  const moves = embed && 'value' in embed ? embed.value['moves'] : undefined;
  return isMoves(moves) ? moves : null;
}

/** Returns what a marker says that takes the place of this one. */
export function movesAfter(marker: Y.Item): Moves {
  const moves = movesOf(marker);
  if (!moves) return [0];
  const [omitted, ...clients] = moves;
  const all = [...clients, marker.id.client];
  const kept = all.slice(-mostMovers);
  return [omitted + all.length - kept.length, ...kept];
}

/** Compares two copies of a block by their markers; the one that stays is the smallest. */
export function compareCopies(one: Y.Item, other: Y.Item): number {
  const [own, others] = [lineOf(one), lineOf(other)];
  const first = Math.max(own.omitted, others.omitted);
  for (let at = first; ; at++) {
    const [a, b] = [own.clients[at - own.omitted], others.clients[at - others.omitted]];
    if (a === undefined || b === undefined) break;
    if (a !== b) return a - b;
  }
  return one.id.client - other.id.client || one.id.clock - other.id.clock;
}

interface Line {
  readonly omitted: number;
  readonly clients: readonly number[];
}

function lineOf(marker: Y.Item): Line {
  const [omitted, ...clients] = movesOf(marker) ?? [0];
  return { omitted, clients: [...clients, marker.id.client] };
}
