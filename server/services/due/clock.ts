/**
 * Runs the house's duties, one after another, about every second while it serves; a round never overlaps the one before. A duty
 * that fails is journalled and tried again in the next round, and holds up no other.
 */
import type { Journal } from '../../journal.ts';
import type { Duty } from './duty.ts';

export interface Due {
  /** One round now, after the one that is running; resolves when its last duty has ended. */
  run(): Promise<void>;
  /** No further round begins; waits for the one that is running. */
  close(): Promise<void>;
}

interface ClockTools {
  readonly journal: Pick<Journal, 'error' | 'info'>;
  /** Between two rounds; null where rounds are run by hand only. */
  readonly everyMilliseconds: number | null;
}

export const dueEvery = 1_000;

export function openDue(duties: readonly Duty[], { journal, everyMilliseconds }: ClockTools): Due {
  /** A database that is away would otherwise fill the journal every second. */
  const failing = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function round(): Promise<void> {
    for (const duty of duties) {
      if (isClosed) return;
      try {
        await duty.run();
        if (failing.delete(duty.name)) journal.info('duty runs again', { duty: duty.name });
      } catch (error) {
        if (!failing.has(duty.name)) journal.error('duty failed', error, { duty: duty.name });
        failing.add(duty.name);
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
