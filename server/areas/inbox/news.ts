/**
 * Gathers what is new to one person in a study: once, for the inbox, the digest and the page for those who
 * were away.
 */
import {
  isNews,
  longestAbsence,
  ownCities,
  sharedNews,
  stillHolds,
  type OwnCities
} from '#rules/inbox/inbox.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import { listCities } from '#areas/cities';
import { listRapporteurAssignmentsOf } from '#areas/assessments';
import { numberAtTime, type LoggedEvent } from '#server/events/stored-events.ts';
import { listMentions, type MentionRow } from './store/inbox.ts';
import type { Db } from '#server/store/open.ts';
import { visible } from './events.ts';
import { loadReaderAccess, type ReaderAccess } from '#areas/evidence';

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
  const assignments = () => listRapporteurAssignmentsOf(db, study.id, actor.userId);
  const access = () => loadReaderAccess(db, actor, study.id, grants);
  const cities = () => listCities(db, study.id);
  // A transaction has one connection, which takes one statement after another.
  const [assigned, listed, readerAccess] = db.isTransaction
    ? [await assignments(), await cities(), await access()]
    : await Promise.all([assignments(), cities(), access()]);
  const own = ownCities(actor.userId, grants, new Set(assigned.keys()), listed);
  return { db, study, userId: actor.userId, grants, own, readerAccess };
}

/** With numbers after `after`, up to `through`, newest first; at most `limit`. */
export function newsOf(
  { db, study, readerAccess, own }: Reader,
  after: number,
  through: number,
  limit: number
): Promise<LoggedEvent[]> {
  const listed = new Set<string>();
  const isFirst = (event: LoggedEvent): boolean => {
    const shared = sharedNews(event);
    if (shared === null) return true;
    const isNew = !listed.has(shared);
    listed.add(shared);
    return isNew;
  };
  const holds = stillHolds();
  const mayLearn = (event: LoggedEvent): boolean =>
    holds(event) && readerAccess.mayLearn(event) && isNews(event, own) && isFirst(event);
  return visible(db, { studyId: study.id, mayLearn, after }, limit, (last) => ({
    before: last?.number ?? through + 1
  }));
}

/** All pages of one minute ask for the same time, which is found once. */
const minuteOf = (time: number): string => new Date(Math.floor(time / 60_000) * 60_000).toISOString();

/** Returns the number after which events are news: after those that the person has seen, and of a week at most. */
export const newsAfter = async (
  { db, study }: Pick<Reader, 'db' | 'study'>,
  seenNumber: number,
  now: string
): Promise<number> =>
  Math.max(seenNumber, await numberAtTime(db, study.id, minuteOf(Date.parse(now) - longestAbsence)));

/** Lists comments that name the person and that the person has, newest first. */
export const mentionsOf = async ({ db, study, userId, readerAccess }: Reader): Promise<MentionRow[]> =>
  (await listMentions(db, study.id, userId)).filter(readerAccess.hasComment);
