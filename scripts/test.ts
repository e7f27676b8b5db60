/**
 * Runs the whole suite: types, lint and format together, then unit and server tests, then browser tests. It
 * continues after a failure, so that one run reports everything, prints how long each part took and what was
 * slowest, and ends with one line of counts. `node scripts/test.ts long` runs the tests that take long by
 * nature instead (tests/**\/*.long.test.ts).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
/** A glob that silently skips files must not look green. Raise it as the suite grows. */
const leastTests = 5000;
/** The suite that passes this on CI has failed: each change waits for it. The goal is 15 minutes. */
const longestMinutes = 25;
const listed = 20;

interface Count {
  passed: number;
  failed: number;
}
interface Part extends Count {
  readonly title: string;
  readonly seconds: number;
}
/** Holds a test file or one of its tests, and how long it took in milliseconds. */
interface Timed {
  readonly name: string;
  readonly milliseconds: number;
}

const parts: Part[] = [];
const slowFiles: Timed[] = [];
const slowTests: Timed[] = [];

async function run(
  title: string,
  args: readonly string[],
  count: (succeeded: boolean) => Count
): Promise<void> {
  const began = performance.now();
  console.log(`\n── ${title}`);
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const [status] = (await once(child, 'exit')) as [number | null];
  const { passed, failed } = count(status === 0);
  const seconds = Math.round((performance.now() - began) / 1000);
  // A runner that ends badly with no failed test has failed in itself.
  parts.push({ title, seconds, passed, failed: failed === 0 && status !== 0 ? 1 : failed });
  console.log(`── ${title}: ${seconds} s`);
}

const one = (succeeded: boolean): Count => ({ passed: Number(succeeded), failed: Number(!succeeded) });

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(results, file), 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly fullName: string; readonly duration?: number | null }[];
  }[];
}

function vitestCount(): Count {
  const report = read('vitest.json') as VitestReport | undefined;
  if (!report) return { passed: 0, failed: 1 };
  for (const file of report.testResults) {
    const name = relative(root, file.name);
    slowFiles.push({ name, milliseconds: file.endTime - file.startTime });
    for (const test of file.assertionResults) {
      slowTests.push({ name: `${name}: ${test.fullName}`, milliseconds: test.duration ?? 0 });
    }
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly file: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly { readonly results: readonly { readonly duration: number }[] }[];
  }[];
}
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  readonly suites: readonly PlaywrightSuite[];
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
  }
  for (const inner of suite.suites ?? []) sum += addBrowserTests(inner);
  return sum;
}

function playwrightCount(): Count {
  const report = read('playwright.json') as PlaywrightReport | undefined;
  if (!report) return { passed: 0, failed: 1 };
  for (const suite of report.suites) {
    slowFiles.push({ name: `tests/e2e/${suite.file}`, milliseconds: addBrowserTests(suite) });
  }
  // No test is tried twice, so none can be flaky: one that the runner calls so has failed.
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky };
}

function printSlowest(title: string, timed: readonly Timed[]): void {
  console.log(`\n${title}`);
  const slowest = timed.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, listed);
  for (const { name, milliseconds } of slowest) {
    console.log(`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${name}`);
  }
}

const vitest = (...more: string[]): string[] => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  '--outputFile.json=test-results/vitest.json',
  ...more
];

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const began = performance.now();
const isLong = process.argv[2] === 'long';

if (isLong) {
  process.env['TEST_LONG'] = '1';
  await run('long tests', vitest(), vitestCount);
} else {
  await run('messages', ['scripts/messages.ts'], one);
  // Each lane keeps one core busy.
  await Promise.all([
    run(
      'types',
      [
        'node_modules/svelte-check/bin/svelte-check',
        '--tsconfig',
        './tsconfig.json',
        '--output',
        'human',
        '--threshold',
        'warning'
      ],
      one
    ),
    (async () => {
      await run('lint', ['node_modules/oxlint/bin/oxlint'], one);
      await run(
        'lint of components',
        [
          'node_modules/eslint/bin/eslint.js',
          '.',
          '--cache',
          '--cache-location',
          'node_modules/.cache/eslint/'
        ],
        one
      );
      await run(
        'format',
        ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
        one
      );
      await run('dead code', ['node_modules/knip/bin/knip.js'], one);
    })()
  ]);
  await run('unit and server', vitest(), vitestCount);
  await run('browser', ['node_modules/@playwright/test/cli.js', 'test'], playwrightCount);
}

printSlowest('The slowest files', slowFiles);
printSlowest('The slowest tests', slowTests);

const total = parts.reduce<Count>(
  (sum, part) => ({ passed: sum.passed + part.passed, failed: sum.failed + part.failed }),
  { passed: 0, failed: 0 }
);
if (!isLong && total.passed + total.failed < leastTests) {
  console.log(`\nOnly ${total.passed + total.failed} tests ran; the suite has at least ${leastTests}.`);
  total.failed += 1;
}
console.log('\nHow long each part took');
for (const part of parts) console.log(`${String(part.seconds).padStart(7)} s  ${part.title}`);
const minutes = (performance.now() - began) / 60_000;
console.log(`${minutes.toFixed(1).padStart(7)} min in all`);
if (!isLong && process.env['CI'] && minutes > longestMinutes) {
  console.log(`The suite took ${minutes.toFixed(1)} minutes; it may take ${longestMinutes}.`);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
