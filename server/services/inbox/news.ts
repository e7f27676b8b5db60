/** What is new to one person in a study: gathered once, for the inbox, the digest and the page for who was away. */
import { isNews, ownPlaces, type OwnPlaces } from '#domain/inbox.ts';
import type { Actor, Grant } from '#domain/permissions.ts';
import type { Study } from '#domain/study.ts';
import { listCities } from '../../store/cities.ts';
import { listDutiesOf } from '../../store/duties.ts';
import type { LoggedEvent } from '../../store/events.ts';
import { listMentions, type MentionRow } from '../../store/inbox.ts';
import type { Db } from '../../store/open.ts';
import { visible } from '../events.ts';
import { judgeReader, type Judgement } from '../judgement.ts';

export interface Reader {
  readonly db: Db;
  readonly study: Study;
  readonly userId: Actor['userId'];
  readonly grants: readonly Grant[];
  readonly judgement: Judgement;
  readonly own: OwnPlaces;
}

export async function readerIn(
  db: Db,
  actor: Pick<Actor, 'userId' | 'isAdministrator'>,
  study: Study,
  grants: readonly Grant[]
): Promise<Reader> {
  const duties = await listDutiesOf(db, study.id, actor.userId);
  const own = ownPlaces(actor.userId, grants, new Set(duties.keys()), await listCities(db, study.id));
  return {
    db,
    study,
    userId: actor.userId,
    grants,
    own,
    judgement: await judgeReader(db, actor, study.id, grants)
  };
}

/** Newest first, from `before` (or now) back to `since`, neither of them included; at most `limit`. */
export function newsOf(
  { db, study, judgement, own }: Reader,
  since: string,
  before: string | null,
  limit: number
): Promise<LoggedEvent[]> {
  const start = before === null ? Number.MAX_SAFE_INTEGER : Date.parse(before);
  const mayLearn = (event: LoggedEvent): boolean => judgement.mayLearn(event) && isNews(event, own);
  return visible(db, { studyId: study.id, mayLearn, since }, limit, (last) => ({
    before: last?.number ?? start
  }));
}

/** Comments that name the person and that the person has, newest first. */
export const mentionsOf = async ({ db, study, userId, judgement }: Reader): Promise<MentionRow[]> =>
  (await listMentions(db, study.id, userId)).filter(judgement.hasComment);
