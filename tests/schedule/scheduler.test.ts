import { describe, expect, it } from 'vitest';
import { createMetrics } from '#server/process/metrics.ts';
import { openScheduler } from '#server/schedule/scheduler.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { testApp } from '#kit/app.ts';

function loggerTo(lines: string[]) {
  return {
    error: (message: string, _: unknown, facts?: object) => lines.push(`${message} ${JSON.stringify(facts)}`),
    info: (message: string) => lines.push(message),
    metrics: createMetrics()
  };
}

function doing(name: string, what: () => unknown): ScheduledJob {
  return {
    name,
    run: () => {
      what();
      return Promise.resolve();
    }
  };
}

describe('the clock of timed work', () => {
  it('runs one job after another, and a second round after the first', async () => {
    const calls: string[] = [];
    const slow: ScheduledJob = {
      name: 'slow',
      run: async () => {
        calls.push('slow begins');
        await new Promise((resolve) => setImmediate(resolve));
        calls.push('slow ends');
      }
    };
    const quick = doing('quick', () => calls.push('quick'));
    const scheduler = openScheduler([slow, quick], { logger: loggerTo([]), everyMilliseconds: null });
    await Promise.all([scheduler.run(), scheduler.run()]);
    expect(calls).toEqual(['slow begins', 'slow ends', 'quick', 'slow begins', 'slow ends', 'quick']);
  });

  it('logs a job that fails once until it runs again, and lets the others run', async () => {
    const lines: string[] = [];
    let isBroken = true;
    let others = 0;
    const broken: ScheduledJob = {
      name: 'broken',
      run: () => (isBroken ? Promise.reject(new Error('away')) : Promise.resolve())
    };
    const scheduler = openScheduler([broken, doing('other', () => others++)], {
      logger: loggerTo(lines),
      everyMilliseconds: null
    });
    await scheduler.run();
    await scheduler.run();
    isBroken = false;
    await scheduler.run();
    expect(others).toBe(3);
    expect(lines).toEqual(['scheduled job failed {"job":"broken"}', 'scheduled job runs again']);
  });

  it('runs by itself, and closes when the running job has ended', async () => {
    let begun: () => void;
    let end: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    let isDone = false;
    const long: ScheduledJob = {
      name: 'long',
      run: async () => {
        begun();
        await new Promise<void>((resolve) => (end = resolve));
        isDone = true;
      }
    };
    let after = 0;
    const scheduler = openScheduler([long, doing('after', () => after++)], {
      logger: loggerTo([]),
      everyMilliseconds: 1
    });
    await started;
    const closed = scheduler.close();
    end();
    await closed;
    expect([isDone, after]).toEqual([true, 0]);
  });

  it('is part of every app, and runs where the test says so', async () => {
    const app = await testApp();
    await expect(app.scheduler.run()).resolves.toBeUndefined();
  });
});
