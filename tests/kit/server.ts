/** Runs the real server: build/app/main.js on a built app, in a process of its own, on a free port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compiled } from './compiled.ts';

export interface Server {
  readonly origin: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Lists what it has written to standard error so far. */
  readonly output: readonly string[];
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerOptions {
  readonly dataDir: string;
  /** Sets the port, to start again at the same address. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Resolves once it serves; rejects with what it said when it ends before that. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const port = options.port ?? (await freePort());
  const origin = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['build/app/main.js'], {
    cwd: root,
    env: {
      ...compiled,
      PATH: process.env['PATH'],
      TZ: 'UTC',
      LOG_LEVEL: 'warn',
      // Tests that need the sample study prepare it themselves.
      SAMPLE_STUDY: '0',
      PORT: String(port),
      DATA_DIR: options.dataDir,
      ...options.env
    },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const output: string[] = [];
  const exited = once(child, 'exit');
  // What nobody reads must not fill the pipe.
  child.stdout.on('error', () => undefined).resume();
  const serving = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      output.push(line);
      if (line.startsWith('Meridian serves at')) resolve();
    });
    void exited.then(() => reject(new Error(`The server ended before it served: ${output.join('\n')}`)));
  });
  await serving;
  return {
    origin,
    port,
    process: child,
    output,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    }
  };
}

/** Runs it to its end: for starts that must be refused. */
export async function startAndEnd(
  env: Readonly<Record<string, string>>
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['build/app/main.js'], {
    cwd: root,
    env: { ...compiled, PATH: process.env['PATH'], LOG_LEVEL: 'warn', SAMPLE_STUDY: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe']
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))
      );
    });
  });
}

/** Signs in as a person would and returns the cookie to send. */
export async function signIn(origin: string, email: string, password = 'meridian'): Promise<string> {
  const response = await fetch(`${origin}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin },
    body: new URLSearchParams({ email, password })
  });
  const cookie = response.headers.getSetCookie().find((value) => /session/.test(value));
  if (!cookie) throw new Error(`${email} could not sign in: ${response.status}`);
  return cookie.split(';')[0] ?? '';
}
