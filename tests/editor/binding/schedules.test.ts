import { describe, expect, it } from 'vitest';
import { failedGrid, failedLater, failedMoving, failedOnce } from './failed-seeds.ts';
import {
  gridSettingOf,
  movingSettingOf,
  settingOf,
  smallGridSettingOf,
  smallSettingOf,
  withLater
} from './settings.ts';
import { Schedule } from './schedule.ts';

/** The number of schedules of a test, of 2,250 together; the long test runs 100,000. */
const count = 250;
const moving = 500;

/**
 * Shows that no letter is lost or doubled, that replicas and editors agree, and that carets stay next to their
 * words, whatever several people do at once (docs/text-model.md).
 */
describe('random schedules of several writers', () => {
  const runs = (from: number): void => {
    let [letters, continued] = [0, 0];
    for (let seed = from; seed < from + count; seed++) {
      const result = new Schedule(seed, withLater(smallSettingOf(seed))).run();
      letters += result.letters;
      continued += result.continued;
    }
    expect(letters).toBeGreaterThan(count);
    expect(continued).toBeGreaterThan(count / 4);
  };

  it.each(Array.from({ length: 6 }, (_, n) => n * count))('keep every letter, from seed %i', runs);

  it.each([0, moving / 2])('keep every letter in its block while blocks are moved, from seed %i', (from) => {
    let letters = 0;
    for (let seed = from; seed < from + moving / 2; seed++)
      ({ letters } = new Schedule(seed, movingSettingOf(seed)).run());
    expect(letters).toBeGreaterThan(0);
  });

  it('keep every letter while cells are merged and split, and rows and columns come and go', () => {
    let letters = 0;
    for (let seed = 0; seed < count; seed++)
      ({ letters } = new Schedule(seed, smallGridSettingOf(seed)).run());
    expect(letters).toBeGreaterThan(0);
  });

  it.each([
    ...Object.entries(failedLater).map(
      ([what, seeds]) => [what, seeds, (seed: number) => withLater(settingOf(seed))] as const
    ),
    ...Object.entries(failedMoving).map(([what, seeds]) => [what, seeds, movingSettingOf] as const),
    ...Object.entries(failedGrid).map(([what, seeds]) => [what, seeds, gridSettingOf] as const)
  ])('keep every letter where %s', (_, seeds, settingOf) => {
    for (const seed of seeds) new Schedule(seed, settingOf(seed)).run();
    expect(seeds.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(failedOnce))('keep every letter where %s', (_, seeds) => {
    for (const seed of seeds) new Schedule(seed, settingOf(seed)).run();
    expect(seeds.length).toBeGreaterThan(0);
  });
});
