/** Reads which roles people had in a study at an earlier time: from those of today, and the events since. */
import { parseEvent } from '#lib/events/kinds.ts';
import type { Role } from '#base/permissions.ts';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';

/** Each once. */
export type PastRoles = (userId: string, at: string) => readonly Role[];

export async function readPastRoles(db: Db, studyId: string): Promise<PastRoles> {
  const grants = await listGrantsInStudy(db, studyId);
  const events = await db
    .selectFrom('event')
    .select(['kind', 'at', 'payload'])
    .where('studyId', '=', studyId)
    .where('kind', 'in', ['grant.given', 'grant.withdrawn'])
    .orderBy('seq', 'desc')
    .execute();
  const changes = events.flatMap(({ at, ...stored }) => {
    const fact = parseEvent(stored);
    if (!fact.isKnown || (fact.kind !== 'grant.given' && fact.kind !== 'grant.withdrawn')) return [];
    const { userId, role } = fact.payload;
    return [{ isGiven: fact.kind === 'grant.given', at, userId, role }];
  });
  return (userId, at) => {
    const roles = grants.filter((grant) => grant.userId === userId).map(({ role }) => role);
    // The newest first: what was given since is taken away again, and what was withdrawn since comes back.
    for (const change of changes) {
      if (change.at <= at) break;
      if (change.userId !== userId) continue;
      const index = roles.indexOf(change.role);
      if (!change.isGiven) roles.push(change.role);
      else if (index >= 0) roles.splice(index, 1);
    }
    return [...new Set(roles)];
  };
}
