/**
 * Runs the scripts of package.json on a fresh clone, where nothing is built: each does first what it needs. Packages are linked
 * instead of installed, and compiled messages taken over. What takes minutes is only begun; `npm start` and `npm test` begin with a whole build, which the suite's
 * own run on a fresh clone shows.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneCheckout } from '#kit/clone.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = cloneCheckout();
  symlinkSync(join(root, 'src/lib/paraglide'), join(folder, 'src/lib/paraglide'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** Runs a command in the clone, without what the runner of tests has put into the environment. */
function inClone(command: string, ...args: string[]) {
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const env = { PATH: path, HOME: process.env['HOME'], DATA_DIR: join(folder, 'data') };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', env });
  return { status, said: `${stdout}${stderr}` };
}
const runScript = (...args: string[]) => inClone('npm', 'run', '--silent', ...args);
const node = (...args: string[]) => inClone(process.execPath, ...args);
const done = (said: unknown = expect.any(String)) => ({ status: 0, said });

describe('on a fresh clone', () => {
  it('the operator’s tool runs before anything was built', () => {
    expect(runScript('cli', '--', 'help')).toEqual(done(expect.stringContaining('restore FILE')));
  });

  it('the check finds settings, types of the routes and its reporter', () => {
    expect(runScript('precheck')).toEqual(done());
    expect(node('node_modules/oxlint/bin/oxlint', 'src/routes/(auth)/login/+page.server.ts')).toEqual(
      done(expect.stringContaining('0 errors'))
    );
    const reporter = '--reporter=./scripts/vitest-failures.ts';
    expect(
      node(
        'node_modules/vitest/vitest.mjs',
        'run',
        reporter,
        '--reporter=default',
        'tests/areas/answers/rules/amount.test.ts'
      )
    ).toEqual(done(expect.not.stringMatching(/tsconfig|Failed to load/)));
  });

  it('the other short scripts run', () => {
    expect(runScript('docs:permissions')).toEqual(done());
    expect(readFileSync(join(folder, 'docs/permissions.md'), 'utf8')).toBe(
      readFileSync(join(root, 'docs/permissions.md'), 'utf8')
    );
    expect(runScript('fuzz:scanner', '--', '--count', '1')).toEqual(done());
  });

  it('every script installs packages first, and those with pages build them', () => {
    const names = Object.keys(scripts).filter((name) => !/^pre[a-z]/.test(name));
    const preparations = names.map((name) => `${scripts[`pre${name}`] ?? ''} ${scripts[name] ?? ''}`);
    for (const preparation of preparations) expect(preparation).toContain('scripts/prepare.mjs install');
    for (const name of ['start', 'test', 'test:long', 'bench', 'docs:images'])
      expect([name, scripts[`pre${name}`]]).toEqual([name, expect.stringMatching(/ build$/)]);
  });
});
