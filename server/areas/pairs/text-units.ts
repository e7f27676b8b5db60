/**
 * Reads the units of texts in a thread. What was read of a text is kept until something is written to it, since pages and
 * lists of what is to do are opened far more often than a text changes.
 */
import type { UnitsOfSection } from '#rules/pairs/section-units.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db, Store } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { readUnits } from '#areas/documents';

/** Returns the sections of documents, each of its given generation, by document. `db` may be a transaction. */
export type TextUnits = (
  db: Db,
  documents: readonly DocumentRow[],
  requester?: string
) => Promise<ReadonlyMap<string, readonly UnitsOfSection[]>>;

interface CachedText {
  /** Identifies the last sequence number of its log. */
  readonly throughSeq: number;
  readonly sections: readonly UnitsOfSection[];
}

/** Limits the cache to more than the texts of several studies; the least recently used entry is dropped. */
const maxCacheEntries = 500;

export function openTextUnits({
  store,
  workers
}: {
  readonly store: Pick<Store, 'engine'>;
  readonly workers: Pick<DocumentWorkers, 'units'>;
}): TextUnits {
  const cache = new Map<string, CachedText>();
  return async (db, documents, requester) => {
    const lastSeqs = await listLastSeqs(
      db,
      store.engine,
      documents.map(({ id, generation }) => ({ documentId: id, generation }))
    );
    const found = new Map<string, readonly UnitsOfSection[]>();
    for (const document of documents) {
      const key = `${document.id}@${document.generation}`;
      const known = cache.get(key);
      const text =
        known?.throughSeq === (lastSeqs.get(key) ?? 0)
          ? known
          : await readUnits(db, workers, document, requester);
      cache.delete(key);
      cache.set(key, { throughSeq: text.throughSeq, sections: text.sections });
      found.set(document.id, text.sections);
    }
    for (const key of [...cache.keys()].slice(0, Math.max(0, cache.size - maxCacheEntries)))
      cache.delete(key);
    return found;
  };
}
