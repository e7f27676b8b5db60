/**
 * Tests that what a role may not see is absent. Two worlds differ only in what a role may not see: on every
 * page, call, export and event stream, and in its e-mails, that role gets the same bytes in both. The routes
 * are read from the router, so that a new one is covered automatically.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import type { App } from '#server/app.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { findUserByEmail } from '#server/auth/users.ts';
import { cookieOf } from '#kit/people.ts';
import { makeFirst, openWorld, type World } from '#kit/worlds.ts';
import { hiddenActs, openSecondPass, roles, study, type Role } from './hidden-acts.ts';
import { layoutsOfPages, listRoutes } from './scan.ts';
import { quickFolder } from '#kit/scratch-folder.ts';

const folder = mkdtempSync(join(quickFolder(), 'meridian-first-'));
const cookies = new Map<string, string>();
let first = '';
/** Ids used in addresses, of things that exist in the first world already. */
let known: Readonly<Record<string, readonly string[]>> = {};
let everyAddress: readonly string[] = [];
/** Cities of the study to which things happen behind somebody's back. */
const cities = ['bristol', 'haidian', 'yangzhou', 'ningbo', 'pudong', 'nantong'];
/** Maps ids of what is in a city's pages to that city. */
const cityOf = new Map<string, string>();

beforeAll(async () => {
  first = await makeFirst(folder, async (app) => {
    await loadDemoStudy(app);
    await openSecondPass(app, (email) => actorIn(app, email));
    for (const email of Object.values(roles))
      cookies.set(email, await cookieOf(app, { email, password: demoPassword }));
    known = await valuesIn(app);
    // Each copy indexes only what changes in it.
    await app.searchIndexer.run();
  });
  everyAddress = addresses();
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function valuesIn({ store: { db } }: App): Promise<typeof known> {
  const some = async (
    table: 'thread' | 'meeting' | 'seal' | 'lateProposal' | 'practice' | 'theme' | 'code' | 'codingTask'
  ): Promise<string[]> =>
    (await db.selectFrom(table).select('id').orderBy('id').limit(3).execute()).map(({ id }) => id);
  const ofCities = async (table: 'version' | 'evidence'): Promise<string[]> => {
    const rows = await db
      .selectFrom(table)
      .select(['id', 'cityId'])
      .where('cityId', 'in', cities)
      .orderBy('id')
      .limit(3)
      .execute();
    for (const { id, cityId } of rows) cityOf.set(id, cityId ?? '');
    return rows.map(({ id }) => id);
  };
  return {
    study: [study],
    city: cities,
    characteristic: ['governance', 'value-assessment'],
    chapter: ['trends'],
    version: await ofCities('version'),
    thread: await some('thread'),
    meeting: await some('meeting'),
    seal: [...(await some('seal')), 'none'],
    proposal: [...(await some('lateProposal')), 'none'],
    evidence: [...(await ofCities('evidence')), 'none'],
    practice: [...(await some('practice')), 'none'],
    theme: [...(await some('theme')), 'none'],
    code: [...(await some('code')), 'none'],
    task: [...(await some('codingTask')), 'none'],
    revision: ['1'],
    kind: ['report', 'handout'],
    record: ['framework', 'pilots'],
    build: ['none'],
    output: ['en-html'],
    edition: ['1'],
    part: ['introduction'],
    hash: ['0'.repeat(64)],
    term: ['smart-city', 'none'],
    entry: ['financing-instruments-ppp', 'none'],
    figure: ['market-sizes-abi-2018', 'none'],
    table: ['services-three-cities-2012', 'none'],
    source: ['final-report', 'none'],
    // All formats are written from one book; this one holds everything as text.
    format: ['json'],
    file: ['xlsx', 'docx'],
    token: ['a-token-that-was-never-given']
  };
}

/** A route that by design shows all that happened, to those who may check that the log is complete. */
const exempt = (path: string): boolean => /\/audit(\/__data\.json)?$/.test(path);

/** Words that stand in much of the study, and in what is hidden. */
const searched = [
  '的',
  '城市',
  'the',
  'a city',
  'hidden',
  'secret',
  '"not"',
  'level',
  'Haidian',
  '不',
  'expert'
];

/** Lists every address that can be read. A parameter without values fails the test. */
function addresses(): string[] {
  return [
    ...addressesOfRoutes(),
    ...searched.flatMap((query) =>
      ['', '/api/v1'].map((edge) => `${edge}/studies/${study}/search?q=${encodeURIComponent(query)}`)
    )
  ];
}

/**
 * Lists the addresses of all routes. A page is requested as the data that it is rendered from, and nothing else reaches
 * it; the first page in each layout is requested as HTML too.
 */
function addressesOfRoutes(): string[] {
  const layouts = layoutsOfPages();
  const rendered = new Set<string>();
  return listRoutes()
    .filter((route) => route.startsWith('GET ') && !route.includes('[...path]'))
    .flatMap((method) => {
      const route = method.slice(4);
      const paths = pathsOf(route).filter(isInItsCity);
      const layout = layouts.get(route);
      if (layout === undefined) return paths;
      const isFirst = !rendered.has(layout) && paths.length > 0;
      if (isFirst) rendered.add(layout);
      return [...(isFirst ? paths.slice(0, 1) : []), ...paths.map(dataOf)];
    });
}

/** A page is rendered from the data at this address. */
const dataOf = (path: string): string => `${path === '/' ? '' : path}/__data.json`;

function pathsOf(route: string): string[] {
  return [...route.matchAll(/\[(\w+)(?:=\w+)?\]/g)].reduce<string[]>(
    (paths, [slot, name = '']) => {
      const values = known[name];
      if (!values) throw new Error(`There are no values for ${slot} in ${route}`);
      return paths.flatMap((path) => values.map((value) => path.replace(slot, value)));
    },
    [route]
  );
}

/** Tells whether the city of an address has what its id names. One city stands for all that have not. */
function isInItsCity(path: string): boolean {
  const [city = ''] = cities.filter((one) => path.includes(`/assessments/${one}/`));
  if (city === '' || city === cities[0]) return true;
  const ids = path.split('/').slice(-3);
  return !ids.includes('none') && ids.every((id) => (cityOf.get(id) ?? city) === city);
}

/**
 * Ids are random in each world: each is replaced by the number of its first occurrence. Nonces and the
 * numbers of blocks differ in each answer.
 */
function settled(text: string): string {
  const seen = new Map<string, string>();
  return text
    .replace(/nonce(-|=")[\w+/=-]+/g, 'nonce')
    .replace(/id="json-\d+"/g, 'block')
    .replace(/app\.decode\('json', \d+\)/g, 'block')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
      const name = seen.get(id) ?? `#${seen.size + 1}`;
      seen.set(id, name);
      return name;
    });
}

/** Makes an actor without a session, which would exist in one world only. */
async function actorIn({ store: { db } }: App, email: string): Promise<Actor> {
  const user = await findUserByEmail(db, email);
  if (!user) throw new Error(`There is no ${email}`);
  const { id, nameEn, nameZh, isAdministrator } = user;
  const userId = id as UserId;
  return {
    userId,
    sessionId: '',
    email,
    name: { en: nameEn, zh: nameZh },
    isAdministrator: isAdministrator === 1,
    grants: await listGrantsOfUser(db, id)
  };
}

const minute = 60_000;

/** Makes changes that everyone sees, at the same time in both worlds, after what only some of them see. */
async function goOn({ app, clock }: World): Promise<void> {
  clock.advance(10 * minute);
  const secretariat = await actorIn(app, 'secretariat@demo.local');
  const added = await app.plan.addDeliverable(secretariat, study, {
    title: { en: 'Seen by all', zh: '人人可见' },
    ownerBodyId: null,
    dueOn: '2026-12',
    deliveredOn: null,
    state: 'planned'
  });
  expect(added.ok).toBe(true);
  clock.advance(minute);
}

interface Disclosed {
  readonly answers: ReadonlyMap<string, string>;
  readonly mails: readonly string[];
  readonly events: string;
  readonly counts: string;
}

async function all(world: World, role: Role, paths = everyAddress): Promise<Disclosed> {
  const email = roles[role];
  const cookie = cookies.get(email) ?? '';
  const answers = new Map<string, string>();
  await world.app.searchIndexer.run();
  for (const path of paths) {
    const response = await world.sendRequest(path, cookie);
    const body = Buffer.from(await response.arrayBuffer());
    const isText = /text|json|javascript/.test(response.headers.get('content-type') ?? '');
    answers.set(
      path,
      `${response.status} ${response.headers.get('location') ?? ''} ${isText ? settled(body.toString('utf8')) : body.toString('base64')}`
    );
  }
  const actor = await actorIn(world.app, email);
  const events = settled(JSON.stringify(await world.app.events.list(actor, study, 0, 500)));
  const counts = JSON.stringify(await world.app.inbox.counts(actor, study));
  // The next morning, when digests go out.
  world.clock.advance(24 * 60 * minute);
  await world.app.scheduler.run();
  const rows = await world.app.store.db
    .selectFrom('mail')
    .selectAll()
    .where('address', '=', email)
    .where('kind', '!=', 'head')
    .orderBy('at')
    .execute();
  return {
    answers,
    events,
    counts,
    mails: rows.map(({ subject, body }) => settled(`${subject}\n${body}`))
  };
}

describe.each(Object.keys(roles) as Role[])('%s', (role) => {
  it('is told the same, whatever happens behind their back (R122, R131, R243)', async () => {
    const seeing = await openWorld(first);
    const unseeing = await openWorld(first);
    try {
      const acts = hiddenActs.filter(({ from }) => from.includes(role));
      expect(acts.length).toBeGreaterThan(0);
      for (const act of acts) {
        await act.do(seeing.app, (email) => actorIn(seeing.app, email));
        await act.otherwise?.(unseeing.app, (email) => actorIn(unseeing.app, email));
        seeing.clock.advance(1_000);
        unseeing.clock.advance(1_000);
      }
      for (const world of [seeing, unseeing]) await goOn(world);
      const here = await all(seeing, role);
      const there = await all(unseeing, role);
      const different = [...here.answers]
        .filter(([path, answer]) => answer !== there.answers.get(path) && !exempt(path))
        .map(([path]) => path);
      expect(different).toEqual([]);
      expect(here.events).toBe(there.events);
      expect(here.counts).toBe(there.counts);
      expect(here.mails).toEqual(there.mails);
    } finally {
      await seeing.close();
      await unseeing.close();
    }
  }, 600_000);
});

it('notices what a role does see', async () => {
  const seeing = await openWorld(first);
  const unseeing = await openWorld(first);
  try {
    const talk = hiddenActs.find(({ what }) => what.startsWith('a version'));
    await talk?.do(seeing.app, (email) => actorIn(seeing.app, email));
    for (const world of [seeing, unseeing]) await goOn(world);
    const paths = [`/studies/${study}/assessments/haidian/versions`, `/studies/${study}/activity`];
    const [here, there] = [await all(seeing, 'expert', paths), await all(unseeing, 'expert', paths)];
    expect(here.events).not.toBe(there.events);
    for (const path of paths) expect(here.answers.get(path), path).not.toBe(there.answers.get(path));
  } finally {
    await seeing.close();
    await unseeing.close();
  }
}, 180_000);
