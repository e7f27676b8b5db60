/** Runs schedules by seed, several settings each; `node tests/editor/binding/many-schedules.ts --from 0 --count 1000`. */
import { parseArgs } from 'node:util';
import { Schedule, type ScheduleOptions } from './schedule.ts';

/** Returns the setting of a seed: 2 to 5 writers, short and long, with and without undo, plain and rich. */
export const settingOf = (seed: number): ScheduleOptions => ({
  writers: 2 + (seed % 4),
  acts: [12, 25, 40, 80][Math.floor(seed / 4) % 4] as number,
  withUndo: Math.floor(seed / 16) % 2 === 1,
  isRich: Math.floor(seed / 32) % 2 === 1
});

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: '0' },
      count: { type: 'string', default: '100' },
      verbose: { type: 'boolean', default: false }
    }
  });
  const [from, count] = [Number(values.from), Number(values.count)];
  const failed: string[] = [];
  let [letters, continued, doubled, receipts] = [0, 0, 0, 0];
  const start = performance.now();
  for (let seed = from; seed < from + count; seed++) {
    try {
      const result = new Schedule(seed, { ...settingOf(seed), isVerbose: values.verbose }).run();
      letters += result.letters;
      continued += result.continued;
      doubled += result.doubled;
      receipts += result.receipts;
    } catch (error) {
      failed.push(`${seed}: ${error instanceof Error ? (values.verbose || count === 1 ? error.stack : error.message) : String(error)}`);
    }
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(failed.slice(0, 12).join('\n'));
  console.log({ from, count, failed: failed.length, letters, continued, doubled, receipts, seconds });
}
