/** Law 1: “saved” means saved. 100,000 schedules are in saved.long.test.ts; these are run always. */
import { describeSchedules } from './many-schedules.ts';

/** Schedules that found something once. */
const found = [
  1_004_086, 1_005_061, 1_008_588, 1_011_558, 1_044_576, 1_046_352, 1_047_752, 1_056_104, 1_056_560
];

describeSchedules([...found, ...Array.from({ length: 120 }, (_, n) => 4_001 + 37 * n)], 60_000);

/** The text is also set back to an earlier state now and then, as an operator restores a version. */
describeSchedules(
  Array.from({ length: 40 }, (_, n) => 7_001 + 41 * n),
  60_000,
  { restores: true }
);
