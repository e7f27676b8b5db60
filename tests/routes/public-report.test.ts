/**
 * Shows that the public pages of a whole report are small: a page has at most 150 KB without figures, however many cities a
 * chapter is about, and every part is still found.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { publishContent } from '#kit/published-report.ts';
import { sha256 } from '#server/files/sha256.ts';
import { storeFiles } from '#server/areas/report/store/report-files.ts';
import { wholeStudy } from '#kit/report-samples.ts';

const most = 150_000;
let pages: Pages;
let base: string;
let study: TestStudy;

beforeAll(async () => {
  pages = await servePages({
    schedulerMilliseconds: null,
    env: { SMTP_URL: 'smtp://localhost:2525?from=desk@example.org' }
  });
  study = await makeStudy(pages.app, {});
  const { id: userId } = await makePerson(pages.app, { email: 'writer@example.org' });
  base = await publishContent(pages.app.store.db, study, userId, {
    ...wholeStudy({ figures: 0 }),
    status: 'published',
    number: '1'
  });
}, 180_000);

const read = async (path: string): Promise<string> => {
  const response = await pages.sendRequest(path);
  expect(response.status, path).toBe(200);
  return response.text();
};
const linksIn = (html: string): string[] => [
  ...new Set(
    [...html.matchAll(/href="([^"#]*)[^"]*"/g)].flatMap(([, href = '']) =>
      href.startsWith(`${base}/`) ? [href] : []
    )
  )
];

describe('a report of thirty cities', () => {
  it('has pages of at most 150 KB, in one language and in both', async () => {
    const contents = await read(base);
    const chapters = linksIn(contents).filter((href) => !href.includes('/files/'));
    expect(chapters.length).toBeGreaterThan(30);
    for (const path of [base, ...chapters.slice(0, 12), ...chapters.slice(-2)])
      for (const view of ['', '?view=facing'])
        expect(Buffer.byteLength(await read(path + view)), path + view).toBeLessThan(most);
  }, 180_000);
  it('leads from a chapter to its cities, and from one to the next', async () => {
    const chapter = await read(`${base}/synopses`);
    const cities = linksIn(chapter);
    expect(cities.length).toBeGreaterThanOrEqual(30);
    const [first = '', second = ''] = cities;
    expect(await read(first)).toContain(`rel="next" href="${second}"`);
  });
});

describe('a file that any cache may share', () => {
  it('carries no session, also where the reader’s is due to be renewed', async () => {
    const { app } = pages;
    const person = await makePerson(app, { email: 'reader@example.org' });
    const cookie = await cookieOf(app, person);
    const soon = new Date(app.now().getTime() + 24 * 60 * 60 * 1000).toISOString();
    await app.store.db
      .updateTable('session')
      .set({ expiresAt: soon })
      .where('userId', '=', person.id)
      .execute();
    const picture = new TextEncoder().encode('GIF89a');
    const hash = sha256(picture);
    await storeFiles(app.store.db, study.id, new Map([[hash, picture]]));
    await app.store.db
      .updateTable('reportBuild')
      .set({ pictures: JSON.stringify([hash]) })
      .where('studyId', '=', study.id)
      .execute();
    const shared = await pages.sendRequest(`${base}/pictures/${hash}`, { cookie });
    expect([shared.status, shared.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('public')
    ]);
    expect(shared.headers.getSetCookie()).toEqual([]);
    const own = await pages.sendRequest('/', { cookie });
    expect(own.headers.get('cache-control')).toBe('private, no-store');
    expect(own.headers.getSetCookie().join()).toContain('session=');
  });
});

it('whom to tell of a vulnerability is said where the installation has an address', async () => {
  const text = await read('/.well-known/security.txt');
  expect(text).toContain('Contact: mailto:desk@example.org\n');
  const [, expires = ''] = /Expires: (.*)/.exec(text) ?? [];
  const days = (Date.parse(expires) - pages.app.now().getTime()) / 86_400_000;
  expect(days).toBeGreaterThan(170);
  expect(days).toBeLessThan(366);
});
