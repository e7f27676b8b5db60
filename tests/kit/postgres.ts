/**
 * Runs a PostgreSQL cluster for the tests: trust authentication and no fsync, so it is unfit for measuring
 * durability.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { basename, join } from 'node:path';
import pg from 'pg';
import { quickFolder, quickFolders } from './scratch-folder.ts';
import { freePort } from './server.ts';

export interface Cluster {
  /** Address of the maintenance database; each test makes its own database in the same cluster. */
  readonly url: string;
  /** Ends it at once, as a crash would; its data stay. */
  halt(): Promise<void>;
  /** Starts it again after a halt, on the same port. Resolves once it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const folderPrefix = 'meridian-pg-';
const ownerFile = 'owner';

/** Writes as little as a cluster can whose data have to stay after a crash of its own, and after none of the machine. */
const quickSettings = [
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off'
];

/** Starts a cluster in a temporary folder. Extra settings go to the server's command line. */
export async function startCluster(settings: readonly string[] = quickSettings): Promise<Cluster> {
  const bin = postgresFolder();
  const folder = mkdtempSync(join(quickFolder(), folderPrefix));
  writeFileSync(join(folder, ownerFile), String(process.pid));
  const data = join(folder, 'data');
  chmodSync(folder, 0o777);
  const port = await freePort();
  const run = (command: readonly string[]): void => {
    const [file = '', ...rest] = [...asPostgres(), ...command];
    execFileSync(file, rest, { stdio: 'pipe', cwd: folder });
  };
  run(['cp', '-Rp', emptyCluster(bin), data]);
  const [file = '', ...rest] = [
    ...asPostgres(),
    join(bin, 'postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-h',
    '127.0.0.1',
    '-c',
    'max_connections=200',
    ...settings.flatMap((setting) => ['-c', setting])
  ];
  // Through a socket file tests of services take a tenth less than through TCP.
  const url = `postgres://meridian@127.0.0.1:${port}/postgres?host=${encodeURIComponent(folder)}`;
  let server: ChildProcess | null = null;
  const cluster: Cluster = {
    url,
    halt: async () => {
      if (!server || server.exitCode !== null) return;
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      run([join(bin, 'pg_ctl'), 'stop', '-D', data, '-m', 'immediate']);
      await ended;
    },
    start: async () => {
      server = spawn(file, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
      // The output must be read: a full pipe would block the server.
      server.stderr?.resume();
      await untilItAnswers(url, server);
    },
    stop: async () => {
      await cluster.halt();
      rmSync(folder, { recursive: true, force: true });
    }
  };
  await cluster.start();
  return cluster;
}

/**
 * Ends the clusters of runs that were killed, and removes their folders: in memory they would take the room of
 * the next run.
 */
export function endAbandonedClusters(): void {
  const folders = quickFolders()
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)))
    .filter((folder) => basename(folder).startsWith(folderPrefix));
  for (const folder of folders) {
    const owner = pidIn(join(folder, ownerFile));
    if (owner === null || isRunning(owner)) continue;
    const server = pidIn(join(folder, 'data', 'postmaster.pid'));
    if (server !== null && isRunning(server)) process.kill(server, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the first line of a file; null where there is none. */
function pidIn(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Returns the address of the database. */
export const makeDatabase = (clusterUrl: string, name: string): Promise<string> =>
  copyDatabase(clusterUrl, name, 'template1');

/** Makes a copy of a database that has no connections; returns its address. */
export async function copyDatabase(clusterUrl: string, name: string, template: string): Promise<string> {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  // Copying files takes a third of the time of copying through the log.
  await client.query(`create database "${name}" template "${template}" strategy file_copy`);
  await client.end();
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}

let initialised: string | undefined;

/** Returns the data folder of a cluster that has never run. It is made once per process, since `initdb` takes seconds. */
function emptyCluster(bin: string): string {
  if (initialised !== undefined) return initialised;
  const folder = mkdtempSync(join(quickFolder(), 'meridian-initdb-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const options = ['-A', 'trust', '-U', 'meridian', '-E', 'UTF8', '--no-locale', '--no-sync'];
  const [file = '', ...args] = [...asPostgres(), join(bin, 'initdb'), '-D', data, ...options];
  execFileSync(file, args, { stdio: 'pipe', cwd: folder });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  initialised = data;
  return data;
}

/** Returns the words before a command that PostgreSQL refuses to run as root. */
const asPostgres = (): string[] => (process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : []);

function postgresFolder(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (!found) throw new Error('PostgreSQL is not installed; on Debian: apt-get install postgresql');
  return found;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error('The test cluster of PostgreSQL did not start');
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      // Not at once: it needs the processor for its start.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
