/** Tests that a person who sends too many requests is told when to come again, and others are served as before. */
import { beforeAll, expect, it } from 'vitest';
import { testClock } from '#kit/app.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson } from '#kit/people.ts';
import { apiError } from '#lib/server/api/shapes.ts';

// It stands still unless a test moves it: no request is given back meanwhile.
const clock = testClock();
let pages: Pages;
beforeAll(async () => {
  pages = await servePages({ now: clock.now });
});

it('a page and the API answer 429 with the time to wait, once a person’s requests are used up', async () => {
  const person = await makePerson(pages.app);
  const cookie = await cookieOf(pages.app, person);
  const other = await cookieOf(pages.app, await makePerson(pages.app));
  const statusOf = async (path: string, by: string): Promise<number> =>
    (await pages.sendRequest(path, { cookie: by })).status;
  expect([await statusOf('/studies', cookie), await statusOf('/api/v1/studies', cookie)]).toEqual([200, 200]);
  for (let n = 0; n < 598; n++) {
    const turn = await pages.app.requestLimits.admit(person.id, '203.0.113.7');
    if (turn === 'throttled') throw new Error(`throttled at the request ${n + 3}`);
    turn();
  }

  const page = await pages.sendRequest('/studies', { cookie });
  expect([page.status, page.headers.get('retry-after')]).toEqual([429, '5']);
  expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await page.text()).toMatch(/^\S.*\.$/);
  const api = await pages.sendRequest('/api/v1/studies', { cookie });
  expect([api.status, api.headers.get('retry-after')]).toEqual([429, '5']);
  expect(apiError.parse(await api.json()).error.code).toBe('too-many-requests');
  expect([await statusOf('/studies', other), await statusOf('/api/v1/studies', other)]).toEqual([200, 200]);

  clock.advance(5_000);
  expect([await statusOf('/studies', cookie), await statusOf('/api/v1/studies', cookie)]).toEqual([200, 200]);
});
