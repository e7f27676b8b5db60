/**
 * Finds how passages like one at hand were translated before: the translation memory of a study. It holds the pairs
 * of the texts that the person may read in their present state, and never what a city holds back. Each text has
 * an index of its own, so that rights are judged for each search, and a change renews one index only.
 */
import { setImmediate } from 'node:timers/promises';
import { locales, otherLocale, type Bilingual, type Locale } from '#base/locale.ts';
import { changesSince, type ChangedRun } from '#rules/pairs/pair-changes.ts';
import { isUpToDate, type PairState } from '#rules/pairs/pair-states.ts';
import type { DocumentKind } from '#base/states.ts';
import { MemoryIndex, searchAll } from '#rules/pairs/memory/memory-index.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { listDocuments, type DocumentRow } from '#areas/assessments';
import type { Store } from '#server/store/open.ts';
import { listPairMarks, listPairWords } from './store/translation-pairs.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { readContent, textSubject } from '#areas/documents';
import { loadPairFacts, statesIn } from './pair-facts.ts';
import type { ListReadableTexts, ReadableText } from './translation/readable-texts.ts';
import { findPassage, type PassageName } from './translation-units.ts';

export interface MemoryMatch {
  /** Counts the per cent of equal words; 100 for passages of equal words. */
  readonly percent: number;
  /** Says that the pair was confirmed, and that a side has changed since. */
  readonly isStale: boolean;
  readonly isChecked: boolean;
  /** Holds what differs from the passage of the memory to the one at hand. */
  readonly difference: readonly ChangedRun[];
  /** Holds the other side of the pair. */
  readonly translation: string;
  readonly where: {
    readonly kind: DocumentKind;
    readonly name: Bilingual;
    readonly section: string;
  };
}

const mostMatches = 5;
const leastLikeness = 0.5;
/** Limits the texts whose index is kept; the least recently used one is dropped. A search needs those of a whole study. */
const mostTexts = 300;
const mostPairsOfText = 5_000;

interface Segment {
  readonly documentId: string;
  readonly key: string;
  readonly section: string;
  readonly state: PairState;
  readonly words: Bilingual;
}

interface RememberedText {
  /** Identifies the generation, the last sequence number of its log, and what was confirmed. */
  readonly of: string;
  readonly segments: readonly Segment[];
  readonly indexes: Readonly<Record<Locale, MemoryIndex<Segment>>>;
}

const areEqual = (some: readonly Segment[], others: readonly Segment[]): boolean =>
  some.length === others.length &&
  some.every(({ key, section, state, words }, index) => {
    const other = others[index];
    return (
      other?.key === key &&
      other.section === section &&
      other.state === state &&
      locales.every((language) => other.words[language] === words[language])
    );
  });

export interface TranslationMemoryTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
  readonly readableTexts: ListReadableTexts;
}

interface BoundTools extends TranslationMemoryTools {
  readonly cache: Map<string, RememberedText>;
}

async function remember(
  { store: { db }, workers }: BoundTools,
  document: DocumentRow,
  of: string,
  requester: string,
  before: RememberedText | undefined
): Promise<RememberedText> {
  const [content, facts, words] = await Promise.all([
    readContent(db, workers, document, requester),
    loadPairFacts(db, document.id),
    listPairWords(db, document.id)
  ]);
  const segments = content.sections
    .flatMap((section) =>
      statesIn(section, facts).flatMap(({ key, state, en, zh }): Segment[] => {
        if (!en || !zh) return [];
        const about = { documentId: document.id, key, section: section.id, state };
        if (isUpToDate(state)) return [{ ...about, words: { en: en.text, zh: zh.text } }];
        const confirmed = state === 'stale' || state === 'both-changed' ? words.get(key) : undefined;
        return confirmed ? [{ ...about, words: confirmed }] : [];
      })
    )
    .slice(0, mostPairsOfText);
  // Most edits of a text change no pair that was confirmed.
  if (before && areEqual(before.segments, segments)) return { ...before, of };
  const indexOf = (language: Locale) =>
    MemoryIndex.build(
      segments.map((about) => ({ text: about.words[language], about })),
      setImmediate
    );
  return { of, segments, indexes: { en: await indexOf('en'), zh: await indexOf('zh') } };
}

/** Each is renewed where the text or what was confirmed of it has changed. */
async function indexesOf(
  tools: BoundTools,
  texts: readonly ReadableText[],
  language: Locale,
  requester: string
): Promise<MemoryIndex<Segment>[]> {
  const {
    cache,
    store: { db, engine }
  } = tools;
  const ids = texts.map(({ documentId }) => documentId);
  const [documents, marks] = await Promise.all([listDocuments(db, ids), listPairMarks(db, ids)]);
  const lastSeqs = await listLastSeqs(
    db,
    engine,
    [...documents.values()].map(({ id, generation }) => ({ documentId: id, generation }))
  );
  const found: MemoryIndex<Segment>[] = [];
  for (const text of texts) {
    const document = documents.get(text.documentId);
    const mark = marks.get(text.documentId);
    // Without a confirmation there is nothing to remember.
    if (!document || mark === undefined) continue;
    const { id, generation } = document;
    const of = `${generation}:${lastSeqs.get(`${id}@${generation}`) ?? 0}:${mark}`;
    const cached = cache.get(id);
    const remembered = cached?.of === of ? cached : await remember(tools, document, of, requester, cached);
    cache.delete(id);
    cache.set(id, remembered);
    const [oldest] = cache.keys();
    if (cache.size > mostTexts && oldest !== undefined) cache.delete(oldest);
    found.push(remembered.indexes[language]);
  }
  return found;
}

/** Returns the best matches for a passage of a text that the person writes, stale ones last. */
const matches = readsOf<BoundTools>()(
  { name: 'translation-memory.matches', subject: textSubject, needs: 'write' },
  async (
    { db, deps, actor, grants, subject: { study, document } },
    passage: PassageName
  ): Promise<readonly MemoryMatch[]> => {
    const { unit, pair } = take(await findPassage(db, deps.workers, document, passage, actor.userId));
    const { language } = passage;
    const other = otherLocale(language);
    const texts = await deps.readableTexts(actor, study.id, grants);
    const alike = searchAll(await indexesOf(deps, texts, language, actor.userId), unit.text, {
      // The passage itself is among those found, and the same words may stand in several texts.
      most: 3 * mostMatches,
      least: leastLikeness
    }).filter(({ about }) => about.documentId !== document.id || about.key !== pair.key);
    const seen = new Set<string>();
    return alike
      .toSorted(
        (one, next) =>
          Number(isUpToDate(next.about.state)) - Number(isUpToDate(one.about.state)) ||
          next.likeness - one.likeness ||
          Number(next.about.state === 'checked') - Number(one.about.state === 'checked')
      )
      .filter(({ about }) => {
        const words = JSON.stringify(locales.map((one) => about.words[one]));
        return !seen.has(words) && seen.add(words);
      })
      .slice(0, mostMatches)
      .flatMap(({ about, likeness }): MemoryMatch[] => {
        const text = texts.find(({ documentId }) => documentId === about.documentId);
        if (!text) return [];
        const words = about.words[language];
        const runs = changesSince({ en: words, zh: null }, { en: unit.text, zh: null }).en;
        return [
          {
            percent: Math.floor(likeness * 100 + 1e-9),
            isStale: !isUpToDate(about.state),
            isChecked: about.state === 'checked',
            difference: runs ?? [],
            translation: about.words[other],
            where: { kind: text.kind, name: text.name, section: about.section }
          }
        ];
      });
  }
);

export type TranslationMemory = ReturnType<typeof createTranslationMemory>;

export const createTranslationMemory = (tools: TranslationMemoryTools) =>
  bind({ ...tools, cache: new Map<string, RememberedText>() }, { matches });
