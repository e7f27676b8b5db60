/**
 * S01 to S05 over HTTP: if a user is signed out, suspended, given fewer rights or removed, the next request
 * already applies it.
 */
import { beforeAll, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import {
  cookieOf,
  makePerson,
  makeStudy,
  testPassword,
  type TestPerson,
  type TestStudy
} from '#kit/people.ts';

let pages: Pages;
let study: TestStudy;
let administrator: string;
let secretariat: string;

beforeAll(async () => {
  pages = await servePages();
  const { app } = pages;
  study = await makeStudy(app);
  administrator = await cookieOf(app, await makePerson(app, { administrator: true }));
  secretariat = await cookieOf(app, await makePerson(app, { role: 'secretariat', study }));
});

const status = async (path: string, cookie: string): Promise<number> =>
  (await pages.sendRequest(path, { cookie })).status;
const act = async (path: string, cookie: string, form: Record<string, string>): Promise<number> =>
  (await pages.sendRequest(path, { method: 'POST', cookie, form })).status;
const atHome = () => `/studies/${study.slug}`;

async function aMember(): Promise<{ person: TestPerson; cookie: string }> {
  const person = await makePerson(pages.app, { role: 'expert', side: 'cn', study });
  return { person, cookie: await cookieOf(pages.app, person) };
}

async function grantOf(person: TestPerson): Promise<string> {
  const row = await pages.app.store.db
    .selectFrom('grant')
    .select('id')
    .where('userId', '=', person.id)
    .executeTakeFirstOrThrow();
  return row.id;
}

it('S01: signed out in one tab is signed out in the other', async () => {
  const { cookie } = await aMember();
  expect(await status(atHome(), cookie)).toBe(200);
  await act('/logout', cookie, {});
  expect(await status(atHome(), cookie)).toBe(303);
});

it('S02: an administrator ends all sessions of a person', async () => {
  const { person, cookie } = await aMember();
  const second = await cookieOf(pages.app, person);
  expect(await act('/admin/users?/endSessions', administrator, { user: person.id })).toBe(200);
  expect([await status(atHome(), cookie), await status(atHome(), second)]).toEqual([303, 303]);
});

it('S02: a person ends another session of their own, and a new password ends all others', async () => {
  const { person, cookie } = await aMember();
  const second = await cookieOf(pages.app, person);
  const third = await cookieOf(pages.app, person);
  const other = await pages.app.sessions.read(second);
  expect(await act('/account?/endSession', cookie, { session: other?.actor.sessionId ?? '' })).toBe(200);
  expect([await status(atHome(), second), await status(atHome(), third)]).toEqual([303, 200]);
  expect(
    await act('/account?/password', cookie, { present: testPassword, wanted: 'another long password' })
  ).toBe(200);
  expect([await status(atHome(), third), await status(atHome(), cookie)]).toEqual([303, 200]);
});

it('S03: a suspended person is out at once, and the old cookie does not come back with the account', async () => {
  const { person, cookie } = await aMember();
  expect(await act('/admin/users?/suspend', administrator, { user: person.id })).toBe(200);
  expect(await status(atHome(), cookie)).toBe(303);
  expect(await act('/login', '', { email: person.email, password: person.password })).toBe(401);
  expect(await act('/admin/users?/restore', administrator, { user: person.id })).toBe(200);
  expect(await status(atHome(), cookie)).toBe(303);
});

it('S04: a secretary who becomes an observer reads on, and changes nothing any more', async () => {
  const person = await makePerson(pages.app, { role: 'secretariat', study });
  const cookie = await cookieOf(pages.app, person);
  expect(await status(`${atHome()}/settings`, cookie)).toBe(200);
  const grant = await grantOf(person);
  expect(
    await act(`${atHome()}/people?/give`, secretariat, {
      email: person.email,
      role: 'observer',
      side: '',
      city: ''
    })
  ).toBe(200);
  expect(await act(`${atHome()}/people?/withdraw`, secretariat, { grant })).toBe(200);
  expect([await status(atHome(), cookie), await status(`${atHome()}/settings`, cookie)]).toEqual([200, 403]);
  expect(await act(`${atHome()}/people?/withdraw`, cookie, { grant: await grantOf(person) })).toBe(403);
});

it('S05: the person who is removed from a study finds that there is none', async () => {
  const { person, cookie } = await aMember();
  expect(await act(`${atHome()}/people?/withdraw`, secretariat, { grant: await grantOf(person) })).toBe(200);
  expect([await status(atHome(), cookie), await status(`/api/v1${atHome()}`, cookie)]).toEqual([404, 404]);
});

it('S07, S08: the database knows no token and no password, and neither does any address', async () => {
  const { cookie } = await aMember();
  const { db } = pages.app.store;
  const rows = JSON.stringify([
    await db.selectFrom('session').selectAll().execute(),
    await db.selectFrom('user').selectAll().execute(),
    await db.selectFrom('signInAttempt').selectAll().execute(),
    await db.selectFrom('event').selectAll().execute()
  ]);
  expect(rows).not.toContain(cookie.split('=')[1]);
  expect(rows).not.toContain(testPassword);
  expect(
    (await (await pages.sendRequest('/account', { cookie })).text()).includes(cookie.split('=')[1] ?? 'none')
  ).toBe(false);
});
