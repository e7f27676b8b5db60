/** Reads and writes the heads of logs that were sent by mail, and finds their recipients. */
import type { Selectable } from 'kysely';
import { signsForSide } from '#base/grant-duties.ts';
import { rolesWith } from '#base/role-duties.ts';
import type { Db } from '#server/store/open.ts';
import type { SentHeadTable } from '#server/mail/tables.ts';

export type SentHead = Pick<Selectable<SentHeadTable>, 'day' | 'seq' | 'hash' | 'at'>;

/** In the order of their days. */
export const listSentHeads = (db: Db, studyId: string): Promise<SentHead[]> =>
  db
    .selectFrom('sentHead')
    .select(['day', 'seq', 'hash', 'at'])
    .where('studyId', '=', studyId)
    .orderBy('day')
    .execute();

/** Returns false where the day's head has been sent already. */
export async function insertSentHead(
  db: Db,
  head: SentHead & { readonly studyId: string; readonly addresses: readonly string[] }
): Promise<boolean> {
  const result = await db
    .insertInto('sentHead')
    .values({ ...head, addresses: JSON.stringify(head.addresses) })
    .onConflict((conflict) => conflict.columns(['studyId', 'day']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Lists the studies, without those made for load tests, whose head of this day has not been sent. */
export const listHeadsDue = (db: Db, day: string): Promise<{ id: string }[]> =>
  db
    .selectFrom('study')
    .select('study.id')
    .where('study.isBench', '=', 0)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('sentHead')
            .select('sentHead.seq')
            .whereRef('sentHead.studyId', '=', 'study.id')
            .where('sentHead.day', '=', day)
        )
      )
    )
    .orderBy('study.id')
    .execute();

/**
 * Finds the last event before a moment, other than the sending of a head; undefined where there is none after
 * `afterSeq`.
 */
export async function findHeadBefore(
  db: Db,
  studyId: string,
  before: string,
  afterSeq: number
): Promise<{ seq: number; hash: string } | undefined> {
  const news = await db
    .selectFrom('event')
    .select('seq')
    .where('studyId', '=', studyId)
    .where('seq', '>', afterSeq)
    .where('at', '<', before)
    .where('kind', '!=', 'head.sent')
    .limit(1)
    .executeTakeFirst();
  if (!news) return undefined;
  return db
    .selectFrom('event')
    .select(['seq', 'hash'])
    .where('studyId', '=', studyId)
    .where('at', '<', before)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Lists one recipient per side: its chair, else its first expert, of those who can sign in. */
export async function listHeadMailRecipients(db: Db, studyId: string) {
  const rows = await db
    .selectFrom('grant')
    .innerJoin('user', 'user.id', 'grant.userId')
    .select(['grant.sideId', 'grant.role', 'user.id', 'user.email', 'user.locale'])
    .where('grant.studyId', '=', studyId)
    .where('grant.role', 'in', rolesWith('receive-head'))
    .where('user.suspendedAt', 'is', null)
    .orderBy('grant.createdAt')
    .orderBy('grant.id')
    .execute();
  const chairsFirst = [...rows.filter(signsForSide), ...rows.filter((row) => !signsForSide(row))];
  const first = new Map(chairsFirst.toReversed().map((row) => [row.sideId, row]));
  return [...first.values()].sort((a, b) => (a.email < b.email ? -1 : 1));
}
