/** Tests what the home of a study shows of its purpose. */
import { beforeAll, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';

let pages: Pages;
let study: TestStudy;
let cookie: string;

beforeAll(async () => {
  pages = await servePages();
  study = await makeStudy(pages.app);
  cookie = await cookieOf(pages.app, await makePerson(pages.app, { role: 'observer', study }));
});

const home = async (language: string): Promise<string> =>
  (
    await pages.sendRequest(`/studies/${study.slug}`, { cookie, headers: { 'accept-language': language } })
  ).text();

it('there is no heading over a purpose that nobody has written, and one over what is written in either language', async () => {
  for (const [language, heading] of [
    ['en', 'Purpose and scope'],
    ['zh', '目的与范围']
  ] as const) {
    await setPurpose('');
    expect(await home(language)).not.toContain(heading);
    await setPurpose('比较两方城市。');
    const page = await home(language);
    expect([page.includes(heading), page.includes('比较两方城市。')]).toEqual([true, true]);
  }
});

const setPurpose = (purposeZh: string) =>
  pages.app.store.db.updateTable('study').set({ purposeZh }).where('id', '=', study.id).execute();
