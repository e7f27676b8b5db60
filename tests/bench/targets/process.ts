/**
 * Starts server processes on the first core, each able to collect its garbage on request, so that memory
 * figures count live objects only.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { processorSeconds } from '../proc.ts';

export const benchRoot = fileURLToPath(new URL('..', import.meta.url));
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const cacheRoot = `${projectRoot}.cache/bench-peers`;
/** Lies on the project's own disk: /tmp may be memory, where storing costs nothing. */
export const runRoot = `${projectRoot}.cache/bench-run`;

export const cores = { server: 0, clients: 1 } as const;
export const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0;

/** Returns the command that runs `command` on one core, if the machine has two and the tool for it. */
export function pinned(core: number, command: readonly string[]): { file: string; args: string[] } {
  const [file = '', ...args] = canPin ? ['taskset', '-c', String(core), ...command] : command;
  return { file, args };
}

export interface ServerCommand {
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The start of the line that the process prints once it serves. */
  readonly ready: string;
}

export interface ServerProcess {
  readonly pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const patienceSeconds = 60;
const lookMilliseconds = 500;
const longestLook = 5_000;
/** Sets how often in a row a server must be found at rest: longer than the pause between two rounds of its own work. */
const quietLooks = 3;
/** Output lines that a failure prints. */
const lastWords = 12;

/**
 * Waits until a server has done what it does once after its start, such as indexing what it holds: it has used less than a
 * thirtieth of its core for a while.
 */
async function rested(pid: number): Promise<void> {
  const since = performance.now();
  for (let quiet = 0; quiet < quietLooks && performance.now() - since < longestLook;) {
    const before = processorSeconds(pid);
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
    quiet = (processorSeconds(pid) - before) * 1000 < lookMilliseconds / 30 ? quiet + 1 : 0;
  }
}

/** Resolves once it serves and has come to rest. */
export async function startProcess({
  script,
  args = [],
  env = {},
  ready
}: ServerCommand): Promise<ServerProcess> {
  const profile = process.env['BENCH_PROFILE'];
  const { file, args: argv } = pinned(cores.server, [
    process.execPath,
    ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
    '--expose-gc',
    '--import',
    `${benchRoot}servers/collect.ts`,
    script,
    ...args
  ]);
  const child = spawn(file, argv, {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], TZ: 'UTC', NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const output: string[] = [];
  const exited = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    const tooLong = setTimeout(
      () => reject(new Error(`${script} did not serve:\n${output.join('\n')}`)),
      patienceSeconds * 1000
    );
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        output.push(line);
        if (output.length > lastWords) output.shift();
        if (!line.startsWith(ready)) return;
        clearTimeout(tooLong);
        resolve();
      });
    }
    void exited.then(() => {
      clearTimeout(tooLong);
      reject(new Error(`${script} ended before it served:\n${output.join('\n')}`));
    });
  });
  if (child.pid === undefined) throw new Error(`${script} has no process`);
  await rested(child.pid);
  return {
    pid: child.pid,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      const tooLong = setTimeout(() => child.kill('SIGKILL'), patienceSeconds * 1000);
      await exited;
      clearTimeout(tooLong);
    }
  };
}
