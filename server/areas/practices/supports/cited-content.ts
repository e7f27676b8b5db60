/**
 * Reads what supports name as it is now: blocks of texts, answers, pieces of evidence and other things, each with
 * its fingerprint. It decides nothing about who may read them.
 */
import { holdsConfidential, isConfidential } from '#rules/answers/confidential.ts';
import { locales, type Locale } from '#base/locale.ts';
import { pairsOf } from '#rules/pairs/pairs.ts';
import { readUnits, type SectionUnits, type Unit } from '#rules/pairs/units.ts';
import { sourcesCitedIn } from '#rules/bibliography/source-link.ts';
import type { Study } from '#rules/study/study.ts';
import {
  shortened,
  supportKey,
  type Support,
  type SupportPlace,
  type SupportTarget
} from '#rules/bibliography/support.ts';
import { listConfidentialAnswers, openPrintsOfGenerations } from '#areas/answers';
import { readContent } from '#areas/documents';
import { findDocumentOfRoom, type DocumentRow } from '#areas/assessments';
import type { Db, Store } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { citationsInAnswers, type AnswerCitation } from './answer-citations.ts';
import { type CitedItem, namedThings, anything } from './cited-things.ts';

export interface PresentBlock {
  readonly section: string;
  readonly language: Locale;
  readonly block: string;
  readonly print: string;
  readonly text: string;
  /** The block of the other language; null where it has no partner. */
  readonly partner: string | null;
  /** Names the sources of the bibliography to which its words link. */
  readonly cites: readonly string[];
}

export interface CitingBlock extends PresentBlock {
  readonly document: DocumentRow;
}

/** Holds an answer of a city that cites sources of the bibliography, with the response in which it stands. */
export interface CitingAnswer extends AnswerCitation {
  readonly document: DocumentRow;
}

export interface CitedContent {
  /** By `supportKey`; what does not exist any more is left out. */
  read(
    study: Study,
    supports: readonly (Support | SupportTarget)[],
    requester: string
  ): Promise<Map<string, CitedItem>>;
  findBlock(
    study: Study,
    place: SupportPlace,
    block: string,
    requester: string
  ): Promise<PresentBlock | undefined>;
  /** In the order of its texts. */
  listBlocks(study: Study, place: SupportPlace, requester: string): Promise<readonly PresentBlock[]>;
  /**
   * Lists the blocks and the answers that cite a source of the bibliography, in the generations of the
   * texts that the reader may open. An answer that the city holds back is left out.
   */
  listCiting(
    study: Study,
    source: string,
    readable: readonly DocumentRow[],
    requester: string
  ): Promise<{ readonly blocks: readonly CitingBlock[]; readonly answers: readonly CitingAnswer[] }>;
}

export interface CitedContentTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

interface PresentText {
  readonly blocks: readonly PresentBlock[];
  readonly answers: readonly AnswerCitation[];
}

/** Limits the cache to the texts of several studies; the least recently used entry is dropped. */
const mostCached = 300;
const longestText = 2_000;

export function openCitedContent(tools: CitedContentTools): CitedContent {
  const { store } = tools;
  const { db } = store;
  const cache = new Map<string, PresentText & { readonly of: number }>();
  const printsOf = openPrintsOfGenerations(tools);

  const textAt = (study: Study, place: SupportPlace): Promise<DocumentRow | undefined> =>
    findDocumentOfRoom(
      db,
      'city' in place
        ? { studySlug: study.slug, kind: 'findings', city: place.city }
        : { studySlug: study.slug, kind: 'chapter', slug: place.chapter }
    );

  const lastSeqs = (documents: readonly DocumentRow[]): Promise<ReadonlyMap<string, number>> =>
    listLastSeqs(
      db,
      store.engine,
      documents.map(({ id, generation }) => ({ documentId: id, generation }))
    );

  const blocksAt = async (
    study: Study,
    place: SupportPlace,
    requester: string
  ): Promise<readonly PresentBlock[]> => {
    const document = await textAt(study, place);
    return document ? (await presentText(document, requester)).blocks : [];
  };

  async function presentText(
    document: DocumentRow,
    requester: string,
    known?: ReadonlyMap<string, number>
  ): Promise<PresentText> {
    const { id, generation } = document;
    const seqs = known ?? (await lastSeqs([document]));
    const of = seqs.get(`${id}@${generation}`) ?? 0;
    const key = `${id}@${generation}`;
    let cached = cache.get(key);
    if (cached?.of !== of) {
      cached = await readText(tools, document, requester);
    }
    cache.delete(key);
    cache.set(key, cached);
    for (const old of [...cache.keys()].slice(0, Math.max(0, cache.size - mostCached))) cache.delete(old);
    return cached;
  }

  return {
    async read(study, supports, requester) {
      return new Map([
        ...(await presentPassages(blocksAt, study, supports, requester)),
        ...(await presentAnswers(db, printsOf, study, supports, requester)),
        ...(await namedThings(db, study, supports))
      ]);
    },
    async findBlock(study, place, block, requester) {
      const blocks = await blocksAt(study, place, requester);
      return blocks.find((one) => one.section === place.section && one.block === block);
    },
    async listBlocks(study, place, requester) {
      const blocks = await blocksAt(study, place, requester);
      return blocks.filter(({ section }) => section === place.section);
    },
    async listCiting(study, source, readable, requester) {
      const seqs = await lastSeqs(readable);
      const found: { blocks: CitingBlock[]; answers: CitingAnswer[] } = { blocks: [], answers: [] };
      for (const document of readable) {
        const { blocks, answers } = await presentText(document, requester, seqs);
        const cites = (one: Pick<PresentBlock, 'cites'>): boolean => one.cites.includes(source);
        found.blocks.push(...blocks.filter(cites).map((block) => ({ ...block, document })));
        const citing = answers.filter(cites);
        if (citing.length === 0) continue;
        const held = await listConfidentialAnswers(db, study.id, document.cityId ?? '');
        found.answers.push(
          ...citing
            .filter(({ question, topic }) => !isConfidential(held, question, topic))
            .map((answer) => ({ ...answer, document }))
        );
      }
      return found;
    }
  };
}

/** Reads the blocks of a text with what they cite, and what its answers cite. */
async function readText(
  { store, workers }: CitedContentTools,
  document: DocumentRow,
  requester: string
): Promise<PresentText & { readonly of: number }> {
  const { sections, answers, throughSeq } = await readContent(store.db, workers, document, requester);
  const blocks = sections.flatMap((section) => {
    const units = readUnits(section);
    const partners = partnersIn(units);
    return locales.flatMap((language) => {
      const ids = new Set(units[language].map(({ id }) => id));
      const cited = sourcesCitedIn(section[language], document.studySlug, (id) => ids.has(id));
      return units[language].map((unit) => ({
        section: section.id,
        language,
        block: unit.id,
        print: unit.fingerprint,
        text: shortened(unit.text, longestText),
        partner: partners.get(unit) ?? null,
        cites: [...(cited.get(unit.id) ?? [])]
      }));
    });
  });
  return {
    of: throughSeq,
    blocks,
    answers: answers ? citationsInAnswers(answers, document.studySlug) : []
  };
}

/** Returns what passages are now: those whose block is still in its section. */
async function presentPassages(
  blocksAt: (study: Study, place: SupportPlace, requester: string) => Promise<readonly PresentBlock[]>,
  study: Study,
  supports: readonly SupportTarget[],
  requester: string
): Promise<[string, CitedItem][]> {
  const wanted = supports.flatMap((one) => (one.kind === 'passage' ? [one] : []));
  const places = new Map(wanted.map(({ place }) => [textKey(place), place]));
  const texts = new Map<string, readonly PresentBlock[]>();
  for (const [key, place] of places) {
    texts.set(key, await blocksAt(study, place, requester));
  }
  return wanted.flatMap((one) => {
    const found = texts
      .get(textKey(one.place))
      ?.find(({ section, block }) => section === one.place.section && block === one.block);
    return found ? [[supportKey(one), { ...anything, print: found.print }] as [string, CitedItem]] : [];
  });
}

/** Returns what answers are now: those that a city gives, and does not hold back. */
async function presentAnswers(
  db: Db,
  printsOf: ReturnType<typeof openPrintsOfGenerations>,
  study: Study,
  supports: readonly SupportTarget[],
  requester: string
): Promise<[string, CitedItem][]> {
  const wanted = supports.flatMap((one) => (one.kind === 'answer' ? [one] : []));
  const found: [string, CitedItem][] = [];
  for (const city of new Set(wanted.map((one) => one.city))) {
    const response = await findDocumentOfRoom(db, { studySlug: study.slug, kind: 'response', city });
    const prints = response && (await printsOf(response, requester));
    // An answer that the city holds back is no support any more: its words are in a document of their own.
    const held = await listConfidentialAnswers(db, study.id, city);
    for (const one of wanted.filter((answer) => answer.city === city))
      if (prints && Object.hasOwn(prints, one.question) && !holdsConfidential(held, one.question))
        found.push([supportKey(one), { ...anything, print: prints[one.question] ?? null }]);
  }
  return found;
}

const partnersIn = (units: SectionUnits): ReadonlyMap<Unit, string> =>
  new Map(
    pairsOf(units).flatMap(({ en, zh }): [Unit, string][] =>
      en && zh
        ? [
            [en, zh.id],
            [zh, en.id]
          ]
        : []
    )
  );

const textKey = (place: SupportPlace): string =>
  'city' in place ? `city ${place.city}` : `chapter ${place.chapter}`;
