/**
 * Reads and writes the confirmations that both languages of a section say the same, with the blocks for which
 * that was confirmed.
 */
import type { Insertable } from 'kysely';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { ConfirmedTranslationTable } from './pairs-tables.ts';

type Fingerprints = Readonly<Record<string, string>>;

export interface ConfirmedTranslation {
  readonly section: string;
  /** Holds fingerprints of the outer blocks of both languages, by block id. */
  readonly blocks: Fingerprints;
  /**
   * Holds the fingerprints of the city's answer to the same characteristic at that time; null where none of
   * it was known.
   */
  readonly answers: Fingerprints | null;
  readonly isMinor: boolean;
  readonly userId: string;
  readonly at: string;
  readonly version: number;
}

/** By document and section; documents without a confirmation are left out. */
export async function listConfirmed(
  db: Db,
  documentIds: readonly string[]
): Promise<Map<string, Map<string, Fingerprints>>> {
  const found = new Map<string, Map<string, Fingerprints>>();
  const rows = await inChunks(documentIds, (some) =>
    db
      .selectFrom('parity')
      .select(['documentId', 'section', 'blocks'])
      .where('documentId', 'in', some)
      .execute()
  );
  for (const { documentId, section, blocks } of rows) {
    const sections = found.get(documentId) ?? new Map<string, Fingerprints>();
    found.set(documentId, sections.set(section, fingerprintsFrom(JSON.parse(blocks) as Fingerprints).blocks));
  }
  return found;
}

/** Prefixes the keys of blocks of the answer, which are stored next to those of the text. */
const answerKey = 'response:';

export const listConfirmedTranslations = foundOnce(
  async (db, documentId: string): Promise<ReadonlyMap<string, ConfirmedTranslation>> => {
    const rows = await db.selectFrom('parity').selectAll().where('documentId', '=', documentId).execute();
    return new Map(
      rows.map(({ section, blocks, isMinor, userId, at, version }) => [
        section,
        {
          section,
          ...fingerprintsFrom(JSON.parse(blocks) as Fingerprints),
          isMinor: isMinor === 1,
          userId,
          at,
          version
        }
      ])
    );
  }
);

function fingerprintsFrom(all: Fingerprints): Pick<ConfirmedTranslation, 'blocks' | 'answers'> {
  const entries = Object.entries(all);
  const answers = entries
    .filter(([key]) => key.startsWith(answerKey))
    .map(([key, value]) => [key.slice(answerKey.length), value] as const);
  return {
    blocks: Object.fromEntries(entries.filter(([key]) => !key.startsWith(answerKey))),
    answers: answers.length > 0 ? Object.fromEntries(answers) : null
  };
}

export const packFingerprints = (blocks: Fingerprints, answers: Fingerprints): string =>
  JSON.stringify({
    ...blocks,
    ...Object.fromEntries(Object.entries(answers).map(([id, value]) => [answerKey + id, value]))
  });

/** Replaces the confirmation before. */
export async function saveConfirmedTranslation(
  db: Db,
  row: Omit<Insertable<ConfirmedTranslationTable>, 'version'>
): Promise<void> {
  const { blocks, isMinor, userId, at } = row;
  await db
    .insertInto('parity')
    .values({ ...row, version: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['documentId', 'section'])
        .doUpdateSet((eb) => ({ blocks, isMinor, userId, at, version: eb('parity.version', '+', 1) }))
    )
    .execute();
}

/** Renames blocks for which translations were confirmed: those of the text, or of the answers next to it. */
export async function mapConfirmedBlocks(
  db: Db,
  documentId: string,
  names: ReadonlyMap<string, string>,
  of: 'text' | 'answers' = 'text'
): Promise<void> {
  const prefix = of === 'answers' ? answerKey : '';
  const rows = await db
    .selectFrom('parity')
    .select(['section', 'blocks'])
    .where('documentId', '=', documentId)
    .execute();
  const renamedKey = (key: string): string => {
    const name = key.startsWith(prefix) ? names.get(key.slice(prefix.length)) : undefined;
    return name === undefined ? key : prefix + name;
  };
  for (const { section, blocks } of rows) {
    const renamed = Object.entries(JSON.parse(blocks) as Fingerprints).map(
      ([key, mark]) => [renamedKey(key), mark] as const
    );
    await db
      .updateTable('parity')
      .set({ blocks: JSON.stringify(Object.fromEntries(renamed)) })
      .where('documentId', '=', documentId)
      .where('section', '=', section)
      .execute();
  }
}
