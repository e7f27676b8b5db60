/** Reads and writes how far each person has read in a study, and where others name them. */
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { Audience } from '#rules/threads/comment.ts';
import { dayMilliseconds } from '#base/day.ts';
import type { Bilingual } from '#base/locale.ts';
import type { DocumentKind } from '#base/states.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import type { InboxTable } from './tables.ts';
import type { Schema } from '#server/store/schema.ts';

export type InboxRow = Selectable<InboxTable>;

export const findInbox = (db: Db, studyId: string, userId: string): Promise<InboxRow | undefined> =>
  db
    .selectFrom('inbox')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .executeTakeFirst();

/**
 * Inserts the row where there is none, then updates it: a person may read in two windows at once, and the
 * mark only moves forward.
 */
export async function seeThrough(
  db: Db,
  studyId: string,
  userId: string,
  last: { readonly number: number; readonly at: string }
): Promise<void> {
  await startInbox(db, studyId, userId, last.at);
  await db
    .updateTable('inbox')
    .set({ seenThrough: last.at, seenNumber: last.number })
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .where('seenNumber', '<', last.number)
    .execute();
}

export async function setDigest(
  db: Db,
  studyId: string,
  userId: string,
  digest: InboxTable['digest'],
  since: string
): Promise<void> {
  await startInbox(db, studyId, userId, since);
  await db
    .updateTable('inbox')
    .set({ digest })
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .execute();
}

export async function startInbox(
  db: Db,
  studyId: string,
  userId: string,
  seenThrough: string
): Promise<void> {
  await db
    .insertInto('inbox')
    .values({ studyId, userId, seenThrough, digest: 'daily', digestedAt: null, digestedNumber: null })
    .onConflict((conflict) => conflict.columns(['studyId', 'userId']).doNothing())
    .execute();
}

/**
 * Returns the condition that the digest of a day was not taken. One that was taken more than a day later was
 * taken by a clock that has been set back since.
 */
const isDigestDue = (turn: string) => (eb: ExpressionBuilder<Schema, 'inbox'>) =>
  eb.or([
    eb('inbox.digestedAt', 'is', null),
    eb('inbox.digestedAt', '<', turn),
    eb('inbox.digestedAt', '>', new Date(Date.parse(turn) + dayMilliseconds).toISOString())
  ]);

/**
 * Takes the digest of a day, which covers the events up to a number; returns false where it was taken already,
 * or is not wanted.
 */
export async function claimDigest(
  db: Db,
  studyId: string,
  userId: string,
  { turn, through }: { readonly turn: string; readonly through: number }
): Promise<boolean> {
  const result = await db
    .updateTable('inbox')
    .set({ digestedAt: turn, digestedNumber: through })
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .where('digest', '=', 'daily')
    .where(isDigestDue(turn))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Describes a comment that names the person, with all facts by which its readers are authorized. */
export interface MentionRow {
  readonly commentId: string;
  readonly threadId: string;
  readonly at: string;
  readonly author: Bilingual;
  readonly authorId: string;
  readonly role: string;
  readonly language: 'en' | 'zh';
  readonly body: string;
  readonly heldUntil: string | null;
  readonly audience: Audience;
  readonly state: 'open' | 'resolved';
  readonly section: string | null;
  readonly quote: string;
  readonly quoteLanguage: 'en' | 'zh' | null;
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly isRead: boolean;
}

/** Newest first, without those that the person wrote and those that were withdrawn. */
export async function listMentions(
  db: Db,
  studyId: string,
  userId: string,
  limit = 200
): Promise<MentionRow[]> {
  const rows = await db
    .selectFrom('mention')
    .innerJoin('comment', 'comment.id', 'mention.commentId')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .innerJoin('document', 'document.id', 'thread.documentId')
    .innerJoin('user', 'user.id', 'comment.userId')
    .leftJoin('readMention', (join) =>
      join
        .onRef('readMention.commentId', '=', 'mention.commentId')
        .onRef('readMention.userId', '=', 'mention.userId')
    )
    .select([
      'mention.commentId',
      'comment.threadId',
      'comment.at',
      'comment.userId as authorId',
      'user.nameEn',
      'user.nameZh',
      'comment.role',
      'comment.language',
      'comment.body',
      'comment.heldUntil',
      'thread.audience',
      'thread.state',
      'thread.section',
      'thread.quote',
      'thread.language as quoteLanguage',
      'thread.documentId',
      'document.kind',
      'document.cityId',
      'readMention.at as readAt'
    ])
    .where('mention.studyId', '=', studyId)
    .where('mention.userId', '=', userId)
    .where('comment.userId', '!=', userId)
    .where('comment.withdrawnAt', 'is', null)
    .orderBy('comment.at', 'desc')
    .orderBy('comment.id')
    .limit(limit)
    .execute();
  return rows.map(({ nameEn, nameZh, readAt, ...row }) => ({
    ...row,
    author: both(nameEn, nameZh),
    isRead: readAt !== null
  }));
}

export async function markMentionsRead(
  db: Db,
  studyId: string,
  userId: string,
  commentIds: readonly string[],
  at: string
): Promise<void> {
  if (commentIds.length === 0) return;
  await db
    .insertInto('readMention')
    .values(commentIds.map((commentId) => ({ studyId, commentId, userId, at })))
    .onConflict((conflict) => conflict.columns(['commentId', 'userId']).doNothing())
    .execute();
}

export async function markMentionUnread(
  db: Db,
  studyId: string,
  userId: string,
  commentId: string
): Promise<void> {
  await db
    .deleteFrom('readMention')
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .where('commentId', '=', commentId)
    .execute();
}

/**
 * Lists people whose digest of a day has not been taken, each with the studies in which something has
 * happened within that day. People who want no digest, and suspended people, are left out.
 */
export async function listDigestsDue(
  db: Db,
  during: { readonly from: string; readonly to: string },
  limit: number
): Promise<{ readonly userId: string; readonly studyIds: readonly string[] }[]> {
  const rows = await db
    .selectFrom('grant')
    .innerJoin('user', 'user.id', 'grant.userId')
    .innerJoin('study', 'study.id', 'grant.studyId')
    .leftJoin('inbox', (join) =>
      join.onRef('inbox.studyId', '=', 'grant.studyId').onRef('inbox.userId', '=', 'grant.userId')
    )
    .select(['grant.userId', 'grant.studyId'])
    .distinct()
    .where('user.suspendedAt', 'is', null)
    .where('study.isBench', '=', 0)
    .where((eb) => eb.or([eb('inbox.digest', 'is', null), eb('inbox.digest', '=', 'daily')]))
    .where(isDigestDue(during.to))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('event')
          .select('event.seq')
          .whereRef('event.studyId', '=', 'grant.studyId')
          .where('event.at', '>', during.from)
          .where('event.at', '<', during.to)
      )
    )
    .orderBy('grant.userId')
    .orderBy('grant.studyId')
    .execute();
  const people = new Map<string, string[]>();
  for (const { userId, studyId } of rows) people.set(userId, [...(people.get(userId) ?? []), studyId]);
  return [...people].slice(0, limit).map(([userId, studyIds]) => ({ userId, studyIds }));
}
