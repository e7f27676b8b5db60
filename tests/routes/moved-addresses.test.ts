/** Tests that addresses in sent e-mails, papers and bookmarks lead to the pages of today, with the same rights. */
import { beforeAll, describe, expect, it } from 'vitest';
import { consultedStudy, inDays, sectionIds } from '#kit/consultation.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';

let pages: Pages;
let slug: string;
let token: string;
let cookies: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  const { app } = pages;
  const { study, secretariat } = await consultedStudy(app);
  slug = study.slug;
  const given = await app.externalReviews.give(
    secretariat,
    slug,
    'haidian',
    {
      name: 'Maria Keller',
      organisation: 'Chamber of Commerce',
      sideId: 'eu',
      email: '',
      deadline: { at: inDays(app, 7), zone: 'Asia/Shanghai' }
    },
    'en'
  );
  if (!given.ok) throw new Error(given.refusal.code);
  token = new URL(given.value.link).pathname.split('/').at(-1) ?? '';
  const other = await makeStudy(app, { slug: 'elsewhere' });
  cookies = {
    secretariat: await cookieOf(app, await makePerson(app, { role: 'secretariat', study })),
    city: await cookieOf(app, await makePerson(app, { role: 'city', city: 'haidian', study })),
    'somebody of another study': await cookieOf(
      app,
      await makePerson(app, { role: 'secretariat', study: other })
    ),
    nobody: undefined
  };
});

const moved = (): readonly (readonly [from: string, to: string])[] => [
  [`/studies/${slug}/assessments/haidian/way`, `/studies/${slug}/assessments/haidian/progress`],
  [`/studies/${slug}/assessments/nowhere/way`, `/studies/${slug}/assessments/nowhere/progress`],
  [`/studies/${slug}/chapters/trends/way`, `/studies/${slug}/chapters/trends/progress`],
  [`/reading/${token}`, `/external-review/${token}`],
  [`/reading/${'0'.repeat(64)}`, `/external-review/${'0'.repeat(64)}`]
];

const outcomeOf = ({ status, headers }: Response): string => `${status} ${headers.get('location') ?? ''}`;

describe('an address that a page had before', () => {
  it('leads to its page for good, with query and what comes below', async () => {
    for (const [from, to] of moved())
      for (const rest of ['', '?section=x&said=yes', '/below?a=%2F'])
        for (const method of ['GET', 'HEAD'])
          expect(outcomeOf(await pages.sendRequest(from + rest, { method })), from + rest).toBe(
            `308 ${to}${rest}`
          );
  });

  it.each(['secretariat', 'city', 'somebody of another study', 'nobody'])(
    'opens to %s what the present one opens',
    async (who) => {
      const cookie = cookies[who];
      const outcomes: string[] = [];
      for (const [from, to] of moved()) {
        const redirect = await pages.sendRequest(from, { cookie });
        const there = await pages.sendRequest(redirect.headers.get('location') ?? '', { cookie });
        expect([redirect.status, outcomeOf(there)], from).toEqual([
          308,
          outcomeOf(await pages.sendRequest(to, { cookie }))
        ]);
        outcomes.push(String(there.status));
      }
      expect(outcomes.join(' ')).toBe(
        {
          secretariat: '200 404 200 200 404',
          city: '200 404 404 200 404',
          'somebody of another study': '404 404 404 200 404',
          nobody: '303 303 303 200 404'
        }[who]
      );
    }
  );

  it('leads on who follows a link to it from an open page', async () => {
    for (const [from, to] of moved()) {
      const answer = await pages.sendRequest(`${from}/__data.json?x-sveltekit-invalidated=001`);
      expect([answer.status, await answer.json()]).toMatchObject([200, { type: 'redirect', location: to }]);
    }
  });

  it('takes the form of a page that was open before, and none of another site', async () => {
    const form = { kind: 'fact', language: 'en', section: sectionIds[0] ?? '', body: 'There were 19.' };
    const [from, to] = [`/reading/${token}?/comment`, `/external-review/${token}?/comment`];
    const sent = await pages.sendRequest(from, { method: 'POST', form });
    expect(outcomeOf(sent)).toBe(`308 ${to}`);
    const repeated = await pages.sendRequest(to, { method: 'POST', form });
    expect(repeated.status).toBe(303);
    const foreign = { method: 'POST', form, origin: 'https://elsewhere.example' };
    expect((await pages.sendRequest(from, foreign)).status).toBe(403);
  });
});

it('a path that only resembles a moved one leads nowhere', async () => {
  for (const path of [
    '/readings/x',
    '/reading',
    `/studies/${slug}/way`,
    `/studies/${slug}/assessments/haidian/ways`
  ])
    expect((await pages.sendRequest(path)).status, path).not.toBe(308);
});
