/**
 * Runs the whole suite: types, lint, format, unit and server tests together, then browser tests. It
 * continues after a failure, so that one run reports everything, prints what was slowest, how long each part
 * took and what failed, and ends with one line of counts. `node scripts/test.ts long` runs the tests that take long by
 * nature instead (tests/**\/*.long.test.ts).
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { leftOut } from './left-out.ts';
import { playwrightFailures, type PlaywrightReport, type PlaywrightSuite } from './failures.ts';
import {
  checkFormat,
  checkTypes,
  clearReports,
  lint,
  lintComponents,
  noReport,
  printFailures,
  printParts,
  readReport,
  root,
  run,
  runVitest,
  type Outcome,
  type VitestReport
} from './parts.ts';

/**
 * Fails a suite on CI that takes more: each change waits for it. The first limit is of the processor's time, in minutes,
 * which other work on the machine hardly changes; a quick machine takes half of it. The second is of the clock. Lower them
 * as the suite becomes quicker; the goal is 15 minutes.
 */
const mostProcessorMinutes = 75;
const longestMinutes = 80;
const listed = 20;

/** Holds a test file or one of its tests, and how long it took in milliseconds. */
interface Timed {
  readonly name: string;
  readonly milliseconds: number;
}

const slowFiles: Timed[] = [];
const slowTests: Timed[] = [];
/** Holds the files of which at least one test ran. */
const ranFiles = new Set<string>();

function addTimes({ testResults }: VitestReport): void {
  for (const file of testResults) {
    const name = relative(root, file.name);
    slowFiles.push({ name, milliseconds: file.endTime - file.startTime });
    for (const test of file.assertionResults) {
      if (/^(passed|failed)$/.test(test.status)) ranFiles.add(name);
      slowTests.push({ name: `${name}: ${test.fullName}`, milliseconds: test.duration ?? 0 });
    }
  }
}

/** Adds the tests of a suite to the lists; returns how long they took together, in milliseconds. */
function addBrowserTests(suite: PlaywrightSuite): number {
  let sum = 0;
  for (const spec of suite.specs ?? []) {
    const milliseconds = spec.tests
      .flatMap((test) => test.results)
      .reduce((all, { duration }) => all + duration, 0);
    slowTests.push({ name: `tests/e2e/${suite.file}: ${spec.title}`, milliseconds });
    sum += milliseconds;
    if (spec.tests.some(({ results }) => results.length > 0)) ranFiles.add(`tests/e2e/${suite.file}`);
  }
  for (const inner of suite.suites ?? []) sum += addBrowserTests(inner);
  return sum;
}

function readPlaywright(): Outcome {
  const report = readReport('playwright.json') as PlaywrightReport | undefined;
  if (!report) return noReport;
  for (const suite of report.suites) {
    slowFiles.push({ name: `tests/e2e/${suite.file}`, milliseconds: addBrowserTests(suite) });
  }
  // No test is tried twice, so none can be flaky: one that the runner calls so has failed.
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky, failures: playwrightFailures(report) };
}

function printSlowest(title: string, timed: readonly Timed[]): void {
  console.log(`\n${title}`);
  const slowest = timed.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, listed);
  for (const { name, milliseconds } of slowest) {
    console.log(`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${name}`);
  }
}

/**
 * Returns the processor time that this process and all that it has waited for took so far, in minutes; null where the
 * system does not tell. proc_pid_stat(5) counts it in hundredths of a second.
 */
function processorMinutes(): number | null {
  if (process.platform !== 'linux') return null;
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(/\) (?!.*\))/);
  const ticks = fields.split(' ').slice(11, 15).map(Number);
  return ticks.reduce((sum, tick) => sum + tick, 0) / 6_000;
}

clearReports();
const began = performance.now();
const isLong = process.argv[2] === 'long';

if (isLong) {
  process.env['TEST_LONG'] = '1';
  await runVitest('long tests', [], addTimes);
} else {
  await run('messages', ['scripts/messages.ts']);
  // Server tests wait for disks, sockets and other processes for a third of their time: types and lint use it.
  await Promise.all([
    checkTypes(),
    (async () => {
      await lint();
      await lintComponents(['.']);
      await checkFormat(['.']);
      await run('dead code', ['node_modules/knip/bin/knip.js']);
    })(),
    runVitest('unit and server', [], addTimes)
  ]);
  await run('browser', ['node_modules/@playwright/test/cli.js', 'test'], readPlaywright);
}

printSlowest('The slowest files', slowFiles);
printSlowest('The slowest tests', slowTests);

const total = printParts();
const minutes = (performance.now() - began) / 60_000;
const processor = processorMinutes();
console.log(`${minutes.toFixed(1).padStart(7)} min in all`);
if (processor !== null) console.log(`${processor.toFixed(1).padStart(7)} min of the processor`);
printFailures();
for (const file of isLong ? [] : leftOut(root, ranFiles)) {
  console.log(`\nNo test of ${file} ran.`);
  total.failed += 1;
}
const limits = [
  { took: minutes, most: longestMinutes, of: 'minutes' },
  { took: processor ?? 0, most: mostProcessorMinutes, of: 'minutes of the processor' }
];
for (const { took, most, of } of isLong || !process.env['CI'] ? [] : limits) {
  if (took <= most) continue;
  console.log(`The suite took ${took.toFixed(1)} ${of}; it may take ${most}.`);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
