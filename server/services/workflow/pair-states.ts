/**
 * Computes the states of the pairs of many texts in one pass. What was read of a text is kept until something is
 * written to it, since lists of what is to do are opened far more often than a text changes.
 */
import type { Locale } from '#domain/locale.ts';
import {
  countPairs,
  readUnits,
  statesOfUnits,
  type PairCounts,
  type PairStatus,
  type SectionUnits,
  type Unit
} from '#domain/pairs.ts';
import { wordsNaming } from '#domain/unit-words.ts';
import { fingerprintsOf, type SectionContent } from '#domain/version.ts';
import { listConfirmed } from '../../store/confirmed-translations.ts';
import { listDocuments } from '../../store/documents.ts';
import type { Db, Store } from '../../store/open.ts';
import { listPairs } from '../../store/translation-pairs.ts';
import { listLastSeqs } from '../../store/updates.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { readContent } from './freezing.ts';
import { excerptOf, writtenIn } from './translation-facts.ts';

export interface SectionPairs {
  readonly section: string;
  readonly written: Readonly<Record<Locale, boolean>>;
  /** Holds the pairs in the order of the text; the words of their units are an excerpt. */
  readonly pairs: readonly PairStatus[];
  readonly counts: PairCounts;
  /** Says that somebody has confirmed the section, or a pair of it. */
  readonly isBegun: boolean;
}

/**
 * Returns the sections of documents with their pairs, by document. `db` may be a transaction. With `onlyBegun`
 * texts of which nobody has confirmed anything are left out, and not read.
 */
export type PairStates = (
  db: Db,
  documentIds: readonly string[],
  options?: { readonly onlyBegun?: boolean }
) => Promise<ReadonlyMap<string, readonly SectionPairs[]>>;

interface ReadSection {
  readonly written: SectionPairs['written'];
  readonly units: SectionUnits;
  readonly blocks: Readonly<Record<string, string>>;
}

interface CachedText {
  /** Identifies the generation and the last sequence number of its log. */
  readonly of: string;
  readonly sections: readonly ReadSection[];
}

/** Limits the cache to more than the texts of several studies; the least recently used entry is dropped. */
const maxCacheEntries = 500;

export function openPairStates({
  store,
  workers
}: {
  readonly store: Pick<Store, 'engine'>;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}): PairStates {
  const cache = new Map<string, CachedText>();
  return async (db, documentIds, { onlyBegun = false } = {}) => {
    const all = [...new Set(documentIds)];
    const confirmed = await listConfirmed(db, all);
    const stored = await listPairs(db, all);
    const ids = onlyBegun
      ? all.filter((id) => confirmed.has(id) || (stored.get(id)?.records.length ?? 0) > 0)
      : all;
    const documents = ids.length === 0 ? [] : [...(await listDocuments(db, ids)).values()];
    const lastSeqs = await listLastSeqs(
      db,
      store.engine,
      documents.map(({ id, generation }) => ({ documentId: id, generation }))
    );
    const found = new Map<string, readonly SectionPairs[]>();
    for (const document of documents) {
      const { id, generation } = document;
      const of = `${generation}:${lastSeqs.get(`${id}@${generation}`) ?? 0}`;
      let cached = cache.get(id);
      if (cached?.of !== of) {
        const content = await readContent(db, workers, document);
        cached = {
          of: `${content.generation}:${content.throughSeq}`,
          sections: content.sections.map(readSection)
        };
      }
      cache.delete(id);
      cache.set(id, cached);
      const { records = [], notes = [] } = stored.get(id) ?? {};
      const bySection = confirmed.get(id);
      const begun = new Set([...records, ...notes].map(({ section }) => section));
      found.set(
        id,
        cached.sections.map(({ units, blocks, written }): SectionPairs => {
          const { section } = units;
          const pairs = statesOfUnits(units, blocks, {
            records,
            notes,
            confirmed: bySection?.get(section) ?? null
          });
          return {
            section,
            written,
            pairs,
            counts: countPairs(pairs),
            isBegun: bySection?.has(section) === true || begun.has(section)
          };
        })
      );
    }
    for (const id of [...cache.keys()].slice(0, Math.max(0, cache.size - maxCacheEntries))) cache.delete(id);
    return found;
  };
}

function readSection(section: SectionContent): ReadSection {
  const { en, zh } = readUnits(section);
  return {
    written: writtenIn(section),
    units: { section: section.id, en: en.map(shortened), zh: zh.map(shortened) },
    blocks: fingerprintsOf(section)
  };
}

const shortened = (unit: Unit): Unit => ({ ...unit, text: excerptOf(wordsNaming(unit)) });
