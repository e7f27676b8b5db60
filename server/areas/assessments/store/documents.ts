/** Reads and writes documents, their generations, and the facts by which rights over them are authorized. */
import type { AssessmentState, ChapterState, DocumentKind } from '#base/states.ts';
import { presentTextModel, type TextModel } from '#rules/documents/text-models.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce, foundOnceFor } from '#server/store/request-reads.ts';

/**
 * Describes a document with the state that applies to it: its assessment's, or its own where it is a chapter.
 */
export interface DocumentRow {
  readonly id: string;
  readonly studyId: string;
  readonly studySlug: string;
  readonly isBench: boolean;
  /** Says by how much the personal quotas of its study are raised. */
  readonly quotaFactor: number;
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly slug: string | null;
  /** Holds the current generation. */
  readonly generation: number;
  readonly state: AssessmentState | ChapterState;
}

export type DocumentAddress =
  | {
      readonly studySlug: string;
      readonly kind: 'response' | 'confidential' | 'findings';
      readonly city: string;
    }
  | { readonly studySlug: string; readonly kind: 'chapter'; readonly slug: string };

export interface GenerationRow {
  readonly n: number;
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly textModel: TextModel;
}

/**
 * Also undefined for an assessment's document whose assessment does not exist: without a state no one has a
 * right to it.
 */
export const findDocument = foundOnce(async (db, id: string): Promise<DocumentRow | undefined> =>
  documentFrom(await selectDocuments(db).where('document.id', '=', id).executeTakeFirst())
);

export async function listDocuments(db: Db, ids: readonly string[]): Promise<Map<string, DocumentRow>> {
  const rows = await inChunks(ids, (some) => selectDocuments(db).where('document.id', 'in', some).execute());
  return new Map(rows.flatMap((row) => documentFrom(row) ?? []).map((document) => [document.id, document]));
}

/** In the order of their ids. */
export const listDocumentIds = async (db: Db, studyId: string): Promise<string[]> =>
  (await db.selectFrom('document').select('id').where('studyId', '=', studyId).orderBy('id').execute()).map(
    ({ id }) => id
  );

export const listGenerations = foundOnceFor(
  (db, documentIds): Promise<readonly (GenerationRow & { readonly documentId: string })[]> =>
    inChunks(documentIds, (some) =>
      db
        .selectFrom('generation')
        .select(['documentId', 'n', 'openedAt', 'endedAt', 'textModel'])
        .where('documentId', 'in', some)
        .execute()
    )
);

export const findDocumentOfRoom = (db: Db, room: DocumentAddress): Promise<DocumentRow | undefined> =>
  documentOf(db, room.studySlug, room.kind, room.kind === 'chapter' ? room.slug : room.city);

const documentOf = foundOnce(
  async (db, studySlug: string, kind: DocumentKind, name: string): Promise<DocumentRow | undefined> =>
    documentFrom(
      await selectDocuments(db)
        .where('study.slug', '=', studySlug)
        .where('document.kind', '=', kind)
        .where(kind === 'chapter' ? 'document.slug' : 'document.cityId', '=', name)
        .executeTakeFirst()
    )
);

/** Undefined before its first confidential answer or note. */
export const findConfidentialDocument = (
  db: Db,
  studySlug: string,
  city: string
): Promise<DocumentRow | undefined> => findDocumentOfRoom(db, { studySlug, kind: 'confidential', city });

export async function findGeneration(
  db: Db,
  documentId: string,
  n: number
): Promise<GenerationRow | undefined> {
  return (await listGenerations(db, [documentId])).find((generation) => generation.n === n);
}

/**
 * Finds the generation from whose content this one began: the one before it, which a restore may have left many
 * numbers behind. Undefined for the first, and for one whose text has another model than the one before.
 */
export async function findParentGeneration(
  db: Db,
  documentId: string,
  n: number
): Promise<number | undefined> {
  const rows = await db
    .selectFrom('generation')
    .select(['n', 'textModel'])
    .where('documentId', '=', documentId)
    .where('n', '<=', n)
    .orderBy('n', 'desc')
    .limit(2)
    .execute();
  const [own, parent] = rows;
  // A text that was moved to another model has none of the bytes before.
  return own?.textModel === parent?.textModel ? parent?.n : undefined;
}

/**
 * Moves a document from generation n - 1 to n. Returns false, and changes nothing, where another node has
 * done so: of two at once, one wins.
 */
export async function openGeneration(
  db: Db,
  documentId: string,
  n: number,
  at: string,
  textModel: TextModel = presentTextModel
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set({ generation: n })
    .where('id', '=', documentId)
    .where('generation', '=', n - 1)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await db
    .insertInto('generation')
    .values({ documentId, n, openedAt: at, endedAt: null, textModel })
    .execute();
  return true;
}

/** Returns false when it had ended already: of two freezes at once, one wins. */
export async function endGeneration(db: Db, documentId: string, n: number, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('generation')
    .set({ endedAt: at })
    .where('documentId', '=', documentId)
    .where('n', '=', n)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function selectDocuments(db: Db) {
  return db
    .selectFrom('document')
    .innerJoin('study', 'study.id', 'document.studyId')
    .leftJoin('assessment', (join) =>
      join
        .onRef('assessment.studyId', '=', 'document.studyId')
        .onRef('assessment.cityId', '=', 'document.cityId')
    )
    .select([
      'document.id',
      'document.studyId',
      'study.slug as studySlug',
      'study.isBench',
      'study.quotaFactor',
      'document.kind',
      'document.cityId',
      'document.slug',
      'document.generation',
      'document.state as chapterState',
      'assessment.state as assessmentState'
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectDocuments>['executeTakeFirst']>>;

function documentFrom(row: Selected): DocumentRow | undefined {
  if (!row) return undefined;
  const { chapterState, assessmentState, isBench, ...rest } = row;
  const state = row.kind === 'chapter' ? chapterState : assessmentState;
  return state === null ? undefined : { ...rest, isBench: isBench === 1, state };
}

export const findDocumentOfCity = (
  db: Db,
  studyId: string,
  cityId: string,
  kind: 'response' | 'findings'
): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('document')
    .select('id')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('kind', '=', kind)
    .executeTakeFirst();
