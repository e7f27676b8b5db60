/** Runs the parts of a check or of the suite one by one, times them and sums what passed and failed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Failure } from './failures.ts';

export interface Count {
  passed: number;
  failed: number;
}
export interface Outcome extends Count {
  readonly failures: readonly Failure[];
}
interface Part extends Outcome {
  readonly title: string;
  readonly seconds: number;
  /** Holds the end of what a part without a report wrote. */
  readonly lastLines: readonly string[];
}

export const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
const parts: Part[] = [];

/** A failed part without a report has this many of its last lines repeated at the end. */
const repeated = 20;

/**
 * Runs Node with these arguments at the root of the repository. `readOutcome` reads the part's report;
 * without it the part counts as one test, and the end of its output is kept.
 */
export async function run(
  title: string,
  args: readonly string[],
  readOutcome?: () => Outcome
): Promise<void> {
  const began = performance.now();
  console.log(`\n── ${title}`);
  const output = readOutcome ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', output, output] });
  let written = '';
  for (const [from, to] of [
    [child.stdout, process.stdout] as const,
    [child.stderr, process.stderr] as const
  ]) {
    from?.setEncoding('utf8').on('data', (text: string) => {
      written = (written + text).slice(-64 * 1024);
      to.write(text);
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = Math.round((performance.now() - began) / 1000);
  const { passed, failed, failures } = readOutcome?.() ?? {
    passed: Number(status === 0),
    failed: 0,
    failures: []
  };
  parts.push({
    title,
    seconds,
    passed,
    // A runner that ends badly with no failed test has failed in itself.
    failed: failed === 0 && status !== 0 ? 1 : failed,
    failures,
    lastLines: written.trimEnd().split('\n').slice(-repeated)
  });
  console.log(`── ${title}: ${seconds} s`);
}

/**
 * Checks types with the native compiler (TypeScript 7, `@typescript/native`), in half the time. The linter and
 * svelte-check itself still load TypeScript 6, whose programming interface version 7 does not have yet.
 */
export function checkTypes(): Promise<void> {
  return run('types', [
    'node_modules/svelte-check/bin/svelte-check',
    '--tsgo-experimental-api',
    '--tsconfig',
    './tsconfig.json',
    '--output',
    'human',
    '--threshold',
    'warning'
  ]);
}

export const lint = (): Promise<void> => run('lint', ['node_modules/oxlint/bin/oxlint']);

export function lintComponents(files: readonly string[]): Promise<void> {
  return run('lint of components', [
    'node_modules/eslint/bin/eslint.js',
    '--no-warn-ignored',
    '--cache',
    '--cache-location',
    'node_modules/.cache/eslint/',
    ...files
  ]);
}

export function checkFormat(files: readonly string[]): Promise<void> {
  return run('format', [
    'node_modules/oxfmt/bin/oxfmt',
    '--check',
    '--no-error-on-unmatched-pattern',
    ...files
  ]);
}

/** Runs Vitest with its report in `test-results/vitest.json`. */
export function runVitest(
  title: string,
  args: readonly string[],
  addReport: (report: VitestReport) => void = () => undefined
): Promise<void> {
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=test-results/vitest.json',
    '--reporter=./scripts/vitest-failures.ts'
  ];
  return run(title, [...vitest, ...args], () => {
    const report = readReport('vitest.json') as VitestReport | undefined;
    const failures = readReport('vitest-failures.json') as readonly Failure[] | undefined;
    if (!report || !failures) return noReport;
    addReport(report);
    return { passed: report.numPassedTests, failed: failures.length, failures };
  });
}

export interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      /** `passed` or `failed`, or a word for a test that did not run. */
      readonly status: string;
      readonly duration?: number | null;
    }[];
  }[];
}

export const noReport: Outcome = { passed: 0, failed: 1, failures: [] };

/** Removes the reports of an earlier run, so that none is taken for a report of this one. */
export function clearReports(): void {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
}

/** From `test-results`; undefined if the runner has written none. */
export function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(results, file), 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Prints how long each part took and returns the sum of all counts. */
export function printParts(): Count {
  console.log('\nHow long each part took');
  for (const part of parts) console.log(`${String(part.seconds).padStart(7)} s  ${part.title}`);
  return parts.reduce<Count>(
    (sum, part) => ({ passed: sum.passed + part.passed, failed: sum.failed + part.failed }),
    { passed: 0, failed: 0 }
  );
}

/**
 * Prints each failed test with the first line of its message, and of each other failed part the last lines.
 * CI keeps the end of the output only, so this stands there.
 */
export function printFailures(): void {
  for (const { title, failed, failures, lastLines } of parts) {
    if (failed === 0) continue;
    console.log(`\nFailed: ${title}`);
    for (const { file, title: test, message } of failures)
      console.log(`  ${file}: ${test}\n      ${message}`);
    if (failures.length === 0) for (const line of lastLines) console.log(`  ${line}`);
  }
}
