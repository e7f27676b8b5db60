/**
 * A09: tests forms with forged fields. Odd values are refused, and fields that do not belong to a form are
 * ignored.
 */
import { readdirSync, readFileSync } from 'node:fs';
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
let secretariat: string;
let person: TestPerson;
let own: string;

beforeAll(async () => {
  pages = await servePages();
  study = await makeStudy(pages.app);
  secretariat = await cookieOf(pages.app, await makePerson(pages.app, { role: 'secretariat', study }));
  person = await makePerson(pages.app);
  own = await cookieOf(pages.app, person);
});

const give = (fields: Record<string, string>) =>
  pages.sendRequest(`/studies/${study.slug}/people?/give`, {
    method: 'POST',
    cookie: secretariat,
    form: { email: person.email, side: 'eu', city: '', ...fields }
  });
const grants = () =>
  pages.app.store.db.selectFrom('grant').selectAll().where('userId', '=', person.id).execute();

it.each([
  '',
  'admin',
  'secretariat ',
  'Secretariat',
  'administrator',
  '["secretariat"]',
  '1e1',
  'false',
  'constructor',
  '__proto__'
])('there is no role %j to be given', async (role) => {
  expect((await give({ role })).status).toBe(400);
  expect(await grants()).toEqual([]);
});

it.each(['__proto__', 'constructor', 'toString'])('a field named %s changes no answer', async (name) => {
  const refused = await give({ role: 'nobody', [name]: 'x' });
  expect(refused.status).toBe(400);
  // What was typed is given back with the refusal.
  const [city] = study.cities;
  const step = `/studies/${study.slug}/assessments/${city?.id ?? ''}/progress?/step`;
  const back = await pages.sendRequest(step, {
    method: 'POST',
    cookie: secretariat,
    form: { step: 'return', [name]: 'x' }
  });
  expect([back.status, (await back.text()).includes('[object')]).toEqual([409, false]);
  expect(await grants()).toEqual([]);
});

it.each([
  [{ role: 'expert', side: 'EU' }],
  [{ role: 'expert', side: '__proto__' }],
  [{ role: 'chair', side: 'cn ' }],
  [{ role: 'city', city: 'Haidian' }],
  [{ role: 'city', city: 'toString' }],
  [{ role: 'city', city: 'haidian,bristol' }]
])('no side and no city is what nearly reads like one: %j', async (fields) => {
  expect((await give(fields)).status).toBe(400);
  expect(await grants()).toEqual([]);
});

it('a field that comes twice is refused', async () => {
  const body = `email=${encodeURIComponent(person.email)}&role=observer&role=secretariat&side=&city=`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await pages.sendRequest(`/studies/${study.slug}/people?/give`, {
    method: 'POST',
    cookie: secretariat,
    body,
    headers
  });
  expect(response.status).toBe(400);
  expect(await grants()).toEqual([]);
});

it('an account’s own forms change nothing but what they are for', async () => {
  const more = {
    isAdministrator: '1',
    is_administrator: '1',
    administrator: 'on',
    id: 'other',
    user: 'other',
    email: 'chair@test.local',
    passwordHash: 'x',
    suspendedAt: ''
  };
  const before = await pages.app.store.db
    .selectFrom('user')
    .selectAll()
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  const sendRequest = (path: string, form: Record<string, string>) =>
    pages.sendRequest(path, { method: 'POST', cookie: own, form: { ...form, ...more } });
  expect((await sendRequest('/account?/name', { nameEn: 'Anna', nameZh: '' })).status).toBe(200);
  expect(
    (await sendRequest('/account?/password', { present: 'not the password', wanted: 'another password' }))
      .status
  ).toBe(403);
  const after = await pages.app.store.db
    .selectFrom('user')
    .selectAll()
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  expect(after).toEqual({ ...before, nameEn: 'Anna', nameZh: '' });
});

it('what was typed comes back as text, never as markup', async () => {
  const response = await pages.sendRequest('/login', {
    method: 'POST',
    form: { email: '"><script>alert(1)</script>@x', password: testPassword }
  });
  const page = await response.text();
  expect(response.status).toBe(401);
  expect(page).not.toContain('<script>alert(1)');
});

it('a refused form comes back as it was typed, without its passwords', async () => {
  const response = await pages.sendRequest('/account?/password', {
    method: 'POST',
    cookie: own,
    form: { present: 'present-canary-1', wanted: 'wanted-canary-2', note: 'typed-canary-3' }
  });
  const page = await response.text();
  expect([response.status, page.includes('typed-canary-3')]).toEqual([403, true]);
  expect(page).not.toMatch(/(?:present|wanted)-canary/);
});

it('the form of an action is read once it is known who sends it, and nowhere else', () => {
  const readers = readdirSync('src/routes', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('+page.server.ts'))
    .filter((file) => /\.formData\(|\bformFor\(/.test(readFileSync(`src/routes/${file}`, 'utf8')));
  expect(readers).toEqual([]);
});

it('another person’s session cannot be ended with its id', async () => {
  const theirs = await pages.app.sessions.read(secretariat);
  const response = await pages.sendRequest('/account?/endSession', {
    method: 'POST',
    cookie: own,
    form: { session: theirs?.actor.sessionId ?? '' }
  });
  expect(response.status).toBe(404);
  expect(await pages.app.sessions.read(secretariat)).not.toBeNull();
});

it('a form that a browser sends twice with one key acts once, and both get the same answer', async () => {
  const send = (key: string) =>
    pages.sendRequest(`/studies/${study.slug}/meetings?/add`, {
      method: 'POST',
      cookie: secretariat,
      form: { kind: 'meeting', titleEn: 'Sent twice', fromOn: '2013-05', submission: key }
    });
  const [first, second] = await Promise.all([send('a'.repeat(32)), send('a'.repeat(32))]);
  expect([first.status, second.status]).toEqual([303, 303]);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  const stored = () => pages.app.store.db.selectFrom('meeting').select('id').execute();
  expect(await stored()).toHaveLength(1);
  await send('b'.repeat(32));
  expect(await stored()).toHaveLength(2);
});
