/**
 * Tests signing in and out over HTTP: the cookie, the redirect, and that an attacker who guesses learns
 * nothing.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '#kit/app.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { signedInAs } from '#kit/actors.ts';
import { cookieOf, makePerson, makeStudy, testPassword, type TestPerson } from '#kit/people.ts';
import { createLogger } from '#server/process/logger.ts';
import { attemptsPerAccount, windowMinutes } from '#server/auth/throttle.ts';

const clock = testClock();
const logged: string[] = [];
const logger = createLogger({ level: 'info', now: clock.now, write: (line) => void logged.push(line) });
let pages: Pages;
let person: TestPerson;

beforeAll(async () => {
  pages = await servePages({ now: clock.now, logger });
  person = await makePerson(pages.app);
});

const signIn = (form: Record<string, string>, { path = '/login', cookie = '', accept = 'text/html' } = {}) =>
  pages.sendRequest(path, { method: 'POST', form, cookie, headers: { accept } });
const rightly = () => ({ email: person.email, password: testPassword });
const sessionCookies = (response: Response): string[] =>
  response.headers.getSetCookie().filter((cookie) => cookie.startsWith('session='));
const pairOf = (response: Response): string => sessionCookies(response)[0]?.split(';')[0] ?? '';
const isIn = async (cookie: string): Promise<boolean> =>
  (await pages.sendRequest('/account', { cookie })).status === 200;

describe('signing in', () => {
  it('sets one cookie that no script reads and no other site sends, and goes on to the studies', async () => {
    const response = await signIn(rightly());
    expect([response.status, response.headers.get('location')]).toEqual([303, '/studies']);
    expect(sessionCookies(response)).toHaveLength(1);
    expect(sessionCookies(response)[0]).toMatch(
      /^session=[a-z2-7]{40}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/
    );
  });

  it('answers a program in JSON, as the contract says', async () => {
    const response = await signIn(rightly(), { accept: 'application/json' });
    expect(await response.json()).toEqual({ type: 'redirect', status: 303, location: '/studies' });
    expect(await isIn(pairOf(response))).toBe(true);
  });

  it('makes a new session in place of the one that the browser held', async () => {
    const first = pairOf(await signIn(rightly()));
    const second = pairOf(await signIn(rightly(), { cookie: first }));
    expect(second).not.toBe(first);
    expect([await isIn(first), await isIn(second)]).toEqual([false, true]);
  });

  it('sends no renewed cookie of the old session after the new one', async () => {
    const old = pairOf(await signIn(rightly()));
    clock.advance(8 * 24 * 3600_000);
    const response = await signIn(rightly(), { cookie: old });
    expect(sessionCookies(response)).toHaveLength(1);
    expect(await isIn(pairOf(response))).toBe(true);
  });

  it('never takes over a session id that somebody planted', async () => {
    const planted = `session=${'b'.repeat(40)}`;
    const response = await signIn(rightly(), { cookie: planted });
    expect(pairOf(response)).not.toBe(planted);
    expect(await isIn(planted)).toBe(false);
  });

  it.each([
    ['/account', '/account'],
    ['/studies/s?a=1', '/studies/s?a=1'],
    ['//evil.example', '/studies'],
    ['/\\evil.example', '/studies'],
    ['https:evil.example', '/studies'],
    ['https://evil.example/', '/studies'],
    ['%2F%2Fevil.example', '/studies'],
    ['javascript:alert(1)', '/studies'],
    ['/\t/evil.example', '/studies'],
    ['/\r\nset-cookie: a=b', '/studies'],
    ['', '/studies']
  ])('with next=%j goes to %s', async (next, lands) => {
    const response = await signIn(rightly(), { path: `/login?next=${encodeURIComponent(next)}` });
    expect(response.headers.get('location')).toBe(lands);
  });

  it('brings a reader back to the page that they asked for', async () => {
    const answer = await pages.sendRequest('/account');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login?next=%2Faccount']);
  });

  it('takes on the language of the account where the browser has chosen none', async () => {
    const reader = await makePerson(pages.app);
    await pages.app.store.db.updateTable('user').set({ locale: 'zh' }).where('id', '=', reader.id).execute();
    const form = { email: reader.email, password: testPassword };
    expect((await signIn(form)).headers.getSetCookie().join()).toContain('locale=zh');
    expect((await signIn(form, { cookie: 'locale=en' })).headers.getSetCookie().join()).not.toContain(
      'locale='
    );
  });
});

describe('guessing', () => {
  // What differs between two requests in any case.
  const answerOf = async (response: Response) => ({
    status: response.status,
    cookies: response.headers.getSetCookie(),
    text: (await response.text())
      .replace(/nonce="[^"]*"/g, '')
      .replaceAll(/[\w.-]+@test\.local/g, 'ADDRESS')
      .replaceAll(/__sveltekit_\w+/g, '')
  });

  it('is told the same of an account that exists, one that does not, and one that is suspended', async () => {
    const suspended = await makePerson(pages.app, { suspended: true });
    const known = await answerOf(
      await signIn({ email: (await makePerson(pages.app)).email, password: 'not the password' })
    );
    const unknown = await answerOf(
      await signIn({ email: 'nobody@test.local', password: 'not the password' })
    );
    const gone = await answerOf(await signIn({ email: suspended.email, password: testPassword }));
    expect(known.status).toBe(401);
    expect(known.text).toContain('The e-mail address or the password is not right.');
    expect(unknown).toEqual(known);
    expect(gone).toEqual(known);
  });

  it('must wait after too many, and is told for how long', async () => {
    const target = await makePerson(pages.app);
    for (let i = 0; i < attemptsPerAccount; i++)
      await signIn({ email: target.email, password: `guess ${i}` });
    const refused = await signIn({ email: target.email, password: testPassword });
    expect(refused.status).toBe(429);
    expect(await refused.text()).toContain(`Please try again in ${windowMinutes} min.`);
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['no password', { email: 'a@test.local' }],
    ['a password of 100 kB', { email: 'a@test.local', password: 'x'.repeat(100_000) }],
    ['an address of 10 kB', { email: 'x'.repeat(10_000), password: 'x' }]
  ])('with %s is refused before any work is done', async (_, form) => {
    expect([400, 413]).toContain((await signIn(form)).status);
  });

  it('with a body of 10 MB is refused', async () => {
    expect(
      (
        await signIn({ email: 'a@test.local', password: 'x'.repeat(10_000_000) }).catch(() => ({
          status: 413
        }))
      ).status
    ).toBe(413);
  });

  it('never gets the password back in the page', async () => {
    const response = await signIn({ email: person.email, password: 'typed-secret' });
    expect(await response.text()).not.toContain('typed-secret');
  });
});

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    const cookie = pairOf(await signIn(rightly()));
    const response = await pages.sendRequest('/logout', { method: 'POST', cookie });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/login']);
    expect(sessionCookies(response)[0]).toMatch(/^session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await isIn(cookie)).toBe(false);
  });

  it('clears the pages that the browser holds, and not what it stores for other users', async () => {
    const cookie = pairOf(await signIn(rightly()));
    const response = await pages.sendRequest('/logout', { method: 'POST', cookie });
    expect(response.headers.get('clear-site-data')).toBe('"cache"');
  });

  it('cannot be caused by a link', async () => {
    const cookie = pairOf(await signIn(rightly()));
    expect((await pages.sendRequest('/logout', { cookie })).status).toBe(405);
    expect(await isIn(cookie)).toBe(true);
  });
});

describe('a password', () => {
  /** Makes the sign-in of a session eleven minutes old. */
  const age = async (userId: string): Promise<void> => {
    const before = new Date(pages.app.now().getTime() - 11 * 60_000).toISOString();
    await pages.app.store.db
      .updateTable('session')
      .set({ createdAt: before, confirmedAt: null })
      .where('userId', '=', userId)
      .execute();
  };
  const locationOf = (response: Response): [number, string | null] => [
    response.status,
    response.headers.get('location')
  ];

  it('is asked for again before the administration and before a role is given, and brings back to where one was', async () => {
    const { app } = pages;
    const study = await makeStudy(app, { slug: 'again' });
    const person = await makePerson(app, { role: 'secretariat', study, administrator: true });
    const cookie = await cookieOf(app, person);
    expect((await pages.sendRequest('/admin/users?q=li', { cookie })).status).toBe(200);
    await age(person.id);
    expect(locationOf(await pages.sendRequest('/admin/users?q=li', { cookie }))).toEqual([
      303,
      '/confirm?next=%2Fadmin%2Fusers%3Fq%3Dli'
    ]);
    const give = () =>
      pages.sendRequest('/studies/again/people?/give', {
        method: 'POST',
        cookie,
        headers: { referer: `${pages.origin}/studies/again/people?tab=1` },
        form: { email: 'no address', role: 'observer', side: '', city: '' }
      });
    expect(locationOf(await give())).toEqual([303, '/confirm?next=%2Fstudies%2Fagain%2Fpeople%3Ftab%3D1']);
    expect(locationOf(await pages.sendRequest('/studies/again/glossary/export.csv', { cookie }))).toEqual([
      303,
      '/confirm?next=%2Fstudies%2Fagain%2Fglossary'
    ]);
    const confirm = (password: string) =>
      pages.sendRequest('/confirm?next=%2Fadmin%2Fusers', { method: 'POST', cookie, form: { password } });
    expect((await confirm('not the password')).status).toBe(403);
    expect(locationOf(await confirm(testPassword))).toEqual([303, '/admin/users']);
    expect((await give()).status).toBe(400);
    expect((await pages.sendRequest('/studies/again/glossary/export.csv', { cookie })).status).toBe(200);
  });

  it('that others have seen opens nothing but the page that changes it', async () => {
    const { app } = pages;
    const administrator = await signedInAs(app, { administrator: true });
    const account = { email: 'made.up@test.local', name: { en: 'Wu', zh: '' } };
    const made = await app.users.create(administrator, account);
    const present = made.ok ? (made.value.madeUpPassword ?? '') : '';
    const cookie = await cookieOf(app, { ...account, password: present });
    expect(locationOf(await pages.sendRequest('/studies', { cookie }))).toEqual([303, '/account/password']);
    expect((await pages.sendRequest('/api/v1/studies', { cookie })).status).toBe(403);
    const change = (wanted: string) =>
      pages.sendRequest('/account/password', { method: 'POST', cookie, form: { present, wanted } });
    expect((await change('made.up.wu')).status).toBe(400);
    expect((await change('lanterns over the harbour')).status).toBe(303);
    expect((await pages.sendRequest('/studies', { cookie })).status).toBe(200);
    expect((await pages.sendRequest('/api/v1/studies', { cookie })).status).toBe(200);
  });

  it('that is forgotten is set by a link, which works once', async () => {
    const { app } = pages;
    const person = await makePerson(app);
    const made = await app.resets.makeLink(person.email);
    const path = made.ok ? new URL(made.value.link).pathname : '';
    const page = await pages.sendRequest(path);
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'strict-origin']);
    expect(await page.text()).toContain(person.email);
    const set = () =>
      pages.sendRequest(path, { method: 'POST', form: { password: 'lanterns over the harbour' } });
    expect(locationOf(await set())).toEqual([303, '/login?reset=done']);
    expect((await set()).status).toBe(409);
    expect(await (await pages.sendRequest(path)).text()).toContain('/forgot');
    expect((await signIn({ email: person.email, password: 'lanterns over the harbour' })).status).toBe(303);
  });
});

it('what a signed-in person is refused is one line in the log, with the route and no address', async () => {
  const study = await makeStudy(pages.app, { slug: 'refusing' });
  const observer = await makePerson(pages.app, { role: 'observer', study });
  const cookie = await cookieOf(pages.app, observer);
  logged.length = 0;
  expect((await pages.sendRequest('/studies/refusing/settings', { cookie })).status).toBe(403);
  expect(logged.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ message: 'refused', userId: observer.id, method: 'GET', status: 403 })
  ]);
  expect(logged.join()).not.toContain('refusing');
});
