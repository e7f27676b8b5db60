/**
 * Runs the house's duties, one after another, about every second while it serves; a round never overlaps the one before. A duty
 * that fails is journalled and tried again in the next round, and holds up no other.
 */
import type { Logger } from '../../logger.ts';
import type { ScheduledJob } from './scheduled-job.ts';

export interface Scheduler {
  /** One round now, after the one that is running; resolves when its last duty has ended. */
  run(): Promise<void>;
  /** No further round begins; waits for the one that is running. */
  close(): Promise<void>;
}

interface SchedulerTools {
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** Between two rounds; null where rounds are run by hand only. */
  readonly everyMilliseconds: number | null;
}

export const schedulerInterval = 1_000;

export function openScheduler(
  jobs: readonly ScheduledJob[],
  { logger, everyMilliseconds }: SchedulerTools
): Scheduler {
  /** A database that is away would otherwise fill the journal every second. */
  const failing = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function round(): Promise<void> {
    for (const job of jobs) {
      if (isClosed) return;
      try {
        await job.run();
        if (failing.delete(job.name)) logger.info('scheduled job runs again', { job: job.name });
      } catch (error) {
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
    run,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      return last;
    }
  };
}
