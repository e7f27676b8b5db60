/**
 * Tests /api/v1 for each role: the routes' own handlers over a real app. What may not be seen is answered as
 * absent.
 */
import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestEvent } from '@sveltejs/kit';
import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import {
  cookieOf,
  makeMeeting,
  makePerson,
  makeStudy,
  type PersonInput,
  type TestStudy
} from '#kit/people.ts';
import { card } from '#kit/practice-card.ts';
import { challenge, publishedCard, themeStage } from '#kit/themes.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { assessmentDetail, assessmentList } from '#lib/server/api/assessments.ts';
import { contextEntryList, contextFigureList, sourceList } from '#lib/server/api/context.ts';
import { eventList } from '#lib/server/api/events.ts';
import { meetingList, nextStepList } from '#lib/server/api/meetings.ts';
import { practiceList, themeList } from '#lib/server/api/practices.ts';
import { roadmap } from '#lib/server/api/roadmap.ts';
import { searchResults } from '#lib/server/api/search.ts';
import { apiError } from '#lib/server/api/shapes.ts';
import { studyDetail, studyList } from '#lib/server/api/studies.ts';
import { translationList } from '#lib/server/api/translations.ts';
import { versionList } from '#lib/server/api/versions.ts';
import type { App } from '#server/app.ts';

const routes = fileURLToPath(new URL('../../src/routes/', import.meta.url));

const routeFiles = readdirSync(`${routes}api/v1`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('+server.ts'))
  .map((name) => posix.join('api/v1', posix.dirname(name)));

type Handler = (event: RequestEvent) => Promise<Response> | Response;
interface Route {
  readonly GET: Handler;
  readonly fallback: Handler;
}

interface ApiRequest {
  readonly app: App;
  readonly cookie?: string;
  readonly method?: 'GET' | 'fallback';
  readonly query?: string;
  readonly locale?: 'en' | 'zh';
}

async function sendRequest(
  path: string,
  params: Record<string, string>,
  { app, cookie, method = 'GET', query = '', locale = 'en' }: ApiRequest
) {
  const route = (await import(`${routes}api/v1/${path}/+server.ts`)) as Route;
  const session = await app.sessions.read(cookie ?? null);
  const locals: App.Locals = { services: app, actor: session?.actor ?? null, session, locale };
  const url = new URL(`http://localhost:3000/api/v1${query}`);
  const response = await route[method]({ locals, params, url } as unknown as RequestEvent);
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
}

async function signedIn(app: App, input: PersonInput): Promise<string> {
  return cookieOf(app, await makePerson(app, input));
}

const threeCities = [
  { id: 'bristol', side: 'eu', state: 'collecting' },
  { id: 'haidian', side: 'cn', state: 'drafting' },
  { id: 'korla', side: 'cn', state: 'consultation' }
] as const;

async function openSmallStudy(): Promise<{ app: App; study: TestStudy }> {
  const app = await testApp();
  return { app, study: await makeStudy(app, { cities: threeCities }) };
}

describe('the description of the API', () => {
  it('names every route under /api/v1, and no other', async () => {
    const { body } = await sendRequest('openapi.json', {}, { app: await testApp() });
    const { paths } = body as { paths: Record<string, unknown> };
    const described = Object.keys(paths).sort();
    expect(described).toEqual(
      routeFiles.map((file) => `/${file.replaceAll('[', '{').replaceAll(']', '}')}`).sort()
    );
  });

  it('is open to anybody and refers only to shapes that it holds', async () => {
    const { status, body } = await sendRequest('openapi.json', {}, { app: await testApp() });
    expect(status).toBe(200);
    const { openapi, components } = body as {
      openapi: string;
      components: { schemas: Record<string, unknown> };
    };
    expect(openapi).toBe('3.1.0');
    const named = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1] ?? ''
    );
    expect(named.length).toBeGreaterThan(20);
    const shapeless = Object.entries(
      (body as { paths: Record<string, { get: { responses: { 200: { content: object } } } }> }).paths
    ).filter(
      ([, { get }]) =>
        JSON.stringify(get.responses[200].content) === `{"application/json":{"schema":{"type":"object"}}}`
    );
    expect(shapeless.map(([path]) => path)).toEqual(['/api/v1/openapi.json']);
    expect(named.filter((name) => !(name in components.schemas))).toEqual([]);
  });
});

describe('a caller who is not signed in', () => {
  it('is told to sign in wherever a session is needed, whether or not there is such a study', async () => {
    const { app } = await openSmallStudy();
    const { body } = await sendRequest('openapi.json', {}, { app });
    const { paths } = body as { paths: Record<string, { get: { security?: [] } }> };
    const guarded = Object.entries(paths).filter(([, { get }]) => get.security === undefined);
    expect(guarded.length).toBeGreaterThan(15);
    for (const [path] of guarded) {
      const file = path.replace('/api/v1/', '').replaceAll('{', '[').replaceAll('}', ']');
      for (const study of ['small-study', 'nowhere']) {
        const answer = await sendRequest(file, { study, city: 'haidian' }, { app });
        expect(answer.status, path).toBe(401);
        expect(apiError.parse(answer.body).error.code).toBe('signed-out');
      }
    }
  });
});

describe('the versions of an assessment', () => {
  it('are those that the caller may read', async () => {
    const { app, study } = await openSmallStudy();
    const cookie = await signedIn(app, { role: 'expert', side: 'eu', study, name: 'Anna Weber' });
    const actor = (await app.sessions.read(cookie))?.actor;
    if (!actor) throw new Error('not signed in');
    await app.versions.keep(actor, study.slug, { kind: 'findings', city: 'korla' }, { en: 'Draft', zh: '' });
    const listVersionsAs = (caller: string, city: string) =>
      sendRequest(
        'studies/[study]/assessments/[city]/versions',
        { study: study.slug, city },
        { app, cookie: caller }
      );
    const { status, body } = await listVersionsAs(cookie, 'korla');
    expect(status).toBe(200);
    expect(versionList.parse(body).versions).toMatchObject([
      {
        text: 'findings',
        number: 1,
        kind: 'named',
        name: { en: 'Draft', zh: '' },
        by: { name: { en: 'Anna Weber' } }
      }
    ]);
    const city = await signedIn(app, { role: 'city', city: 'korla', study });
    expect((await listVersionsAs(city, 'korla')).body).toEqual({ versions: [] });
    expect((await listVersionsAs(city, 'haidian')).status).toBe(404);
  });
});

describe('the pairs of passages', () => {
  it('are those of texts on which the caller works, all of a city or what is to do in the study', async () => {
    const { app, study } = await openSmallStudy();
    const cookie = await signedIn(app, { role: 'expert', side: 'eu', study });
    const findingsId = study.cities.find(({ id }) => id === 'korla')?.findingsId ?? '';
    const { userId } = (await app.sessions.read(cookie))?.actor ?? { userId: '' };
    await writeText(app, findingsId, userId, 'smart-city-strategy', {
      en: [paragraph('e1', 'The plan began in 2010.'), paragraph('e2', 'It has parts.')],
      zh: [paragraph('z1', '规划始于2010年。')]
    });
    const ofCity = await sendRequest(
      'studies/[study]/assessments/[city]/translations',
      { study: study.slug, city: 'korla' },
      { app, cookie }
    );
    const { texts } = translationList.parse(ofCity.body);
    expect(texts.map(({ text, city }) => [text, city])).toEqual([['findings', 'korla']]);
    const section = texts[0]?.sections.find((one) => one.section === 'smart-city-strategy');
    expect(section).toMatchObject({ counts: { missing: 1, draft: 1, toDo: 2 } });
    expect(section?.pairs.map(({ en, zh, state }) => [en?.words, zh?.words, state])).toEqual([
      ['The plan began in 2010.', '规划始于2010年。', 'draft'],
      ['It has parts.', undefined, 'missing']
    ]);
    const listAs = async (caller: string) =>
      translationList.parse(
        (await sendRequest('studies/[study]/translations', { study: study.slug }, { app, cookie: caller }))
          .body
      ).texts;
    expect(
      (await listAs(cookie)).flatMap(({ sections }) => sections).some(({ pairs }) => pairs.length === 2)
    ).toBe(true);
    expect(await listAs(await signedIn(app, { role: 'observer', study }))).toEqual([]);
    expect(
      (await listAs(await signedIn(app, { role: 'city', city: 'bristol', study }))).map(({ text }) => text)
    ).toEqual(['response']);
  });
});

describe('a caller’s assessments', () => {
  it.each([
    ['secretariat', { role: 'secretariat' }, ['bristol', 'haidian', 'korla']],
    ['chair', { role: 'chair', side: 'cn' }, ['bristol', 'haidian', 'korla']],
    ['expert', { role: 'expert', side: 'eu' }, ['bristol', 'haidian', 'korla']],
    ['observer', { role: 'observer' }, ['bristol', 'haidian', 'korla']],
    ['city representative', { role: 'city', city: 'korla' }, ['korla']]
  ] as const)('%s: %j', async (_, input, expected) => {
    const { app, study } = await openSmallStudy();
    const cookie = await signedIn(app, { ...input, study });
    const { status, body } = await sendRequest(
      'studies/[study]/assessments',
      { study: study.slug },
      { app, cookie }
    );
    expect(status).toBe(200);
    expect(assessmentList.parse(body).assessments.map((summary) => summary.city.id)).toEqual(expected);
  });

  it('name each document’s room, and what the caller may do there', async () => {
    const { app, study } = await openSmallStudy();
    const cookie = await signedIn(app, { role: 'expert', side: 'eu', study });
    const { body } = await sendRequest(
      'studies/[study]/assessments/[city]',
      { study: study.slug, city: 'haidian' },
      { app, cookie }
    );
    const assessment = assessmentDetail.parse(body);
    expect(assessment.state).toBe('drafting');
    expect(assessment.city).toMatchObject({
      id: 'haidian',
      name: { en: 'haidian', zh: '城市2' },
      side: 'cn'
    });
    expect(assessment.documents).toEqual([
      { kind: 'response', room: 'small-study.haidian.response@1', generation: 1, access: 'read' },
      { kind: 'findings', room: 'small-study.haidian.findings@1', generation: 1, access: 'write' }
    ]);
  });

  it('leave out documents that the caller may not open', async () => {
    const { app, study } = await openSmallStudy();
    const observer = await signedIn(app, { role: 'observer', study });
    const bristol = await sendRequest(
      'studies/[study]/assessments/[city]',
      { study: study.slug, city: 'bristol' },
      { app, cookie: observer }
    );
    expect(assessmentDetail.parse(bristol.body).documents.map(({ kind, access }) => [kind, access])).toEqual([
      ['findings', 'read']
    ]);
    const city = await signedIn(app, { role: 'city', city: 'haidian', study });
    const own = await sendRequest(
      'studies/[study]/assessments/[city]',
      { study: study.slug, city: 'haidian' },
      { app, cookie: city }
    );
    expect(assessmentDetail.parse(own.body).documents.map(({ kind, access }) => [kind, access])).toEqual([
      ['response', 'read']
    ]);
  });

  it('of another city are not there for a representative: the same answer as for a city that does not exist', async () => {
    const { app, study } = await openSmallStudy();
    const cookie = await signedIn(app, { role: 'city', city: 'haidian', study });
    const other = await sendRequest(
      'studies/[study]/assessments/[city]',
      { study: study.slug, city: 'korla' },
      { app, cookie }
    );
    const none = await sendRequest(
      'studies/[study]/assessments/[city]',
      { study: study.slug, city: 'atlantis' },
      { app, cookie }
    );
    expect(other.status).toBe(404);
    expect(other.body).toEqual(none.body);
  });
});

describe('studies', () => {
  it('list only those in which the caller holds a role, and an administrator holds none', async () => {
    const { app, study } = await openSmallStudy();
    const second = await makeStudy(app, { slug: 'second-study' });
    const expert = await signedIn(app, { role: 'expert', study });
    const admin = await signedIn(app, { administrator: true });
    expect(
      studyList
        .parse((await sendRequest('studies', {}, { app, cookie: expert })).body)
        .studies.map(({ slug }) => slug)
    ).toEqual(['small-study']);
    expect(studyList.parse((await sendRequest('studies', {}, { app, cookie: admin })).body).studies).toEqual(
      []
    );
    for (const cookie of [expert, admin]) {
      for (const path of ['studies/[study]', 'studies/[study]/assessments', 'studies/[study]/events']) {
        expect((await sendRequest(path, { study: second.slug }, { app, cookie })).status).toBe(404);
      }
    }
  });

  it('tell the caller’s own roles and the rooms of chapters, but no chapter to a city’s representative', async () => {
    const { app, study } = await openSmallStudy();
    const expert = await signedIn(app, { role: 'expert', study });
    const seen = studyDetail.parse(
      (await sendRequest('studies/[study]', { study: study.slug }, { app, cookie: expert })).body
    );
    expect(seen.roles).toEqual(['expert']);
    expect(seen.chapters).toMatchObject([
      { slug: 'trends', room: 'small-study.chapter.trends@1', access: 'write' }
    ]);
    const city = await signedIn(app, { role: 'city', city: 'korla', study });
    expect(
      studyDetail.parse(
        (await sendRequest('studies/[study]', { study: study.slug }, { app, cookie: city })).body
      ).chapters
    ).toEqual([]);
  });
});

describe('what the study has published', () => {
  it('is told to every member as its city agreed to it, and drafts to nobody', async () => {
    const stage = await themeStage();
    const { app, study, eu, as } = stage;
    const id = await publishedCard(stage, await as({ role: 'city', city: 'bristol' }), ['zh']);
    await app.practices.add(eu, study.slug, card);
    await app.themes.add(eu, study.slug, challenge);
    const cookie = await signedIn(app, { role: 'expert', side: 'cn', study });
    const at = { study: study.slug };
    const practices = await sendRequest('studies/[study]/practices', at, { app, cookie });
    expect(practiceList.parse(practices.body).practices).toMatchObject([
      { id, city: 'bristol', languages: ['zh'], title: { en: '', zh: card.title.zh } }
    ]);
    const themes = await sendRequest('studies/[study]/themes', at, { app, cookie });
    expect(themeList.parse(themes.body)).toEqual({ themes: [] });
    const steps = await sendRequest('studies/[study]/roadmap', at, { app, cookie });
    expect(roadmap.parse(steps.body).steps).toEqual([]);
  });
});

describe('the record of the group', () => {
  it('is told earliest first, with next steps and every report of their state; a city’s representative is told no', async () => {
    const { app, study } = await openSmallStudy();
    await makeMeeting(app, study, 'first-meeting');
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    const step = {
      kind: 'next-step' as const,
      scope: { cities: [], characteristics: [] },
      links: [],
      meetingId: 'first-meeting',
      addressee: 'both' as const,
      action: { en: 'Publish', zh: '发布' },
      ownerBodyId: 'steering-committee',
      dueOn: '2014-04',
      state: 'open' as const,
      report: { en: '', zh: '' }
    };
    const added = await app.nextSteps.add(secretariat, study.slug, step);
    await app.nextSteps.change(
      secretariat,
      study.slug,
      { id: added.ok ? added.value.id : '', version: 1 },
      { ...step, state: 'done' },
      'first-meeting'
    );
    const cookie = await signedIn(app, { role: 'observer', study });
    const meetings = await sendRequest('studies/[study]/meetings', { study: study.slug }, { app, cookie });
    expect(meetingList.parse(meetings.body).meetings).toMatchObject([
      { id: 'first-meeting', kind: 'meeting', from: '2013-05', to: null }
    ]);
    const steps = await sendRequest('studies/[study]/next-steps', { study: study.slug }, { app, cookie });
    expect(nextStepList.parse(steps.body).nextSteps).toMatchObject([
      {
        meeting: 'first-meeting',
        owner: 'steering-committee',
        state: 'done',
        overdue: false,
        history: [
          { state: 'open', meeting: null },
          { state: 'done', meeting: 'first-meeting' }
        ]
      }
    ]);
    const city = await signedIn(app, { role: 'city', city: 'haidian', study });
    for (const path of ['meetings', 'next-steps']) {
      expect(
        await sendRequest(`studies/[study]/${path}`, { study: study.slug }, { app, cookie: city })
      ).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    }
  });
});

describe('the context of the study', () => {
  it('is read by every member: sources, entries and figures, in the declared shapes', async () => {
    const { app, study } = await openSmallStudy();
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    const empty = { en: '', zh: '' };
    const title = { en: 'A report', zh: '报告' };
    const written = await app.context.sources.add(secretariat, study.slug, {
      kind: 'report',
      title,
      author: '',
      publisher: empty,
      date: '2013',
      address: ''
    });
    const topic = await app.context.entries.topics.add(secretariat, study.slug, { title, caution: null });
    if (!written.ok || !topic.ok) throw new Error('not saved');
    const citations = [{ sourceId: written.value.id, place: 'p. 1' }];
    const common = { topicId: topic.value.id, caution: null, pins: [], citations };
    await app.context.entries.add(secretariat, study.slug, {
      ...common,
      register: 'policy',
      area: null,
      title,
      summary: empty,
      issuer: empty,
      date: null,
      cities: ['haidian']
    });
    await app.context.figures.add(secretariat, study.slug, {
      ...common,
      label: title,
      measure: 'percent',
      value: 39,
      valueTo: null,
      valueText: '',
      unit: empty,
      currency: null,
      comparator: 'eq',
      period: '2018',
      nature: 'forecast',
      scope: empty,
      method: empty
    });
    const cookie = await signedIn(app, { role: 'city', city: 'haidian', study });
    const read = async (part: string) =>
      (await sendRequest(`studies/[study]/context/${part}`, { study: study.slug }, { app, cookie })).body;
    const cited = { sources: [{ source: written.value.id, place: 'p. 1' }] };
    expect(sourceList.parse(await read('sources')).sources).toMatchObject([{ title, citations: 2 }]);
    expect(contextEntryList.parse(await read('entries')).entries).toMatchObject([
      { register: 'policy', cities: ['haidian'], ...cited }
    ]);
    expect(contextFigureList.parse(await read('figures'))).toMatchObject({
      figures: [{ value: 39, nature: 'forecast', ...cited }],
      tables: []
    });
  });
});

describe('search', () => {
  const searchAs = async (query: string, locale: 'en' | 'zh' = 'en') => {
    const { app, study } = await openSmallStudy();
    await app.searchIndexer.run();
    const cookie = await signedIn(app, { role: 'observer', study });
    return sendRequest('studies/[study]/search', { study: study.slug }, { app, cookie, query, locale });
  };

  it('answers with places, and the ranges of the snippet that match', async () => {
    const { status, body } = await searchAs('?q=strategy&kind=framework&limit=1');
    expect(status).toBe(200);
    const { results, next } = searchResults.parse(body);
    expect(results.map(({ kind, href }) => [kind, href])).toEqual([
      ['framework', '/studies/small-study/framework#smart-city-strategy']
    ]);
    expect(next).toBe(null);
  });

  it.each([
    ['nothing', '', /Type words/, /可输入/],
    ['signs of regular expressions', '%2E%2A%5B%28', /no word/, /没有可供搜索/],
    ['a NUL', '%00', /no word/, /没有可供搜索/],
    ['a lone surrogate', '%ED%A0%80', /no word/, /没有可供搜索/],
    ['one letter', 'x', /One letter/, /一个字母/],
    ['5,000 characters', encodeURIComponent('智'.repeat(5_000)), /too long/, /过长/],
    ['ten megabytes', 'x'.repeat(10_000_000), /too long/, /过长/],
    ['seventeen words', 'ab+'.repeat(17), /too many words/, /过多/]
  ] as const)('says in a sentence why %s cannot be searched', async (_, query, english, chinese) => {
    for (const [locale, sentence] of [
      ['en', english],
      ['zh', chinese]
    ] as const) {
      const { status, body } = await searchAs(`?q=${query}`, locale);
      expect(status).toBe(400);
      expect(apiError.parse(body).error).toMatchObject({
        code: 'invalid',
        message: expect.stringMatching(sentence) as string
      });
    }
  });

  it('leaves out what is no filter, and takes signs of other languages as they are', async () => {
    expect(
      (
        await searchAs(
          '?q=strategy&kind=none&city=&from=yesterday&limit=0&cursor=-1&person=%00&characteristic=%00'
        )
      ).status
    ).toBe(200);
    expect((await searchAs('?q=strategy%20%ED%A0%80%20%25%27%22')).status).toBe(200);
  });
});

describe('events', () => {
  it('come after a number, oldest first, and say where to go on', async () => {
    const { app, study } = await openSmallStudy();
    const person = await makePerson(app, { role: 'secretariat', study });
    const cookie = await cookieOf(app, person);
    const actor = (await app.sessions.read(cookie))?.actor;
    if (!actor) throw new Error('not signed in');
    for (const title of ['One', 'Two', 'Three']) {
      const added = await app.plan.addDeliverable(actor, study.slug, {
        title: { en: title, zh: '' },
        ownerBodyId: null,
        dueOn: null,
        deliveredOn: null,
        state: 'planned'
      });
      expect(added.ok).toBe(true);
    }
    const first = eventList.parse(
      (
        await sendRequest(
          'studies/[study]/events',
          { study: study.slug },
          { app, cookie, query: '?after=0&limit=2' }
        )
      ).body
    );
    const numbers = await numbersIn(app, study.id);
    expect(first.events.map(({ number, kind }) => [number, kind])).toEqual(
      numbers.slice(0, 2).map((number) => [number, 'deliverable.added'])
    );
    expect(first.events[0]?.actor).toMatchObject({ id: person.id, role: 'secretariat' });
    const rest = eventList.parse(
      (
        await sendRequest(
          'studies/[study]/events',
          { study: study.slug },
          { app, cookie, query: `?after=${first.next}` }
        )
      ).body
    );
    expect(rest.events.map(({ number }) => number)).toEqual(numbers.slice(2));
    expect(rest.next).toBe(numbers[2]);
  });

  it.each(['?after=-1', '?after=x', '?after=1e3', '?limit=0', '?limit=501', '?after=99999999999999999999'])(
    'refuse %s',
    async (query) => {
      const { app, study } = await openSmallStudy();
      const cookie = await signedIn(app, { role: 'expert', study });
      const { status, body } = await sendRequest(
        'studies/[study]/events',
        { study: study.slug },
        { app, cookie, query }
      );
      expect(status).toBe(400);
      expect(apiError.parse(body).error.code).toBe('invalid');
    }
  );
});

describe('refusals', () => {
  it('speak the caller’s language and keep one code', async () => {
    const { app, study } = await openSmallStudy();
    const cookie = await signedIn(app, { role: 'expert', study });
    const path = 'studies/[study]';
    const english = apiError.parse(
      (await sendRequest(path, { study: 'nowhere' }, { app, cookie })).body
    ).error;
    const chinese = apiError.parse(
      (await sendRequest(path, { study: 'nowhere' }, { app, cookie, locale: 'zh' })).body
    ).error;
    expect(english.code).toBe(chinese.code);
    expect(chinese.message).toMatch(/\p{Script=Han}/u);
  });

  it('of other methods than GET name what is allowed', async () => {
    const { app } = await openSmallStudy();
    const { status, body, headers } = await sendRequest('studies', {}, { app, method: 'fallback' });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET');
    expect(apiError.parse(body).error.code).toBe('method-not-allowed');
  });
});
