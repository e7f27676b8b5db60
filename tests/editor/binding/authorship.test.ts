/**
 * Shows that each letter is its author's, whatever others do to the text around it: equal to a model that tracks
 * each character.
 */
import { expect, it } from 'vitest';
import { AuthoredSchedule } from './authored-schedule.ts';

it.each([1, 56])(
  'after 1,000 random acts of several writers every letter is its author’s, seed %i',
  (seed) => {
    const schedule = new AuthoredSchedule(seed, { writers: 3, acts: 1_000, withUndo: true, isRich: true });
    schedule.run();
    schedule.compareAll();
    expect(schedule.compared).toBeGreaterThan(1_000);
    // A letter that two people moved or restored at once stands twice, and may be either's.
    expect(schedule.certain / schedule.compared).toBeGreaterThan(0.5);
  }
);
