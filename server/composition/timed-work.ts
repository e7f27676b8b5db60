/** Opens what runs by itself: the scheduled jobs, the indexer of the search, the builds of reports. */
import { endedGenerations } from '#areas/documents';
import { digests, headMails, reminders } from '#areas/inbox';
import { retention } from '#areas/operations';
import { endedPauses, type Pauses } from '#areas/people';
import { buildInterval, openBuildRunner, type createReports } from '#areas/report';
import { indexerInterval, openSearchIndexer } from '#areas/search';
import { heldComments } from '#areas/threads';
import { dailyVersions } from '#areas/versions';
import { passedDeadlines } from '#areas/workflow';
import type { AppOptions } from '#server/app.ts';
import { openOutbox } from '#server/mail/outbox.ts';
import { openSmtpClient } from '#server/mail/smtp-client.ts';
import { clockCheck } from '#server/schedule/clock-check.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { openScheduler, schedulerInterval } from '#server/schedule/scheduler.ts';
import type { AppTools } from './tools.ts';

interface Worked {
  readonly pauses: Pauses;
  readonly building: ReturnType<typeof createReports>['building'];
}

export async function openTimedWork(tools: AppTools, { pauses, building }: Worked, parts: AppOptions) {
  const { config, logger, clock } = tools;
  const { servesNobody = false } = parts;
  const outbox = openOutbox(tools, config.smtp && !servesNobody ? openSmtpClient(config.smtp) : null);
  const ownClock = clockCheck(clock, logger);
  await ownClock.run();
  // The jobs run in this order: what one makes possible, the next may already notify about.
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
  const buildRunner = openBuildRunner({
    ...tools,
    ...building,
    everyMilliseconds: everyMilliseconds === null ? null : buildInterval
  });
  return {
    outbox,
    scheduler,
    searchIndexer,
    buildRunner,
    isClockOff: () => ownClock.isOff(),
    closeTimedWork: async (): Promise<void> => {
      await Promise.all([
        scheduler.close().then(() => outbox.close()),
        searchIndexer.close(),
        buildRunner.close()
      ]);
    }
  };
}
