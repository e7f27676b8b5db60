import { describe, expect, it } from 'vitest';
import { Schedule } from '../editor/binding/schedule.ts';
import { mixedSettingOf } from '../editor/binding/settings.ts';

/**
 * The seeds, as `from-to`. A part of them: TEXT_SCHEDULES=20000-25000 npm run test:long. One of them with its acts:
 * node tests/reliability/text-schedules.ts --from 20000 --count 1 --verbose. Of eight, one is of writing and moving, and one of work on tables.
 */
const [from = 0, to = 100_000] = (process.env['TEXT_SCHEDULES'] ?? '0-100000').split('-').map(Number);
const count = 1_000;
const starts = Array.from({ length: Math.ceil((to - from) / count) }, (_, n) => from + n * count);

/** Shows that no letter is lost or doubled whatever several people do at once (docs/text-model.md). */
describe('100,000 random schedules of two to five writers', () => {
  it.each(starts)('keep every letter, from seed %i', (start) => {
    const failed: string[] = [];
    for (let seed = start; seed < Math.min(to, start + count); seed++) {
      try {
        new Schedule(seed, mixedSettingOf(seed)).run();
      } catch (error) {
        failed.push(`${seed}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(failed).toEqual([]);
  });
});
