/** Starts an app in a process of its own and ends it as a test requires: gently, or as a power cut would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Config } from '#server/process/config.ts';
import { freePort } from './server.ts';
import type { Endpoint } from './socket.ts';
import { compiled } from './compiled.ts';

export interface AppProcess {
  readonly endpoint: Endpoint;
  readonly isRunning: boolean;
  /** Stops it in its tracks, as a machine that is starved or moved does, until it is let go on. */
  pause(): void;
  goOn(): void;
  /** Resolves with what it has said on standard error, once it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string>;
}

/** Registers what ends something: as a rule when the test does. */
export type AtEnd = (end: () => Promise<void>) => void;

/** Uses the database of an app that has been closed, or runs next to it. Resolves once it serves. */
export async function startAppProcess(config: Config, atEnd: AtEnd = onTestFinished): Promise<AppProcess> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const { database } = config;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./app-process.ts', import.meta.url))], {
    env: {
      ...compiled,
      TZ: 'UTC',
      LOG_LEVEL: 'error',
      DEMO: '0',
      PORT: String(port),
      ORIGIN: origin,
      DATA_DIR: config.dataDir,
      DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url,
      ...(config.redisUrl === null ? {} : { REDIS_URL: config.redisUrl })
    },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const exited = once(child, 'exit');
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const serving = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('serving')) resolve();
      else output += text;
    });
    void exited.then(() => reject(new Error(`The app ended before it served: ${output}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<string> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return output;
  };
  atEnd(() => end('SIGKILL').then(() => undefined));
  await serving;
  return {
    endpoint: { port, origin },
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    end
  };
}
