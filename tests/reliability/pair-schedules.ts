/** Runs schedules of pairs by seed; `node tests/reliability/pair-schedules.ts --from 0 --count 10000`. */
import { parseArgs } from 'node:util';
import { PairSchedule } from '../editor/binding/pair-schedule.ts';

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: '0' },
      count: { type: 'string', default: '10000' },
      verbose: { type: 'boolean', default: false }
    }
  });
  const [from, count] = [Number(values.from), Number(values.count)];
  const failed: string[] = [];
  let [acts, made, kept] = [0, 0, 0];
  const states: Record<string, number> = {};
  const start = performance.now();
  for (let seed = from; seed < from + count; seed++) {
    try {
      const result = new PairSchedule(seed, { isVerbose: values.verbose }).run();
      acts += result.acts;
      made += result.made;
      kept += result.kept;
      for (const [state, number] of Object.entries(result.states))
        states[state] = (states[state] ?? 0) + number;
    } catch (error) {
      failed.push(
        `${seed}: ${error instanceof Error ? (count === 1 ? error.stack : error.message) : String(error)}`
      );
    }
  }
  console.log(failed.slice(0, 12).join('\n'));
  const seconds = (performance.now() - start) / 1000;
  console.log({ from, count, failed: failed.length, acts, made, kept, states, seconds });
}
