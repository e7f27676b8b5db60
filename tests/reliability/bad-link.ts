/**
 * Two typists behind a link of 300 ms and 5 % loss in network namespaces, which is then cut for 30 s, given another address, and one of
 * them put to sleep: node tests/reliability/bad-link.ts. As root, on Linux with iproute2 and Python; takes about four minutes.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readOptions } from './options.ts';
import { tokensIn } from './oracle.ts';
import { createFixture } from './fixture.ts';
import { serve } from './served.ts';
import type { TypistMessage } from './slow-link-typist.ts';
import { eventually } from './typing-through.ts';

const options = readOptions({ delay: 150, jitter: 5, loss: 2.5, seconds: 30, port: 4745 });
const [near, far] = ['mer-server', 'mer-typists'];
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: 'pipe' });
const within = (namespace: string): string[] => ['ip', 'netns', 'exec', namespace];
const passing = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

class Typist {
  readonly process: ChildProcess;
  readonly typed = new Map<string, { at: number; took: number }>();
  readonly seen = new Map<string, number>();
  readonly states: { link: string; at: number }[] = [];
  saved = 0;
  text: string | null = null;

  constructor(name: string, origin: string, room: string, cookie: string) {
    const args = [
      'netns',
      'exec',
      far,
      process.execPath,
      here('./slow-link-typist.ts'),
      name,
      origin,
      room,
      cookie
    ];
    this.process = spawn('ip', args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' }
    });
    if (this.process.stdout)
      createInterface({ input: this.process.stdout }).on('line', (line) =>
        this.#hear(JSON.parse(line) as TypistMessage)
      );
  }

  order(order: 'type' | 'stop' | 'text' | 'end'): void {
    this.process.stdin?.write(`${order}\n`);
  }

  #hear(report: TypistMessage): void {
    if (report.kind === 'typed') this.typed.set(report.token, report);
    else if (report.kind === 'seen') this.seen.set(report.token, report.at);
    else if (report.kind === 'saved') this.saved = report.count;
    else if (report.kind === 'state') this.states.push(report);
    else this.text = report.text;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'meridian-link-'));
for (const namespace of [near, far]) ip('netns', 'add', namespace);
const link = spawn(
  'python3',
  [here('./slow-link.py'), near, far, String(options.delay), String(options.jitter), String(options.loss)],
  { stdio: ['ignore', 'pipe', 'inherit'] }
);
await once(link.stdout, 'data');
const fixture = await createFixture({ folder, host: '10.232.9.1', port: options.port, rooms: 1, writers: 2 });
const room = fixture.rooms[0]?.name ?? '';
const served = await serve(fixture.config, { before: within(near) });
const typists = [0, 1].map((n) => new Typist(`t${n}`, fixture.config.origin, room, fixture.writers[n] ?? ''));
const [one, two] = typists;
let failed = false;

const percentile = (of: readonly number[], part: number): string => {
  const sorted = [...of].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(0);
};

/** Types through whatever happens, then waits until each has seen all of the other and calls its own saved. */
async function phase(name: string, action: () => Promise<void>): Promise<void> {
  if (!one || !two) return;
  const before = typists.map((typist) => new Set(typist.typed.keys()));
  const states = typists.map((typist) => typist.states.length);
  for (const typist of typists) typist.order('type');
  await action();
  await passing(2);
  for (const typist of typists) typist.order('stop');
  const stopped = Date.now();
  try {
    await eventually(
      `${name}: all arrives`,
      () =>
        [...one.typed.keys()].every((token) => two.seen.has(token)) &&
        [...two.typed.keys()].every((token) => one.seen.has(token)),
      120
    );
    await eventually(
      `${name}: all is called saved`,
      () => typists.every((typist) => typist.saved === typist.typed.size),
      60
    );
  } catch (error) {
    failed = true;
    console.log(error instanceof Error ? error.message : String(error));
  }
  const delays: number[] = [];
  const local: number[] = [];
  for (const [n, typist] of typists.entries()) {
    const other = typists[1 - n];
    for (const [token, { at, took }] of typist.typed) {
      if (before[n]?.has(token)) continue;
      local.push(took);
      delays.push((other?.seen.get(token) ?? Number.NaN) - at);
    }
  }
  const report = typists.map(
    (typist, n) =>
      typist.states
        .slice(states[n])
        .map(({ link: state }) => state)
        .join('→') || 'open throughout'
  );
  console.log(
    `${name}: ${delays.length} words, to the other's page p50 ${percentile(delays, 0.5)} p95 ${percentile(delays, 0.95)} max ${percentile(delays, 1)} ms; ` +
      `own keystroke max ${Math.max(...local).toFixed(1)} ms; all there and saved ${((Date.now() - stopped) / 1000).toFixed(1)} s after the last; line: ${report.join(' | ')}`
  );
}

try {
  await eventually(
    'both come in',
    () => typists.every((typist) => typist.states.at(-1)?.link === 'open'),
    60
  );
  await phase(
    `round trip ${2 * options.delay} ms, ${(100 * (1 - (1 - options.loss / 100) ** 2)).toFixed(1)} % loss`,
    () => passing(options.seconds)
  );
  await phase('cut for 30 s', async () => {
    await passing(3);
    link.kill('SIGSTOP');
    await passing(15);
    const called = typists.map((typist) => typist.typed.size - typist.saved);
    if (called.some((unsaved) => unsaved < 50)) {
      failed = true;
      console.log(`in the cut the text was called saved: ${called.join(' and ')} unsaved`);
    }
    await passing(15);
    link.kill('SIGCONT');
  });
  await phase('another address', async () => {
    await passing(3);
    ip('-n', near, 'route', 'add', '10.232.9.3', 'dev', 'slowA');
    ip('-n', far, 'addr', 'del', '10.232.9.2/32', 'peer', '10.232.9.1', 'dev', 'slowB');
    ip('-n', far, 'addr', 'add', '10.232.9.3/32', 'peer', '10.232.9.1', 'dev', 'slowB');
    await passing(5);
  });
  await phase('one sleeps for 60 s', async () => {
    await passing(2);
    two?.process.kill('SIGSTOP');
    await passing(60);
    two?.process.kill('SIGCONT');
  });
  for (const typist of typists) typist.order('text');
  await eventually('both report their text', () => typists.every((typist) => typist.text !== null));
  const text = tokensIn(one?.text ?? '');
  const expected = typists.reduce((sum, typist) => sum + typist.typed.size, 0);
  if (one?.text !== two?.text || text.length !== expected || new Set(text).size !== expected) {
    failed = true;
    console.log(`the texts differ or hold ${text.length} words for ${expected}`);
  } else console.log(`both hold the same ${expected} words, each once`);
} finally {
  for (const typist of typists) typist.process.kill('SIGKILL');
  link.kill('SIGKILL');
  await served.end('SIGKILL');
  for (const namespace of [near, far]) ip('netns', 'del', namespace);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
