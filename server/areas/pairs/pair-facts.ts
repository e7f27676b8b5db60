/** Gathers what the state of pairs depends on besides the text, and prepares what is written of a pair. */
import { idsOf, printsOf, type PairIds, type PairPrints } from '#rules/pairs/pairs.ts';
import { isUpToDate, statesOf, type PairFacts, type PairStatus } from '#rules/pairs/pair-states.ts';
import type { SectionContent } from '#base/content.ts';
import { listConfirmedTranslations } from './store/confirmed-translations.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { TranslationPairTable } from './store/pairs-tables.ts';
import { listPairs, savePair, type StoredPair, type StoredPairNote } from './store/translation-pairs.ts';

/** Names a pair and the content of it that a person saw. */
export interface SeenPair {
  readonly ids: PairIds;
  readonly prints: PairPrints;
}

/** Holds the facts with who said what, for all sections of a document. */
export interface DocumentPairFacts {
  readonly records: readonly StoredPair[];
  readonly notes: readonly StoredPairNote[];
  readonly of: (section: string) => PairFacts;
}

export async function loadPairFacts(db: Db, documentId: string): Promise<DocumentPairFacts> {
  const confirmed = await listConfirmedTranslations(db, documentId);
  const { records = [], notes = [] } = (await listPairs(db, [documentId])).get(documentId) ?? {};
  return {
    records,
    notes,
    // A block that was moved to another section keeps what was confirmed of it.
    of: (section) => ({ records, notes, confirmed: confirmed.get(section)?.blocks ?? null })
  };
}

/** `shown` names those that a page shows where nobody has made any. */
export const statesIn = (
  section: SectionContent,
  facts: DocumentPairFacts,
  shown: readonly PairIds[] = []
): PairStatus[] => statesOf(section, facts.of(section.id), shown);

/** Limits the words of one side that are kept to show later what changed, in characters. */
const longestKept = 20_000;

/**
 * Keeps the words of texts that have versions anyway. Of a city's answers none are kept: what the city holds
 * back later would stay here.
 */
const kept = (document: Pick<DocumentRow, 'kind'>, text: string): string | null =>
  !isOfCity(document) && text.length <= longestKept ? text : null;

export async function confirmPair(
  db: Db,
  document: Pick<DocumentRow, 'id' | 'kind' | 'studyId'>,
  section: string,
  pair: PairStatus,
  said: { readonly isMinor: boolean; readonly userId: string; readonly at: string }
): Promise<void> {
  if (!pair.en || !pair.zh) return;
  await savePair(db, {
    ...pairColumns(document, section, pair),
    kind: 'confirmed',
    enText: kept(document, pair.en.text),
    zhText: kept(document, pair.zh.text),
    wasProposed: pair.link === 'proposed' || pair.link === 'recorded' ? 1 : 0,
    isMinor: said.isMinor ? 1 : 0,
    userId: said.userId,
    at: said.at
  });
}

type PairColumns = Pick<
  TranslationPairTable,
  'studyId' | 'documentId' | 'section' | 'enBlock' | 'zhBlock' | 'enPrint' | 'zhPrint'
>;

export function pairColumns(
  document: Pick<DocumentRow, 'id' | 'studyId'>,
  section: string,
  pair: PairStatus
): PairColumns {
  const [ids, prints] = [idsOf(pair), printsOf(pair)];
  return {
    studyId: document.studyId,
    documentId: document.id,
    section,
    enBlock: ids.en,
    zhBlock: ids.zh,
    enPrint: prints.en,
    zhPrint: prints.zh
  };
}

/** All that are not confirmed as they are. */
export const toConfirm = (pairs: readonly PairStatus[]): PairStatus[] =>
  pairs.filter(
    ({ en, zh, state, record }) => en !== null && zh !== null && (record === null || !isUpToDate(state))
  );

/** Lists the units without a partner that nothing settles: they keep a section from saying the same. */
export const withoutPartner = (pairs: readonly PairStatus[]): PairStatus[] =>
  pairs.filter(({ link, settledBy }) => link === null && settledBy === null);

/** Of a city's answers no words are kept and no notes are made. */
export const isOfCity = ({ kind }: Pick<DocumentRow, 'kind'>): boolean =>
  kind === 'response' || kind === 'confidential';
