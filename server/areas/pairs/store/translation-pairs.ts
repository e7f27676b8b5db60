/**
 * Reads and writes what people confirmed of single pairs of passages, and their notes about pairs. A pair is
 * known by the ids of its two blocks; one of them is empty where a passage has no counterpart.
 */
import type { Insertable, Selectable } from 'kysely';
import { pairKey, type PairIds, type PairRecord } from '#rules/pairs/pairs.ts';
import type { PairNote } from '#rules/pairs/pair-states.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnceFor } from '#server/store/request-reads.ts';
import type { TranslationNoteTable, TranslationPairTable } from './pairs-tables.ts';

/** Holds a confirmation with who gave it; the words are read by `findPairWords`. */
export interface StoredPair extends PairRecord {
  readonly documentId: string;
  readonly section: string;
  readonly isMinor: boolean;
  readonly userId: string;
  readonly at: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
}

export interface StoredPairNote extends PairNote {
  readonly documentId: string;
  readonly section: string;
  readonly text: { readonly en: string; readonly zh: string };
  readonly userId: string;
  readonly at: string;
}

export interface StoredPairs {
  readonly records: readonly StoredPair[];
  readonly notes: readonly StoredPairNote[];
}

/** By document; a document without any has an empty entry. */
export const listPairs = foundOnceFor(async (db, documentIds): Promise<ReadonlyMap<string, StoredPairs>> => {
  const pairs = await inChunks(documentIds, (some) =>
    db
      .selectFrom('translationPair')
      .select([
        'documentId',
        'section',
        'enBlock',
        'zhBlock',
        'enPrint',
        'zhPrint',
        'kind',
        'wasProposed',
        'isMinor',
        'userId',
        'at',
        'checkedBy',
        'checkedAt'
      ])
      .where('documentId', 'in', some)
      .orderBy('at')
      .orderBy('enBlock')
      .orderBy('zhBlock')
      .execute()
  );
  const notes = await inChunks(documentIds, (some) =>
    db
      .selectFrom('translationNote')
      .selectAll()
      .where('documentId', 'in', some)
      .orderBy('at')
      .orderBy('enBlock')
      .orderBy('zhBlock')
      .execute()
  );
  const found = new Map(
    documentIds.map((id) => [id, { records: [] as StoredPair[], notes: [] as StoredPairNote[] }])
  );
  for (const row of pairs) found.get(row.documentId)?.records.push(storedPair(row));
  for (const row of notes) found.get(row.documentId)?.notes.push(storedNote(row));
  return found;
});

type SidesRow = Pick<Selectable<TranslationPairTable>, 'enBlock' | 'zhBlock' | 'enPrint' | 'zhPrint'>;

const sidesOf = ({ enBlock, zhBlock, enPrint, zhPrint }: SidesRow) => ({
  ids: { en: enBlock, zh: zhBlock },
  prints: { en: enPrint, zh: zhPrint }
});

const storedPair = (
  row: Omit<Selectable<TranslationPairTable>, 'studyId' | 'enText' | 'zhText' | 'version'>
): StoredPair => ({
  ...sidesOf(row),
  documentId: row.documentId,
  section: row.section,
  kind: row.kind,
  isChecked: row.checkedBy !== null,
  wasProposed: row.wasProposed === 1,
  isMinor: row.isMinor === 1,
  userId: row.userId,
  at: row.at,
  checkedBy: row.checkedBy,
  checkedAt: row.checkedAt
});

const storedNote = (row: Selectable<TranslationNoteTable>): StoredPairNote => ({
  ...sidesOf(row),
  documentId: row.documentId,
  section: row.section,
  kind: row.kind,
  text: { en: row.enText ?? '', zh: row.zhText ?? '' },
  userId: row.userId,
  at: row.at
});

/** As they were at the time of the confirmation; null for those that were not kept. */
export const findPairWords = (db: Db, documentId: string, { en, zh }: PairIds) =>
  db
    .selectFrom('translationPair')
    .select(['enText', 'zhText'])
    .where('documentId', '=', documentId)
    .where('enBlock', '=', en)
    .where('zhBlock', '=', zh)
    .executeTakeFirst();

/** Replaces the confirmation before and its check. */
export async function savePair(
  db: Db,
  row: Omit<Insertable<TranslationPairTable>, 'version' | 'checkedBy' | 'checkedAt'>
): Promise<void> {
  const { section, enPrint, zhPrint, enText, zhText, kind, userId, at, wasProposed, isMinor } = row;
  await db
    .insertInto('translationPair')
    .values({ ...row, checkedBy: null, checkedAt: null, version: 1 })
    .onConflict((conflict) =>
      conflict.columns(['documentId', 'enBlock', 'zhBlock']).doUpdateSet((eb) => ({
        ...{ section, enPrint, zhPrint, enText, zhText, kind, userId, at, wasProposed, isMinor },
        checkedBy: null,
        checkedAt: null,
        version: eb('translationPair.version', '+', 1)
      }))
    )
    .execute();
}

/** Writes that a second reader has checked a pair, or takes that back. */
export async function saveCheck(
  db: Db,
  documentId: string,
  { en, zh }: PairIds,
  check: { readonly by: string; readonly at: string } | null
): Promise<void> {
  await db
    .updateTable('translationPair')
    .set((eb) => ({
      checkedBy: check?.by ?? null,
      checkedAt: check?.at ?? null,
      version: eb('version', '+', 1)
    }))
    .where('documentId', '=', documentId)
    .where('enBlock', '=', en)
    .where('zhBlock', '=', zh)
    .execute();
}

export async function saveNote(
  db: Db,
  row: Omit<Insertable<TranslationNoteTable>, 'version'>
): Promise<void> {
  const { section, enPrint, zhPrint, enText, zhText, userId, at } = row;
  await db
    .insertInto('translationNote')
    .values({ ...row, version: 1 })
    .onConflict((conflict) =>
      conflict.columns(['documentId', 'enBlock', 'zhBlock', 'kind']).doUpdateSet((eb) => ({
        ...{ section, enPrint, zhPrint, enText, zhText, userId, at },
        version: eb('translationNote.version', '+', 1)
      }))
    )
    .execute();
}

/** Returns false where there is none. */
export async function deletePair(db: Db, documentId: string, { en, zh }: PairIds): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('translationPair')
    .where('documentId', '=', documentId)
    .where('enBlock', '=', en)
    .where('zhBlock', '=', zh)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Returns false where there is none. */
export async function deleteNote(
  db: Db,
  documentId: string,
  { en, zh }: PairIds,
  kind: PairNote['kind']
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('translationNote')
    .where('documentId', '=', documentId)
    .where('enBlock', '=', en)
    .where('zhBlock', '=', zh)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Renames the blocks of pairs, where an upgrade of a text has given them other ids. */
export async function mapPairBlocks(
  db: Db,
  documentId: string,
  names: ReadonlyMap<string, string>
): Promise<void> {
  if (names.size === 0) return;
  const nameOf = (id: string): string => names.get(id) ?? id;
  for (const table of ['translationPair', 'translationNote'] as const) {
    const rows = await db
      .selectFrom(table)
      .select(['enBlock', 'zhBlock'])
      .where('documentId', '=', documentId)
      .execute();
    for (const { enBlock, zhBlock } of rows) {
      const renamed = { enBlock: nameOf(enBlock), zhBlock: nameOf(zhBlock) };
      if (renamed.enBlock === enBlock && renamed.zhBlock === zhBlock) continue;
      await db
        .updateTable(table)
        .set(renamed)
        .where('documentId', '=', documentId)
        .where('enBlock', '=', enBlock)
        .where('zhBlock', '=', zhBlock)
        .execute();
    }
  }
}

/**
 * Returns a mark of what was confirmed of each document, which changes with every confirmation, check and
 * removal; documents without any have none.
 */
export async function listPairMarks(db: Db, documentIds: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const table of ['translationPair', 'parity'] as const) {
    const rows = await inChunks(documentIds, (some) =>
      db
        .selectFrom(table)
        .select((eb) => [
          'documentId',
          eb.fn.countAll().as('count'),
          eb.fn.sum('version').as('versions'),
          eb.fn.max('at').as('last')
        ])
        .where('documentId', 'in', some)
        .groupBy('documentId')
        .execute()
    );
    for (const { documentId, count, versions, last } of rows)
      found.set(documentId, `${found.get(documentId) ?? ''}|${table} ${count} ${versions} ${last}`);
  }
  return found;
}

/** As they were confirmed, by the key of the pair. */
export async function listPairWords(
  db: Db,
  documentId: string
): Promise<ReadonlyMap<string, { readonly en: string; readonly zh: string }>> {
  const rows = await db
    .selectFrom('translationPair')
    .select(['enBlock', 'zhBlock', 'enText', 'zhText'])
    .where('documentId', '=', documentId)
    .where('kind', '=', 'confirmed')
    .execute();
  return new Map(
    rows.flatMap(({ enBlock, zhBlock, enText, zhText }) =>
      enText === null || zhText === null
        ? []
        : [[pairKey({ en: enBlock, zh: zhBlock }), { en: enText, zh: zhText }] as const]
    )
  );
}
