/** The composition root: everything that lives once is built here and handed down; nothing reaches for it by itself. */
import { randomBytes, randomUUID } from 'node:crypto';
import { passwords } from './auth/password.ts';
import { openSessions, type Sessions } from './auth/sessions.ts';
import { attemptsAt } from './auth/throttle.ts';
import type { Config } from './config.ts';
import { openBell, type Bell } from './events/bell.ts';
import { hearPostedRings } from './events/post.ts';
import { openJournal, type Journal } from './journal.ts';
import { loadBusSecret } from './store/bus-secret.ts';
import { migrateToLatest } from './store/migrate.ts';
import { openPeople, type People } from './services/people.ts';
import { openUsers, type Users } from './services/users.ts';
import { DatabaseUnusableError, openStore, type Store } from './store/open.ts';
import { openArchives, type Archives } from './services/archive.ts';
import { openAssessments, type Assessments } from './services/assessments.ts';
import { openChapters, type Chapters } from './services/chapters.ts';
import { openCities, type Cities } from './services/cities.ts';
import { loadDemoWhenEmpty, type DemoAccounts } from './services/demo.ts';
import { openEvents, type Events } from './services/events.ts';
import { openFrameworks, type Frameworks } from './services/frameworks.ts';
import { openOverview, type Overview } from './services/overview.ts';
import { openPilots, type Pilots } from './services/pilots.ts';
import { openPlan, type Plan } from './services/plan.ts';
import { openStudies, type Studies } from './services/studies.ts';
import { openDocuments, type Documents } from './services/documents.ts';
import { openFanout } from './sync/nodes/open-fanout.ts';
import { openLog, type Log } from './sync/log/log.ts';
import { openLive, type Live } from './sync/live/live.ts';
import { openProbe, type Probe } from './sync/door/probe.ts';
import { relayRings } from './sync/nodes/relay-rings.ts';
import { openSync, type Sync } from './sync/sync.ts';
import { openWorkshop, type Workshop } from './workshop/workshop.ts';

export interface House {
  readonly config: Config;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly journal: Journal;
  readonly store: Store;
  readonly bell: Bell;
  readonly sessions: Sessions;
  readonly users: Users;
  readonly people: People;
  readonly studies: Studies;
  readonly overview: Overview;
  readonly cities: Cities;
  readonly pilots: Pilots;
  readonly plan: Plan;
  readonly frameworks: Frameworks;
  readonly assessments: Assessments;
  readonly chapters: Chapters;
  readonly events: Events;
  readonly documents: Documents;
  readonly workshop: Workshop;
  readonly sync: Sync;
  readonly live: Live;
  readonly probe: Probe;
  readonly archives: Archives;
  /** Loads the demo study where it is wanted and the database is empty; tells its accounts while it stands. */
  loadDemoWhenEmpty(): Promise<DemoAccounts | null>;
  /** Names what a ready house needs and does not reach just now, such as `database`. */
  missing(): Promise<string[]>;
  close(): Promise<void>;
}

/** What a test may bring of its own; a running server takes the defaults. */
export interface HouseParts {
  readonly now?: () => Date;
  readonly newId?: () => string;
  readonly journal?: Journal;
  /** Beside the processes that serve: it is no node of theirs, and leaves its rings where they look. */
  readonly servesNobody?: boolean;
  /** Stands between the rooms and the store's own log. */
  readonly log?: (own: Log) => Log;
}

/** Opens the store, migrates it, and builds what stands on it. Throws when the database cannot be opened or is newer. */
export async function buildHouse(config: Config, parts: HouseParts = {}): Promise<House> {
  const now = parts.now ?? (() => new Date());
  const newId = parts.newId ?? randomUUID;
  const journal = parts.journal ?? openJournal({ level: config.logLevel, now });
  const store = openStore(config.database);
  await store.ping().catch((cause: unknown) => {
    throw new DatabaseUnusableError(config.database, cause);
  });
  await migrateToLatest(store.db);
  const bell = openBell();
  // One node alone shares nothing.
  const { servesNobody = false } = parts;
  const redisUrl = servesNobody ? null : config.redisUrl;
  const secret = redisUrl === null ? new Uint8Array() : await loadBusSecret(store.db, randomBytes(32));
  const fanout = openFanout(redisUrl, { nodeId: newId(), secret, journal });
  relayRings(bell, fanout);
  const stopHearing = servesNobody ? () => undefined : hearPostedRings({ store, bell });
  const workshop = openWorkshop({ journal });
  const tools = { config, now, newId, journal, store, bell, workshop, postsRings: servesNobody };
  const sessions = openSessions(tools);
  const reading = {
    plan: openPlan(tools),
    assessments: openAssessments(tools),
    chapters: openChapters(tools),
    events: openEvents(tools)
  };
  const own = openLog(store, bell, { journal, now, newId });
  const log = parts.log?.(own) ?? own;
  const sync = openSync({ ...tools, sessions, log, fanout });
  const live = openLive({ ...tools, sessions, events: reading.events });
  const probe = openProbe(tools);
  return {
    config,
    now,
    newId,
    journal,
    store,
    bell,
    sessions,
    people: openPeople(tools),
    users: openUsers({ ...tools, passwords, attempts: attemptsAt(store.db, now) }),
    studies: openStudies(tools),
    cities: openCities(tools),
    pilots: openPilots(tools),
    ...reading,
    overview: openOverview({ ...tools, ...reading }),
    frameworks: openFrameworks(tools),
    documents: openDocuments(tools),
    workshop,
    sync,
    live,
    probe,
    archives: openArchives(tools),
    loadDemoWhenEmpty: () => loadDemoWhenEmpty(tools),
    missing: async () => {
      const asked = { database: answers(store), redis: answers(fanout) };
      return [...((await asked.database) ? [] : ['database']), ...((await asked.redis) ? [] : ['redis'])];
    },
    close: async () => {
      stopHearing();
      // Rooms commit what has arrived before the store goes. Where the database takes nothing, what waits is given up after a while:
      // it was acknowledged to nobody.
      const patience = setTimeout(() => void log.close(), closingMilliseconds);
      await Promise.all([sync.close(), live.close(), probe.close()]);
      clearTimeout(patience);
      await log.close();
      await Promise.all([workshop.close(), fanout.close()]);
      await store.close();
    }
  };
}

/** Below what the process is given to close in (main.ts). */
const closingMilliseconds = 4_000;

/** One that says nothing is missing as much as one that refuses. */
const patienceMilliseconds = 2_000;

async function answers(asked: { ping(): Promise<void> }): Promise<boolean> {
  const pinged = asked.ping().then(
    () => true,
    () => false
  );
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patienceMilliseconds)));
  return Promise.race([pinged, silent]).finally(() => clearTimeout(timer));
}
