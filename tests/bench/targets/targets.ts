/**
 * Defines the servers under test: ours, the ones people could use instead, and the relay that only forwards.
 */
import { mkdirSync } from 'node:fs';
import type { Dialect } from '../clients/protocol.ts';
import { meridian } from './meridian.ts';
import { installPeer } from './peers.ts';
import { benchRoot, cacheRoot, startProcess } from './process.ts';
import type { LaunchOptions, Target, TargetName } from './target.ts';

interface Simple {
  readonly name: TargetName;
  readonly title: string;
  readonly stores: boolean;
  readonly dialect: Dialect;
  readonly script: string;
  readonly args: (launch: LaunchOptions) => readonly string[];
  readonly prepare: () => string | null;
  readonly holdsText?: boolean;
  readonly answersBeforeLoaded?: boolean;
}

function simple({
  name,
  title,
  stores,
  dialect,
  script,
  args,
  prepare,
  holdsText = true,
  answersBeforeLoaded = false
}: Simple): Target {
  return {
    name,
    title,
    stores,
    rooms: (count) => Array.from({ length: count }, (_, i) => `bench.chapter.c${i}@1`),
    prepare: () => Promise.resolve(prepare()),
    start: async (launch) => {
      mkdirSync(launch.dataDir, { recursive: true });
      const server = await startProcess({
        script: `${benchRoot}servers/${script}`,
        args: [String(launch.port), ...args(launch)],
        ready: 'ready'
      });
      return {
        pid: server.pid,
        stop: (signal) => server.stop(signal),
        access: {
          target: name,
          dialect,
          holdsText,
          answersBeforeLoaded,
          address: (room) => ({ port: launch.port, path: `/${room}`, headers: {} })
        }
      };
    }
  };
}

export const targets: Readonly<Record<TargetName, Target>> = {
  meridian,
  'y-websocket': simple({
    name: 'y-websocket',
    title: '@y/websocket-server',
    stores: false,
    dialect: 'y-websocket',
    script: 'y-websocket.ts',
    args: () => [cacheRoot],
    prepare: () => installPeer('y-websocket')
  }),
  'y-websocket-leveldb': simple({
    name: 'y-websocket-leveldb',
    title: '@y/websocket-server + LevelDB',
    stores: true,
    dialect: 'y-websocket',
    script: 'y-websocket.ts',
    args: ({ dataDir }) => [cacheRoot, dataDir],
    answersBeforeLoaded: true,
    prepare: () => installPeer('y-websocket') ?? installPeer('leveldb')
  }),
  hocuspocus: simple({
    name: 'hocuspocus',
    title: 'Hocuspocus + SQLite',
    stores: true,
    dialect: 'hocuspocus',
    script: 'hocuspocus.ts',
    args: ({ dataDir }) => [cacheRoot, dataDir],
    prepare: () => installPeer('hocuspocus')
  }),
  'hocuspocus-100': simple({
    name: 'hocuspocus-100',
    title: 'Hocuspocus + SQLite, 100 ms',
    stores: true,
    dialect: 'hocuspocus',
    script: 'hocuspocus.ts',
    args: ({ dataDir }) => [cacheRoot, dataDir, '100'],
    prepare: () => installPeer('hocuspocus')
  }),
  relay: simple({
    name: 'relay',
    title: 'bare ws relay',
    stores: false,
    dialect: 'y-websocket',
    script: 'relay.ts',
    args: ({ snapshot }) => (snapshot ? [snapshot] : []),
    prepare: () => null,
    holdsText: false
  })
};
