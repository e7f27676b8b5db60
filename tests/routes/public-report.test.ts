/**
 * Shows that the public pages of a whole report are small: a page has at most 150 KB without figures, however many cities a
 * chapter is about, and every part is still found.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { makePerson, makeStudy } from '#kit/people.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { publishContent } from '#kit/published-report.ts';
import { wholeStudy } from '#kit/report-samples.ts';

const most = 150_000;
let pages: Pages;
let base: string;

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  const study = await makeStudy(pages.app, {});
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
