/**
 * Packs into the id of an entry what a search asks of every match: its kind, its order, and a hash of its scope.
 * The token index knows nothing but this id, so that a match which a reader may not read costs no look-up. The
 * id follows from what the entry holds, and not from when it was written: the order of results tells nothing of
 * drafts and of words that were deleted, and is the same on both engines.
 */
import { createHash } from 'node:crypto';
import { searchKinds, type SearchKind } from '#rules/search/search.ts';

/** Sizes of the parts; together they stay below 2^53. */
const hashBits = 12;
const kindBits = 48;

/** Selects the hash of the scope in an id, and tells how far to shift for the kind. */
export const scopeMask = 2 ** hashBits - 1;
export const kindShift = kindBits;

/** Returns the rank of a kind: names come before texts where there is more than is shown. */
export const rankOf = (kind: SearchKind): number => searchKinds.length - searchKinds.indexOf(kind);

/** Returns the lowest id that an entry of these kinds can have, and the lowest above all of them. */
export const firstId = (kinds: readonly SearchKind[]): number =>
  Math.min(...kinds.map(rankOf)) * 2 ** kindBits;
export const endId = (kinds: readonly SearchKind[]): number =>
  (Math.max(...kinds.map(rankOf)) + 1) * 2 ** kindBits;

/** Returns the hash of a scope (FNV-1a). Two scopes may share one: it only tells which entries need no look-up. */
export function scopeHash(scope: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < scope.length; index += 1)
    hash = Math.imul(hash ^ scope.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> hashBits) ^ (hash >>> (2 * hashBits))) & scopeMask;
}

/** Sizes of the order: the day, and a fingerprint within the day. */
const dayBits = 16;
const orderBits = kindBits - hashBits;

/** Describes what the id of an entry follows from: only what its readers are shown, and no other id. */
export interface Numbered {
  readonly kind: SearchKind;
  readonly scope: string;
  readonly day: string | null;
  readonly titleEn: string;
  readonly titleZh: string;
  readonly textEn: string;
  readonly textZh: string;
}

/** Lists the kinds of which most have a date. */
const dated: readonly SearchKind[] = ['evidence', 'meeting', 'next-step', 'comment', 'city-comment'];

/** 0 for no day, and for one that no calendar has: an id must be a number. */
function daysOf(day: string | null): number {
  const days = Math.floor(Date.parse(day ?? '') / 86_400_000);
  return Number.isNaN(days) ? 0 : Math.min(Math.max(days, 0), 2 ** dayBits - 1);
}

/** Returns the id of an entry: of what has a date, later ones are higher; else its fingerprint decides. */
export function entryId({ kind, scope, day, titleEn, titleZh, textEn, textZh }: Numbered): number {
  const shown = JSON.stringify([titleEn, titleZh, textEn, textZh]);
  const print = createHash('sha256').update(shown).digest().readUIntBE(0, 6);
  const rest = 2 ** (orderBits - dayBits);
  const order = dated.includes(kind) ? daysOf(day) * rest + (print % rest) : print % 2 ** orderBits;
  return rankOf(kind) * 2 ** kindBits + order * 2 ** hashBits + scopeHash(scope);
}

/** Returns the next id of the same scope, where one is taken by another entry. */
export const idAfter = (id: number): number => id + 2 ** hashBits;
