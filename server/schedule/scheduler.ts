/**
 * Runs the scheduled jobs, one after another, about every second while the server runs; a round never
 * overlaps the one before. A job that fails is logged and tried again in the next round, and does not stop
 * the others.
 */
import type { Logger } from '#server/process/logger.ts';
import type { ScheduledJob } from './scheduled-job.ts';

export interface Scheduler {
  readonly jobs: readonly ScheduledJob[];
  /** One round, after the one that is running; resolves when its last job has ended. */
  run(): Promise<void>;
  /** Stops further rounds, and waits for the one that is running. */
  close(): Promise<void>;
}

interface SchedulerTools {
  readonly logger: Pick<Logger, 'error' | 'info' | 'metrics'>;
  /** Null where rounds are run by hand only. */
  readonly everyMilliseconds: number | null;
}

export const schedulerInterval = 1_000;

export function openScheduler(
  jobs: readonly ScheduledJob[],
  { logger, everyMilliseconds }: SchedulerTools
): Scheduler {
  /**
   * Holds the failing jobs, each logged once: an unreachable database would otherwise fill the log every
   * second.
   */
  const failing = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function round(): Promise<void> {
    for (const job of jobs) {
      if (isClosed) return;
      try {
        await job.run();
        logger.metrics.jobEnded.setToCurrentTime({ job: job.name });
        if (failing.delete(job.name)) logger.info('scheduled job runs again', { job: job.name });
      } catch (error) {
        logger.metrics.jobFailed.inc({ job: job.name });
        if (!failing.has(job.name)) logger.error('scheduled job failed', error, { job: job.name });
        failing.add(job.name);
      }
    }
  }

  const run = (): Promise<void> => (last = last.then(round));

  function again(): void {
    if (everyMilliseconds === null || isClosed) return;
    timer = setTimeout(() => void run().then(again), everyMilliseconds);
    timer.unref();
  }
  again();

  return {
    jobs,
    run,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      return last;
    }
  };
}
