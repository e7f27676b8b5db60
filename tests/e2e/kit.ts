/**
 * Provides the fixtures of every browser test: people signed in, each in a context of their own, and the rule
 * that no page sends a request to another host, writes an error to the console or breaks its own content
 * policy.
 */
import { rmSync } from 'node:fs';
import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type Page,
  type Request
} from '@playwright/test';
import { beginSession, dataAt, serve } from './demo.ts';

export { expect };

let serving: string | undefined;

/**
 * The server with the demo study that all tests of a file share; it starts as soon as a test uses `person`.
 */
export const origin = (): string => {
  if (serving === undefined) throw new Error('Called before any test has used a person');
  return serving;
};

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Waits until the page's scripts have taken it over: what is clicked or pressed from now on is theirs. */
export const alive = (page: Page): Promise<void> =>
  // SvelteKit announces navigations with this element; it is created once every component is mounted.
  expect(page.locator('#svelte-announcer')).toBeAttached({ timeout: 30_000 });

/** Counts the page's requests from now on; the returned function resolves once none is in flight any more. */
export function watchRequests(page: Page): () => Promise<void> {
  const inFlight = new Set<Request>();
  page.on('request', (request) => inFlight.add(request));
  page.on('requestfinished', (request) => inFlight.delete(request));
  page.on('requestfailed', (request) => inFlight.delete(request));
  const isQuiet = async (): Promise<boolean> => {
    if (inFlight.size > 0) return false;
    // A response may cause more requests when it is executed or rendered.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    );
    return inFlight.size === 0;
  };
  return () => expect.poll(isQuiet, { intervals: [20, 50, 100] }).toBe(true);
}

/** Goes to a page and waits until it is alive and no request of its rendering is in flight any more. */
export async function goAndSettle(page: Page, path: string): Promise<void> {
  const settled = watchRequests(page);
  await page.goto(path);
  await alive(page);
  await settled();
}

/** Goes to a page of a study and waits until it follows what happens there. */
export async function goAndFollow(page: Page, path: string): Promise<void> {
  const line = page.waitForEvent('websocket', (socket) => socket.url().includes('/live?'));
  await page.goto(path);
  await line;
  await alive(page);
}

export interface Look {
  readonly locale?: 'en' | 'zh';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** Signs in by the form, with the password, where that is what is tested. */
  readonly byForm?: boolean;
}

interface WorkerFixtures {
  /** Starts the server of a file, once; the one of the file before it is stopped. */
  serverOf: (file: string) => Promise<string>;
}

interface Fixtures {
  /** The origin of the server that the tests of this file share. */
  fileServer: string;
  /**
   * Opens a browser context for a person of the demo study (`expert1.eu`), or without a name for a reader who
   * is not signed in.
   */
  person: (name: string | null, look?: Look) => Promise<Person>;
  /** Does the same at a server that the test has started for itself. */
  personAt: (at: string, name: string | null, look?: Look) => Promise<Person>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  serverOf: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures this one needs
    async ({}, use) => {
      let current: { file: string; origin: string; end: () => Promise<void> } | undefined;
      await use(async (file) => {
        if (current?.file === file) return current.origin;
        await current?.end();
        current = undefined;
        const dataDir = await dataAt('demo');
        const server = await serve(dataDir);
        const end = async (): Promise<void> => {
          serving = undefined;
          await server.stop();
          rmSync(dataDir, { recursive: true, force: true });
        };
        current = { file, origin: server.origin, end };
        serving = server.origin;
        return server.origin;
      });
      await current?.end();
    },
    { scope: 'worker', timeout: 60_000 }
  ],
  // Its start does not count among what a test has time for.
  fileServer: [async ({ serverOf }, use, { file }) => use(await serverOf(file)), { timeout: 60_000 }],
  person: async ({ personAt, fileServer }, use) => {
    await use((name, look) => personAt(fileServer, name, look));
  },
  personAt: async ({ browser }, use) => {
    const opened: { person: Person; faults: string[] }[] = [];
    await use(async (at, name, look = {}) => {
      const entry = await open(browser, at, name, look);
      opened.push(entry);
      return entry.person;
    });
    await Promise.all(opened.map(({ person }) => person.context.close()));
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
      faults.push(`requested another host: ${url.href}`);
  });
  context.on('weberror', (error) =>
    faults.push(`script error: ${error.error().stack ?? error.error().message}`)
  );
  context.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text()))
      faults.push(message.text());
  });
  await context.addCookies([{ name: 'locale', value: look.locale ?? 'en', url: at }]);
  if (name !== null && look.byForm) {
    const response = await context.request.post('/login', {
      form: { email: `${name}@demo.local`, password: 'meridian' },
      headers: { origin: at, accept: 'text/html' },
      maxRedirects: 0
    });
    expect(response.status(), `${name} signs in`).toBe(303);
  } else if (name !== null)
    await context.addCookies([
      { name: 'session', value: beginSession(at, name), url: at, httpOnly: true, sameSite: 'Lax' }
    ]);
  return { person: { context, page: await context.newPage() }, faults };
}
