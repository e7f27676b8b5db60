/**
 * The whole suite: types and lint at once, then unit and server tests, then browser tests. Goes on after a failure, so that one
 * run tells everything, and ends with one line of counts. Fewer tests than the suite is known to have is a failure too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
/** A glob that silently skips files must not look green. Raise it as the suite grows. */
const leastTests = 5000;

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

interface Count {
  passed: number;
  failed: number;
}
const total: Count = { passed: 0, failed: 0 };

async function run(
  title: string,
  args: readonly string[],
  count: (succeeded: boolean) => Count
): Promise<void> {
  const began = Date.now();
  console.log(`\n── ${title}`);
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const [status] = (await once(child, 'exit')) as [number | null];
  const { passed, failed } = count(status === 0);
  total.passed += passed;
  // A runner that ends badly with no failed test has failed in itself.
  total.failed += failed === 0 && status !== 0 ? 1 : failed;
  console.log(`── ${title}: ${Math.round((Date.now() - began) / 1000)} s`);
}

const one = (succeeded: boolean): Count => ({ passed: Number(succeeded), failed: Number(!succeeded) });

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(results, file), 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** What passed when it was tried again counts as passed: the runners name it. */
const vitestCount = (): Count => {
  const report = read('vitest.json') as { numPassedTests: number; numFailedTests: number } | undefined;
  return report ? { passed: report.numPassedTests, failed: report.numFailedTests } : { passed: 0, failed: 1 };
};

const playwrightCount = (): Count => {
  const report = read('playwright.json') as
    { stats: { expected: number; unexpected: number; flaky: number } } | undefined;
  return report
    ? { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected }
    : { passed: 0, failed: 1 };
};

await run('messages', ['scripts/messages.ts'], one);
// Each keeps one core busy.
await Promise.all([
  run(
    'types',
    [
      'node_modules/.bin/svelte-check',
      '--tsconfig',
      './tsconfig.json',
      '--output',
      'human',
      '--threshold',
      'warning'
    ],
    one
  ),
  run('lint', ['node_modules/.bin/eslint', '.'], one)
]);
await run(
  'unit and server',
  [
    'node_modules/.bin/vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=test-results/vitest.json'
  ],
  vitestCount
);
await run('browser', ['node_modules/.bin/playwright', 'test'], playwrightCount);

if (total.passed + total.failed < leastTests) {
  console.log(`Only ${total.passed + total.failed} tests ran; the suite has at least ${leastTests}.`);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
