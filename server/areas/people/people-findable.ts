import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { nothing, ofStudy } from '#lib/areas/search/findable.ts';
import { listUsersOfStudy } from '#server/auth/users.ts';
import type { Db } from '#server/store/open.ts';

export async function findablePeople(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listUsersOfStudy(db, studyId)).map(({ id, nameEn, nameZh }) => ({
    ...ofStudy(studyId, 'person', id),
    title: { en: nameEn, zh: nameZh },
    text: nothing,
    spelt: 'person',
    userId: id
  }));
}
