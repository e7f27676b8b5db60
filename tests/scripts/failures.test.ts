/** Shows the promise of docs/testing.md that the suite names its failed tests at the end of its output. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { playwrightFailures } from '../../scripts/failures.ts';

describe('the end of the suite names what failed', () => {
  it('each failed test, group and file of Vitest is named, and errors that no test caught', () => {
    const root = mkdtempSync(join(tmpdir(), 'meridian-failures-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const files = {
      'a.test.ts': `describe('rooms', () => {
          it('open', () => {});
          it('close in order', () => expect(1).toBe(2));
        });
        describe('hooks', () => {
          beforeAll(() => { throw new Error('no database\\n  at once'); });
          it('are not reached', () => {});
        });`,
      'b.test.ts': `import './missing.ts';`,
      'c.test.ts': `it('leaves a rejection', () => { void Promise.reject(new Error('nobody waits')); });`
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
    const reporter = join(import.meta.dirname, '../../scripts/vitest-failures.ts');
    spawnSync(process.execPath, [vitest, 'run', '--globals', `--reporter=${reporter}`], { cwd: root });
    expect(JSON.parse(readFileSync(join(root, 'test-results/vitest-failures.json'), 'utf8'))).toEqual([
      { file: 'a.test.ts', title: 'hooks', message: 'no database' },
      {
        file: 'a.test.ts',
        title: 'rooms > close in order',
        message: 'expected 1 to be 2 // Object.is equality'
      },
      {
        file: 'b.test.ts',
        title: 'the file',
        message: expect.stringContaining("Cannot find module './missing.ts'") as unknown
      },
      { file: 'c.test.ts', title: 'an error that no test caught', message: 'nobody waits' }
    ]);
  });

  it('each failed test of Playwright has the titles of its groups too, and errors outside tests are named', () => {
    const spec = (title: string, messages: readonly string[]) => ({
      title,
      ok: messages.length === 0,
      tests: [{ results: [{ duration: 1, errors: messages.map((message) => ({ message })) }] }]
    });
    const report = {
      stats: { expected: 1, unexpected: 2, flaky: 0 },
      suites: [
        {
          title: 'inbox.spec.ts',
          file: 'inbox.spec.ts',
          specs: [
            spec('a task is done', []),
            spec('a mention is shown', ['Error: no mention\n  at x', 'later'])
          ],
          suites: [
            {
              title: 'digests',
              file: 'inbox.spec.ts',
              specs: [spec('a digest is sent', ['Test timeout of 60000ms exceeded.'])]
            }
          ]
        }
      ],
      errors: [{ message: 'Error: the demo study could not be filled\n  at y' }]
    };
    expect(playwrightFailures(report)).toEqual([
      { file: 'tests/e2e/inbox.spec.ts', title: 'a mention is shown', message: 'Error: no mention' },
      {
        file: 'tests/e2e/inbox.spec.ts',
        title: 'digests > a digest is sent',
        message: 'Test timeout of 60000ms exceeded.'
      },
      { file: 'tests/e2e', title: 'outside any test', message: 'Error: the demo study could not be filled' }
    ]);
  });
});
