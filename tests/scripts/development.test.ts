/** Runs the development server on a fresh clone, as `npm run dev` does, without a study. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFile } from '#kit/chromium.ts';
import { cloneCheckout } from '#kit/clone.ts';
import { freePort } from '#kit/server.ts';

let folder: string;
let server: ChildProcess;
let origin: string;
let browser: Browser;
let said = '';
const waiting = new Set<() => void>();

/** Settles once the server has said this so many times. */
function hears(what: RegExp, times = 1): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if ([...said.matchAll(what)].length < times) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });
}

beforeAll(async () => {
  folder = cloneCheckout();
  symlinkSync(join(import.meta.dirname, '../../src/lib/paraglide'), join(folder, 'src/lib/paraglide'));
  const port = await freePort();
  origin = `http://localhost:${port}`;
  server = spawn(process.execPath, ['scripts/dev.ts'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), DEMO: '0', PORT: String(port) }
  });
  for (const stream of [server.stdout, server.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const look of [...waiting]) look();
    });
  browser = await chromium.launch({
    executablePath: chromiumFile,
    args: ['--no-sandbox', '--disable-gpu']
  });
  await hears(/Local: /g);
});
afterAll(async () => {
  await browser.close();
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const policyOf = 'content-security-policy';

/** Opens the first page in a browser, and settles once it hears of changes. */
async function openPage(): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  const hearsOfChanges = page.waitForEvent('websocket').then((socket) =>
    socket.waitForEvent('framereceived', {
      predicate: ({ payload }) => payload.toString().includes('connected'),
      timeout: 0
    })
  );
  await page.goto(`${origin}/login`);
  await hearsOfChanges;
  return page;
}

/** Settles once a page was loaded from a server whose policy has this. */
const loadsAgain = (page: Page, policy: string) =>
  page.waitForResponse(
    async (response) =>
      response.url() === `${origin}/login` && ((await response.headerValue(policyOf)) ?? '').includes(policy)
  );

describe('the development server on a fresh clone', () => {
  it('serves its first page without starting twice, and says little', async () => {
    const page = await fetch(`${origin}/login`);
    expect(page.status).toBe(200);
    // Vite's client waits for the next start in a worker of its own.
    expect(page.headers.get(policyOf)).toContain("worker-src 'self' blob:");
    expect(said.split('\n').length).toBeLessThan(30);
    expect(said).not.toMatch(/restart|starts again|config has changed|Error/);
  });

  it('starts once more after a change of the code of the server, however many files, and an open page loads itself again', async () => {
    const page = await openPage();
    const changed = join(folder, 'server/development.ts');
    const again = loadsAgain(page, "child-src 'self'");
    for (const file of ['server/process/config.ts', 'server/app.ts'])
      appendFileSync(join(folder, file), '\n');
    writeFileSync(
      changed,
      readFileSync(changed, 'utf8').replace("worker-src 'self'", "child-src 'self'; worker-src 'self'")
    );
    await hears(/Local: /g, 2);
    expect([...said.matchAll(/the server starts again/g)]).toHaveLength(1);
    await again;
  }, 300_000);
});
