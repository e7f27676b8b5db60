/**
 * Which sections no longer say the same in both languages: somebody has said that they did, and blocks have changed since. What
 * nobody has compared yet is the way's matter (what is missing for the next step), not a translation that grew old.
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
  /** Outer blocks of either language that have changed, come or gone. */
  readonly blocks: number;
}

/** `db` may be a transaction. */
export type StaleSections = (db: Db, documentIds: readonly string[]) => Promise<readonly StaleSection[]>;

interface CachedSections {
  /** The generation and the last number of its log. */
  readonly of: string;
  readonly sections: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** More than the texts of several studies; what was asked for longest ago goes. */
const maxCacheEntries = 500;

export function openStaleSections({
  store,
  workers
}: {
  readonly store: Pick<Store, 'engine'>;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'merge'>;
}): StaleSections {
  // A home page is opened far more often than a text changes: its fingerprints are kept as long as nothing is written.
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
