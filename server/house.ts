/** The composition root: everything that lives once is built here and handed down; nothing reaches for it by itself. */
import { randomBytes, randomUUID } from 'node:crypto';
import { passwords } from './auth/password.ts';
import { openSessions, type Sessions } from './auth/sessions.ts';
import { openLimit } from './auth/limit.ts';
import { attemptsAt } from './auth/throttle.ts';
import type { Config } from './config.ts';
import { openBell, type Bell } from './events/bell.ts';
import { hearPostedRings } from './events/post.ts';
import { openJournal, type Journal } from './journal.ts';
import { openLetters, type Letters } from './mail/letters.ts';
import { openMail, type Mail } from './mail/mail.ts';
import { openOutbox } from './mail/outbox.ts';
import { openPost } from './mail/post.ts';
import { loadBusSecret } from './store/bus-secret.ts';
import { migrateToLatest } from './store/migrate.ts';
import { openPeople, type People } from './services/people.ts';
import { openUsers, type Users } from './services/users.ts';
import { DatabaseUnusableError, openStore, type Store } from './store/open.ts';
import { openAnswerFiles, type AnswerFiles } from './services/answer-files.ts';
import { openArchives, type Archives } from './services/archive.ts';
import { openAssessments, type Assessments } from './services/assessments.ts';
import { openChapters, type Chapters } from './services/chapters.ts';
import { openCities, type Cities } from './services/cities.ts';
import { openComparison, type Comparison } from './services/comparison.ts';
import { openCompleteness, type Completeness } from './services/completeness.ts';
import { loadDemoWhenEmpty, type DemoAccounts } from './services/demo.ts';
import { openEvidence, type Evidence } from './services/evidence/evidence.ts';
import { openEvents, type Events } from './services/events.ts';
import { openFrameworkDrafts, type FrameworkDrafts } from './services/framework/drafts.ts';
import { openFrameworkVersions, type FrameworkVersionsService } from './services/framework/versions.ts';
import { openFrameworks, type Frameworks } from './services/frameworks.ts';
import { openGoals, type Goals } from './services/goals.ts';
import { openAudit, type Audit } from './services/audit.ts';
import { digests } from './services/inbox/digest.ts';
import { headMails } from './services/inbox/head-mails.ts';
import { reminders } from './services/inbox/reminders.ts';
import { openInbox, type Inbox } from './services/inbox/inbox.ts';
import { openOverview, type Overview } from './services/overview.ts';
import { openAgreementOfPanels, type AgreementOfPanels } from './services/panels/agreement.ts';
import { openComposing, type Composing } from './services/panels/composing.ts';
import { openConsistency, type Consistency } from './services/panels/consistency.ts';
import { openLeading, type Leading } from './services/panels/leading.ts';
import { openModerating, type Moderating } from './services/panels/moderating.ts';
import { openScoring, type Scoring } from './services/panels/scoring.ts';
import { openPanelViews, type Panels } from './services/panels/views.ts';
import { openLevels, type Levels } from './services/panels/levels.ts';
import { openPilots, type Pilots } from './services/pilots.ts';
import { openPlan, type Plan } from './services/plan.ts';
import { openInvitations, type Invitations } from './services/record/invitations.ts';
import { openMeetings, type Meetings } from './services/record/meetings.ts';
import { openNextSteps, type NextSteps } from './services/record/next-steps.ts';
import { openStudies, type Studies } from './services/studies.ts';
import { openDocuments, type Documents } from './services/documents.ts';
import { dueEvery, openDue, type Due } from './services/due/clock.ts';
import { dailyVersions } from './services/due/daily-versions.ts';
import type { Duty } from './services/due/duty.ts';
import { openDepartments, type Departments } from './services/departments/departments.ts';
import { openClarifications, type Clarifications } from './services/way/clarifications.ts';
import { openConsultations, type Consultations } from './services/way/consultations.ts';
import { openReadings, type Readings } from './services/way/readings.ts';
import { openApprovals, type Approvals } from './services/way/approvals.ts';
import { openVerification, type Verification } from './services/way/verification.ts';
import { openAgreement, type Agreement } from './services/way/agreement.ts';
import { openGrades, type GradesOfTexts } from './services/way/grades.ts';
import { openLateProposals, type LateProposals } from './services/way/late-proposals.ts';
import { openVersions, type Versions } from './services/way/versions.ts';
import { passedDeadlines } from './services/way/passed-deadlines.ts';
import { openStaleSections } from './services/way/stale-sections.ts';
import { openWay, type Way } from './services/way/way.ts';
import { heldComments } from './services/due/held-comments.ts';
import { openThreads, type Threads } from './services/threads/threads.ts';
import { openFileExchange } from './exchange/exchange.ts';
import { openExports, type Exports } from './exports/exports.ts';
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
  readonly meetings: Meetings;
  readonly nextSteps: NextSteps;
  readonly invitations: Invitations;
  readonly frameworks: Frameworks;
  readonly frameworkDrafts: FrameworkDrafts;
  readonly frameworkVersions: FrameworkVersionsService;
  readonly assessments: Assessments;
  readonly chapters: Chapters;
  readonly levels: Levels;
  readonly grades: GradesOfTexts;
  /** Which passages serve which goal of the framework. */
  readonly goals: Goals;
  /** A meeting in which others follow a chair's place. */
  readonly leading: Leading;
  /** Scoring panels: as one person sees them, what assessors do alone, what chairs do, and who judges. */
  readonly panels: Panels & Scoring & Moderating & Composing;
  /** How far assessors agree over cities; for chairs, each assessor across cities and one side beside the other. */
  readonly panelAgreement: AgreementOfPanels & Consistency;
  readonly comparison: Comparison;
  readonly completeness: Completeness;
  /** What cities show for what they say. */
  readonly evidence: Evidence;
  readonly events: Events;
  readonly documents: Documents;
  readonly answerFiles: AnswerFiles;
  readonly versions: Versions;
  readonly lateProposals: LateProposals;
  /** Whether both languages say the same. */
  readonly parity: Agreement;
  readonly way: Way;
  readonly threads: Threads;
  /** What cities are asked once more about single questions. */
  readonly departments: Departments;
  readonly clarifications: Clarifications;
  readonly consultations: Consultations;
  readonly readings: Readings;
  readonly approvals: Approvals;
  /** What anybody may learn of a hash. */
  readonly verification: Verification;
  readonly workshop: Workshop;
  readonly sync: Sync;
  readonly live: Live;
  readonly probe: Probe;
  readonly archives: Archives;
  readonly inbox: Inbox;
  readonly audit: Audit;
  readonly exports: Exports;
  readonly mail: Mail;
  readonly letters: Letters;
  /** The clock of timed work. */
  readonly due: Due;
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
  /** How often timed work is looked for; null where a test runs it by hand. */
  readonly dueMilliseconds?: number | null;
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
  const letters = openLetters({ newId, config });
  const staleSections = openStaleSections({ store, workshop });
  const tools = {
    config,
    now,
    newId,
    journal,
    store,
    bell,
    workshop,
    letters,
    staleSections,
    postsRings: servesNobody
  };
  const outbox = openOutbox(tools, config.smtp && !servesNobody ? openPost(config.smtp) : null);
  const sessions = openSessions(tools);
  const attempts = attemptsAt(store.db, now);
  const reading = {
    plan: openPlan(tools),
    assessments: openAssessments(tools),
    chapters: openChapters(tools),
    events: openEvents(tools)
  };
  const levels = openLevels(tools);
  const own = openLog(store, bell, { journal, now, newId });
  const log = parts.log?.(own) ?? own;
  const sync = openSync({ ...tools, sessions, log, fanout });
  const live = openLive({ ...tools, sessions, events: reading.events });
  const probe = openProbe(tools);
  const exporting = openExports();
  const files = openFileExchange();
  const documents = openDocuments(tools);
  // In the order in which they are run; what one lets happen, the next may tell.
  const duties: readonly Duty[] = [
    passedDeadlines(tools),
    heldComments(tools),
    dailyVersions(tools),
    reminders(tools),
    headMails(tools),
    digests(tools),
    outbox
  ];
  const everyMilliseconds = servesNobody
    ? null
    : parts.dueMilliseconds === undefined
      ? dueEvery
      : parts.dueMilliseconds;
  const due = openDue(duties, { journal, everyMilliseconds });
  return {
    config,
    now,
    newId,
    journal,
    store,
    bell,
    sessions,
    people: openPeople(tools),
    users: openUsers({ ...tools, passwords, attempts }),
    studies: openStudies(tools),
    cities: openCities(tools),
    pilots: openPilots(tools),
    ...reading,
    overview: openOverview({ ...tools, ...reading }),
    meetings: openMeetings(tools),
    nextSteps: openNextSteps(tools),
    invitations: openInvitations({ ...tools, passwords }),
    frameworks: openFrameworks(tools),
    frameworkDrafts: openFrameworkDrafts(tools),
    frameworkVersions: openFrameworkVersions(tools),
    levels,
    grades: openGrades({ store, levels }),
    goals: openGoals({ ...tools, ...reading }),
    leading: openLeading(tools),
    panels: {
      ...openPanelViews(tools),
      ...openScoring(tools),
      ...openModerating(tools),
      ...openComposing(tools)
    },
    panelAgreement: { ...openAgreementOfPanels(tools), ...openConsistency(tools) },
    comparison: openComparison({ ...tools, levels }),
    completeness: openCompleteness({ ...tools, assessments: openAssessments(tools) }),
    evidence: openEvidence(tools),
    documents,
    answerFiles: openAnswerFiles({ ...tools, files, documents, assessments: reading.assessments }),
    versions: openVersions(tools),
    lateProposals: openLateProposals(tools),
    parity: openAgreement(tools),
    way: openWay(tools),
    threads: openThreads(tools),
    clarifications: openClarifications(tools),
    departments: openDepartments(tools),
    consultations: openConsultations(tools),
    readings: openReadings({ ...tools, limit: openLimit({ now, most: 300, minutes: 10 }) }),
    approvals: openApprovals({ ...tools, passwords, attempts }),
    verification: openVerification({ store, limit: openLimit({ now, most: 60, minutes: 10 }) }),
    workshop,
    sync,
    live,
    probe,
    archives: openArchives(tools),
    inbox: openInbox(tools),
    audit: openAudit(tools),
    exports: exporting,
    letters,
    mail: openMail(tools, outbox),
    due,
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
      const timed = within(
        closingMilliseconds,
        due.close().then(() => outbox.close())
      );
      await Promise.all([sync.close(), live.close(), probe.close(), timed]);
      clearTimeout(patience);
      await log.close();
      await Promise.all([workshop.close(), exporting.close(), files.close(), fanout.close()]);
      await store.close();
    }
  };
}

/** Below what the process is given to close in (main.ts). */
const closingMilliseconds = 4_000;

/** Resolves with the promise, or when so much time has passed. */
function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** One that says nothing is missing as much as one that refuses. */
const patienceMilliseconds = 2_000;

async function answers(asked: { ping(): Promise<void> }): Promise<boolean> {
  const pinged = asked.ping().then(
    () => true,
    () => false
  );
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<boolean>(
    (resolve) => (timer = setTimeout(() => resolve(false), patienceMilliseconds))
  );
  return Promise.race([pinged, silent]).finally(() => clearTimeout(timer));
}
