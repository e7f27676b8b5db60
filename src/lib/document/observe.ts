/** Tells when a passage may read differently. */
import * as Y from 'yjs';
import { locales, type Locale } from '#base/locale.ts';
import { rootNames } from './narrative.ts';
import { parseRoot } from './sequence/roots.ts';
import { passageRoot } from './sequence/shapes.ts';

/**
 * Calls `heard` after each transaction that touches a section's passages, or what any passage may show: cells,
 * notes, captions and attributes. It is told the languages that may read differently. Returns the function that
 * ends it.
 */
export function observeSection(
  doc: Y.Doc,
  section: string,
  heard: (languages: readonly Locale[]) => void
): () => void {
  const own = new Set(rootNames([section]));
  const passages = new Map(locales.map((language) => [passageRoot(section, language), language]));
  const listen = ({ changed }: Y.Transaction): void => {
    const touched = new Set<Locale>();
    for (const type of changed.keys()) {
      const root = rootOf(type);
      if (root === null) continue;
      const language = passages.get(root);
      if (language !== undefined) touched.add(language);
      else if (own.has(root) || !['passage', 'answers'].includes(parseRoot(root)?.kind ?? 'passage'))
        return heard(locales);
    }
    if (touched.size > 0) heard([...touched]);
  };
  doc.on('afterTransaction', listen);
  return () => doc.off('afterTransaction', listen);
}

/** Every type of the present model is a root. */
function rootOf(
  root: Y.Transaction['changed'] extends Map<infer Type, unknown> ? Type : never
): string | null {
  return root.doc ? Y.findRootTypeKey(root) : null;
}
