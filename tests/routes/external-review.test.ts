/**
 * R206 over HTTP: a draft is read and commented on by its link alone, without scripts, and its address is
 * never sent to third parties.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { signedInAs } from '#kit/actors.ts';
import { consultedStudy, inDays, sectionIds } from '#kit/consultation.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson } from '#kit/people.ts';
import { testClock } from '#kit/app.ts';

const clock = testClock(new Date().toISOString());
let pages: Pages;
let people: Awaited<ReturnType<typeof consultedStudy>>;
let expert: Actor;
let cookie: string;
const [first = '', second = ''] = sectionIds;
const comment = { kind: 'fact', language: 'en', section: first, body: 'There were <b>19</b> services.' };

beforeAll(async () => {
  pages = await servePages({ now: clock.now, schedulerMilliseconds: null });
  people = await consultedStudy(pages.app);
  expert = await signedInAs(pages.app, { role: 'expert', study: people.study, side: 'eu' });
  cookie = await cookieOf(
    pages.app,
    await makePerson(pages.app, { role: 'secretariat', study: people.study })
  );
});

async function give(name = 'Maria Keller', days = 7): Promise<string> {
  const given = await pages.app.externalReviews.give(
    people.secretariat,
    people.study.slug,
    'haidian',
    {
      name,
      organisation: 'Chamber of Commerce',
      sideId: 'eu',
      email: '',
      deadline: { at: inDays(pages.app, days), zone: 'Asia/Shanghai' }
    },
    'en'
  );
  if (!given.ok) throw new Error(given.refusal.code);
  return new URL(given.value.link).pathname;
}
const page = async (path: string, language = 'en'): Promise<string> =>
  (await pages.sendRequest(path, { headers: { 'accept-language': language } })).text();
const sendComment = (
  path: string,
  form: Record<string, string> = comment,
  more: { origin?: string | null } = {}
) => pages.sendRequest(`${path}?/comment`, { method: 'POST', form, ...more });

it('shows the draft in both languages, in either language, and sends its address nowhere', async () => {
  const path = await give();
  const response = await pages.sendRequest(path);
  expect(
    ['referrer-policy', 'cache-control', 'x-robots-tag'].map((name) => response.headers.get(name))
  ).toEqual(['strict-origin', 'private, no-store', 'noindex']);
  const english = await page(`${path}?section=${second}`);
  for (const text of [
    'This is a draft',
    'The city opened 17 services in 2012.',
    '该市于2012年开通了17项服务。',
    'Maria Keller',
    'Comments until'
  ])
    expect(english).toContain(text);
  const chinese = await page(path, 'zh');
  for (const text of ['征求意见稿', '尚未定稿', '意见截止']) expect(chinese).toContain(text);
  expect(chinese).not.toContain('This is a draft');
  for (const person of [people.senior, people.secretariat]) expect(english).not.toContain(person.email);
});

it('takes a comment from a form without scripts, shows it back as it was written, and later what became of it', async () => {
  const path = await give();
  const sent = await sendComment(path);
  expect([sent.status, sent.headers.get('location')]).toEqual([303, `${path}?section=${first}&said=yes#own`]);
  expect(await page(sent.headers.get('location')?.split('#')[0] ?? '')).toContain('Your comment is sent');
  expect(await page(path)).toContain('There were &lt;b>19&lt;/b> services.');
  const view = await pages.app.consultations.load(expert, people.study.slug, 'haidian');
  const made = view.ok ? view.value.comments.at(-1) : undefined;
  expect(made).toMatchObject({
    origin: 'reader',
    originName: 'Chamber of Commerce · Maria Keller',
    body: comment.body
  });
  // Inside the study it is shown with the name of its author.
  const inside = await (
    await pages.sendRequest(`/studies/${people.study.slug}/assessments/haidian/consultation`, { cookie })
  ).text();
  for (const text of ['An outside reader', 'Chamber of Commerce · Maria Keller'])
    expect(inside).toContain(text);
});

it('gives back what was typed where it cannot be taken', async () => {
  const path = await give();
  const long = await sendComment(path, { ...comment, body: 'y'.repeat(10_001) });
  expect(long.status).toBe(413);
  expect(await long.text()).toContain('y'.repeat(10_001));
  expect((await sendComment(path, { ...comment, kind: '' })).status).toBe(400);
  expect((await sendComment(path, { ...comment, section: 'no-such' })).status).toBe(400);
  expect((await sendComment(path, {})).status).toBe(400);
});

it('says in words that it has ended or was withdrawn, and shows no text any more', async () => {
  const [ending, revoked] = [await give('Ending', 1), await give('Revoked')];
  const known = await pages.app.externalReviews.list(people.secretariat, people.study.slug, 'haidian');
  const id = known.ok ? known.value.find(({ name }) => name === 'Revoked')?.id : undefined;
  const taken = await pages.sendRequest(
    `/studies/${people.study.slug}/assessments/haidian/consultation?/revoke`,
    {
      method: 'POST',
      cookie,
      form: { id: id ?? '' }
    }
  );
  expect(taken.status).toBe(303);
  clock.advance(86_400_000);
  const after = await page(ending);
  expect(after).toContain('The time for comments on this draft is over');
  expect(await page(revoked)).toContain('This link has been withdrawn');
  for (const path of [ending, revoked]) {
    expect((await pages.sendRequest(path)).status).toBe(200);
    expect(await page(path)).not.toContain('The city opened 17 services');
    expect((await sendComment(path)).status).toBe(409);
  }
  expect(await page(revoked)).not.toMatch(/haidian|Revoked|Chamber/);
});

it('knows no other link, and takes nothing from another site', async () => {
  const path = await give();
  for (const wrong of [`/external-review/${'0'.repeat(64)}`, '/external-review/short', `${path}0`]) {
    expect([(await pages.sendRequest(wrong)).status, (await sendComment(wrong)).status]).toEqual([404, 404]);
  }
  for (const origin of [null, 'null', 'https://elsewhere.example'])
    expect((await sendComment(path, comment, { origin })).status).toBe(403);
});

it('tells the link once, to the person who made it', async () => {
  const consultation = `/studies/${people.study.slug}/assessments/haidian/consultation`;
  const form = {
    name: 'Once Only',
    organisation: 'Institute',
    side: '',
    deadlineLocal: '2099-01-01T12:00',
    deadlineZone: 'Asia/Shanghai'
  };
  const given = await pages.sendRequest(`${consultation}?/give`, { method: 'POST', cookie, form });
  const [link = ''] = /\/external-review\/[0-9a-f]{64}/.exec(await given.text()) ?? [];
  expect([given.status, (await pages.sendRequest(link)).status]).toEqual([200, 200]);
  const again = await (await pages.sendRequest(consultation, { cookie })).text();
  expect(again).toContain('Once Only');
  expect(again).not.toContain('/external-review/');
});
