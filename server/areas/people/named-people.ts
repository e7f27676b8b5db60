/** Returns people by their ids, as pages name them: with their side of this study. */
import type { Bilingual } from '#base/locale.ts';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { listUsersOf } from '#server/auth/users.ts';

export interface NamedPerson {
  readonly id: string;
  readonly name: Bilingual;
  readonly sideId: string | null;
}

export async function namedPeople(
  db: Db,
  studyId: string,
  ids: readonly (string | null)[]
): Promise<Map<string, NamedPerson>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const [users, grants] = await Promise.all([listUsersOf(db, wanted), listGrantsInStudy(db, studyId)]);
  return new Map(
    users.map(({ id, nameEn, nameZh }) => [
      id,
      {
        id,
        name: { en: nameEn, zh: nameZh },
        sideId: grants.find((grant) => grant.userId === id && grant.sideId !== null)?.sideId ?? null
      }
    ])
  );
}
