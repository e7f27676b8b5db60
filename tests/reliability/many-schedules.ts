/** The model of “saved”, for a few schedules or for many. */
import { describe, expect, it } from 'vitest';
import { runSchedule, type Options } from './saved.ts';

export function describeSchedules(
  seeds: readonly number[],
  milliseconds: number,
  options: Options = {}
): void {
  const restored = options.restores ? ', and set back to an earlier state' : '';
  describe('what a page shows as saved', () => {
    it(
      `is in the log or a late proposal, and is shown to all, though ids are taken, servers killed, texts frozen and pages loaded again${restored}`,
      async () => {
        const sums = {
          tokens: 0,
          claims: 0,
          moves: 0,
          kills: 0,
          freezes: 0,
          ...(options.restores && { restores: 0 })
        };
        const failed = [];
        for (const seed of seeds) {
          const outcome = await runSchedule(seed, options);
          for (const key of Object.keys(sums) as (keyof typeof sums)[])
            sums[key] = (sums[key] ?? 0) + outcome[key];
          if (outcome.faults.length > 0) failed.push(outcome);
        }
        expect(failed.slice(0, 10)).toEqual([]);
        // Schedules in which nothing happened would prove nothing.
        for (const count of Object.values(sums)) expect(count).toBeGreaterThan(seeds.length / 20);
      },
      milliseconds
    );
  });
}
