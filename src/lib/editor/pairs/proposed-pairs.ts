/** Remembers which pairs a page proposes in the sections of a document, so that all its parts propose the same. */
import type * as Y from 'yjs';
import type { PairIds } from '#rules/pairs/pairs.ts';

const proposed = new WeakMap<Y.Doc, Map<string, readonly PairIds[]>>();

/** Returns the pairs that were proposed in a section last. */
export const proposedFor = (doc: Y.Doc | null, section: string): readonly PairIds[] =>
  (doc && proposed.get(doc)?.get(section)) ?? [];

export function keepProposed(doc: Y.Doc | null, section: string, pairs: readonly PairIds[]): void {
  if (!doc) return;
  const known = proposed.get(doc) ?? new Map<string, readonly PairIds[]>();
  proposed.set(doc, known.set(section, pairs));
}
