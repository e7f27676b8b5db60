/**
 * What every browser test starts from: people signed in, each in a context of their own, and the law that no page asks any
 * other host for anything, writes an error to the console or breaks its own content policy.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { startServer } from '../kit/server.ts';

export { expect };

let serving: string | undefined;

/** Of the server with the demo study that all tests of this worker share. */
export const origin = (): string => {
  if (serving === undefined) throw new Error('Asked before any test began');
  return serving;
};

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

interface Look {
  readonly locale?: 'en' | 'zh';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

interface WorkerFixtures {
  /** Where `origin` is. Each worker has its own: what the tests of one file change, no other file of another worker sees. */
  demoServer: string;
}

interface Fixtures {
  /** A browser of one's own for somebody of the demo study (`expert1.eu`); without a name for a reader who is not signed in. */
  person: (name: string | null, look?: Look) => Promise<Person>;
  /** The same at a server that the test has started for itself. */
  personAt: (at: string, name: string | null, look?: Look) => Promise<Person>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  demoServer: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures this one needs
    async ({}, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'meridian-e2e-'));
      const server = await startServer({ dataDir });
      serving = server.origin;
      await use(server.origin);
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker', auto: true }
  ],
  person: async ({ personAt }, use) => {
    await use((name, look) => personAt(origin(), name, look));
  },
  personAt: async ({ browser }, use) => {
    const opened: { person: Person; faults: string[] }[] = [];
    await use(async (at, name, look = {}) => {
      const entry = await open(browser, at, name, look);
      opened.push(entry);
      return entry.person;
    });
    for (const { person } of opened) await person.context.close();
    expect(opened.flatMap(({ faults }) => faults)).toEqual([]);
  }
});

async function open(
  browser: Browser,
  at: string,
  name: string | null,
  look: Look
): Promise<{ person: Person; faults: string[] }> {
  const faults: string[] = [];
  const context = await browser.newContext({
    baseURL: at,
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.theme ?? 'light'
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(at).host)
      faults.push(`asked another host: ${url.href}`);
  });
  context.on('weberror', (error) => faults.push(`script error: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text()))
      faults.push(message.text());
  });
  await context.addCookies([{ name: 'locale', value: look.locale ?? 'en', url: at }]);
  if (name) {
    const response = await context.request.post('/login', {
      form: { email: `${name}@demo.local`, password: 'meridian' },
      headers: { origin: at, accept: 'text/html' },
      maxRedirects: 0
    });
    expect(response.status(), `${name} signs in`).toBe(303);
  }
  return { person: { context, page: await context.newPage() }, faults };
}
