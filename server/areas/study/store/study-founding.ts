/**
 * Creates what a new study begins with in addition to its texts and sides: its first secretariat and its
 * three bodies, without members.
 */
import type { StudyId, UserId } from '#base/ids.ts';
import type { Db } from '#server/store/open.ts';

/** Undefined where the account is suspended. */
export async function findUserIdByEmail(db: Db, email: string): Promise<UserId | undefined> {
  const row = await db
    .selectFrom('user')
    .select('id')
    .where('email', '=', email.normalize('NFC').trim().toLowerCase())
    .where('suspendedAt', 'is', null)
    .executeTakeFirst();
  return row?.id as UserId | undefined;
}

export async function insertFirstSecretariat(
  db: Db,
  grant: {
    readonly id: string;
    readonly studyId: StudyId;
    readonly userId: UserId;
    readonly createdAt: string;
  }
): Promise<void> {
  await db
    .insertInto('grant')
    .values({ ...grant, role: 'secretariat', sideId: null, cityId: null })
    .execute();
}

export async function insertFoundingBodies(db: Db, studyId: StudyId): Promise<void> {
  const empty = { studyId, descriptionEn: '', descriptionZh: '' };
  await db
    .insertInto('body')
    .values([
      { ...empty, id: 'steering-committee', position: 0, nameEn: 'Steering committee', nameZh: '指导委员会' },
      {
        ...empty,
        id: 'technical-expert-group',
        position: 1,
        nameEn: 'Technical expert group',
        nameZh: '技术专家组'
      },
      { ...empty, id: 'secretariat', position: 2, nameEn: 'Secretariat', nameZh: '秘书处' }
    ])
    .execute();
}
