/** Whatever goes wrong under /api, programs are answered in one shape: also before a route is reached. */
import { beforeAll, expect, it } from 'vitest';
import { cookieOf, makePerson } from '#kit/people.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { apiError } from '#lib/server/api/shapes.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await servePages();
});

it('an address that cannot be decoded is not there', async () => {
  for (const path of ['/api/v1/studies/%ff', '/api/v1/%E0%A4%A']) {
    const response = await pages.sendRequest(path);
    expect(response.status, path).toBe(404);
    expect(apiError.parse(await response.json()).error.code, path).toBe('not-found');
  }
});

it('a session that cannot be read is our failure, told without its inside', async () => {
  const cookie = await cookieOf(pages.app, await makePerson(pages.app));
  await pages.app.store.db.schema.alterTable('session').renameTo('session_elsewhere').execute();
  const response = await pages.sendRequest('/api/v1/studies', { cookie });
  expect(response.status).toBe(500);
  expect(apiError.parse(await response.json()).error).toEqual({
    code: 'internal',
    message: 'Internal error'
  });
});
