/** Knows which passages of a document an editor shows: it follows what others do there, and takes own words along. */
import type * as Y from 'yjs';

const shown = new WeakMap<Y.Doc, Map<string, number>>();

/** Notes that an editor shows a passage, until the returned function is called. */
export function holdShown(doc: Y.Doc, root: string): () => void {
  const passages = shown.get(doc) ?? new Map<string, number>();
  shown.set(doc, passages.set(root, (passages.get(root) ?? 0) + 1));
  return () => passages.set(root, (passages.get(root) ?? 1) - 1);
}

export const isShown = (doc: Y.Doc, root: string): boolean => (shown.get(doc)?.get(root) ?? 0) > 0;
