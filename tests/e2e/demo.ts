/**
 * Servers of the demo study that cost little: each runs on a copy of a folder that was filled once in a run, and in compiled code that
 * the first server of the run has left behind (tests/e2e/global-setup.ts).
 */
import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { absoluteDays, idleDays, storedId } from '#server/auth/lucia.ts';
import { startServer, type Server } from '../kit/server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Each stage of the demo study at which a test can begin, with the program that prepares it. */
const programs = {
  demo: null,
  /** One city is complete but for one section. */
  collected: 'collected-demo.ts',
  /** One city is in consultation. */
  consulted: 'consulted-demo.ts',
  /** Cities with several people each. */
  staffed: 'staffed-demo.ts',
  /** Eight cities have closed panels. */
  judged: 'judged-demo.ts',
  /** One city waits for two signatures. */
  waiting: 'waiting-approval.ts',
  /** The sample study, which has gone the whole way, is there as well. */
  sample: 'sample-study.ts'
} as const;
export type Stage = keyof typeof programs;

/** Holds templates and compiled code of the whole run. */
function workers(): string {
  const folder = process.env['MERIDIAN_E2E'];
  if (folder === undefined) throw new Error('tests/e2e/global-setup.ts has not run');
  return folder;
}
export const compiled = (): Record<string, string> => ({ NODE_COMPILE_CACHE: join(workers(), 'compiled') });

/** Makes a data folder of its own with the demo study at that stage; the caller removes it. */
export async function dataAt(stage: Stage): Promise<string> {
  const template = join(workers(), stage);
  if (!existsSync(template)) await fill(template, stage);
  const dataDir = mkdtempSync(join(tmpdir(), `meridian-${stage}-`));
  cpSync(template, dataDir, { recursive: true });
  return dataDir;
}

/** Fills the template. Another worker may fill the same at the same time: the first to finish wins. */
async function fill(template: string, stage: Stage): Promise<void> {
  const program = programs[stage];
  if (program === null) throw new Error('The run has no template of the demo study');
  const dataDir = mkdtempSync(join(workers(), 'filling-'));
  cpSync(join(workers(), 'demo'), dataDir, { recursive: true });
  await promisify(execFile)(process.execPath, [join('tests/kit', program), dataDir], {
    cwd: root,
    env: { PATH: process.env['PATH'], TZ: 'UTC', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...compiled() }
  });
  try {
    renameSync(dataDir, template);
  } catch (error) {
    if (!existsSync(template)) throw error;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const folders = new Map<string, string>();

/** Serves a data folder; `port` to start again where one was before. */
export async function serve(
  dataDir: string,
  port?: number,
  env: Readonly<Record<string, string>> = {}
): Promise<Server> {
  const server = await startServer({
    dataDir,
    env: { ...compiled(), ...env },
    ...(port === undefined ? {} : { port })
  });
  folders.set(env['ORIGIN'] ?? server.origin, dataDir);
  return server;
}

/**
 * Begins a session as a sign-in does, without the password, whose check is slow by intent; gives the value of the cookie.
 * How people sign in is tested in people.spec.ts and offline.spec.ts.
 */
export function beginSession(at: string, name: string): string {
  const dataDir = folders.get(at);
  if (dataDir === undefined) throw new Error(`No server of this kit serves at ${at}`);
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  const token = [...randomBytes(40)].map((byte) => letters[byte % 32]).join('');
  const after = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const database = new Database(join(dataDir, 'meridian.db'), { timeout: 10_000 });
  try {
    const { changes } = database
      .prepare(
        `insert into session (id, user_id, created_at, expires_at, ends_at)
         select ?, id, ?, ?, ? from user where email = ?`
      )
      .run(storedId(token), after(0), after(idleDays), after(absoluteDays), `${name}@demo.local`);
    if (changes !== 1) throw new Error(`There is no ${name}@demo.local at ${at}`);
  } finally {
    database.close();
  }
  return token;
}
