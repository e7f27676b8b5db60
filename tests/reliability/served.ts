/** Runs a server process over a data folder, ended as a run requires, and started again on the same port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '#server/process/config.ts';
import type { Endpoint } from './reader.ts';
import { compiled } from '#kit/compiled.ts';

export interface Served {
  readonly pid: number;
  readonly endpoint: Endpoint;
  /** From the call to the first request it can take, in milliseconds. */
  readonly startedIn: number;
  readonly lives: boolean;
  /** What it has written so far, on either output. */
  readonly output: () => string;
  /** Has it collect its garbage; returns the memory that is still in use, in megabytes. */
  memoryInUse(): Promise<number>;
  end(signal: NodeJS.Signals): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
if (process.env['VITEST'] === undefined)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));

export interface ServeOptions {
  /** Put before `node`, such as `strace …` or `ip netns exec …`. */
  readonly before?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function serve(config: Config, { before = [], env = {} }: ServeOptions = {}): Promise<Served> {
  const { database } = config;
  const begun = performance.now();
  const command = [...before, process.execPath, fileURLToPath(new URL('./serving.ts', import.meta.url))];
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: {
      PATH: process.env['PATH'],
      TZ: 'UTC',
      NODE_ENV: 'production',
      NODE_NO_WARNINGS: '1',
      ...compiled,
      LOG_LEVEL: config.logLevel,
      DEMO: '0',
      PORT: String(config.port),
      HOST: config.host,
      ORIGIN: config.origin,
      DATA_DIR: config.dataDir,
      DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url,
      ...(config.redisUrl === null ? {} : { REDIS_URL: config.redisUrl }),
      ...env
    },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  running.add(child);
  const exited = once(child, 'exit');
  void exited.then(() => running.delete(child));
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('serving')) resolve();
    });
    void exited.then(() => reject(new Error(`The server ended before it served: ${output}`)));
  });
  return {
    pid: child.pid ?? 0,
    endpoint: { port: config.port, origin: config.origin, host: config.host },
    startedIn: performance.now() - begun,
    get lives() {
      return child.exitCode === null && child.signalCode === null;
    },
    output: () => output,
    memoryInUse: async () => {
      const from = output.length;
      child.kill('SIGUSR2');
      for (;;) {
        await once(child.stdout, 'data');
        const bytes = /in use: (\d+)\./.exec(output.slice(from))?.[1];
        if (bytes !== undefined) return Number(bytes) / 1024 / 1024;
      }
    },
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    }
  };
}

export function residentMegabytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}
