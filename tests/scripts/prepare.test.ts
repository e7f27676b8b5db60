/** Shows the promise of README.md that `npm start` installs what is missing, or says in one sentence what to do. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Stands for npm: it notes how it was called, and answers `ping` and `ci` as the test says. */
const fakeNpm = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const args = process.argv.slice(2);
appendFileSync('calls', args.join(' ') + '\\n');
const said = process.env[args[0] === 'ping' ? 'PING_SAYS' : 'CI_SAYS'] ?? '';
if (said !== '') {
  console.error('npm error code ' + said + '\\nnpm error a second line');
  process.exit(1);
}
if (args[0] === 'ci')
  for (const name of ['', 'yjs/']) {
    mkdirSync('node_modules/' + name, { recursive: true });
    writeFileSync('node_modules/' + (name === '' ? '.package-lock.json' : name + 'package.json'), '{}');
  }
`;

function checkout() {
  const temporary = mkdtempSync(join(tmpdir(), 'meridian-prepare-'));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  const folder = join(temporary, 'with a space');
  mkdirSync(folder);
  for (const name of ['prepare.mjs', 'failed-preparation.mjs', 'node-choice.mjs'])
    cpSync(join(root, 'scripts', name), join(folder, 'scripts', name));
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "yjs": "13.6.33" } }');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'npm.mjs'), fakeNpm);
  return {
    folder,
    install: (env: Readonly<Record<string, string>> = {}) => {
      const script = join(folder, 'scripts/prepare.mjs');
      const npm = { npm_execpath: join(folder, 'npm.mjs'), npm_node_execpath: process.execPath };
      const { status, stderr } = spawnSync(process.execPath, [script, 'install'], {
        encoding: 'utf8',
        env: { ...process.env, ...npm, ...env }
      });
      return { status, said: stderr.trim().split('\n') };
    },
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
  };
}

describe('the compiled code that Node stores', () => {
  it('is trimmed where it has grown beyond its limit, the oldest first', () => {
    const { folder, install } = checkout();
    const compiled = join(folder, 'node_modules/.cache/compiled/v24');
    mkdirSync(compiled, { recursive: true });
    for (const [day, name] of ['oldest', 'older', 'newest'].entries()) {
      writeFileSync(join(compiled, name), '');
      truncateSync(join(compiled, name), 80 * 2 ** 20);
      utimesSync(join(compiled, name), day, day);
    }
    expect(install().status).toBe(0);
    expect(readdirSync(compiled)).toEqual(['newest']);
    expect(install().status).toBe(0);
    expect(readdirSync(compiled)).toEqual(['newest']);
  });
});

describe('the installation of packages', () => {
  it('happens once, and again where a package is missing', () => {
    const { folder, install, calls } = checkout();
    expect(install()).toEqual({ status: 0, said: ['Installing packages …'] });
    expect(install()).toEqual({ status: 0, said: [''] });
    expect(calls().filter((call) => call.startsWith('ci'))).toHaveLength(1);
    rmSync(join(folder, 'node_modules/yjs'), { recursive: true });
    expect(install().status).toBe(0);
    expect(calls().filter((call) => call.startsWith('ci'))).toHaveLength(2);
  });

  it('asks once for the registry, and takes the packages from npm’s cache where it is away', () => {
    const { install, calls } = checkout();
    expect(install({ PING_SAYS: 'EAI_AGAIN' }).status).toBe(0);
    expect(calls()).toEqual([expect.stringMatching(/^ping /), expect.stringMatching(/^ci .*--offline/)]);
  });

  it('asks the registry itself where it only does not know the question', () => {
    const { install, calls } = checkout();
    expect(install({ PING_SAYS: 'E404' }).status).toBe(0);
    expect(calls()[1]).not.toContain('--offline');
  });

  it.each([
    [
      'without a network',
      { PING_SAYS: 'ENOTFOUND', CI_SAYS: 'ENOTCACHED' },
      /npm cannot reach the package registry/
    ],
    ['on a full disk', { CI_SAYS: 'ENOSPC' }, /The disk is full/],
    ['in a folder of another user', { CI_SAYS: 'EACCES' }, /This user may not write to .*with a space/]
  ])('%s ends with one sentence, and the next start tries again', (_, env, sentence) => {
    const { install } = checkout();
    const { status, said } = install(env);
    expect(status).toBe(1);
    expect(said).toEqual(['Installing packages …', expect.stringMatching(sentence)]);
    expect(install().status).toBe(0);
  });
});
