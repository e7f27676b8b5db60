/**
 * Tests that one person's commands are limited over time: forms and requests without a form alike, with the time to wait,
 * and never those of somebody else.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '#kit/app.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';
import { commandAllowance } from '#server/commands/command-rate.ts';

// It stands still unless a test moves it: nothing is given back meanwhile.
const clock = testClock();
let pages: Pages;
let study: TestStudy;

beforeAll(async () => {
  pages = await servePages({ now: clock.now, schedulerMilliseconds: null });
  study = await makeStudy(pages.app);
});

/** Returns a person who has given as many commands as one may at once. */
async function busyPerson(role: 'expert' | 'secretariat' | 'observer') {
  const person = await makePerson(pages.app, {
    role,
    study,
    ...(role === 'expert' ? { side: 'eu' } : {})
  });
  for (let n = 0; n < commandAllowance.burst; n++) pages.app.commandRate.admit(person.id);
  return cookieOf(pages.app, person);
}

const rename = (cookie: string, headers: Record<string, string> = {}) =>
  pages.sendRequest('/account?/name', {
    method: 'POST',
    cookie,
    headers,
    form: { nameEn: 'Anna', nameZh: '' }
  });

describe('the commands of one person', () => {
  it('are refused with the time to wait once too many came, until it has passed', async () => {
    const cookie = await busyPerson('expert');
    const refused = await rename(cookie);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused.text()).toContain('Too many requests at once');

    const other = await cookieOf(pages.app, await makePerson(pages.app));
    expect((await rename(other)).status).toBe(200);

    clock.advance(1_000);
    expect((await rename(cookie)).status).toBe(200);
    expect((await rename(cookie)).status).toBe(429);
  });

  it('are refused to the form of a page so that the page stays with what was typed', async () => {
    const cookie = await busyPerson('expert');
    const refused = await rename(cookie, { accept: 'application/json', 'x-sveltekit-action': 'true' });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ type: 'error', error: { code: 'too-many-requests' } });
  });

  it('count also where a request has no form', async () => {
    const cookie = await busyPerson('expert');
    const tagged = await pages.sendRequest(`/studies/${study.slug}/coding/tag?code=none`, {
      method: 'POST',
      cookie
    });
    expect([tagged.status, tagged.headers.get('retry-after')]).toEqual([429, '1']);
  });

  it('are counted after the right: who may not give a command is told so', async () => {
    const cookie = await busyPerson('observer');
    const forbidden = await pages.sendRequest(`/studies/${study.slug}/context/sources?/add`, {
      method: 'POST',
      cookie,
      form: { titleEn: 'A' }
    });
    expect(forbidden.status).toBe(403);
  });

  it('never keep anybody from reading, from the look of the pages, or from signing out', async () => {
    const cookie = await busyPerson('expert');
    const statusOf = async (path: string, form?: Record<string, string>): Promise<number> =>
      (await pages.sendRequest(path, { cookie, ...(form ? { method: 'POST', form } : {}) })).status;
    expect(await statusOf('/studies')).toBe(200);
    expect(await statusOf('/theme', { theme: 'dark' })).toBe(303);
    expect(await statusOf('/locale', { locale: 'zh' })).toBe(303);
    expect(await statusOf('/logout', {})).toBe(303);
  });
});
