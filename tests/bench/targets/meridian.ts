/**
 * Runs this server as a target: a fresh data folder is a copy of a template with the demo, the load test's
 * study and everyone signed in.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { projectRoot, runRoot, startProcess, type ServerProcess } from './process.ts';
import type { LaunchOptions, Running, Target } from './target.ts';

const roomCount = 500;
const personCount = 50;
/** A file next to the data folder, not in it; one cookie per line. */
const cookiesOf = (folder: string): string => `${folder}.cookies.json`;
/** Port for preparing the template; each run has its own. */
const preparingPort = 4699;
const template = `${runRoot}/meridian`;

async function serve(dataDir: string, port: number): Promise<ServerProcess> {
  return startProcess({
    script: `${projectRoot}build/app/main.js`,
    env: {
      DEMO: '1',
      SAMPLE_STUDY: '0',
      PORT: String(port),
      HOST: '127.0.0.1',
      ORIGIN: originOf(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn'
    },
    ready: 'Meridian serves at'
  });
}

const originOf = (port: number): string => `http://localhost:${port}`;

export const meridian: Target = {
  name: 'meridian',
  title: 'Meridian',
  stores: true,
  rooms: (count) => {
    if (count > roomCount) throw new Error(`The load test's study has ${roomCount} rooms`);
    return Array.from({ length: count }, (_, i) => `bench.chapter.c${i}@1`);
  },
  prepare: async () => {
    if (!existsSync(`${projectRoot}build/handler.js`)) return 'not built: npm run build';
    if (!existsSync(`${projectRoot}build/app/cli.js`)) return 'no build/app/cli.js';
    const founding = await serve(template, preparingPort);
    await founding.stop();
    const env = {
      ...process.env,
      DEMO: '1',
      SAMPLE_STUDY: '0',
      DATA_DIR: template,
      ORIGIN: originOf(preparingPort),
      PORT: String(preparingPort)
    };
    const args = [
      'build/app/cli.js',
      'bench',
      'study',
      '--rooms',
      String(roomCount),
      '--people',
      String(personCount)
    ];
    const made = spawnSync(process.execPath, args, {
      cwd: projectRoot,
      env,
      encoding: 'utf8',
      timeout: 120_000
    });
    if (made.status !== 0)
      return `cli bench study ended with ${made.status}: ${made.stderr.trim().split('\n').at(-1) ?? ''}`;
    const server = await serve(template, preparingPort);
    try {
      const cookies: string[] = [];
      for (let person = 0; person < personCount; person++)
        cookies.push(await signIn(preparingPort, `bench${person}@demo.local`));
      writeFileSync(cookiesOf(template), JSON.stringify(cookies));
    } finally {
      await server.stop();
    }
    return null;
  },
  start: async ({ dataDir, port }: LaunchOptions): Promise<Running> => {
    if (!existsSync(dataDir)) {
      cpSync(template, dataDir, { recursive: true });
      cpSync(cookiesOf(template), cookiesOf(dataDir));
    }
    const cookies = JSON.parse(readFileSync(cookiesOf(dataDir), 'utf8')) as readonly string[];
    const server = await serve(dataDir, port);
    return {
      pid: server.pid,
      stop: (signal) => server.stop(signal),
      access: {
        target: 'meridian',
        dialect: 'y-websocket',
        holdsText: true,
        address: (room, person) => ({
          port,
          path: `/sync/${room}`,
          headers: { Origin: originOf(port), Cookie: cookies[person % cookies.length] ?? '' }
        })
      }
    };
  }
};

async function signIn(port: number, email: string): Promise<string> {
  const response = await fetch(`${originOf(port)}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: originOf(port) },
    body: new URLSearchParams({ email, password: 'meridian' })
  });
  const cookie = response.headers.getSetCookie().find((value) => /session/.test(value));
  if (!cookie) throw new Error(`${email} could not sign in: ${response.status}`);
  return cookie.split(';')[0] ?? '';
}
