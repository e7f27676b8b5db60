/**
 * Runs many schedules of the model of “saved” and records them, so that a later run continues after the last:
 * node tests/reliability/saved-seeds.ts --count 100000 --from 1000001 --minutes 60 --log /tmp/saved.log
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { readOptions } from './options.ts';
import { runSchedule } from './saved.ts';

const options = readOptions({ from: 1_000_001, count: 100_000, minutes: 60, log: '' });
const linesOf = (file: string): readonly string[] =>
  file !== '' && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
/** The seeds of a line in the log: those from the first to the last were run. */
const ranges = linesOf(options.log).flatMap((line) => {
  const [, from, to] = /^(\d+)-(\d+) /.exec(line) ?? [];
  return from && to ? [{ from: Number(from), to: Number(to) }] : [];
});
const nextOf = (seed: number): number => {
  const range = ranges.find(({ from, to }) => from <= seed && seed <= to);
  return range ? nextOf(range.to + 1) : seed;
};
const say = (line: string): void => {
  console.log(line);
  if (options.log !== '') appendFileSync(options.log, `${line}\n`);
};

const seedsOfLine = 100;
const endOfSeeds = options.from + options.count;
const end = performance.now() + options.minutes * 60_000;
let [run, failed] = [0, 0];
for (let from = nextOf(options.from); from < endOfSeeds && performance.now() < end; from = nextOf(from)) {
  const to = Math.min(from + seedsOfLine, endOfSeeds) - 1;
  let failedHere = 0;
  for (let seed = from; seed <= to; seed++) {
    const { faults } = await runSchedule(seed);
    if (faults.length === 0) continue;
    failedHere += 1;
    say(`seed ${seed}: ${faults.join('; ')}`);
  }
  ranges.push({ from, to });
  run += to - from + 1;
  failed += failedHere;
  say(`${from}-${to} ${failedHere} failed`);
}
console.log(`${run} schedules, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
