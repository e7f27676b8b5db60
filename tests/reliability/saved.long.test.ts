import { describeSchedules } from './many-schedules.ts';

describeSchedules(
  Array.from({ length: 100_000 }, (_, n) => 1_000_001 + n),
  6 * 3_600_000
);
