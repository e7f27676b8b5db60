/**
 * Reads what supports name as it is now: blocks of texts, answers, pieces of evidence and other things, each with
 * its fingerprint. It decides nothing about who may read them.
 */
import { holdsConfidential, isConfidential } from '#rules/answers/confidential.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { pairsOf } from '#rules/pairs/pairs.ts';
import { readUnits, type SectionUnits, type Unit } from '#rules/pairs/units.ts';
import { stageOf } from '#rules/practices/practice.ts';
import { sourcesCitedIn } from '#rules/bibliography/source-link.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import {
  shortened,
  supportKey,
  type Present,
  type Support,
  type SupportPlace,
  type SupportTarget,
  type ThingKind
} from '#rules/bibliography/support.ts';
import { listSources } from '#areas/bibliography';
import { listConfidentialAnswers, openPrintsOfGenerations } from '#areas/answers';
import { contentPrint, listSteps, readContent } from '#areas/documents';
import { listEntries, listContextFigures, listTalks } from '#areas/context';
import { findDocumentOfRoom, type DocumentRow } from '#areas/assessments';
import { listEvidenceByIds, listFiles } from '#areas/evidence';
import { listNextSteps } from '#areas/meetings';
import type { Db, Store } from '#server/store/open.ts';
import { listPractices } from '../store/practices.ts';
import { listThemes } from '../store/themes.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { citationsInAnswers, type AnswerCitation } from './answer-citations.ts';

/** Describes a thing as it is now. */
export interface CitedItem extends Present {
  /** Names the thing; null for a passage or an answer, which its place names. */
  readonly title: Bilingual | null;
  /** Names the city to which a piece of evidence or a practice belongs. */
  readonly cityId: string | null;
  /** Is true for evidence that the city holds back. */
  readonly isConfidential: boolean;
}

export interface PresentBlock {
  readonly section: string;
  readonly language: Locale;
  readonly block: string;
  readonly print: string;
  readonly text: string;
  /** Names the block of the other language with which it is a pair; null where it has no partner. */
  readonly partner: string | null;
  /** Names the sources of the bibliography to which its words link. */
  readonly cites: readonly string[];
}

/** Holds a block that cites a source of the bibliography, with the text in which it stands. */
export interface CitingBlock extends PresentBlock {
  readonly document: DocumentRow;
}

/** Holds an answer of a city that cites sources of the bibliography, with the response in which it stands. */
export interface CitingAnswer extends AnswerCitation {
  readonly document: DocumentRow;
}

export interface CitedContent {
  /** Returns what these supports name, by `supportKey`; what does not exist any more is left out. */
  read(
    study: Study,
    supports: readonly (Support | SupportTarget)[],
    requester: string
  ): Promise<Map<string, CitedItem>>;
  /** Finds a block in either language of a section. */
  findBlock(
    study: Study,
    place: SupportPlace,
    block: string,
    requester: string
  ): Promise<PresentBlock | undefined>;
  /** Lists the blocks of a section in the order of its texts. */
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
  /** Lists what in the answers of a response cites sources. */
  readonly answers: readonly AnswerCitation[];
}

/** Limits the cache to the texts of several studies; the least recently used entry is dropped. */
const mostCached = 300;
/** Limits the characters of a block that are remembered. */
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

  const lastSeqs = (documents: readonly DocumentRow[]): Promise<Map<string, number>> =>
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

const anything = { title: null, cityId: null, isConfidential: false };

const textKey = (place: SupportPlace): string =>
  'city' in place ? `city ${place.city}` : `chapter ${place.chapter}`;

type Lookup = (db: Db, study: Study, ids: readonly string[]) => Promise<Map<string, CitedItem>>;

const lookups: Readonly<Record<ThingKind, Lookup>> = {
  evidence: async (db, study, ids) => {
    const pieces = (await listEvidenceByIds(db, study.id, ids)).filter(
      ({ withdrawnAt }) => withdrawnAt === null
    );
    const files = await listFiles(
      db,
      pieces.map(({ id }) => id)
    );
    return new Map(
      pieces.map((piece) => [
        piece.id,
        {
          title: { en: piece.titleEn, zh: piece.titleZh },
          cityId: piece.cityId,
          isConfidential: piece.isConfidential === 1,
          print: contentPrint([
            piece.url ?? '',
            piece.citation,
            files.filter(({ evidenceId }) => evidenceId === piece.id).map(({ sha256 }) => sha256)
          ])
        }
      ])
    );
  },
  practice: async (db, study, ids) => {
    const sides = sideIds(study);
    return new Map(
      (await listPractices(db, study.id))
        .filter((card) => ids.includes(card.id) && stageOf(card, sides) !== 'closed')
        .map((card) => [card.id, { ...anything, title: card.title, cityId: card.cityId, print: null }])
    );
  },
  finding: async (db, study, ids) =>
    new Map(
      (await listThemes(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, statement }) => [id, { ...anything, title: statement, print: null }])
    ),
  entry: async (db, study, ids) =>
    new Map(
      (await listEntries(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...entry }) => [
          id,
          { ...anything, title: entry.title, print: contentPrint(['entry', entry]) }
        ])
    ),
  figure: async (db, study, ids) =>
    new Map(
      (await listContextFigures(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...figure }) => [
          id,
          { ...anything, title: figure.label, print: contentPrint(['figure', figure]) }
        ])
    ),
  talk: async (db, study, ids) =>
    new Map(
      (await listTalks(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...talk }) => [
          id,
          { ...anything, title: talk.party, print: contentPrint(['talk', talk]) }
        ])
    ),
  source: async (db, study, ids) =>
    new Map(
      (await listSources(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...source }) => [
          id,
          { ...anything, title: source.title, print: contentPrint(['source', source]) }
        ])
    ),
  // The order of the steps and what helps with them is no part of what was cited.
  step: async (db, study, ids) =>
    new Map(
      (await listSteps(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, title, characteristic, fromLevel, toLevel }) => [
          id,
          { ...anything, title, print: contentPrint(['step', title, characteristic, fromLevel, toLevel]) }
        ])
    ),
  'next-step': async (db, study, ids) =>
    new Map(
      (await listNextSteps(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, action }) => [id, { ...anything, title: action, print: null }])
    )
};

async function namedThings(
  db: Db,
  study: Study,
  supports: readonly SupportTarget[]
): Promise<[string, CitedItem][]> {
  const byKind = new Map<ThingKind, string[]>();
  for (const one of supports)
    if (one.kind !== 'passage' && one.kind !== 'answer')
      byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one.id]);
  const found: [string, CitedItem][] = [];
  for (const [kind, ids] of byKind) {
    const things = await lookups[kind](db, study, ids);
    for (const id of ids) {
      const thing = things.get(id);
      if (thing) found.push([supportKey({ kind, id }), thing]);
    }
  }
  return found;
}
