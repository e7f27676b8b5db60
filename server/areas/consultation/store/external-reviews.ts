/**
 * Reads and writes the readings: drafts that are given to a person outside the study. Of the token in a link
 * only the hash is stored; the e-mail that carries the link has the reading's own id.
 */
import type { Insertable, Selectable } from 'kysely';
import type { CityCommentRow } from './consultations.ts';
import type { Db } from '#server/store/open.ts';
import type { ExternalReviewTable } from './tables.ts';

export type ExternalReviewRow = Selectable<ExternalReviewTable>;

export async function insertExternalReview(db: Db, row: Insertable<ExternalReviewTable>): Promise<void> {
  await db.insertInto('reading').values(row).execute();
}

export const findExternalReview = (db: Db, tokenHash: string): Promise<ExternalReviewRow | undefined> =>
  db.selectFrom('reading').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst();

/** Newest first, each with the number of comments that came through it. */
export async function listExternalReviews(
  db: Db,
  studyId: string,
  cityId: string
): Promise<(ExternalReviewRow & { readonly comments: number })[]> {
  const rows = await db
    .selectFrom('reading')
    .selectAll('reading')
    .select((eb) =>
      eb
        .selectFrom('readingComment')
        .select((inner) => inner.fn.countAll<number | string>().as('count'))
        .whereRef('readingComment.readingId', '=', 'reading.id')
        .as('comments')
    )
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, comments: Number(row.comments ?? 0) }));
}

export async function countExternalReviews(db: Db, consultationId: string): Promise<number> {
  const row = await db
    .selectFrom('reading')
    .select((eb) => eb.fn.countAll<number | string>().as('given'))
    .where('consultationId', '=', consultationId)
    .executeTakeFirstOrThrow();
  return Number(row.given);
}

/** Returns false where there is none that could still be revoked. */
export async function revokeExternalReview(
  db: Db,
  { studyId, cityId, id }: { readonly studyId: string; readonly cityId: string; readonly id: string },
  { userId, at }: { readonly userId: string; readonly at: string }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reading')
    .set({ revokedAt: at, revokedBy: userId })
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function insertExternalReviewComment(
  db: Db,
  row: { readonly commentId: string; readonly studyId: string; readonly readingId: string }
): Promise<void> {
  await db.insertInto('readingComment').values(row).execute();
}

/** In the order in which they were written. */
export const listExternalReviewComments = (db: Db, readingId: string): Promise<CityCommentRow[]> =>
  db
    .selectFrom('cityComment')
    .innerJoin('readingComment', 'readingComment.commentId', 'cityComment.id')
    .selectAll('cityComment')
    .where('readingComment.readingId', '=', readingId)
    .orderBy('cityComment.number')
    .execute();
