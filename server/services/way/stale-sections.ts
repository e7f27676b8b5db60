/**
 * Which sections no longer say the same in both languages: somebody has said that they did, and blocks have changed since. What
 * nobody has compared yet is the way's matter (what is missing for the next step), not a translation that grew old.
 */
import { fingerprintsOf, staleBlocks } from '#domain/version.ts';
import { listDocuments } from '../../store/documents.ts';
import type { Db, Store } from '../../store/open.ts';
import { listConfirmed } from '../../store/parity.ts';
import { listLastSeqs } from '../../store/updates.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { readContent } from './freezing.ts';

export interface StaleSection {
  readonly documentId: string;
  readonly section: string;
  /** Outer blocks of either language that have changed, come or gone. */
  readonly blocks: number;
}

/** `db` may be a transaction. */
export type StaleSections = (db: Db, documentIds: readonly string[]) => Promise<readonly StaleSection[]>;

interface Drawn {
  /** The generation and the last number of its log. */
  readonly of: string;
  readonly sections: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** More than the texts of several studies; what was asked for longest ago goes. */
const mostKept = 500;

export function openStaleSections({
  store,
  workshop
}: {
  readonly store: Pick<Store, 'engine'>;
  readonly workshop: Pick<Workshop, 'content' | 'answered' | 'merge'>;
}): StaleSections {
  // A home page is opened far more often than a text changes: its fingerprints are kept as long as nothing is written.
  const kept = new Map<string, Drawn>();
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
      let drawn = kept.get(id);
      if (drawn?.of !== of) {
        const content = await readContent(db, workshop, document);
        drawn = {
          of: `${content.generation}:${content.throughSeq}`,
          sections: new Map(content.sections.map((section) => [section.id, fingerprintsOf(section)]))
        };
      }
      kept.delete(id);
      kept.set(id, drawn);
      for (const [section, blocks] of confirmed.get(id) ?? []) {
        const count = staleBlocks(drawn.sections.get(section) ?? {}, blocks).length;
        if (count > 0) stale.push({ documentId: id, section, blocks: count });
      }
    }
    for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(id);
    return stale;
  };
}
