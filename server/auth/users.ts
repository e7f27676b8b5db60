/**
 * Reads and writes the rows of people. Addresses are compared in one form only: NFC, lower case, without
 * surrounding space.
 */
import type { Insertable, Selectable, Updateable } from 'kysely';
import { inChunks } from '#server/store/chunks.ts';
import type { Bilingual } from '#base/locale.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db, Store } from '#server/store/open.ts';
import type { UserTable } from './tables.ts';

export type UserRow = Selectable<UserTable>;

export const addressForm = (email: string): string => email.normalize('NFC').trim().toLowerCase();

export const findUser = (db: Db, id: string): Promise<UserRow | undefined> =>
  db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();

/**
 * Finds the account and keeps it as it is until the transaction ends: a new password or a suspension waits, and
 * one that came first is seen.
 */
export const findUserForShare = (db: Db, engine: Store['engine'], id: string): Promise<UserRow | undefined> =>
  db
    .selectFrom('user')
    .selectAll()
    .where('id', '=', id)
    .$if(engine === 'postgres', (query) => query.forShare())
    .executeTakeFirst();

/** Locks the account until the transaction ends, with the rights that hang on it: commands of the person wait. */
export async function lockUser(db: Db, id: string): Promise<void> {
  await db
    .updateTable('user')
    .set((eb) => ({ isAdministrator: eb.ref('isAdministrator') }))
    .where('id', '=', id)
    .execute();
}

export const findUserByEmail = (db: Db, email: string): Promise<UserRow | undefined> =>
  db.selectFrom('user').selectAll().where('email', '=', addressForm(email)).executeTakeFirst();

/** Keeps the name under which a person went until now; events name it by its id. */
export async function insertFormerName(
  db: Db,
  { id, user, until }: { readonly id: string; readonly user: UserRow; readonly until: string }
): Promise<void> {
  await db
    .insertInto('formerName')
    .values({ id, userId: user.id, nameEn: user.nameEn, nameZh: user.nameZh, until })
    .execute();
}

export const listFormerNames = async (db: Db, userId: string): Promise<Bilingual[]> =>
  (await db.selectFrom('formerName').select(['nameEn', 'nameZh']).where('userId', '=', userId).execute()).map(
    ({ nameEn, nameZh }) => ({ en: nameEn, zh: nameZh })
  );

export async function formerNames(db: Db, ids: readonly string[]): Promise<Map<string, Bilingual>> {
  const rows = await inChunks([...new Set(ids)], (some) =>
    db.selectFrom('formerName').selectAll().where('id', 'in', some).execute()
  );
  return new Map(rows.map(({ id, nameEn, nameZh }) => [id, both(nameEn, nameZh)]));
}

export const listUsersOf = (db: Db, ids: readonly string[]): Promise<UserRow[]> =>
  inChunks(ids, (some) => db.selectFrom('user').selectAll().where('id', 'in', some).execute());

export const listUsers = (db: Db): Promise<UserRow[]> =>
  db.selectFrom('user').selectAll().orderBy('email').execute();

/** Returns whether the address was free. */
export async function insertUser(db: Db, user: Insertable<UserTable>): Promise<boolean> {
  const result = await db
    .insertInto('user')
    .values({ ...user, email: addressForm(user.email) })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Returns whether there was such a person. */
export async function updateUser(
  db: Db,
  id: string,
  change: Updateable<Omit<UserTable, 'id'>>
): Promise<boolean> {
  const result = await db.updateTable('user').set(change).where('id', '=', id).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Lists the administrators who can sign in. */
export const listActiveAdministrators = (db: Db): Promise<UserRow[]> =>
  db
    .selectFrom('user')
    .selectAll()
    .where('isAdministrator', '=', 1)
    .where('suspendedAt', 'is', null)
    .orderBy('email')
    .execute();

export const listUsersOfStudy = (db: Db, studyId: string): Promise<UserRow[]> =>
  db
    .selectFrom('user')
    .selectAll()
    .where('id', 'in', db.selectFrom('grant').select('userId').where('studyId', '=', studyId))
    .orderBy('email')
    .execute();

/**
 * Lists accounts that can sign in and whose address ends like this, each with one of its roles, if it has
 * any.
 */
export const listUsersAt = (db: Db, host: string) =>
  db
    .selectFrom('user')
    .leftJoin('grant', 'grant.userId', 'user.id')
    .leftJoin('side', (join) =>
      join.onRef('side.studyId', '=', 'grant.studyId').onRef('side.id', '=', 'grant.sideId')
    )
    .select([
      'user.email',
      'user.nameEn',
      'user.nameZh',
      'user.isAdministrator',
      'grant.role',
      'side.position as sidePosition'
    ])
    .where('user.email', 'like', `%@${host}`)
    .where('user.suspendedAt', 'is', null)
    .orderBy('user.email')
    .execute();

/** A user whose account is gone has none. */
export async function namesOfUsers(db: Db, ids: readonly string[]): Promise<Map<string, Bilingual>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('user')
    .select(['id', 'nameEn', 'nameZh'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, both(row.nameEn, row.nameZh)]));
}
