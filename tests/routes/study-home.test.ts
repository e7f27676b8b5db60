/** Tests what the home of a study shows of its purpose, and its head of what is new. */
import { beforeAll, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { appendEvent } from '#server/events/append.ts';
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

it('the mark of the inbox says the same to everybody: how much is new, and from 100 on that it is more', async () => {
  const { db } = pages.app.store;
  const at = pages.app.now().toISOString();
  const change = () =>
    db
      .transaction()
      .execute((trx) =>
        appendEvent(
          trx,
          { studyId: study.id, actorId: null, actorRole: null, at },
          { kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } }
        )
      );
  const marks = async (language: string) =>
    /class="count[^>]*>([^<]*)<\/span>\s*<span[^>]*>([^<]*)</u.exec(await home(language))?.slice(1);
  await change();
  expect(await marks('en')).toEqual(['1', '1 unread']);
  for (let count = 1; count < 99; count += 1) await change();
  expect(await marks('en')).toEqual(['99', '99 unread']);
  for (let count = 0; count < 9; count += 1) await change();
  expect(await marks('en')).toEqual(['99+', 'more than 99 unread']);
  expect(await marks('zh')).toEqual(['99+', '超过 99 条未读']);
});
