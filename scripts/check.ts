/**
 * Checks a change before it is committed: types and lint of the whole project; the rules of this repository, format and fast
 * tests of what differs from the main branch. The whole suite is `npm test`.
 */
import { execFileSync } from 'node:child_process';
import {
  checkFormat,
  checkTypes,
  clearReports,
  lint,
  lintComponents,
  printFailures,
  printParts,
  root,
  runVitest
} from './parts.ts';

/** These tests need no server of their own, so that all of them together take seconds. */
const fastTests = [
  'tests/base',
  '/rules/',
  'tests/boundaries',
  'tests/charts',
  'tests/docs',
  'tests/document',
  'tests/editor',
  'tests/i18n',
  'tests/lint',
  'tests/requirements',
  'tests/scripts',
  'tests/wire'
];

/** Names the tests that a change in a place breaks first, as the recipes of CONTRIBUTING.md say. */
const recipes = [
  {
    of: /^server\/store\/(?:migrate|migrations|schema|tables)/,
    tests: ['tests/store/migrate.test.ts']
  },
  { of: /^src\/routes\//, tests: ['tests/routes/rights.test.ts', '-t', 'declared, and|speaks of everybody'] }
] as const;

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** Returns the commit where this branch left the main branch; without a main branch, the commit before the last. */
function findBase(): string {
  for (const main of ['origin/main', 'main']) {
    try {
      return git('merge-base', 'HEAD', main);
    } catch {
      // This checkout has no such branch.
    }
  }
  return git('rev-parse', 'HEAD~1');
}

const base = findBase();
const changed = [
  ...git('diff', '--name-only', '--diff-filter=ACMR', base).split('\n'),
  ...git('ls-files', '--others', '--exclude-standard').split('\n')
].filter(Boolean);
const linted = changed.filter((file) => /\.svelte(\.ts)?$/.test(file));

clearReports();
// Each lane keeps one core busy.
await Promise.all([
  checkTypes(),
  (async () => {
    await lint();
    if (linted.length > 0) await lintComponents(linted);
    if (changed.length > 0) await checkFormat(changed);
    for (const { of, tests } of recipes)
      if (changed.some((file) => of.test(file))) await runVitest(tests.join(' '), tests);
    await runVitest('fast tests of what changed', ['--changed', base, '--passWithNoTests', ...fastTests]);
  })()
]);
const { passed, failed } = printParts();
printFailures();
console.log(`\ncheck: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
