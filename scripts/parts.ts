/** Runs the parts of a check or of the suite one by one, times them and sums what passed and failed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Count {
  passed: number;
  failed: number;
}
interface Part extends Count {
  readonly title: string;
  readonly seconds: number;
}

export const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
const parts: Part[] = [];

/** Runs Node with these arguments at the root of the repository, then asks `count` what passed and failed. */
export async function run(
  title: string,
  args: readonly string[],
  count: (succeeded: boolean) => Count = one
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

/** Counts a program that only succeeds or fails as one test. */
function one(succeeded: boolean): Count {
  return { passed: Number(succeeded), failed: Number(!succeeded) };
}

export function checkTypes(): Promise<void> {
  return run('types', [
    'node_modules/svelte-check/bin/svelte-check',
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
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--ignore-unknown',
    '--log-level',
    'warn',
    ...files
  ]);
}

/** Runs Vitest with its report in `test-results/vitest.json`. */
export function runVitest(
  title: string,
  args: readonly string[],
  addReport: (report: VitestReport) => void = () => undefined
): Promise<void> {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'];
  return run(title, [...vitest, '--outputFile.json=test-results/vitest.json', ...args], () => {
    const report = readReport('vitest.json') as VitestReport | undefined;
    if (!report) return { passed: 0, failed: 1 };
    addReport(report);
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  });
}

export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly fullName: string; readonly duration?: number | null }[];
  }[];
}

/** Removes the reports of an earlier run, so that none is taken for a report of this one. */
export function clearReports(): void {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
}

/** Reads a report from `test-results`, or returns undefined if the runner has written none. */
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
