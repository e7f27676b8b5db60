/** Promise: when several write, move and pair at once, all see the same pairs, and no pair is lost that nobody broke. */
import { describe, expect, it } from 'vitest';
import { PairSchedule } from './pair-schedule.ts';

/** The number of schedules; `node tests/reliability/pair-schedules.ts --count 10000` runs more. */
const count = 200;

describe('random schedules of writers of both languages', () => {
  it('give the same pairs and states on every replica, and keep every pair that no act broke', () => {
    let [made, kept] = [0, 0];
    const states = new Set<string>();
    for (let seed = 0; seed < count; seed++) {
      const result = new PairSchedule(seed).run();
      made += result.made;
      kept += result.kept;
      for (const state of Object.keys(result.states)) states.add(state);
    }
    // Schedules in which nothing was paired would prove nothing.
    expect(made).toBeGreaterThan(count);
    expect(kept).toBeGreaterThan(count / 2);
    expect([...states]).toEqual(
      expect.arrayContaining(['missing', 'draft', 'current', 'stale', 'both-changed'])
    );
  });
});
