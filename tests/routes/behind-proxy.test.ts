/**
 * Behind a proxy each client is known by its own address: limits hold for the one who guesses and for nobody
 * else, and the log names them. What a client says about its address itself is not believed.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { attemptsPerAccountEverywhere, attemptsPerAddress } from '#server/auth/throttle.ts';
import { createLogger } from '#server/process/logger.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { makePerson, testPassword, type TestPerson } from '#kit/people.ts';

let pages: Pages;
let person: TestPerson;
const lines: string[] = [];

beforeAll(async () => {
  const logger = createLogger({
    level: 'info',
    now: () => new Date(),
    write: (line) => void lines.push(line)
  });
  pages = await servePages({ env: { TRUSTED_PROXY: '127.0.0.1' }, logger });
  person = await makePerson(pages.app);
});

const signIn = (from: string, email: string, password: string, cookie?: string): Promise<Response> =>
  pages.sendRequest('/login', {
    method: 'POST',
    form: { email, password },
    headers: { 'x-forwarded-for': from },
    cookie
  });

describe('behind a trusted proxy', () => {
  it('who sprays guesses over many accounts is stopped, and everybody else signs in', async () => {
    for (let i = 0; i < attemptsPerAddress; i++)
      await signIn(`198.51.100.${i}, 203.0.113.7`, `nobody${i}@test.local`, 'not the password');
    expect((await signIn('203.0.113.7', person.email, testPassword)).status).toBe(429);
    expect((await signIn('192.0.2.200, 203.0.113.7', person.email, testPassword)).status).toBe(429);
    expect((await signIn('203.0.113.8', person.email, testPassword)).status).toBe(303);
  });

  it('the log names the client, and not the proxy', () => {
    const refused = lines.find((line) => line.includes('sign-in refused'));
    expect(JSON.parse(refused ?? '{}')).toMatchObject({ address: '203.0.113.7' });
    const signedIn = lines.find((line) => line.includes('signed in'));
    expect(JSON.parse(signedIn ?? '{}')).toMatchObject({ address: '203.0.113.8' });
  });

  it('the owner of an account that many addresses guess at signs in with the browser of earlier days', async () => {
    const owner = await makePerson(pages.app);
    const first = await signIn('203.0.113.20', owner.email, testPassword);
    const device = first.headers.getSetCookie().find((cookie) => cookie.startsWith('device='));
    expect(device).toMatch(/^device=[\w-]{65}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/);
    for (let i = 0; i < attemptsPerAccountEverywhere; i++)
      await signIn(`198.51.100.${i}`, owner.email, 'not the password');
    expect((await signIn('203.0.113.21', owner.email, testPassword)).status).toBe(429);
    const known = device?.split(';')[0];
    expect((await signIn('203.0.113.21', owner.email, testPassword, known)).status).toBe(303);
  });

  it('a look-up of hashes is limited for each client', async () => {
    const lookUp = async (from: string): Promise<string> =>
      (
        await pages.sendRequest(`/verify?hash=${'0'.repeat(64)}`, { headers: { 'x-forwarded-for': from } })
      ).text();
    for (let i = 0; i < 60; i++) await lookUp('203.0.113.30');
    expect(await lookUp('203.0.113.30')).toContain('Please try again in');
    expect(await lookUp('203.0.113.31')).not.toContain('Please try again in');
  });

  it('a test of the connection is limited for each client', async () => {
    const abort = new AbortController();
    const probe = async (from: string): Promise<number> =>
      (
        await fetch(`http://localhost:${pages.app.config.port}/probe`, {
          headers: { 'x-forwarded-for': from },
          signal: abort.signal
        })
      ).status;
    for (let i = 0; i < 30; i++) expect(await probe('203.0.113.40')).toBe(200);
    expect(await probe('203.0.113.40')).toBe(429);
    expect(await probe('203.0.113.41')).toBe(200);
    abort.abort();
  });
});

/** Reads from the metrics, as an operator does, how many responses were failures of the server. */
async function countFailed(): Promise<number> {
  const metrics = await (await pages.sendRequest('/metrics')).text();
  expect(metrics).toContain('# TYPE meridian_http_responses_total counter');
  return Number(/^meridian_http_responses_total\{status="5xx"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

describe('a page that fails', () => {
  it('is counted, and named in the log by its route: the path of a link is its secret', async () => {
    const token = 'a1'.repeat(32);
    const { db } = pages.app.store;
    const failedBefore = await countFailed();
    for (const [table, page] of [
      ['reading', 'external-review'],
      ['invitation', 'invitation']
    ] as const) {
      await db.schema.dropTable(table).execute();
      lines.length = 0;
      const answer = await pages.sendRequest(`/${page}/${token}`);
      await answer.text();
      expect(answer.status).toBe(500);
      expect(lines.filter((line) => line.includes('A request failed'))).toHaveLength(1);
      expect(lines.join('\n')).toContain(`/(public)/${page}/[token]`);
      expect(lines.join('\n')).not.toContain(token);
    }
    expect(await countFailed()).toBe(failedBefore + 2);
  });
});
