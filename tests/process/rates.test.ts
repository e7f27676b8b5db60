import { expect, it } from 'vitest';
import { testClock } from '#kit/app.ts';
import { openRates } from '#server/process/rates.ts';

it('what costs more than can be saved up, such as one very large text, takes all of it and is not refused for ever', () => {
  const clock = testClock();
  const rates = openRates({ burst: 10, perSecond: 1 }, clock.now);
  expect(rates.take('anna', 30)).toBe(true);
  expect(rates.take('anna', 1)).toBe(false);
  clock.advance(9_000);
  expect(rates.take('anna', 30)).toBe(false);
  clock.advance(1_000);
  expect(rates.take('anna', 30)).toBe(true);
  expect(rates.take('li', 10)).toBe(true);
});
