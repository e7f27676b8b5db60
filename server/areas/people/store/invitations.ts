/**
 * Reads and writes invitations to roles. Of the token in a link only the hash is stored; the e-mail that
 * carries the link has the invitation's own id.
 */
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { InvitationTable } from './tables.ts';

export type InvitationRow = Selectable<InvitationTable>;

export const insertInvitation = async (db: Db, row: Insertable<InvitationTable>): Promise<void> => {
  await db.insertInto('invitation').values(row).execute();
};

export const findInvitation = (
  db: Db,
  tokenHash: string
): Promise<(InvitationRow & { slug: string }) | undefined> =>
  db
    .selectFrom('invitation')
    .innerJoin('study', 'study.id', 'invitation.studyId')
    .selectAll('invitation')
    .select('study.slug')
    .where('invitation.tokenHash', '=', tokenHash)
    .executeTakeFirst();

/** Those that are neither accepted nor withdrawn, newest first. */
export const listUnanswered = (db: Db, studyId: string): Promise<InvitationRow[]> =>
  db
    .selectFrom('invitation')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('acceptedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id')
    .execute();

export async function countSentSince(db: Db, studyId: string, since: string): Promise<number> {
  const row = await db
    .selectFrom('invitation')
    .select((eb) => eb.fn.countAll<number | string>().as('sent'))
    .where('studyId', '=', studyId)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(row.sent);
}

/** Changes an invitation that is neither accepted nor withdrawn; to be narrowed to those in question. */
const changeUnanswered = (db: Db, id: string, changes: Updateable<InvitationTable>) =>
  db
    .updateTable('invitation')
    .set(changes)
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('withdrawnAt', 'is', null);

/** Returns false where another person was first, it was withdrawn, or its time is over. */
export async function takeInvitation(
  db: Db,
  id: string,
  { userId, at }: { readonly userId: string; readonly at: string }
): Promise<boolean> {
  const result = await changeUnanswered(db, id, { acceptedAt: at, acceptedBy: userId })
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Notes who wants the invitation with another address. Returns false where somebody else was first. */
export async function claimInvitation(
  db: Db,
  id: string,
  { userId, at }: { readonly userId: string; readonly at: string }
): Promise<boolean> {
  const result = await changeUnanswered(db, id, { claimedBy: userId, claimedAt: at })
    .where('claimedBy', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Returns false where there is none that could still be withdrawn. */
export async function withdrawInvitation(db: Db, studyId: string, id: string, at: string): Promise<boolean> {
  const result = await changeUnanswered(db, id, { withdrawnAt: at })
    .where('studyId', '=', studyId)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
