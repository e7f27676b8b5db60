/** Lists who can be named in a thread: those who see it, and no one else. */
import type { StudyId } from '#base/ids.ts';
import { mayRead, type Audience } from '#rules/threads/comment.ts';
import type { Mentionable } from '#rules/threads/mentions.ts';
import { grantsIn, type Role } from '#base/permissions.ts';
import { documentAccess } from '#base/document-rights.ts';
import type { DocumentRow } from '#areas/assessments';
import { listGrantsOfUsers } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { listUsersOfStudy } from '#server/auth/users.ts';
import { factsOf } from '#areas/documents';
import { abilitiesOver } from './thread-subject.ts';

export interface Listener extends Mentionable {
  readonly role: Role;
  readonly sideId: string | null;
}

export async function listListeners(db: Db, document: DocumentRow, audience: Audience): Promise<Listener[]> {
  const users = (await listUsersOfStudy(db, document.studyId)).filter((user) => user.suspendedAt === null);
  const grants = await listGrantsOfUsers(
    db,
    users.map((user) => user.id)
  );
  const facts = factsOf(document);
  return users.flatMap((user): Listener[] => {
    const own = grantsIn({ grants: grants.get(user.id) ?? [] }, document.studyId as StudyId);
    const listening = own.find((grant) => mayRead(document.kind, audience, abilitiesOver([grant], facts)));
    if (!listening || documentAccess(own, facts) === 'none') return [];
    return [
      {
        id: user.id,
        name: { en: user.nameEn, zh: user.nameZh },
        role: listening.role,
        sideId: listening.sideId
      }
    ];
  });
}
