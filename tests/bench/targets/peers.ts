/**
 * Defines the servers people could use instead. They are installed when the benchmark runs, at exact
 * versions, outside the project's own dependencies; without the registry the benchmark continues with what is
 * there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cacheRoot } from './process.ts';

interface Peer {
  readonly folder: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** Versions of what they bring along. */
  readonly overrides?: Readonly<Record<string, string>>;
}

export const peers = {
  'y-websocket': {
    folder: 'y-websocket-server',
    dependencies: { '@y/websocket-server': '0.1.5' },
    // Its range also accepts release candidates that depend on another major version of Yjs than the server
    // does.
    overrides: { '@y/protocols': '1.0.6-1', yjs: '14.0.0-16' }
  },
  leveldb: { folder: 'y-leveldb', dependencies: { 'y-leveldb': '0.2.0', yjs: '13.6.33' } },
  hocuspocus: {
    folder: 'hocuspocus',
    dependencies: {
      '@hocuspocus/server': '4.7.0',
      '@hocuspocus/extension-sqlite': '4.7.0',
      'y-protocols': '1.0.7',
      yjs: '13.6.33'
    },
    // Comes with binaries; the version in its range compiles for a minute. The project itself uses this one.
    overrides: { 'better-sqlite3': '13.2.0' }
  }
} as const satisfies Readonly<Record<string, Peer>>;

/** Returns why it cannot be had, or null. */
export function installPeer(name: keyof typeof peers): string | null {
  const peer: Peer = peers[name];
  const folder = `${cacheRoot}/${peer.folder}`;
  const manifest = JSON.stringify({
    private: true,
    type: 'module',
    dependencies: peer.dependencies,
    overrides: peer.overrides ?? {}
  });
  const stamp = `${folder}/installed.json`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return null;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, manifest);
  console.error(`Installing ${Object.keys(peer.dependencies).join(', ')} for comparison …`);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--omit=dev', '--ignore-scripts', '--loglevel=error'],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 180_000
    }
  );
  if (status !== 0) return `not installed: ${stderr.trim().split('\n')[0] ?? 'npm failed'}`;
  writeFileSync(stamp, manifest);
  return null;
}
