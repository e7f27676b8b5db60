/** Creates, renames and removes chapters with their documents. */
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { Db } from '#server/store/open.ts';

interface NewChapter {
  readonly id: string;
  readonly studyId: StudyId;
  readonly slug: string;
  readonly position: number;
  readonly titleEn: string;
  readonly titleZh: string;
  /** Holds the empty document as one update. */
  readonly bytes: Uint8Array;
  readonly at: string;
}

export async function insertChapter(db: Db, { bytes, at, ...row }: NewChapter): Promise<void> {
  await db
    .insertInto('document')
    .values({ ...row, kind: 'chapter', cityId: null, state: 'drafting', generation: 1 })
    .execute();
  const documentId = row.id;
  await db
    .insertInto('generation')
    .values({ documentId, n: 1, openedAt: at, endedAt: null, textModel: presentTextModel })
    .execute();
  await db
    .insertInto('documentSnapshot')
    .values({ documentId, generation: 1, throughSeq: 0, bytes, createdAt: at })
    .execute();
}

/** Lists the addresses that chapters of a study have or, where they were removed, have had. */
export async function listChapterSlugs(db: Db, studyId: StudyId): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('document')
    .select('slug')
    .where('studyId', '=', studyId)
    .where('kind', '=', 'chapter')
    .execute();
  return new Set(rows.flatMap(({ slug }) => slug ?? []));
}

/** Returns false where it has been changed by another user in between. */
export async function renameChapter(
  db: Db,
  chapter: { readonly id: string; readonly version: number },
  title: Bilingual
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set((eb) => ({ titleEn: title.en, titleZh: title.zh, version: eb('version', '+', 1) }))
    .where('id', '=', chapter.id)
    .where('version', '=', chapter.version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Checks whether anything was ever written or said in a document. */
export async function isUsed(db: Db, documentId: string): Promise<boolean> {
  for (const table of ['documentUpdate', 'documentSegment', 'thread', 'lateProposal'] as const) {
    const found = await db
      .selectFrom(table)
      .select('documentId')
      .where('documentId', '=', documentId)
      .limit(1)
      .executeTakeFirst();
    if (found) return true;
  }
  return false;
}

/** In the order of the ids; their versions stay, since nothing that they say has changed. */
export async function placeChapters(db: Db, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await db
      .updateTable('document')
      .set({ position })
      .where('id', '=', id)
      .where('position', '!=', position)
      .execute();
}

/**
 * Removes a chapter: without a state it is in no list and nobody has a right to it. Its row stays, because
 * events and everything that was written refer to it. Returns false where it has been changed by another user
 * in between.
 */
export async function removeChapter(
  db: Db,
  chapter: { readonly id: string; readonly version: number }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set((eb) => ({ state: null, version: eb('version', '+', 1) }))
    .where('id', '=', chapter.id)
    .where('version', '=', chapter.version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
