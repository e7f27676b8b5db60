/** Reads and writes the links by which people set a password. Of the token only the hash is stored. */
import type { Insertable, Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { PasswordResetTable } from './tables.ts';

export type PasswordResetRow = Selectable<PasswordResetTable>;

export async function insertReset(db: Db, row: Insertable<PasswordResetTable>): Promise<void> {
  await db.insertInto('passwordReset').values(row).execute();
}

export const findReset = (db: Db, tokenHash: string): Promise<PasswordResetRow | undefined> =>
  db.selectFrom('passwordReset').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst();

export const listResetsOf = (db: Db, userId: string): Promise<PasswordResetRow[]> =>
  db.selectFrom('passwordReset').selectAll().where('userId', '=', userId).execute();

/** Returns their ids, which are those of the e-mails that carry them. */
export async function deleteResetsOf(db: Db, userId: string): Promise<string[]> {
  const deleted = await db.deleteFrom('passwordReset').where('userId', '=', userId).returning('id').execute();
  return deleted.map(({ id }) => id);
}
