/** A draft belongs to the city; a submitted comment is numbered, and its text never changes. */
import type { Insertable } from 'kysely';
import type { Answer, Disposition } from '#rules/consultation/consultation.ts';
import type { CityCommentRow, ConsultationRow } from './consultations.ts';
import { chunksOf, inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { CityCommentTable } from './tables.ts';

export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** The earliest first. */
export const listConsultations = (db: Db, studyId: string, cityId?: string): Promise<ConsultationRow[]> =>
  db
    .selectFrom('consultation')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(cityId !== undefined, (query) => query.where('cityId', '=', cityId ?? ''))
    .orderBy('cityId')
    .orderBy('round')
    .execute();

/** In no order. */
export const listDrafts = (db: Db, consultationId: string): Promise<CityCommentRow[]> =>
  db
    .selectFrom('cityComment')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .where('submittedAt', 'is', null)
    .orderBy('id')
    .execute();

/** By number within each round. */
export const listSubmitted = (db: Db, studyId: string, cityId?: string): Promise<CityCommentRow[]> =>
  db
    .selectFrom('cityComment')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('submittedAt', 'is not', null)
    .$if(cityId !== undefined, (query) => query.where('cityId', '=', cityId ?? ''))
    .orderBy('consultationId')
    .orderBy('number')
    .execute();

export const findCityComment = (
  db: Db,
  studyId: string,
  cityId: string,
  id: string
): Promise<CityCommentRow | undefined> =>
  db
    .selectFrom('cityComment')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('id', '=', id)
    .executeTakeFirst();

export async function insertCityComments(
  db: Db,
  rows: readonly Omit<Insertable<CityCommentTable>, 'version'>[]
): Promise<void> {
  // PostgreSQL limits the parameters of one statement.
  for (const some of chunksOf(rows, 50))
    await db
      .insertInto('cityComment')
      .values(some.map((row) => ({ ...row, version: 1 })))
      .execute();
}

/** Holds the columns of a comment that has no disposition yet. */
export const blankComment = {
  originName: '',
  originSide: null,
  originOn: null,
  meetingId: null,
  disposition: null,
  reasonEn: '',
  reasonZh: '',
  changeSection: null,
  changeBlockId: null,
  changeQuote: '',
  decidedBy: null,
  decidedAt: null,
  answer: null,
  answerText: '',
  answeredBy: null,
  answeredAt: null,
  isStatement: 0
} as const;

/** 0 before the first comment. */
export async function lastNumber(db: Db, consultationId: string): Promise<number> {
  const row = await db
    .selectFrom('cityComment')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('consultationId', '=', consultationId)
    .executeTakeFirst();
  return row?.last ?? 0;
}

type DraftText = Pick<
  CityCommentRow,
  'section' | 'blockId' | 'quote' | 'stance' | 'kind' | 'language' | 'body' | 'proposal'
>;

/** Returns false where it has been saved by another user in between, or has been deleted or submitted. */
export async function updateDraft(db: Db, { id, version }: Versioned, text: DraftText): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('cityComment')
    .set((eb) => ({ ...text, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('submittedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteDraft(db: Db, { id, version }: Versioned): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('cityComment')
    .where('id', '=', id)
    .where('version', '=', version)
    .where('submittedAt', 'is', null)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** From an earlier round to this one. */
export async function moveDraft(
  db: Db,
  { id, version }: Versioned,
  consultationId: string,
  location: Pick<CityCommentRow, 'section' | 'blockId' | 'quote'>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('cityComment')
    .set((eb) => ({ ...location, consultationId, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('submittedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function submitDraft(
  db: Db,
  { id, version }: Versioned,
  number: number,
  at: string
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('cityComment')
    .set((eb) => ({ number, submittedAt: at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('submittedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Submits the city's comments of the round, once. */
export async function submitRound(
  db: Db,
  consultationId: string,
  userId: string,
  at: string
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('consultation')
    .set((eb) => ({ submittedAt: at, submittedBy: userId, version: eb('version', '+', 1) }))
    .where('id', '=', consultationId)
    .where('submittedAt', 'is', null)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

interface Decision {
  readonly disposition: Disposition;
  readonly reasonEn: string;
  readonly reasonZh: string;
  readonly changeSection: string | null;
  readonly changeBlockId: string | null;
  readonly changeQuote: string;
  readonly decidedBy: string;
  readonly decidedAt: string;
}

/**
 * Stores a decision and clears the city's answer, which was given to an earlier decision; the text of that
 * answer stays for the next one.
 */
export const decideComment = (db: Db, comment: Versioned, decision: Decision): Promise<boolean> =>
  updateSubmitted(db, comment, {
    ...decision,
    answer: null,
    answeredBy: null,
    answeredAt: null,
    isStatement: 0
  });

/** An answer that ends the dispute also ends the statement. */
export const answerComment = (
  db: Db,
  comment: Versioned,
  answer: {
    readonly answer: Answer;
    readonly answerText: string;
    readonly answeredBy: string;
    readonly answeredAt: string;
  }
): Promise<boolean> =>
  updateSubmitted(db, comment, answer.answer === 'contested' ? answer : { ...answer, isStatement: 0 });

export const setStatement = (db: Db, comment: Versioned, isStatement: boolean): Promise<boolean> =>
  updateSubmitted(db, comment, { isStatement: isStatement ? 1 : 0 });

async function updateSubmitted(
  db: Db,
  { id, version }: Versioned,
  columns: Partial<CityCommentRow>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('cityComment')
    .set((eb) => ({ ...columns, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('submittedAt', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function listSubmittedAmong(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(ids, (some) =>
    db
      .selectFrom('cityComment')
      .select('id')
      .where('id', 'in', some)
      .where('submittedAt', 'is not', null)
      .execute()
  );
  return new Set(rows.map(({ id }) => id));
}
