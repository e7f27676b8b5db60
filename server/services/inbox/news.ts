/**
 * Gathers what is new to one person in a study: once, for the inbox, the digest and the page for those who
 * were away.
 */
import { isNews, ownCities, type OwnCities } from '#domain/inbox.ts';
import type { Actor, Grant } from '#domain/permissions.ts';
import type { Study } from '#domain/study.ts';
import { listCities } from '../../store/cities.ts';
import { listRapporteurAssignmentsOf } from '../../store/rapporteur-assignments.ts';
import type { LoggedEvent } from '../../store/events.ts';
import { listMentions, type MentionRow } from '../../store/inbox.ts';
import type { Db } from '../../store/open.ts';
import { visible } from '../events.ts';
import { loadReaderAccess, type ReaderAccess } from '../reader-access.ts';

export interface Reader {
  readonly db: Db;
  readonly study: Study;
  readonly userId: Actor['userId'];
  readonly grants: readonly Grant[];
  readonly readerAccess: ReaderAccess;
  readonly own: OwnCities;
}

export async function readerIn(
  db: Db,
  actor: Pick<Actor, 'userId' | 'isAdministrator'>,
  study: Study,
  grants: readonly Grant[]
): Promise<Reader> {
  const rapporteurAssignments = await listRapporteurAssignmentsOf(db, study.id, actor.userId);
  const own = ownCities(
    actor.userId,
    grants,
    new Set(rapporteurAssignments.keys()),
    await listCities(db, study.id)
  );
  return {
    db,
    study,
    userId: actor.userId,
    grants,
    own,
    readerAccess: await loadReaderAccess(db, actor, study.id, grants)
  };
}

/**
 * Lists events, newest first, from `before` (or now) back to `since`, neither of them included; at most
 * `limit`.
 */
export function newsOf(
  { db, study, readerAccess, own }: Reader,
  since: string,
  before: string | null,
  limit: number
): Promise<LoggedEvent[]> {
  const start = before === null ? Number.MAX_SAFE_INTEGER : Date.parse(before);
  const mayLearn = (event: LoggedEvent): boolean => readerAccess.mayLearn(event) && isNews(event, own);
  return visible(db, { studyId: study.id, mayLearn, since }, limit, (last) => ({
    before: last?.number ?? start
  }));
}

/** Lists comments that name the person and that the person has, newest first. */
export const mentionsOf = async ({ db, study, userId, readerAccess }: Reader): Promise<MentionRow[]> =>
  (await listMentions(db, study.id, userId)).filter(readerAccess.hasComment);
