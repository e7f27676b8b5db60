import { describe, expect, it } from 'vitest';
import { broughtNode, chooseNode, isNewEnough, systemNodes } from '../../scripts/node-choice.mjs';
import own from '../../package.json' with { type: 'json' };

type Machine = Parameters<typeof chooseNode>[0];
const machines = {
  'Linux x64': { platform: 'linux', arch: 'x64', libc: 'glibc' },
  'Linux arm64': { platform: 'linux', arch: 'arm64', libc: 'glibc' },
  'Linux x64 with musl': { platform: 'linux', arch: 'x64', libc: 'musl' },
  'Linux arm64 with musl': { platform: 'linux', arch: 'arm64', libc: 'musl' },
  'macOS arm64': { platform: 'darwin', arch: 'arm64', libc: null },
  'macOS x64': { platform: 'darwin', arch: 'x64', libc: null },
  'Windows x64': { platform: 'win32', arch: 'x64', libc: null },
  'Windows arm64': { platform: 'win32', arch: 'arm64', libc: null }
} satisfies Record<string, Machine>;

const all: [string, Machine][] = Object.entries(machines);
const withNode = all.filter(([, { libc }]) => libc !== 'musl');
const system = (version: string) => [{ path: '/opt/node', version }];
const installed = (): boolean => true;
const missing = (): boolean => false;

describe('the choice of Node', () => {
  it.each(['22.18.0', 'v22.23.3', '24.0.0', '26.12.1'])('Node %s is new enough', (version) => {
    expect(isNewEnough(version)).toBe(true);
  });

  it.each(['18.20.0', 'v20.20.2', '22.17.1', '22.9.0', '23.11.0'])('Node %s is not', (version) => {
    expect(isNewEnough(version)).toBe(false);
  });

  it.each(all)('%s: the system’s Node 22 or 24 is used, whatever npm installed', (_, machine) => {
    for (const version of ['22.18.0', '24.21.0']) {
      expect(chooseNode(machine, system(version), installed)).toEqual({
        path: '/opt/node',
        isBrought: false
      });
      expect(chooseNode(machine, system(version), missing)).toEqual({ path: '/opt/node', isBrought: false });
    }
  });

  it.each(withNode)('%s: with Node 20 it is the one that npm installed', (_, machine) => {
    expect(chooseNode(machine, system('20.20.2'), installed)).toEqual({
      path: broughtNode(machine),
      isBrought: true
    });
  });

  it.each(withNode)('%s: without either, one sentence says what to install', (_, machine) => {
    const choice = chooseNode(machine, system('20.20.2'), missing);
    expect('sentence' in choice && choice.sentence).toMatch(
      /this is 20\.20\.2; npm did not install node_modules\/.*install Node 24/
    );
  });

  it.each(['x64', 'arm64'])('musl on %s: npm has no Node, and the sentence says so', (arch) => {
    const choice = chooseNode({ platform: 'linux', arch, libc: 'musl' }, system('20.20.2'), installed);
    expect('sentence' in choice && choice.sentence).toContain(
      `npm has no Node for linux-${arch} with musl, so install Node 24`
    );
  });

  it('the first that is new enough is taken', () => {
    const two = [...system('20.20.2'), { path: '/usr/bin/node', version: '24.1.0' }];
    expect(chooseNode(machines['macOS arm64'], two, installed)).toEqual({
      path: '/usr/bin/node',
      isBrought: false
    });
  });

  it('the Node that runs npm comes before the one of the process', () => {
    const env = {
      npm_node_execpath: '/opt/node',
      npm_config_user_agent: 'npm/11.1.0 node/v20.20.2 linux x64'
    };
    expect(systemNodes('/srv/meridian', env)[0]).toEqual({ path: '/opt/node', version: 'v20.20.2' });
  });

  it.each(withNode)('%s: the package is an optional dependency', (_, machine) => {
    const name = broughtNode(machine)?.split('/')[1] ?? '';
    expect(own.optionalDependencies).toHaveProperty(name);
  });
});
