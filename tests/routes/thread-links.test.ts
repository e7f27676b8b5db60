/**
 * Tests that the user named in a comment is linked from inbox and home to that thread, on every kind of text.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { chapterSection } from '#document/narrative.ts';
import { testClock } from '#kit/app.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import {
  cookieOf,
  makePerson,
  makeStudy,
  type PersonInput,
  type TestPerson,
  type TestStudy
} from '#kit/people.ts';

const clock = testClock();
let pages: Pages;
let study: TestStudy;
let named: { readonly person: TestPerson; readonly cookie: string };
let author: Actor;

beforeAll(async () => {
  pages = await servePages({ now: clock.now, schedulerMilliseconds: null });
  const { app } = pages;
  study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'drafting' },
      { id: 'bristol', side: 'eu', state: 'collecting' }
    ]
  });
  const addPerson = async (input: PersonInput) => {
    const person = await makePerson(app, { study, ...input });
    return { person, cookie: await cookieOf(app, person) };
  };
  named = await addPerson({ role: 'expert', side: 'eu', name: 'Anna Weber' });
  const session = await app.sessions.read(
    (await addPerson({ role: 'expert', side: 'cn', name: 'Li Ming' })).cookie
  );
  if (!session) throw new Error('not signed in');
  author = session.actor;
});

async function linksOn(path: string): Promise<string[]> {
  const response = await pages.sendRequest(path, { cookie: named.cookie });
  expect(response.status).toBe(200);
  return [
    ...new Set(
      [...(await response.text()).matchAll(/href="([^"]*thread[^"]*)"/g)].map(
        ([, href]) => href?.replaceAll('&amp;', '&') ?? ''
      )
    )
  ];
}

async function follow(path: string): Promise<{ readonly path: string; readonly text: string }> {
  const response = await pages.sendRequest(path, { cookie: named.cookie });
  const next = response.headers.get('location');
  if (next !== null) return follow(new URL(next, pages.origin).href.slice(pages.origin.length));
  expect(response.status).toBe(200);
  return { path, text: await response.text() };
}

it.each([
  [
    'a city’s answers',
    () => study.cities[0]?.responseId,
    'stakeholders',
    /^\/studies\/small-study\/assessments\/haidian\/stakeholders\?text=response&/
  ],
  [
    'its findings',
    () => study.cities[0]?.findingsId,
    'stakeholders',
    /^\/studies\/small-study\/assessments\/haidian\/stakeholders\?text=findings&/
  ],
  ['a chapter', () => study.chapterId, chapterSection, /^\/studies\/small-study\/chapters\/trends\?/]
])('on %s', async (_, documentOf, section, address) => {
  const { app } = pages;
  const opened = await app.threads.open(author, documentOf() ?? '', {
    about: 'passage',
    section,
    targetId: null,
    anchor: null,
    audience: 'experts',
    body: `@[${named.person.id}] Is this so?`,
    locale: 'en'
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  const { threadId } = opened.value;
  // Others have it once it can no longer be called back.
  clock.advance(2 * 60_000);
  await app.scheduler.run();
  for (const page of ['/inbox', '']) {
    const links = (await linksOn(`/studies/${study.slug}${page}`)).filter((link) => link.includes(threadId));
    expect(links, page).toHaveLength(1);
    const there = await follow(links[0] ?? '');
    expect(there.path).toMatch(address);
    // The thread is on the page, with what was said in it.
    expect(there.text).toContain(`id="thread-${threadId}"`);
    expect(there.text).toContain('Is this so?');
  }
});
