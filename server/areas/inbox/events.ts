/**
 * Reads the event log as far as a person may. Each event names the ability that its reader needs; a person
 * without it does not get the event, and no count or total includes it.
 */
import { setImmediate } from 'node:timers/promises';
import { smallSteps } from '#lib/events/quiet.ts';
import { grantsIn, studyAbilitiesOf, type Viewpoint } from '#base/permissions.ts';
import type { StudyId } from '#base/ids.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { namesIn } from './store/event-names.ts';
import { findHeadOfLog, listEvents, type LoggedEvent } from '#server/events/stored-events.ts';
import type { Db, Store } from '#server/store/open.ts';
import { loadReaderAccess } from '#areas/evidence';
import { studyFor, studySubject } from '#areas/study';

export const eventsPerPage = { usual: 100, most: 500 } as const;

/** Limits how many readers are remembered who have read on to the head of a log and found nothing. */
const mostRemembered = 1_000;

interface EventTools {
  readonly store: Pick<Store, 'db'>;
}

interface BoundTools extends EventTools {
  /**
   * Remembers for a reader and a number that nothing follows which they may learn, and the head of the log then:
   * a program that asks again and again does not make each request pass everything that is hidden from it.
   */
  readonly nothingAfter: Map<string, number>;
}

/** Is a study for those who follow its log: readers with equal grants get the same events. */
const followedStudy = studyFor<Viewpoint>('study, followed', (viewpoint, { study }) =>
  studyAbilitiesOf(grantsIn(viewpoint, study.id))
);

const read = readsOf<BoundTools>();

/** Those after a number, oldest first; for programs that follow the log. */
const list = read(
  { name: 'events.list', subject: followedStudy, needs: 'study.events' },
  async (
    { db, deps: { nothingAfter }, actor, subject: { study } },
    after: number,
    limit: number = eventsPerPage.usual
  ): Promise<LoggedEvent[]> => {
    const grants = grantsIn(actor, study.id);
    const head = (await findHeadOfLog(db, study.id))?.eventSeq ?? 0;
    // A change of what a reader may learn is a change of the grants, or an event.
    const key = JSON.stringify([study.id, after, actor.isAdministrator, grants]);
    if (nothingAfter.get(key) === head) return [];
    const { mayLearn } = await loadReaderAccess(db, actor, study.id, grants);
    const found = await visible(db, { studyId: study.id, mayLearn }, limit, (last) => ({
      after: last?.number ?? after
    }));
    nothingAfter.delete(key);
    if (found.length === 0) nothingAfter.set(key, head);
    for (const oldest of nothingAfter.keys())
      if (nothingAfter.size > mostRemembered) nothingAfter.delete(oldest);
      else break;
    return found;
  }
);

/**
 * Lists the latest events before a number (or of all), newest first, without small steps, with the names of
 * the people and things that they mention; for readers.
 */
const recent = read(
  { name: 'events.recent', subject: studySubject, needs: 'study.events' },
  async (
    { db, actor, grants, subject: { study } },
    before: number = Number.MAX_SAFE_INTEGER,
    limit: number = eventsPerPage.usual
  ) => {
    const { mayLearn } = await loadReaderAccess(db, actor, study.id, grants);
    const isShown = (event: LoggedEvent): boolean => !smallSteps.has(event.kind) && mayLearn(event);
    const events = await visible(db, { studyId: study.id, mayLearn: isShown }, limit, (last) => ({
      before: last?.number ?? before
    }));
    return namesIn(db, study.id, events);
  }
);

export type Events = ReturnType<typeof createEvents>;

export const createEvents = (tools: EventTools) =>
  bind({ ...tools, nothingAfter: new Map<string, number>() }, { list, recent });

interface Of {
  readonly studyId: StudyId;
  readonly mayLearn: (event: LoggedEvent) => boolean;
  /** Ends reading back at this number. */
  readonly after?: number;
}

/**
 * Reads on past hidden events, so that a full page is full for every reader. What follows is read in larger and
 * larger pieces, with others served in between: a reader of few events may have a long log to pass.
 */
export async function visible(
  db: Db,
  { studyId, mayLearn, after = 0 }: Of,
  limit: number,
  next: (last: LoggedEvent | undefined) => { after: number } | { before: number }
): Promise<LoggedEvent[]> {
  const found: LoggedEvent[] = [];
  let size = Math.min(eventsPerPage.most, Math.max(limit, 50));
  let last: LoggedEvent | undefined;
  for (;;) {
    const from = next(last);
    const page = await listEvents(db, studyId, 'before' in from ? { ...from, above: after } : from, size);
    found.push(...page.filter(mayLearn).slice(0, limit - found.length));
    last = page.at(-1);
    if (found.length === limit || page.length < size) return found;
    size = Math.min(eventsPerPage.most, size * 2);
    // SQLite answers without a turn of the event loop.
    await setImmediate();
  }
}
