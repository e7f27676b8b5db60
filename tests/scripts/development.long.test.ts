/** Runs `npm run dev` as somebody does who is new to the project, in a checkout of its own. Long: vite prepares its packages first. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloneCheckout } from '#kit/clone.ts';
import { freePort } from '#kit/server.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = cloneCheckout();
  // A copy: a changed message is compiled into it.
  cpSync(join(root, 'src/lib/paraglide'), join(folder, 'src/lib/paraglide'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isReady = (line: string): boolean => line.includes('Local:');

/** Collects the lines of a command, and waits for the next start of its server. */
function readLines(command: ChildProcess) {
  const lines: string[] = [];
  const starts: (() => void)[] = [];
  for (const output of [command.stdout, command.stderr])
    if (output)
      createInterface(output).on('line', (line) => {
        if (line.trim() === '') return;
        lines.push(line);
        if (isReady(line)) starts.shift()?.();
      });
  return {
    lines,
    nextStart: () =>
      new Promise<void>((resolve, reject) => {
        starts.push(resolve);
        command.once('exit', () => reject(new Error(`It has ended:\n${lines.join('\n')}`)));
      })
  };
}

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(join(folder, file), 'utf8');
  expect(before).toContain(from);
  writeFileSync(join(folder, file), before.replace(from, to));
}

it('the development server is quiet, and starts again once for changed code and once for a changed message', async () => {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const command = spawn('npm', ['run', '--silent', 'dev'], {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'],
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      DEMO: '0'
    },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const { lines, nextStart } = readLines(command);
  const signIn = async () => await fetch(`${address}/login`);
  try {
    await nextStart();
    const page = await signIn();
    expect(await page.text()).toContain('Sign in');
    // The page may wait in a worker of vite's for the next start, after which it reloads itself.
    expect(page.headers.get('content-security-policy')).toContain("worker-src 'self' blob:");
    expect(lines.length).toBeLessThan(12);

    let restarted = nextStart();
    edit('server/http/health.ts', '{ ok: true }', '{ ok: true, edited: true }');
    await restarted;
    expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ ok: true, edited: true });

    restarted = nextStart();
    edit('src/lib/i18n/messages/people.en.json', '"sign_in_title": "Sign in"', '"sign_in_title": "Edited"');
    await restarted;
    expect(await (await signIn()).text()).toContain('Edited');

    expect(lines.filter((line) => line.includes('the server starts again'))).toHaveLength(2);
    expect(lines.filter(isReady)).toHaveLength(3);
    expect(lines.length).toBeLessThan(24);
  } finally {
    command.kill('SIGTERM');
    if (command.exitCode === null) await once(command, 'exit');
  }
  await expect(signIn()).rejects.toThrow();
});
