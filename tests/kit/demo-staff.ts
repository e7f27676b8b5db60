/** Another person of a city of the demo study, who is not its senior representative: `staff.{city}@demo.local`, or as `account` says. */
import type { UserId } from '#base/ids.ts';
import { hashPassword } from '#server/auth/password.ts';
import type { App } from '#server/app.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { insertGrant } from '#server/auth/grants.ts';
import { insertUser } from '#server/auth/users.ts';

export async function addStaff(
  { store: { db }, now, newId }: App,
  studyId: string,
  cityId: string,
  [nameEn, nameZh]: readonly [string, string],
  account = 'staff'
): Promise<void> {
  const at = now().toISOString();
  const userId = newId() as UserId;
  const { sideId } = await db
    .selectFrom('city')
    .select('sideId')
    .where('studyId', '=', studyId)
    .where('id', '=', cityId)
    .executeTakeFirstOrThrow();
  await insertUser(db, {
    id: userId,
    email: `${account}.${cityId}@demo.local`,
    passwordHash: await hashPassword(demoPassword),
    nameEn,
    nameZh,
    locale: null,
    isAdministrator: 0,
    suspendedAt: null,
    createdAt: at
  });
  await insertGrant(db, {
    id: newId(),
    studyId,
    userId,
    role: 'city',
    sideId,
    cityId,
    isSenior: 0,
    createdAt: at
  });
}
