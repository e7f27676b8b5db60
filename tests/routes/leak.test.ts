/**
 * Blind means absent. Two worlds differ only in what a role may not see: on every page, call, export and event stream, and in its
 * letters, that role gets the same bytes in both. The ways are read from the router, so that a new one is covered by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import type { House } from '#server/house.ts';
import { demoPassword } from '#server/services/demo-people.ts';
import { loadDemoStudy } from '#server/services/demo.ts';
import { listGrantsOfUser } from '#server/store/grants.ts';
import { findUserByEmail } from '#server/store/users.ts';
import { cookieOf } from '#kit/people.ts';
import { makeFirst, openWorld, type World } from '#kit/worlds.ts';
import { hiddenActs, roles, study, type Role } from './hidden-acts.ts';
import { waysIn } from './scan.ts';
import { quickFolder } from '#kit/scratch-folder.ts';

const folder = mkdtempSync(join(quickFolder(), 'meridian-first-'));
const cookies = new Map<string, string>();
let first = '';
/** Ids that stand in addresses, of things that the first world holds already. */
let known: Readonly<Record<string, readonly string[]>> = {};

beforeAll(async () => {
  first = await makeFirst(folder, async (house) => {
    await loadDemoStudy(house);
    for (const email of Object.values(roles))
      cookies.set(email, await cookieOf(house, { email, password: demoPassword }));
    known = await valuesIn(house);
  });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function valuesIn({ store: { db } }: House): Promise<typeof known> {
  const some = async (
    table: 'version' | 'thread' | 'meeting' | 'seal' | 'lateProposal' | 'evidence'
  ): Promise<string[]> =>
    (await db.selectFrom(table).select('id').orderBy('id').limit(3).execute()).map(({ id }) => id);
  return {
    study: [study],
    city: ['bristol', 'haidian', 'yangzhou', 'ningbo', 'pudong', 'nantong'],
    characteristic: ['governance', 'value-assessment'],
    chapter: ['trends'],
    version: await some('version'),
    thread: await some('thread'),
    meeting: await some('meeting'),
    seal: [...(await some('seal')), 'none'],
    proposal: [...(await some('lateProposal')), 'none'],
    evidence: [...(await some('evidence')), 'none'],
    revision: ['1'],
    // All formats are written from one book; this one says everything in words.
    format: ['json'],
    token: ['a-token-that-was-never-given']
  };
}

/** A way that shows all that happened by design, to those who may see that it is whole. */
const exempt = (path: string): boolean => path.endsWith('/audit');

/** Every address that can be read. A parameter that nobody has given values for fails the test. */
function addresses(): string[] {
  const ways = waysIn()
    .filter((way) => way.startsWith('GET ') && !way.includes('[...path]'))
    .map((way) => way.slice(4));
  return ways.flatMap((way) =>
    [...way.matchAll(/\[(\w+)\]/g)].reduce<string[]>(
      (paths, [slot, name = '']) => {
        const values = known[name];
        if (!values) throw new Error(`Nobody says what stands for ${slot} in ${way}`);
        return paths.flatMap((path) => values.map((value) => path.replace(slot, value)));
      },
      [way]
    )
  );
}

/** Ids are made at random in each world: each stands for the place at which it comes first. Nonces are of one answer. */
function settled(text: string): string {
  const seen = new Map<string, string>();
  return text
    .replace(/nonce(-|=")[\w+/=-]+/g, 'nonce')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
      const name = seen.get(id) ?? `#${seen.size + 1}`;
      seen.set(id, name);
      return name;
    });
}

/** Somebody at work, without a session that would be there in one world only. */
async function actorIn({ store: { db } }: House, email: string): Promise<Actor> {
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

/** What everybody sees, at the same time in both worlds, after what only some of them see. */
async function goOn({ house, clock }: World): Promise<void> {
  clock.advance(10 * minute);
  const secretariat = await actorIn(house, 'secretariat@demo.local');
  const added = await house.plan.addDeliverable(secretariat, study, {
    title: { en: 'Seen by all', zh: '人人可见' },
    ownerBodyId: null,
    dueOn: '2026-12',
    deliveredOn: null,
    state: 'planned'
  });
  expect(added.ok).toBe(true);
  clock.advance(minute);
}

interface Told {
  readonly answers: ReadonlyMap<string, string>;
  readonly letters: readonly string[];
  readonly events: string;
  readonly counts: string;
}

async function all(world: World, role: Role): Promise<Told> {
  const email = roles[role];
  const cookie = cookies.get(email) ?? '';
  const answers = new Map<string, string>();
  for (const path of addresses()) {
    const response = await world.ask(path, cookie);
    const body = Buffer.from(await response.arrayBuffer());
    const isText = /text|json|javascript/.test(response.headers.get('content-type') ?? '');
    answers.set(
      path,
      `${response.status} ${response.headers.get('location') ?? ''} ${isText ? settled(body.toString('utf8')) : body.toString('base64')}`
    );
  }
  const actor = await actorIn(world.house, email);
  const events = settled(JSON.stringify(await world.house.events.list(actor, study, 0, 500)));
  const counts = JSON.stringify(await world.house.inbox.counts(actor, study));
  // The next morning, when digests go out.
  world.clock.advance(24 * 60 * minute);
  await world.house.due.run();
  const rows = await world.house.store.db
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
    letters: rows.map(({ subject, body }) => settled(`${subject}\n${body}`))
  };
}

describe.each(Object.keys(roles) as Role[])('%s', (role) => {
  it('is told the same, whatever happens behind their back', async () => {
    const seeing = await openWorld(first);
    const unseeing = await openWorld(first);
    try {
      const acts = hiddenActs.filter(({ from }) => from.includes(role));
      expect(acts.length).toBeGreaterThan(0);
      for (const act of acts) {
        await act.do(seeing.house, (email) => actorIn(seeing.house, email));
        await act.otherwise?.(unseeing.house, (email) => actorIn(unseeing.house, email));
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
      expect(here.letters).toEqual(there.letters);
    } finally {
      await seeing.close();
      await unseeing.close();
    }
  }, 240_000);
});

it('notices what a role does see', async () => {
  const seeing = await openWorld(first);
  const unseeing = await openWorld(first);
  try {
    const talk = hiddenActs.find(({ what }) => what.startsWith('a version'));
    await talk?.do(seeing.house, (email) => actorIn(seeing.house, email));
    for (const world of [seeing, unseeing]) await goOn(world);
    const [here, there] = [await all(seeing, 'expert'), await all(unseeing, 'expert')];
    expect(here.events).not.toBe(there.events);
    expect([...here.answers].some(([path, answer]) => answer !== there.answers.get(path))).toBe(true);
  } finally {
    await seeing.close();
    await unseeing.close();
  }
}, 120_000);
