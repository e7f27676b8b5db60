/**
 * Tests what the pages of a study follow: for each event the loads that run again, as SvelteKit decides it from the
 * dependencies that come with a page's data.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { dependencyOn, type EventSubject } from '#lib/events/topics.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';
import { valueOf } from '#kit/themes.ts';
import {
  againAfter as loadedAgain,
  dataOf,
  eventAbout,
  nodesOf as readNodes,
  type LoadedNode
} from './loads.ts';
import { listRoutes } from './scan.ts';

const about = eventAbout;
const slug = 'small-study';
const root = `/studies/${slug}`;
/** Names the pages that load once: they compute for long, or show what is past. */
const shownOnce = [
  '/audit',
  '/people',
  '/search',
  '/coding/files',
  '/comparison/agreement',
  '/versions/[version]',
  '/versions/compare'
];

const codeInput = {
  label: { en: 'Dates', zh: '日期' },
  definition: { en: '', zh: '' },
  colour: 'teal',
  parentId: null
} as const;

let pages: Pages;
let study: TestStudy;
let expert: string;
let secretariat: string;

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  study = await makeStudy(pages.app);
  const reviewer = { role: 'expert', side: 'eu', rapporteurOf: 'haidian', duty: 'reviewer', study } as const;
  expert = await cookieOf(pages.app, await makePerson(pages.app, reviewer));
  secretariat = await cookieOf(pages.app, await makePerson(pages.app, { role: 'secretariat', study }));
});

const nodesOf = (path: string, cookie: string): Promise<readonly (LoadedNode | null)[]> =>
  readNodes(pages, `${root}${path}`, cookie);

const againAfter = (nodes: readonly (LoadedNode | null)[], event: EventSubject): string =>
  loadedAgain(nodes, slug, event);

/** Returns the states of the codings of comments in the answer to a reload, in the form in which SvelteKit sends it. */
function codingStatesIn(answer: string): unknown[] {
  const [first = ''] = answer.split('\n');
  const { nodes } = JSON.parse(first) as { nodes: ({ data?: unknown[] } | null)[] };
  return nodes.flatMap((node) => {
    const values = node?.data ?? [];
    const isCoding = (one: unknown): one is { thing: number; state: number } =>
      typeof one === 'object' && one !== null && 'coder' in one && 'thing' in one && 'state' in one;
    return values.filter(isCoding).flatMap(({ thing, state }) => {
      const { kind } = values[thing] as { kind: number };
      return values[kind] === 'comment' ? [values[state]] : [];
    });
  });
}

describe('what a page of a study follows', () => {
  it('every page follows something of what it shows, but those that are shown once', async () => {
    const paths = listRoutes()
      .filter((route) => route.startsWith('GET /studies/[study]'))
      .map((route) => route.slice('GET /studies/[study]'.length));
    const followed: string[] = [];
    const unfollowed: string[] = [];
    for (const path of paths) {
      const address = path
        .replace('[city]', 'haidian')
        .replace('[characteristic]', 'smart-city-strategy')
        .replace('[chapter]', 'trends')
        .replace('[record=record]', 'pilots')
        .replace('[kind=paper]', 'handout');
      const leaf = (await nodesOf(address, secretariat)).at(-1);
      if (leaf?.type !== 'data') continue;
      const follows = leaf.uses?.dependencies?.some((dependency) => dependency.startsWith(`live:${slug}:`));
      (follows ? followed : unfollowed).push(path);
    }
    expect(unfollowed.filter((path) => !shownOnce.some((end) => path.endsWith(end)))).toEqual([]);
    expect(followed.length).toBeGreaterThan(50);
  });

  const ofHaidian = [
    '/panel',
    '/evidence',
    '/consultation',
    '/clarifications',
    '/versions',
    '/progress',
    '/approval'
  ];
  const decisions = [
    'assessment.moved',
    'document.frozen',
    'panel.settled',
    'evidence.added',
    'pair.confirmed'
  ];

  it.each(ofHaidian)('a page of a city loads again for that city alone: %s', async (page) => {
    const nodes = await nodesOf(`/assessments/haidian${page}`, expert);
    expect(nodes.at(-1)?.type).toBe('data');
    for (const kind of decisions) {
      expect([kind, againAfter(nodes, about(kind, { cityId: 'bristol' }))]).toEqual([
        kind,
        '0'.repeat(nodes.length)
      ]);
      expect([kind, againAfter(nodes, about(kind, { cityId: 'haidian' })).slice(-2)]).toEqual([kind, '11']);
    }
    expect(againAfter(nodes, about('framework.published')).slice(-2)).toBe('11');
  });

  it('a text of a city loads again what is said of it alone, or with what stands next to it', async () => {
    const nodes = await nodesOf('/assessments/haidian/smart-city-strategy', expert);
    /** Tells the loads of the city, of what stands next to the text, and of the text. */
    const again = (kind: string, cityId: string | null = 'haidian'): string =>
      againAfter(nodes, about(kind, { cityId })).slice(-3);
    for (const kind of ['pair.confirmed', 'comment.added', 'suggestion.decided', 'version.kept'])
      expect([kind, again(kind)]).toEqual([kind, '101']);
    for (const kind of ['panel.settled', 'evidence.added', 'department.changed'])
      expect([kind, again(kind)]).toEqual([kind, '110']);
    for (const kind of ['assessment.moved', 'document.frozen', 'clarification.asked', 'approval.signed'])
      expect([kind, again(kind)]).toEqual([kind, '111']);
    for (const kind of ['practice.changed', 'context.changed', 'levels.released'])
      expect([kind, again(kind, null)]).toEqual([kind, '010']);
    for (const kind of decisions) expect([kind, again(kind, 'bristol')]).toEqual([kind, '000']);
    expect(again('framework.published', null)).toBe('111');
  });

  it('shows what the codes of a comment mean after the comment has changed, and new codes of comments', async () => {
    const at = '/assessments/haidian/smart-city-strategy?text=findings';
    const { app } = pages;
    const author = (await app.sessions.read(expert))?.actor ?? expect.fail('The expert is signed in');
    const documentId = study.cities.find(({ id }) => id === 'haidian')?.findingsId ?? '';
    const words = { body: 'A plan without dates.', locale: 'en' } as const;
    const about = { about: 'passage', section: 'smart-city-strategy', targetId: null, anchor: null } as const;
    const opened = valueOf(
      await app.threads.open(author, documentId, { ...words, ...about, audience: 'experts' })
    );
    const { id: codeId } = valueOf(await app.coding.addCode(author, slug, codeInput));
    const shown = await nodesOf(at, expert);
    valueOf(await app.coding.tag(author, slug, codeId, { kind: 'comment', id: opened.commentId }));
    const reload = async (nodes: readonly (LoadedNode | null)[], kind: string): Promise<unknown[]> => {
      const again = againAfter(nodes, eventAbout(kind, { cityId: 'haidian' }));
      const path = dataOf(`${root}${at}`, `x-sveltekit-invalidated=${again}`);
      return codingStatesIn(await (await pages.sendRequest(path, { cookie: expert })).text());
    };
    expect(await reload(shown, 'codings.changed')).toEqual(['holds']);
    const withCode = await nodesOf(at, expert);
    valueOf(
      await app.threads.edit(
        author,
        { id: opened.commentId, version: 1 },
        { ...words, body: 'It has dates.' }
      )
    );
    expect(await reload(withCode, 'comment.edited')).toEqual(['changed']);
  });

  it.each(['', '/cities', '/activity', '/inbox', '/comparison', '/assessments/completeness', '/approvals'])(
    'a page that shows all cities loads again for each: %s',
    async (page) => {
      const nodes = await nodesOf(page, secretariat);
      for (const cityId of ['haidian', 'bristol'])
        for (const kind of decisions) expect(againAfter(nodes, about(kind, { cityId })).at(-1)).toBe('1');
    }
  );

  it('a chapter loads again for itself, and not for another', async () => {
    const nodes = await nodesOf('/chapters/trends', expert);
    /** Tells the loads of what stands next to the text, and of the text. */
    const again = (kind: string, documentId: string): string =>
      againAfter(nodes, about(kind, { documentId })).slice(-2);
    expect([again('pair.confirmed', study.chapterId), again('pair.confirmed', 'another')]).toEqual([
      '01',
      '00'
    ]);
    expect(again('chapter.moved', study.chapterId)).toBe('11');
    expect(againAfter(nodes, about('assessment.moved', { cityId: 'bristol' })).slice(-2)).toBe('10');
  });

  it('the head of every page, with the inbox, loads again only for what is news to the reader', async () => {
    const headAfter = async (cookie: string, event: EventSubject): Promise<boolean> => {
      const nodes = await nodesOf('/assessments/haidian/progress', cookie);
      const head = nodes.findIndex((node) => node?.uses?.dependencies?.includes(dependencyOn(slug, 'inbox')));
      expect(head).toBeGreaterThan(-1);
      return againAfter(nodes, event)[head] === '1';
    };
    const elsewhere = about('assessment.moved', { cityId: 'bristol' });
    expect([await headAfter(expert, elsewhere), await headAfter(secretariat, elsewhere)]).toEqual([
      false,
      true
    ]);
    const smallStep = about('pair.confirmed', { cityId: 'haidian' });
    expect(await headAfter(expert, smallStep)).toBe(false);
    expect(await headAfter(expert, about('comment.added', { cityId: 'bristol' }))).toBe(true);
  });
});
