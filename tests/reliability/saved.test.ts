/** Law 1: “saved” means saved. 100,000 schedules are in saved.long.test.ts; these are run always. */
import { describeSchedules } from './many-schedules.ts';

describeSchedules(
  Array.from({ length: 120 }, (_, n) => 4_001 + 37 * n),
  60_000
);
