/**
 * Composes the app, area by area: everything that exists once is created here and passed to what uses it; nothing
 * looks it up by itself. The files of `composition/` create the areas of one layer each.
 */
import { openCommandRate } from './commands/command-rate.ts';
import { submissions } from './commands/submissions.ts';
import { closeApp, listMissing } from './composition/closing.ts';
import { createGatherers, createOperating } from './composition/gatherers.ts';
import { addAppGauges } from './composition/gauges.ts';
import { createJudgement } from './composition/judgement.ts';
import { createMaterial } from './composition/material.ts';
import { createRegisters } from './composition/registers.ts';
import { createResearch } from './composition/research.ts';
import { openRooms } from './composition/rooms.ts';
import { openTimedWork } from './composition/timed-work.ts';
import { openTools, type AppTools } from './composition/tools.ts';
import { pageJson } from './http/page-json.ts';
import { openRequestLimits } from './http/request-limits.ts';
import { openMail, type Mail } from './mail/mail.ts';
import type { Config } from './process/config.ts';
import type { Logger } from './process/logger.ts';
import { ownVersion } from './process/version.ts';
import type { Sessions } from './auth/sessions.ts';
import { readingOnce } from './store/request-reads.ts';
import type { Log } from './sync/log/log.ts';
import type { Thread } from './workers/worker-slot.ts';

type Rooms = ReturnType<typeof openRooms>;
type TimedWork = Awaited<ReturnType<typeof openTimedWork>>;

const createServing = (tools: AppTools) => ({
  version: ownVersion,
  /** Answers a repeated submission of a form with its first result. */
  submissions,
  /** Answers one request, which reads each thing once. */
  readingOnce,
  /** Collects the JSON of the page that a request makes. */
  pageJson,
  /** Limits the pages and API answers of one person. */
  requestLimits: openRequestLimits(tools),
  commandRate: openCommandRate(tools)
});

/** Lists what routes see of the app; `src/` imports this type and `App` never. */
export interface Services
  extends
    ReturnType<typeof createServing>,
    ReturnType<typeof createRegisters>,
    Omit<ReturnType<typeof createMaterial>, 'uploadRights'>,
    ReturnType<typeof createJudgement>,
    Omit<ReturnType<typeof createResearch>, 'citedContent'>,
    Omit<ReturnType<typeof createGatherers>, 'building'>,
    Pick<AppTools, 'now' | 'exports'> {
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly sessions: Sessions;
  readonly mail: Mail;
}

/** Holds everything that exists once: the services, and what carries them. */
export interface App
  extends
    Services,
    ReturnType<typeof createOperating>,
    Pick<ReturnType<typeof createMaterial>, 'uploadRights'>,
    Pick<Rooms, 'sync' | 'live' | 'probe'>,
    Pick<TimedWork, 'scheduler' | 'searchIndexer' | 'buildRunner'>,
    Pick<
      AppTools,
      'newId' | 'clientAddress' | 'store' | 'signals' | 'hearers' | 'workers' | 'storage' | 'mailer'
    > {
  readonly config: Config;
  readonly logger: Logger;
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
  /** Null where a test runs the jobs by hand. */
  readonly schedulerMilliseconds?: number | null;
  /** Wraps the store's own log for the rooms. */
  readonly log?: (own: Log) => Log;
  /** Reads the free bytes of the disk with the data folder. */
  readonly readFreeBytes?: () => Promise<number>;
  readonly maxTextBytes?: number;
  /** Limits the bytes that one person may add to the log of a text before its next generation. */
  readonly maxLogBytes?: number;
  readonly spawnDocumentThread?: () => Thread;
}

/**
 * Opens the store, migrates it, and creates the services on it. Throws when the database cannot be opened or
 * is newer.
 */
export async function createApp(config: Config, parts: AppOptions = {}): Promise<App> {
  const tools = await openTools(config, parts);
  const registers = createRegisters(tools);
  const material = createMaterial(tools, registers);
  const judgement = createJudgement(tools);
  const { citedContent, ...research } = createResearch(tools, { ...material, ...judgement });
  const { building, ...gatherers } = createGatherers(tools, { ...registers, ...material, citedContent });
  const rooms = openRooms(tools, gatherers.events, parts);
  const timed = await openTimedWork(tools, { pauses: registers.pauses, building }, parts);
  addAppGauges(tools, timed.searchIndexer);
  const { now, newId, logger, clientAddress, store, signals, hearers } = tools;
  return {
    ...{ config, now, newId, logger, clientAddress, store, signals, hearers },
    workers: tools.workers,
    storage: tools.storage,
    mailer: tools.mailer,
    exports: tools.exports,
    ...createServing(tools),
    ...registers,
    ...material,
    ...judgement,
    ...research,
    ...gatherers,
    ...createOperating(tools),
    sessions: rooms.sessions,
    sync: rooms.sync,
    live: rooms.live,
    probe: rooms.probe,
    mail: openMail(tools, timed.outbox),
    scheduler: timed.scheduler,
    searchIndexer: timed.searchIndexer,
    buildRunner: timed.buildRunner,
    missing: () => listMissing(tools, timed.isClockOff),
    close: () => closeApp({ tools, rooms, timed, resets: registers.resets })
  };
}
