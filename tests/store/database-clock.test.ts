/** Tests the clock that all nodes share. */
import { describe, expect, it } from 'vitest';
import { clockCheck } from '#server/schedule/clock-check.ts';
import { clockOver, openDatabaseClock } from '#server/store/database-clock.ts';
import { testApp } from '#kit/app.ts';

function stage(databaseAhead: number) {
  const time = { machine: 1_000_000, elapsed: 0, databaseAhead };
  const clock = clockOver({
    databaseTime: () => Promise.resolve(time.machine + time.databaseAhead),
    machineTime: () => time.machine,
    elapsed: () => time.elapsed
  });
  const lines: string[] = [];
  const logger = { warn: (line: string) => lines.push(line), info: (line: string) => lines.push(line) };
  const check = clockCheck(clock, logger, () => time.elapsed);
  const pass = (milliseconds: number) => {
    time.machine += milliseconds;
    time.elapsed += milliseconds;
  };
  return { time, clock, check, lines, pass };
}

// Promise: what a deadline closes, and the order of the log, do not depend on one node's clock.
describe('the time of the database', () => {
  it('is told between two readings by a clock that nobody sets', async () => {
    const { time, clock, pass } = stage(-2_000);
    expect(clock.now().getTime()).toBe(1_000_000);
    await clock.read();
    pass(10_000);
    expect(clock.now().getTime()).toBe(1_008_000);
    // The machine's clock jumps by an hour; the database's does not.
    time.machine += 3_600_000;
    expect(clock.now().getTime()).toBe(1_008_000);
  });

  it('makes a node unready, with one line, as long as its own clock is more than five seconds off', async () => {
    const { time, check, lines, pass } = stage(0);
    await check.run();
    expect(check.isOff()).toBe(false);
    time.machine += 3_600_000;
    time.databaseAhead -= 3_600_000;
    await check.run();
    expect(check.isOff()).toBe(false);
    for (let round = 0; round < 3; round += 1) {
      pass(30_000);
      await check.run();
      expect(check.isOff()).toBe(true);
    }
    expect(lines).toEqual(['the clock of this machine differs from that of the database']);
    time.databaseAhead = 0;
    pass(30_000);
    await check.run();
    expect(check.isOff()).toBe(false);
    expect(lines).toHaveLength(2);
  });

  it('is the machine’s where the database has none, whose jumps are logged once each', async () => {
    const time = { machine: 1_000_000, elapsed: 0 };
    const sources = { machineTime: () => time.machine, elapsed: () => time.elapsed };
    const clock = clockOver({ databaseTime: null, ...sources });
    const lines: string[] = [];
    const logger = { warn: (line: string) => lines.push(line), info: (line: string) => lines.push(line) };
    const check = clockCheck(clock, logger, () => time.elapsed);
    const round = async (jump: number): Promise<void> => {
      time.machine += 30_000 + jump;
      time.elapsed += 30_000;
      await check.run();
    };
    await round(0);
    expect(lines).toEqual([]);
    await round(3 * 86_400_000);
    await round(0);
    expect(lines).toEqual(['the clock of this machine was set, or the machine was suspended']);
    await round(-86_400_000);
    expect(lines).toHaveLength(2);
    expect(clock.now().getTime()).toBe(time.machine);
  });

  it('is that of PostgreSQL', async () => {
    const app = await testApp('postgres');
    const clock = openDatabaseClock(app.store);
    await clock.read();
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(5_000);
    expect(await app.missing()).toEqual([]);
  });
});
