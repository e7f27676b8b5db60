/** Derives what a random schedule is like from its seed. */
import type { ScheduleOptions } from './schedule.ts';

const of = (seed: number, writers: number, acts: readonly number[]): ScheduleOptions => ({
  writers: 2 + (seed % writers),
  acts: acts[Math.floor(seed / 4) % acts.length] ?? 10,
  withUndo: Math.floor(seed / 16) % 2 === 1,
  isRich: Math.floor(seed / 32) % 2 === 1
});

/** Sets schedules of 2 to 5 writers, short and long, with and without undo, with and without figures, notes and tables. */
export const settingOf = (seed: number): ScheduleOptions => of(seed, 4, [12, 25, 40, 80]);

/** Short ones of 2 or 3 writers, for the suite. */
export const smallSettingOf = (seed: number): ScheduleOptions => of(seed, 2, [8, 12, 16]);

export const withLater = (setting: ScheduleOptions): ScheduleOptions => ({ ...setting, withLater: true });

/** Sets schedules of work on tables: their lines, merged and split cells, alignment and widths. */
export const gridSettingOf = (seed: number): ScheduleOptions => withGrid(settingOf(seed));

/** Sets short ones of 2 or 3 writers, for the suite. */
export const smallGridSettingOf = (seed: number): ScheduleOptions => withGrid(smallSettingOf(seed));

const withGrid = (setting: ScheduleOptions): ScheduleOptions => ({
  ...setting,
  isRich: true,
  withLater: true,
  withGrid: true
});

/** Sets schedules of all kinds: of eight, one of writing and moving, and one of work on tables. */
export function mixedSettingOf(seed: number): ScheduleOptions {
  if (seed % 8 === 7) return movingSettingOf(seed);
  return seed % 8 === 3 ? gridSettingOf(seed) : withLater(settingOf(seed));
}

/** Sets schedules of writing while blocks are moved: no act takes a letter out of its block. */
export const movingSettingOf = (seed: number): ScheduleOptions => ({
  ...of(seed, 4, [12, 20, 30]),
  isRich: false,
  withUndo: false,
  only: [
    'type',
    'kind',
    'list',
    'sinkOrLift',
    'quote',
    'bold',
    'compose',
    'move',
    'moveTwo',
    'leave',
    'comeBack'
  ]
});
