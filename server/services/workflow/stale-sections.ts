/**
 * Lists sections that no longer say the same in both languages: their translation was confirmed, and blocks
 * have changed since. Sections that were never confirmed are left to the workflow (as missing for the next
 * step), since their translation is not stale.
 */
import { fingerprintsOf, staleBlocks } from '#domain/version.ts';
import { listDocuments } from '../../store/documents.ts';
import type { Db, Store } from '../../store/open.ts';
import { listConfirmed } from '../../store/confirmed-translations.ts';
import { listLastSeqs } from '../../store/updates.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { readContent } from './freezing.ts';

export interface StaleSection {
  readonly documentId: string;
  readonly section: string;
  /** Counts outer blocks of either language that have changed, been added or removed. */
  readonly blocks: number;
}

/** Lists stale sections. `db` may be a transaction. */
export type StaleSections = (db: Db, documentIds: readonly string[]) => Promise<readonly StaleSection[]>;

interface CachedSections {
  /** Identifies the generation and the last sequence number of its log. */
  readonly of: string;
  readonly sections: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Limits the cache to more than the texts of several studies; the least recently used entry is dropped. */
const maxCacheEntries = 500;

export function openStaleSections({
  store,
  workers
}: {
  readonly store: Pick<Store, 'engine'>;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}): StaleSections {
  // A home page is opened far more often than a text changes: its fingerprints are cached until something is
  // written.
  const cache = new Map<string, CachedSections>();
  return async (db, documentIds) => {
    const confirmed = await listConfirmed(db, documentIds);
    if (confirmed.size === 0) return [];
    const documents = [...(await listDocuments(db, [...confirmed.keys()])).values()];
    const lastSeqs = await listLastSeqs(
      db,
      store.engine,
      documents.map(({ id, generation }) => ({ documentId: id, generation }))
    );
    const stale: StaleSection[] = [];
    for (const document of documents) {
      const { id, generation } = document;
      const of = `${generation}:${lastSeqs.get(`${id}@${generation}`) ?? 0}`;
      let cached = cache.get(id);
      if (cached?.of !== of) {
        const content = await readContent(db, workers, document);
        cached = {
          of: `${content.generation}:${content.throughSeq}`,
          sections: new Map(content.sections.map((section) => [section.id, fingerprintsOf(section)]))
        };
      }
      cache.delete(id);
      cache.set(id, cached);
      for (const [section, blocks] of confirmed.get(id) ?? []) {
        const count = staleBlocks(cached.sections.get(section) ?? {}, blocks).length;
        if (count > 0) stale.push({ documentId: id, section, blocks: count });
      }
    }
    for (const id of [...cache.keys()].slice(0, Math.max(0, cache.size - maxCacheEntries))) cache.delete(id);
    return stale;
  };
}
