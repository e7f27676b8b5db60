/**
 * Reads and writes the rows of threads and their comments. The services authorize who may have which of them.
 */
import type { Insertable, Selectable } from 'kysely';
import type { Locale } from '#base/locale.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { CommentEditTable, CommentTable, ThreadTable } from './tables.ts';

export type ThreadRow = Selectable<ThreadTable>;
export type CommentRow = Selectable<CommentTable>;

export const findThread = (db: Db, id: string): Promise<ThreadRow | undefined> =>
  db.selectFrom('thread').selectAll().where('id', '=', id).executeTakeFirst();

export const findComment = (db: Db, id: string): Promise<CommentRow | undefined> =>
  db.selectFrom('comment').selectAll().where('id', '=', id).executeTakeFirst();

/** The oldest first. */
export const listThreads = (db: Db, documentId: string): Promise<ThreadRow[]> =>
  db
    .selectFrom('thread')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('at')
    .orderBy('id')
    .execute();

export const listComments = (db: Db, threadIds: readonly string[]): Promise<CommentRow[]> =>
  inChunks(threadIds, (some) =>
    db.selectFrom('comment').selectAll().where('threadId', 'in', some).orderBy('at').orderBy('id').execute()
  );

/** `letters` counts characters. Ordered by their ids as JavaScript compares them. */
export async function listCommentSizes(
  db: Db,
  documentId: string
): Promise<{ readonly id: string; readonly letters: number }[]> {
  const rows = await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .select((eb) => ['comment.id', eb.fn<number | string>('length', ['comment.body']).as('letters')])
    .where('thread.documentId', '=', documentId)
    .execute();
  return rows
    .map(({ id, letters }) => ({ id, letters: Number(letters) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface CommentOutline extends Omit<CommentRow, 'body' | 'studyId' | 'sideId' | 'version'> {
  /** Counts its characters, and those of its earlier texts. */
  readonly letters: number;
  readonly earlierLetters: number;
}

/** Without their texts, the oldest first. */
export async function listCommentOutlines(db: Db, threadIds: readonly string[]): Promise<CommentOutline[]> {
  const rows = await inChunks(threadIds, (some) =>
    db
      .selectFrom('comment')
      .select((eb) => [
        ...(['id', 'threadId', 'userId', 'role', 'language', 'at'] as const),
        ...(['heldUntil', 'editedAt', 'withdrawnAt'] as const),
        eb.fn<number | string>('length', ['body']).as('letters'),
        eb
          .selectFrom('commentEdit')
          .select((edit) =>
            edit.fn.sum<number | string | null>(edit.fn('length', ['commentEdit.body'])).as('sum')
          )
          .whereRef('commentEdit.commentId', '=', 'comment.id')
          .as('earlierLetters')
      ])
      .where('threadId', 'in', some)
      .orderBy('at')
      .orderBy('id')
      .execute()
  );
  return rows.map((row) => ({
    ...row,
    letters: Number(row.letters),
    earlierLetters: Number(row.earlierLetters ?? 0)
  }));
}

export async function countThreadsOf(db: Db, documentId: string, userId: string): Promise<number> {
  const { n } = await db
    .selectFrom('thread')
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('documentId', '=', documentId)
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** In characters; the earlier texts of the comments count. */
export async function countLettersOf(db: Db, studyId: string, userId: string): Promise<number> {
  const row = await db
    .selectFrom('comment')
    .select((eb) => [
      eb.fn.sum<number | string | null>(eb.fn('length', ['body'])).as('letters'),
      eb
        .selectFrom('commentEdit')
        .innerJoin('comment as edited', 'edited.id', 'commentEdit.commentId')
        .select((edit) =>
          edit.fn.sum<number | string | null>(edit.fn('length', ['commentEdit.body'])).as('sum')
        )
        .where('edited.studyId', '=', studyId)
        .where('edited.userId', '=', userId)
        .as('earlier')
    ])
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return Number(row?.letters ?? 0) + Number(row?.earlier ?? 0);
}

export async function countEditsOf(db: Db, commentId: string): Promise<number> {
  const { n } = await db
    .selectFrom('commentEdit')
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('commentId', '=', commentId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

export const listCommentsById = (db: Db, ids: readonly string[]): Promise<CommentRow[]> =>
  inChunks(ids, (some) => db.selectFrom('comment').selectAll().where('id', 'in', some).execute());

export const listCommentEdits = (
  db: Db,
  commentIds: readonly string[]
): Promise<Selectable<CommentEditTable>[]> =>
  inChunks(commentIds, (some) =>
    db.selectFrom('commentEdit').selectAll().where('commentId', 'in', some).orderBy('n').execute()
  );

export async function insertThread(db: Db, thread: Insertable<ThreadTable>): Promise<void> {
  await db.insertInto('thread').values(thread).execute();
}

/** Moves one end of the words that a thread is about; its version stays, since no person has changed it. */
export async function updateAnchorEnd(
  db: Db,
  threadId: string,
  column: 'anchorFrom' | 'anchorTo',
  json: string
): Promise<void> {
  await db
    .updateTable('thread')
    .set(column === 'anchorFrom' ? { anchorFrom: json } : { anchorTo: json })
    .where('id', '=', threadId)
    .execute();
}

export async function insertComment(db: Db, comment: Insertable<CommentTable>): Promise<void> {
  await db.insertInto('comment').values(comment).execute();
}

/** Returns false where another user has settled it meanwhile. */
export async function settleThread(
  db: Db,
  thread: { readonly id: string; readonly version: number },
  state: 'open' | 'resolved',
  by: { readonly userId: string; readonly at: string }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('thread')
    .set((eb) => ({ state, settledBy: by.userId, settledAt: by.at, version: eb('version', '+', 1) }))
    .where('id', '=', thread.id)
    .where('version', '=', thread.version)
    .where('state', '!=', state)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Identifies a comment as it was read: a change succeeds only where it has neither been edited nor gone out
 * since.
 */
type VersionedComment = Pick<CommentRow, 'id' | 'version' | 'heldUntil'>;

/** Stores the earlier text. Returns false where the comment has changed or gone out since it was read. */
export async function editComment(
  db: Db,
  comment: VersionedComment & Pick<CommentRow, 'studyId' | 'body'>,
  change: { readonly body: string; readonly language: Locale; readonly at: string }
): Promise<boolean> {
  const { body, language, at } = change;
  if (!(await changeComment(db, comment, { body, language, editedAt: at }))) return false;
  const { n } = await db
    .selectFrom('commentEdit')
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('commentId', '=', comment.id)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('commentEdit')
    .values({ studyId: comment.studyId, commentId: comment.id, n: Number(n) + 1, body: comment.body, at })
    .execute();
  return true;
}

/** The text is deleted, in all versions; the row stays. */
export async function withdrawComment(db: Db, comment: VersionedComment, at: string): Promise<boolean> {
  if (!(await changeComment(db, comment, { body: '', withdrawnAt: at }))) return false;
  await db.deleteFrom('commentEdit').where('commentId', '=', comment.id).execute();
  await replaceMentions(db, comment.id, []);
  return true;
}

/** Its thread goes too where it has no other comment. */
export async function deleteComment(
  db: Db,
  comment: VersionedComment & Pick<CommentRow, 'threadId'>
): Promise<boolean> {
  const { id, version, heldUntil } = comment;
  const { numDeletedRows } = await db
    .deleteFrom('comment')
    .where('id', '=', id)
    .where('version', '=', version)
    .where('heldUntil', heldUntil === null ? 'is' : '=', heldUntil)
    .executeTakeFirst();
  if (numDeletedRows !== 1n) return false;
  await db.deleteFrom('commentEdit').where('commentId', '=', id).execute();
  await replaceMentions(db, id, []);
  await db
    .deleteFrom('thread')
    .where('id', '=', comment.threadId)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('comment').select('id').where('threadId', '=', comment.threadId)))
    )
    .execute();
  return true;
}

async function changeComment(
  db: Db,
  comment: VersionedComment,
  change: {
    readonly body: string;
    readonly language?: Locale;
    readonly editedAt?: string;
    readonly withdrawnAt?: string;
  }
): Promise<boolean> {
  const { id, version, heldUntil } = comment;
  const { numUpdatedRows } = await db
    .updateTable('comment')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('heldUntil', heldUntil === null ? 'is' : '=', heldUntil)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function replaceMentions(
  db: Db,
  commentId: string,
  mentions: readonly { readonly studyId: string; readonly userId: string }[]
): Promise<void> {
  await db.deleteFrom('mention').where('commentId', '=', commentId).execute();
  if (mentions.length > 0)
    await db
      .insertInto('mention')
      .values(mentions.map((mention) => ({ ...mention, commentId })))
      .execute();
}

/** The oldest first. */
export const listDueComments = (db: Db, now: string): Promise<CommentRow[]> =>
  db
    .selectFrom('comment')
    .selectAll()
    .where('heldUntil', '<=', now)
    .orderBy('heldUntil')
    .orderBy('id')
    .limit(100)
    .execute();

/** Returns false where another node has done so, or its author has called it back. */
export async function releaseComment(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('comment')
    .set({ heldUntil: null })
    .where('id', '=', id)
    .where('heldUntil', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
