import { describeSchedules } from './many-schedules.ts';

/** `SAVED_SEEDS=1000001-1020000` runs a part; saved-seeds.ts runs on from where it stopped. */
const [from = 1_000_001, to = 1_100_000] = (process.env['SAVED_SEEDS'] ?? '')
  .split('-')
  .filter(Boolean)
  .map(Number);

describeSchedules(
  Array.from({ length: to - from + 1 }, (_, n) => from + n),
  6 * 3_600_000
);
