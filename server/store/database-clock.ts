/**
 * Tells the time of the database, which all nodes share: read at the start and every half minute, and carried
 * on in between by a clock that no one sets. One node's wrong clock then closes no consultation early and
 * moves no event. SQLite has no clock of its own: its time is that of the machine.
 */
import { sql } from 'kysely';
import type { Store } from './open.ts';

/** In milliseconds, between the machine's clock and the database's. */
export const mostSkew = 5_000;
export const readEveryMilliseconds = 30_000;

export interface DatabaseClock {
  readonly now: () => Date;
  /** Reads the time of the database again. */
  read(): Promise<void>;
  /** Returns by how many milliseconds the machine's clock is ahead of the database's, as last read. */
  skew(): number;
  /**
   * Returns by how many milliseconds the machine's clock was moved between the last two readings, where it is the only one; it is
   * also moved by a suspended machine.
   */
  jump(): number;
}

interface Sources {
  /** In milliseconds since 1970; null where the database has no time of its own. */
  readonly databaseTime: (() => Promise<number>) | null;
  readonly machineTime: () => number;
  /** Returns milliseconds of a clock that only advances. */
  readonly elapsed: () => number;
}

export function clockOver({ databaseTime, machineTime, elapsed }: Sources): DatabaseClock {
  let machine = { time: machineTime(), at: elapsed() };
  let jump = 0;
  let read: { readonly time: number; readonly at: number; readonly skew: number } | undefined;
  return {
    now: () => new Date(read ? Math.round(read.time + elapsed() - read.at) : machineTime()),
    async read() {
      if (!databaseTime) {
        const now = { time: machineTime(), at: elapsed() };
        jump = Math.round(now.time - machine.time - (now.at - machine.at));
        machine = now;
        return;
      }
      const asked = elapsed();
      const time = await databaseTime();
      const at = elapsed();
      // The answer is from some moment in between: the middle is at most half the way off.
      const now = time + (at - asked) / 2;
      read = { time: now, at, skew: Math.round(machineTime() - now) };
    },
    skew: () => read?.skew ?? 0,
    jump: () => jump
  };
}

export const openDatabaseClock = ({ engine, db }: Pick<Store, 'engine' | 'db'>): DatabaseClock =>
  clockOver({
    databaseTime:
      engine === 'sqlite'
        ? null
        : async () => {
            const { rows } = await sql<{ time: number }>`
              select (extract(epoch from clock_timestamp()) * 1000)::float8 as time`.execute(db);
            return Number(rows[0]?.time);
          },
    machineTime: () => Date.now(),
    elapsed: () => performance.now()
  });
