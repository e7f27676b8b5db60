/** Parses the ends of anchors as they are stored. */
import * as Y from 'yjs';
import { contextLength } from './anchor-search.ts';

/** Describes a position on a letter: `isEnd` is true for its far side, `context` is the text beyond it. */
export interface AnchorEnd {
  readonly id: Y.ID;
  readonly isEnd: boolean;
  readonly context: string;
}

/** Parses what a browser sent: accepts only a position on a letter, and nothing else that Yjs would accept. */
export function parseAnchorEnd(json: string): AnchorEnd | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { item, assoc, before, after } = value as Record<string, unknown>;
  if (typeof item !== 'object' || item === null) return null;
  const { client, clock } = item as Record<string, unknown>;
  if (!isCount(client) || !isCount(clock)) return null;
  const context = before ?? after ?? '';
  return {
    id: Y.createID(client, clock),
    isEnd: assoc === -1,
    context: typeof context === 'string' ? context.slice(0, contextLength) : ''
  };
}

/** Returns a stored end at another letter, with the same context. */
export const withPosition = (json: string, { client, clock }: AnchorEnd['id']): string =>
  JSON.stringify({ ...(JSON.parse(json) as object), item: { client, clock } });

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const longestEnd = 1_000;
export const isAnchorEnd = (json: string): boolean =>
  json.length <= longestEnd && parseAnchorEnd(json) !== null;
