/**
 * Loads `user` as the others see it in a client's presence: set by the server, from the person and the
 * person's role in this study.
 */
import type { StudyId } from '#base/ids.ts';
import { grantsIn, roles, type Actor } from '#base/permissions.ts';
import type { Db } from '#server/store/open.ts';

/** Each person has a fixed one. */
export const tints = 8;

export async function loadPresenceUser(
  db: Db,
  actor: Actor,
  studyId: StudyId
): Promise<Readonly<Record<string, unknown>>> {
  const grants = grantsIn(actor, studyId);
  const first = [...grants].sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role))[0];
  const sideId = first?.sideId ?? null;
  const side =
    sideId === null
      ? undefined
      : await db
          .selectFrom('side')
          .select(['position', 'code'])
          .where('studyId', '=', studyId)
          .where('id', '=', sideId)
          .executeTakeFirst();
  return {
    id: actor.userId,
    name: actor.name,
    side: side?.position ?? null,
    sideCode: side?.code ?? null,
    role: first?.role ?? null,
    colour: tintOf(actor.userId)
  };
}

function tintOf(userId: string): number {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return sum % tints;
}
