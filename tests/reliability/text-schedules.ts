/** Runs schedules by seed, several settings each; `node tests/reliability/text-schedules.ts --from 0 --count 1000`. */
import { parseArgs } from 'node:util';
import { Schedule, type ScheduleOptions } from '../editor/binding/schedule.ts';
import {
  gridSettingOf,
  mixedSettingOf,
  movingSettingOf,
  settingOf,
  smallSettingOf,
  withLater
} from '../editor/binding/settings.ts';

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: '0' },
      count: { type: 'string', default: '100' },
      verbose: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      /** Without the acts that were added after a seed failed. */
      early: { type: 'boolean', default: false },
      moving: { type: 'boolean', default: false },
      grid: { type: 'boolean', default: false }
    }
  });
  const [from, count] = [Number(values.from), Number(values.count)];
  const settingAt = (seed: number): ScheduleOptions => {
    if (values.moving) return movingSettingOf(seed);
    if (values.grid) return gridSettingOf(seed);
    if (values.early) return (values.small ? smallSettingOf : settingOf)(seed);
    return values.small ? withLater(smallSettingOf(seed)) : mixedSettingOf(seed);
  };
  const failed: string[] = [];
  let [letters, continued, doubled, receipts] = [0, 0, 0, 0];
  const start = performance.now();
  for (let seed = from; seed < from + count; seed++) {
    try {
      const result = new Schedule(seed, {
        ...settingAt(seed),
        isVerbose: values.verbose
      }).run();
      letters += result.letters;
      continued += result.continued;
      doubled += result.doubled;
      receipts += result.receipts;
    } catch (error) {
      failed.push(
        `${seed}: ${error instanceof Error ? (values.verbose || count === 1 ? error.stack : error.message) : String(error)}`
      );
    }
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(failed.slice(0, 12).join('\n'));
  console.log({ from, count, failed: failed.length, letters, continued, doubled, receipts, seconds });
}
