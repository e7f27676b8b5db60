/**
 * Reads the time of the database again every half minute, and logs once where the machine's clock is too far
 * from it: such a node is not ready.
 */
import type { Logger } from '#server/process/logger.ts';
import { mostSkew, readEveryMilliseconds, type DatabaseClock } from '#server/store/database-clock.ts';
import type { ScheduledJob } from './scheduled-job.ts';

export interface ClockCheck extends ScheduledJob {
  readonly isOff: () => boolean;
}

export function clockCheck(
  clock: DatabaseClock,
  logger: Pick<Logger, 'warn' | 'info'>,
  elapsed: () => number = () => performance.now()
): ClockCheck {
  let readAt = -Infinity;
  let wasOff = false;
  const isOff = (): boolean => Math.abs(clock.skew()) > mostSkew;
  return {
    name: 'clock',
    isOff,
    run: async () => {
      if (elapsed() - readAt < readEveryMilliseconds) return;
      readAt = elapsed();
      await clock.read();
      if (Math.abs(clock.jump()) > mostSkew)
        logger.warn('the clock of this machine was set, or the machine was suspended', {
          byMilliseconds: clock.jump()
        });
      if (isOff() === wasOff) return;
      wasOff = isOff();
      const facts = { aheadMilliseconds: clock.skew() };
      if (wasOff) logger.warn('the clock of this machine differs from that of the database', facts);
      else logger.info('the clock of this machine agrees with that of the database again', facts);
    }
  };
}
