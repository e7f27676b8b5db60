/**
 * Runs a Redis of a test's own (Valkey if only that is installed), without persistence: to be killed, started
 * again and paused.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';
import { freePort } from './server.ts';
import type { AtEnd } from './processes.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Kills the server as a power cut would: nothing that it held comes back. */
  kill(): Promise<void>;
  /** Starts the server again on the same port, empty. Resolves once it answers. */
  start(): Promise<void>;
  /** Pauses the server: it neither answers nor refuses until `goOn` is called. */
  pause(): void;
  goOn(): void;
}

/** Starts a server, which ends with the test, or when `atEnd` says. Extra settings go to its command line. */
export async function startRedis(
  settings: readonly string[] = [],
  atEnd: AtEnd = onTestFinished
): Promise<RedisServer> {
  const binary = redisBinary();
  const port = await freePort();
  let server: ChildProcess | null = null;
  const redis: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: async () => {
      if (server?.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
    start: async () => {
      server = spawn(
        binary,
        [
          '--port',
          String(port),
          '--bind',
          '127.0.0.1',
          '--save',
          '',
          '--appendonly',
          'no',
          '--dir',
          tmpdir(),
          ...settings
        ],
        {
          stdio: 'ignore'
        }
      );
      await untilItAnswers(port, server);
    },
    pause: () => void server?.kill('SIGSTOP'),
    goOn: () => void server?.kill('SIGCONT')
  };
  atEnd(() => redis.kill());
  await redis.start();
  return redis;
}

function redisBinary(): string {
  const found = ['/usr/bin/valkey-server', '/usr/bin/redis-server'].find((path) => existsSync(path));
  if (!found)
    throw new Error('Neither Valkey nor Redis is installed; on Debian: apt-get install valkey-server');
  return found;
}

/** Waits until the server answers anything, since it may require a password. */
async function untilItAnswers(port: number, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error('The Redis of a test did not start');
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => socket.write('PING\r\n'));
      socket.on('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (answered) return;
  }
}
