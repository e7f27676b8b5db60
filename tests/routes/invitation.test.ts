/**
 * B04 over HTTP: opening a link changes nothing, its address is never sent to third parties, and it is
 * accepted in either language.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { signedInAs } from '#kit/actors.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, testPassword, type TestStudy } from '#kit/people.ts';

let pages: Pages;
let study: TestStudy;
let secretariat: Actor;

beforeAll(async () => {
  pages = await servePages();
  study = await makeStudy(pages.app);
  secretariat = await signedInAs(pages.app, { role: 'secretariat', study });
});

async function invite(email: string): Promise<string> {
  const sent = await pages.app.invitations.send(secretariat, study.slug, {
    email,
    role: 'city',
    sideId: null,
    cityId: 'haidian',
    locale: 'zh'
  });
  if (!sent.ok) throw new Error(sent.refusal.code);
  return new URL(sent.value.link ?? '').pathname;
}
const accepted = async (): Promise<number> =>
  (
    await pages.app.store.db
      .selectFrom('invitation')
      .select('id')
      .where('acceptedAt', 'is not', null)
      .execute()
  ).length;
const accept = (path: string, form: Record<string, string>, cookie?: string) =>
  pages.sendRequest(`${path}?/accept`, { method: 'POST', form, cookie });

it('looking at it, as often as a mail scanner likes, accepts nothing and sends its address nowhere', async () => {
  const path = await invite('look@example.org');
  for (const cookie of [undefined, await cookieOf(pages.app, await makePerson(pages.app))]) {
    const response = await pages.sendRequest(path, { cookie });
    expect([
      response.status,
      response.headers.get('referrer-policy'),
      response.headers.get('cache-control')
    ]).toEqual([200, 'strict-origin', 'private, no-store']);
  }
  expect((await pages.sendRequest(`${path}?/accept`)).status).toBe(200);
  expect(await accepted()).toBe(0);
});

it('it is said in either language, role, side and city in words (R013)', async () => {
  const path = await invite('words@example.org');
  const pageIn = async (locale: string) =>
    (await pages.sendRequest(path, { headers: { 'accept-language': locale } })).text();
  expect(await pageIn('en')).toContain('Representative of haidian, China');
  expect(await pageIn('zh')).toContain('城市2代表（中国）');
});

it('who is new gives a name in either language and a password, and is in the study', async () => {
  const path = await invite('new@example.org');
  expect((await accept(path, { nameEn: '', nameZh: '', password: testPassword })).status).toBe(400);
  expect((await accept(path, { nameEn: '', nameZh: '李娜', password: 'short' })).status).toBe(400);
  const response = await accept(path, {
    nameEn: '',
    nameZh: '李娜',
    password: testPassword,
    email: 'chair@example.org',
    role: 'chair',
    administrator: 'on'
  });
  expect([response.status, response.headers.get('location')]).toEqual([303, `/studies/${study.slug}`]);
  const cookie = response.headers
    .getSetCookie()
    .find((one) => one.includes('session'))
    ?.split(';')[0];
  const session = await pages.app.sessions.read(cookie ?? null);
  expect(session?.actor).toMatchObject({
    email: 'new@example.org',
    isAdministrator: false,
    grants: [{ role: 'city', cityId: 'haidian' }]
  });
  expect((await pages.sendRequest(`/studies/${study.slug}`, { cookie })).status).toBe(200);
  // A person who opens a used link again is told where to sign in.
  const again = await pages.sendRequest(path);
  expect([again.status, await again.text()]).toEqual([200, expect.stringContaining('href="/login"')]);
  expect((await accept(path, { nameEn: 'Again', nameZh: '', password: testPassword })).status).toBe(409);
});

it('whose address has an account is asked to sign in, and comes back', async () => {
  const known = await makePerson(pages.app, { email: 'known@example.org' });
  const path = await invite('known@example.org');
  const page = await (await pages.sendRequest(path)).text();
  expect(page).toContain(`/login?next=${encodeURIComponent(path)}`);
  expect(page).not.toContain('type="password"');
  const signedIn = await pages.sendRequest(`/login?next=${encodeURIComponent(path)}`, {
    method: 'POST',
    form: { email: known.email, password: known.password }
  });
  expect(signedIn.headers.get('location')).toBe(path);
  expect((await accept(path, {}, await cookieOf(pages.app, known))).status).toBe(303);
});

it('a secretariat that gives a role is answered alike for an address with an account, suspended or not, and without', async () => {
  const known = await makePerson(pages.app);
  const suspended = await makePerson(pages.app, { suspended: true });
  const cookie = await cookieOf(pages.app, await makePerson(pages.app, { role: 'secretariat', study }));
  const answers = await Promise.all(
    [known.email, suspended.email, 'nobody@example.org'].map(async (email) => {
      const response = await pages.sendRequest(`/studies/${study.slug}/people?/give`, {
        method: 'POST',
        cookie,
        form: { email, role: 'expert', side: 'eu', city: '' },
        headers: { accept: 'application/json', 'x-sveltekit-action': 'true' }
      });
      const text = await response.text();
      return text.replaceAll(email, 'ADDRESS').replace(/invitation\/[\w-]+/g, 'LINK');
    })
  );
  expect(answers[0]).toContain('ADDRESS');
  expect(answers[0]).not.toContain('"refusal"');
  expect(new Set(answers).size).toBe(1);
  const session = await pages.app.sessions.read(await cookieOf(pages.app, known));
  expect(session?.actor.grants).toEqual([]);
});

it('from another site nothing is accepted', async () => {
  const path = await invite('origin@example.org');
  const form = { nameEn: 'N', nameZh: '', password: testPassword };
  for (const origin of [null, 'null', 'https://elsewhere.example']) {
    expect((await pages.sendRequest(`${path}?/accept`, { method: 'POST', form, origin })).status).toBe(403);
  }
});
