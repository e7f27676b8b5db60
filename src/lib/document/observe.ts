/** Tells when a passage may read differently. */
import * as Y from 'yjs';
import { rootNames } from './narrative.ts';
import { parseRoot } from './sequence/roots.ts';

/**
 * Calls `heard` after each transaction that touches a section's passages, or what any passage may show: cells,
 * notes, captions and attributes. Returns the function that ends it.
 */
export function observeSection(doc: Y.Doc, section: string, heard: () => void): () => void {
  const own = new Set(rootNames([section]));
  const listen = ({ changed }: Y.Transaction): void => {
    for (const type of changed.keys()) {
      const root = rootOf(type);
      if (root !== null && (own.has(root) || !['passage', 'answers'].includes(parseRoot(root)?.kind ?? 'passage')))
        return heard();
    }
  };
  doc.on('afterTransaction', listen);
  return () => doc.off('afterTransaction', listen);
}

/** Every type of the present model is a root. */
function rootOf(root: Y.Transaction['changed'] extends Map<infer Type, unknown> ? Type : never): string | null {
  return root.doc ? Y.findRootTypeKey(root) : null;
}
