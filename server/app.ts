/**
 * Composes the app: everything that exists once is created here and passed to what uses it; nothing looks it
 * up by itself.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { openPasswords } from './auth/password.ts';
import { openSessions, type Sessions } from './auth/sessions.ts';
import { openDevices } from './auth/devices.ts';
import { openLimit } from './auth/limit.ts';
import { attemptsAt } from './auth/throttle.ts';
import type { Config } from './process/config.ts';
import type { Hearers } from './commands/hearers.ts';
import { submissions, type Submissions } from './commands/submissions.ts';
import { createSignalBus, type SignalBus } from './events/signals.ts';
import { watchSignalOutbox } from './events/signal-outbox.ts';
import { contributions } from './contributions.ts';
import { openHearers } from './hearers.ts';
import { clientAddressBehind, type ClientAddress } from './process/client-address.ts';
import { createLogger, type Logger } from './process/logger.ts';
import { addGauges } from './process/metrics.ts';
import { ownVersion, type Version } from './process/version.ts';
import { countWaitingMail } from './mail/stored-mail.ts';
import { loadSecretKey } from './auth/secret-key.ts';
import { openMailer, type Mailer } from './mail/mailer.ts';
import { openMail, type Mail } from './mail/mail.ts';
import { openLinkSeal } from './mail/link-seal.ts';
import { sealOldLinks } from './mail/old-links.ts';
import { openOutbox } from './mail/outbox.ts';
import { openSmtpClient } from './mail/smtp-client.ts';
import { loadBusSecret } from './store/bus-secret.ts';
import { migrateToLatest } from './store/migrate.ts';
import {
  createPeople,
  type People,
  createUsers,
  type Users,
  endedPauses,
  createPauses,
  type Pauses,
  createResets,
  type Resets
} from '#areas/people';
import { createUploadRights, type UploadRights, createEvidence, type Evidence } from '#areas/evidence';
import {
  findLead,
  createInvitations,
  type Invitations,
  createMeetings,
  type Meetings,
  createNextSteps,
  type NextSteps
} from '#areas/meetings';
import {
  findLastBackup,
  createArchives,
  type Archives,
  upgradeConfidentialAnswers,
  createTextUpgrade,
  type TextUpgrade,
  createErasure,
  type Erasure,
  createAudit,
  type Audit,
  retention
} from '#areas/operations';
import { openDatabaseClock } from './store/database-clock.ts';
import { DatabaseUnusableError, openStore, type Store } from './store/open.ts';
import { readingOnce } from './store/request-reads.ts';
import { freeBytesOf, openStorage, type Storage } from './store/storage.ts';
import {
  findRoom,
  listRoomsOfDocuments,
  rootsOf,
  createGoals,
  type Goals,
  createDocuments,
  type Documents,
  endedGenerations,
  createLateProposals,
  type LateProposals
} from '#areas/documents';
import {
  createAnswerFiles,
  type AnswerFiles,
  createAssessments,
  type Assessments,
  confidentialAt,
  createConfidential,
  type Confidential,
  createCompleteness,
  type Completeness,
  createAnswerHistory,
  type AnswerHistoryService
} from '#areas/answers';
import { createChapters, type Chapters } from '#areas/assessments';
import {
  createCities,
  type Cities,
  createCriteria,
  type Criteria,
  createMovingCities,
  type MovingCities,
  createPilots,
  type Pilots
} from '#areas/cities';
import { createContext, type Context } from '#areas/context';
import { createCityComparison, type CityComparison } from '#areas/comparison';
import {
  loadDemoWhenEmpty,
  type DemoAccounts,
  makeBenchStudy,
  createDemoRemoval,
  hasDemoAccounts,
  type DemoRemoval
} from '#areas/demo';
import {
  createEvents,
  type Events,
  digests,
  headMails,
  reminders,
  createInbox,
  type Inbox
} from '#areas/inbox';
import {
  openFrameworkFiles,
  createFrameworkDrafts,
  type FrameworkDrafts,
  createFrameworkVersions,
  type FrameworkVersionsService,
  createFrameworks,
  type Frameworks
} from '#areas/framework';
import {
  createGlossary,
  type Glossary,
  createTranslationStatus,
  type TranslationStatus,
  openPairStates,
  openTextUnits,
  openStaleSections,
  draftAllowance,
  createTranslationDrafts,
  type TranslationDrafts,
  createTranslationMemory,
  type TranslationMemory,
  openReadableTexts,
  openTranslationClient,
  createTranslationPairs,
  type TranslationPairs,
  openGlossaryFiles
} from '#areas/pairs';
import {
  createOverview,
  type Overview,
  createSetup,
  type Setup,
  createStudies,
  type Studies
} from '#areas/home';
import {
  createAgreementOfPanels,
  type AgreementOfPanels,
  createPanels,
  type PanelCommands,
  createConsistency,
  type Consistency,
  createLeading,
  type Leading,
  createRubrics,
  type Rubrics,
  createPanelViews,
  type Panels,
  createLevels,
  type Levels
} from '#areas/panels';
import { createPlan, type Plan } from '#areas/study';
import {
  buildInterval,
  openBuildRunner,
  type BuildRunner,
  createReports,
  type Reports,
  openVerification,
  type Verification
} from '#areas/report';
import {
  createPractices,
  type Practices,
  openPresentThings,
  createSupports,
  type Supports,
  createThemes,
  type Themes
} from '#areas/practices';
import { createCoding, type CodingService } from '#areas/coding';
import { createOwnRoadmaps, type OwnRoadmaps, createRoadmap, type RoadmapService } from '#areas/roadmap';
import {
  indexerInterval,
  openSearchIndexer,
  type SearchIndexer,
  createSearch,
  type Search,
  createTermUses,
  type TermUsesOfStudy
} from '#areas/search';
import { schedulerInterval, openScheduler, type Scheduler } from './schedule/scheduler.ts';
import {
  dailyVersions,
  createVersionRestore,
  type VersionRestore,
  createVersions,
  type Versions
} from '#areas/versions';
import type { ScheduledJob } from './schedule/scheduled-job.ts';
import { createDepartments, type Departments } from '#areas/departments';
import { createClarifications, type Clarifications } from '#areas/clarifications';
import {
  createConsultations,
  type Consultations,
  createExternalReviews,
  type ExternalReviews
} from '#areas/consultation';
import { createApprovals, type Approvals } from '#areas/approval';
import { createLevelChips, type LevelChipsService, createTextChecks, type TextChecks } from '#areas/checks';
import {
  passedDeadlines,
  moveApprovedWith,
  prepareEndWith,
  createWorkflow,
  type Workflow
} from '#areas/workflow';
import { clockCheck } from './schedule/clock-check.ts';
import { heldComments, createThreads, type Threads } from '#areas/threads';
import { createSuggestions, type Suggestions } from '#areas/suggestions';
import { openFileExchange, openQdaFiles } from '#areas/exchange';
import { openExports, type Exports } from './files/exports.ts';
import { openFanout } from './sync/cluster/open-fanout.ts';
import { openLog, type Log } from './sync/log/log.ts';
import { openLive, type Live } from './sync/live/live.ts';
import { openProbe, type Probe } from './sync/handshake/probe.ts';
import { openRates } from './sync/handshake/rates.ts';
import { relaySignals } from './sync/cluster/relay-signals.ts';
import { openCommandRate, type CommandRate } from './commands/command-rate.ts';
import { openRequestLimits, type RequestLimits } from './http/request-limits.ts';
import { openSync, type Sync } from './sync/sync.ts';
import { openDocumentWorkers, type DocumentWorkers } from './workers/document-workers.ts';
import type { Thread } from './workers/worker-slot.ts';

/** Lists what routes see of the app; `src/` imports this type and `App` never. */
export interface Services {
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly now: () => Date;
  readonly sessions: Sessions;
  readonly users: Users;
  /** Sets passwords by links, and changes addresses. */
  readonly resets: Resets;
  /** Ends the pauses of accounts that others vouch for. */
  readonly pauses: Pauses;
  /** Limits the pages and API answers of one person. */
  readonly requestLimits: RequestLimits;
  readonly version: Version;
  /** Answers a repeated submission of a form with its first result. */
  readonly submissions: Submissions;
  /** Answers one request, which reads each thing once. */
  readonly readingOnce: typeof readingOnce;
  /** Limits the commands of one person. */
  readonly commandRate: CommandRate;
  readonly people: People;
  readonly studies: Studies;
  readonly overview: Overview;
  readonly cities: Cities;
  readonly pilots: Pilots;
  readonly criteria: Criteria;
  readonly glossary: Glossary;
  readonly textChecks: TextChecks & TermUsesOfStudy;
  readonly setup: Setup;
  /** Searches a study in both languages. */
  readonly search: Search;
  readonly plan: Plan;
  readonly meetings: Meetings;
  readonly nextSteps: NextSteps;
  /** Good practices with their validation and the consent of cities. */
  readonly practices: Practices;
  /** Trends and challenges. */
  readonly themes: Themes;
  /** Cites what practices and themes rest on. */
  readonly supports: Supports;
  /** Codes passages with the code book of the study, alone or by two coders. */
  readonly coding: CodingService;
  readonly roadmap: RoadmapService;
  /** Manages each city's own way through the roadmap, for its own people alone. */
  readonly ownRoadmaps: OwnRoadmaps;
  readonly context: Context;
  readonly invitations: Invitations;
  readonly frameworks: Frameworks & Rubrics;
  readonly frameworkDrafts: FrameworkDrafts;
  readonly frameworkVersions: FrameworkVersionsService & MovingCities;
  readonly assessments: Assessments;
  readonly chapters: Chapters;
  readonly levels: Levels;
  readonly levelChips: LevelChipsService;
  /** Lists which passages serve which goal of the framework. */
  readonly goals: Goals;
  /** Lets others in a meeting follow the page that a chair has open. */
  readonly leading: Leading;
  /**
   * Serves scoring panels: the view of one person, the work of assessors, the moderation by chairs, and the
   * choice of assessors.
   */
  readonly panels: Panels & PanelCommands;
  /**
   * Computes how far assessors agree over cities; for chairs, each assessor across cities and the two sides
   * compared.
   */
  readonly panelAgreement: AgreementOfPanels & Consistency;
  readonly cityComparison: CityComparison;
  readonly completeness: Completeness;
  /** Manages the evidence that cities give for their responses. */
  readonly evidence: Evidence;
  readonly events: Events;
  readonly documents: Documents & VersionRestore;
  readonly answerFiles: AnswerFiles;
  /** Manages the answers that cities hold back as confidential. */
  readonly confidential: Confidential;
  readonly versions: Versions;
  readonly answerHistory: AnswerHistoryService;
  readonly lateProposals: LateProposals;
  /** Manages the confirmation that both languages say the same. */
  readonly translationStatus: TranslationStatus;
  readonly translationPairs: TranslationPairs;
  readonly suggestions: Suggestions;
  readonly translationMemory: TranslationMemory;
  /** Has passages drafted by the service that the operator configured. */
  readonly translationDrafts: TranslationDrafts;
  readonly workflow: Workflow;
  readonly threads: Threads;
  /** Manages departments and the clarifications that cities are requested to give about single questions. */
  readonly departments: Departments;
  readonly clarifications: Clarifications;
  readonly consultations: Consultations;
  readonly externalReviews: ExternalReviews;
  readonly approvals: Approvals;
  /** Looks up what anyone may learn about a hash. */
  readonly verification: Verification;
  /** Composes, builds and publishes the report of a study and its shorter papers. */
  readonly reports: Reports;
  readonly inbox: Inbox;
  readonly audit: Audit;
  readonly exports: Exports;
  readonly mail: Mail;
}

/** Holds everything that exists once: the services, and what carries them. */
export interface App extends Services {
  readonly config: Config;
  readonly newId: () => string;
  readonly logger: Logger;
  /** Returns the network address of a request's client, also behind the trusted proxies. */
  readonly clientAddress: ClientAddress;
  readonly store: Store;
  readonly signals: SignalBus;
  /** Holds what areas do about the acts of others, in their transactions. */
  readonly hearers: Hearers;
  /** Tells who may send a large file where, before it is read. */
  readonly uploadRights: UploadRights;
  /** Erases a person's data, for the operator. */
  readonly erasure: Erasure;
  readonly workers: DocumentWorkers;
  readonly storage: Storage;
  readonly sync: Sync;
  readonly live: Live;
  readonly probe: Probe;
  readonly archives: Archives;
  readonly mailer: Mailer;
  /** The clock of timed work. */
  readonly scheduler: Scheduler;
  /** Keeps the search index up to date. */
  readonly searchIndexer: SearchIndexer;
  /** Runs the builds of reports. */
  readonly buildRunner: BuildRunner;
  /**
   * Loads the demo study where it is wanted and the database is empty; returns its accounts while the demo
   * exists.
   */
  loadDemoWhenEmpty(): Promise<DemoAccounts | null>;
  /** Checks whether there are demo accounts with a password. */
  hasDemoAccounts(): Promise<boolean>;
  /** Removes the demo, and what is left of a founding of the sample study. */
  readonly demoRemoval: DemoRemoval;
  /** Brings texts to the present model, at a start. */
  readonly textUpgrade: TextUpgrade;
  /** Makes the study for load tests. */
  readonly makeBenchStudy: ReturnType<(typeof makeBenchStudy)['bindTo']>;
  /** Names the dependencies of a ready server that do not answer now, such as `database`. */
  missing(): Promise<string[]>;
  close(): Promise<void>;
}

/** Describes what a test may replace; a running server takes the defaults. */
export interface AppOptions {
  readonly now?: () => Date;
  readonly newId?: () => string;
  readonly logger?: Logger;
  /**
   * Marks a process next to the serving ones: it is no cluster node and writes its signals to the outbox that
   * they read.
   */
  readonly servesNobody?: boolean;
  /** Sets the interval at which scheduled jobs are checked; null where a test runs them by hand. */
  readonly schedulerMilliseconds?: number | null;
  /** Wraps the store's own log for the rooms. */
  readonly log?: (own: Log) => Log;
  /** Reads the free bytes of the disk with the data folder. */
  readonly readFreeBytes?: () => Promise<number>;
  /** Limits the bytes of one text that people write together. */
  readonly maxTextBytes?: number;
  /** Limits the bytes that one person may add to the log of a text before its next generation. */
  readonly maxLogBytes?: number;
  /** Starts a thread for jobs on documents. */
  readonly spawnDocumentThread?: () => Thread;
}

/**
 * Opens the store, migrates it, and creates the services on it. Throws when the database cannot be opened or
 * is newer.
 */
export async function createApp(config: Config, parts: AppOptions = {}): Promise<App> {
  const newId = parts.newId ?? randomUUID;
  const store = openStore(config.database);
  const clock = openDatabaseClock(store);
  const now = parts.now ?? clock.now;
  const logger = parts.logger ?? createLogger({ level: config.logLevel, now });
  await store.ping().catch((cause: unknown) => {
    throw new DatabaseUnusableError(config.database, cause);
  });
  await migrateToLatest(store.db);
  const signals = createSignalBus();
  // One node alone shares nothing.
  const { servesNobody = false } = parts;
  const redisUrl = servesNobody ? null : config.redisUrl;
  const secret = redisUrl === null ? new Uint8Array() : await loadBusSecret(store.db, randomBytes(32));
  const fanout = openFanout(redisUrl, { nodeId: newId(), secret, logger });
  relaySignals(signals, fanout);
  const stopHearing = servesNobody ? () => undefined : watchSignalOutbox({ store, signals });
  const workers = openDocumentWorkers({ logger, spawn: parts.spawnDocumentThread });
  await upgradeConfidentialAnswers({ store, now, newId, logger, workers });
  const mailer = openMailer({ newId, config });
  const hearers = openHearers({ store, now, mailer });
  const textUpgrade = createTextUpgrade({ store, signals, now, newId, hearers, logger, workers });
  await textUpgrade.run();
  const linkSeal = openLinkSeal(() => loadSecretKey(config));
  await sealOldLinks(store.db, linkSeal);
  const textUnits = openTextUnits({ store, workers });
  const pairStates = openPairStates(textUnits);
  const staleSections = openStaleSections(pairStates);
  const storage = openStorage({
    store,
    now,
    readFreeBytes: parts.readFreeBytes ?? freeBytesOf(config.dataDir)
  });
  addGauges(logger.metrics, [
    { name: 'database_bytes', help: 'Size of the database', read: storage.databaseBytes },
    { name: 'disk_free_bytes', help: 'Free space of the disk with DATA_DIR', read: storage.freeBytes },
    {
      name: 'last_backup_timestamp_seconds',
      help: 'When the last backup was made; 0 before the first',
      read: async () => Date.parse((await findLastBackup(store.db))?.at ?? '1970-01-01T00:00:00.000Z') / 1000
    },
    {
      name: 'last_backup_bytes',
      help: 'Size of the last backup; 0 before the first',
      read: async () => (await findLastBackup(store.db))?.size ?? 0
    },
    {
      name: 'mail_waiting',
      help: 'E-mails that are to be sent and were not yet',
      read: () => countWaitingMail(store.db)
    },
    {
      name: 'document_jobs_waiting',
      help: 'Jobs on documents that wait for a thread',
      read: () => Promise.resolve(workers.waitingJobs())
    },
    ...(['open', 'idle', 'waiting'] as const).flatMap((kind) =>
      store.engine === 'sqlite'
        ? []
        : {
            name: `database_connections_${kind}`,
            help: {
              open: 'Connections of the pool for pages and commands',
              idle: 'Those of them that nobody uses',
              waiting: 'Statements that wait for a connection'
            }[kind],
            read: () => Promise.resolve(store.connections()?.[kind] ?? 0)
          }
    )
  ]);
  logger.metrics.buildInfo.set({ version: ownVersion.number, commit: ownVersion.commit ?? 'unknown' }, 1);
  const clientAddress = clientAddressBehind(config.trustedProxy, (address) =>
    logger.warn(
      `Requests come from ${address} on behalf of others, and TRUSTED_PROXY does not name it: if it is a proxy, all its clients share its limits and its address in the log`
    )
  );
  const tools = {
    config,
    clientAddress,
    now,
    newId,
    logger,
    store,
    signals,
    hearers,
    workers,
    mailer,
    linkSeal,
    pairStates,
    textUnits,
    staleSections,
    storage,
    usesSignalOutbox: servesNobody,
    ...contributions
  };
  const outbox = openOutbox(tools, config.smtp && !servesNobody ? openSmtpClient(config.smtp) : null);
  const devices = openDevices({ ...tools, loadSecret: () => loadBusSecret(store.db, randomBytes(32)) });
  const sessions = openSessions({ ...tools, devices });
  const attempts = attemptsAt(store.db, now);
  const passwords = openPasswords(config);
  const translationClient =
    config.translation &&
    openTranslationClient({
      address: config.translation,
      onFault: (reason) => logger.warn(`The translation service failed: ${reason}`)
    });
  const draftRates = openRates(draftAllowance, now);
  const readServices = {
    plan: createPlan(tools),
    assessments: createAssessments(tools),
    chapters: createChapters(tools),
    events: createEvents(tools)
  };
  const levels = createLevels(tools);
  const presentThings = openPresentThings({ store, workers });
  const practices = createPractices({ ...tools, presentThings, levels });
  const supports = createSupports({ ...tools, presentThings });
  const own = openLog(store, signals, { logger, now, newId });
  const log = parts.log?.(own) ?? own;
  const { maxTextBytes, maxLogBytes } = parts;
  const sync = openSync({
    ...tools,
    sessions,
    log,
    fanout,
    roomSource: {
      find: (name) => findRoom(store.db, name),
      list: (texts) => listRoomsOfDocuments(store.db, texts),
      targetsOf: (room) => rootsOf(store.db, room),
      confidentialAt: (room) => confidentialAt(store.db, room)
    },
    maxTextBytes,
    maxLogBytes
  });
  const live = openLive({
    ...tools,
    sessions,
    events: readServices.events,
    findLead: (studyId) => findLead(store.db, studyId)
  });
  const probe = openProbe(tools);
  const exporting = openExports();
  const files = openFileExchange();
  const qdaFiles = openQdaFiles();
  const frameworkFiles = openFrameworkFiles();
  const glossaryFiles = openGlossaryFiles();
  const documents = createDocuments(tools);
  const pauses = createPauses(tools);
  // The jobs run in this order: what one makes possible, the next may already notify about.
  const ownClock = clockCheck(clock, logger);
  await ownClock.run();
  const jobs: readonly ScheduledJob[] = [
    ownClock,
    passedDeadlines(tools),
    endedPauses(tools, pauses),
    heldComments(tools),
    dailyVersions(tools),
    endedGenerations(tools),
    reminders(tools),
    headMails(tools),
    digests(tools),
    outbox,
    retention(tools)
  ];
  const everyMilliseconds = servesNobody
    ? null
    : parts.schedulerMilliseconds === undefined
      ? schedulerInterval
      : parts.schedulerMilliseconds;
  const scheduler = openScheduler(jobs, { logger, everyMilliseconds });
  const searchIndexer = openSearchIndexer({
    ...tools,
    database: config.database,
    everyMilliseconds: everyMilliseconds === null ? null : indexerInterval
  });
  addGauges(logger.metrics, [
    {
      name: 'search_index_failing',
      help: 'Sources that the search index lacks since they failed; one more while it cannot be written at all',
      read: () => Promise.resolve(searchIndexer.failing())
    }
  ]);
  const resets = createResets({ ...tools, passwords });
  const { reports, building } = createReports({ ...tools, presentThings, passwords, attempts });
  const buildRunner = openBuildRunner({
    ...tools,
    ...building,
    everyMilliseconds: everyMilliseconds === null ? null : buildInterval
  });
  return {
    config,
    now,
    newId,
    logger,
    clientAddress,
    store,
    signals,
    hearers,
    sessions,
    people: createPeople(tools),
    users: createUsers({ ...tools, passwords, attempts }),
    resets,
    pauses,
    uploadRights: createUploadRights(tools),
    requestLimits: openRequestLimits(tools),
    version: ownVersion,
    submissions,
    readingOnce,
    commandRate: openCommandRate(tools),
    erasure: createErasure(tools),
    studies: createStudies(tools),
    cities: createCities(tools),
    pilots: createPilots(tools),
    criteria: createCriteria(tools),
    glossary: createGlossary({ ...tools, glossaryFiles }),
    textChecks: { ...createTextChecks({ ...tools, workers }), ...createTermUses(tools) },
    setup: createSetup(tools),
    search: createSearch(tools),
    ...readServices,
    overview: createOverview({ ...tools, ...readServices }),
    meetings: createMeetings(tools),
    nextSteps: createNextSteps(tools),
    practices,
    themes: createThemes({ ...tools, presentThings, practices }),
    supports,
    coding: createCoding({ ...tools, presentThings, supports, workers, qdaFiles }),
    roadmap: createRoadmap({ ...tools, workers, documents }),
    ownRoadmaps: createOwnRoadmaps(tools),
    context: createContext(tools),
    invitations: createInvitations({ ...tools, passwords }),
    frameworks: { ...createFrameworks(tools), ...createRubrics(tools) },
    frameworkDrafts: createFrameworkDrafts({ ...tools, frameworkFiles }),
    frameworkVersions: { ...createFrameworkVersions(tools), ...createMovingCities(tools) },
    levels,
    levelChips: createLevelChips({ store, levels, workers }),
    goals: createGoals({ ...tools, ...readServices }),
    leading: createLeading(tools),
    panels: {
      ...createPanelViews(tools),
      ...createPanels(tools)
    },
    panelAgreement: { ...createAgreementOfPanels(tools), ...createConsistency(tools) },
    cityComparison: createCityComparison({ ...tools, levels }),
    completeness: createCompleteness({ ...tools, assessments: readServices.assessments }),
    evidence: createEvidence(tools),
    documents: { ...documents, ...createVersionRestore(tools) },
    answerFiles: createAnswerFiles({ ...tools, files, documents, assessments: readServices.assessments }),
    confidential: createConfidential(tools),
    versions: createVersions(tools),
    answerHistory: createAnswerHistory(tools),
    lateProposals: createLateProposals(tools),
    translationStatus: createTranslationStatus(tools),
    translationPairs: createTranslationPairs(tools),
    translationMemory: createTranslationMemory({ ...tools, readableTexts: openReadableTexts(store.db) }),
    translationDrafts: createTranslationDrafts({
      ...tools,
      client: translationClient,
      mayAsk: (userId) => draftRates.take(userId)
    }),
    workflow: createWorkflow({ ...tools, passwords, attempts }),
    threads: createThreads(tools),
    suggestions: createSuggestions(tools),
    clarifications: createClarifications(tools),
    departments: createDepartments(tools),
    consultations: createConsultations({ ...tools, prepareEnd: prepareEndWith(tools) }),
    externalReviews: createExternalReviews({ ...tools, limit: openLimit({ now, most: 300, minutes: 10 }) }),
    approvals: createApprovals({ ...tools, passwords, attempts, moveApproved: moveApprovedWith(tools) }),
    verification: openVerification({ store, limit: openLimit({ now, most: 60, minutes: 10 }) }),
    workers,
    storage,
    sync,
    live,
    probe,
    archives: createArchives(tools),
    reports,
    inbox: createInbox(tools),
    audit: createAudit(tools),
    exports: exporting,
    mailer,
    mail: openMail(tools, outbox),
    scheduler,
    searchIndexer,
    buildRunner,
    loadDemoWhenEmpty: () => loadDemoWhenEmpty(tools),
    hasDemoAccounts: () => hasDemoAccounts(store.db),
    textUpgrade,
    demoRemoval: createDemoRemoval(tools),
    makeBenchStudy: makeBenchStudy.bindTo(tools),
    missing: async () => {
      const probes = { database: answers(store), redis: answers(fanout) };
      return [
        ...((await probes.database) ? [] : ['database']),
        ...((await probes.redis) ? [] : ['redis']),
        ...((await storage.takesText()) ? [] : ['disk']),
        ...(ownClock.isOff() ? ['clock'] : [])
      ];
    },
    close: async () => {
      stopHearing();
      // Rooms commit what has arrived before the store closes. Where the database accepts nothing, pending
      // writes are given up after a while: they were never acknowledged.
      const patience = setTimeout(() => void log.close(), closingMilliseconds);
      const timed = within(
        closingMilliseconds,
        Promise.all([
          scheduler.close().then(() => outbox.close()),
          searchIndexer.close(),
          buildRunner.close(),
          resets.idle()
        ])
      );
      await Promise.all([sync.close(), live.close(), probe.close(), timed]);
      clearTimeout(patience);
      await log.close();
      await Promise.all([
        workers.close(),
        exporting.close(),
        files.close(),
        qdaFiles.close(),
        frameworkFiles.close(),
        glossaryFiles.close(),
        fanout.close()
      ]);
      await store.close();
    }
  };
}

/** Limits the closing, in milliseconds; less than the process is given to close in (main.ts). */
const closingMilliseconds = 4_000;

/** Resolves with the promise, or when so much time has passed. */
function within(milliseconds: number, promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Limits the wait for an answer: a service that does not answer counts as missing, like one that refuses. */
const patienceMilliseconds = 2_000;

async function answers(target: { ping(): Promise<void> }): Promise<boolean> {
  const pinged = target.ping().then(
    () => true,
    () => false
  );
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<boolean>(
    (resolve) => (timer = setTimeout(() => resolve(false), patienceMilliseconds))
  );
  return Promise.race([pinged, silent]).finally(() => clearTimeout(timer));
}
