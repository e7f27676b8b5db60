/**
 * A03: tests every route for every principal, on their own study and on a foreign one, and one route of each kind on a study
 * that does not exist; that no route is undeclared; and that a proxy with its usual settings takes the headers of every answer.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '#kit/app.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makeMeeting, makePerson, makeStudy, type PersonInput } from '#kit/people.ts';
import { principals, routes, type Principal, type Route } from './expected.ts';
import { layoutsOfPages, listRoutes } from './scan.ts';

/** nginx takes one page of memory of an answer's headers, unless it is set otherwise. */
const largestHead = 4096;
const headerBytes = (headers: Headers): number =>
  [...headers].reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`), 0);

const cells = (row: string): string[] => row.trim().split(/\s+/);
const statuses = (row: string): number[] => cells(row).map((cell) => Number.parseInt(cell, 10));
/** Tells for each principal whether they are refused before the body of the request is read. */
const refusals = (row: string): boolean[] =>
  cells(row).map((cell, index) => {
    const hasNoSession = principals[index] === 'anonymous' || principals[index] === 'suspended';
    return ['401', '403', '404', ...(hasNoSession ? ['303'] : [])].includes(cell);
  });

const layouts = layoutsOfPages();
/** Returns what decides how a route finds its study: method, page or action and its layout, or where an endpoint lies. */
function kindOf(route: string): string {
  const [verb = '', address = ''] = route.split(' ');
  const [path = '', action] = address.split('?');
  const ofEndpoint = `${path.startsWith('/api/') ? 'api' : 'file'} ${path.includes('[city]') ? 'of a city' : ''}`;
  return [verb, action === undefined ? '' : 'action', layouts.get(path) ?? ofEndpoint].join(' ');
}

it('every route is declared, and nothing else', () => {
  expect(Object.keys(routes).sort()).toEqual(listRoutes());
});

it('every row speaks of everybody, and of foreign studies where it names a study', () => {
  for (const [route, { own, foreign }] of Object.entries(routes)) {
    expect([route, statuses(own).length]).toEqual([route, principals.length]);
    expect([route, foreign === undefined]).toEqual([route, !route.includes('[study]')]);
  }
});

describe('over HTTP', () => {
  let pages: Pages;
  const clock = testClock();
  const cookies = new Map<Principal, string>();

  beforeAll(async () => {
    pages = await servePages({ now: clock.now });
    const { app } = pages;
    const study = await makeStudy(app, { slug: 'own-study' });
    await makeStudy(app, { slug: 'foreign-study' });
    await makeMeeting(app, study, 'first-meeting');
    const inputs: Readonly<Record<Exclude<Principal, 'anonymous' | 'suspended'>, PersonInput>> = {
      administrator: { administrator: true },
      secretariat: { role: 'secretariat', study },
      chair: { role: 'chair', side: 'cn', study },
      expert: { role: 'expert', side: 'eu', study },
      'own city': { role: 'city', city: 'haidian', study },
      'other city': { role: 'city', city: 'bristol', study },
      observer: { role: 'observer', study }
    };
    for (const [principal, input] of Object.entries(inputs)) {
      const person = await makePerson(app, input);
      cookies.set(principal as Principal, await cookieOf(app, person));
    }
    const suspended = await makePerson(app, { role: 'secretariat', study });
    const held = await cookieOf(app, suspended);
    await app.store.db
      .updateTable('user')
      .set({ suspendedAt: app.now().toISOString() })
      .where('id', '=', suspended.id)
      .execute();
    cookies.set('suspended', held);
  });

  const addressOf = (route: string, study: string): { method: string; path: string } => {
    const [verb = '', address = ''] = route.split(' ');
    const path = address
      .replace('[study]', study)
      .replace('[city]', 'haidian')
      .replace('[format]', 'json')
      .replace('[format=framework]', 'yaml')
      .replace('[format=glossary]', 'tbx')
      .replace('[format=matrix]', 'xlsx')
      .replace('[file=office]', 'xlsx')
      .replace('[characteristic]', 'smart-city-strategy')
      .replace('[chapter]', 'trends')
      .replace('[record=record]', 'pilots')
      .replace('[seal]', 'none')
      .replace('[meeting]', 'first-meeting')
      .replace('[token]', '0'.repeat(64))
      .replace('[version]', 'no-version')
      .replace('[proposal]', 'no-proposal')
      .replace('[thread]', 'none')
      .replace('[evidence]', 'none')
      .replace('[term]', 'none')
      .replace('[practice]', 'none')
      .replace('[theme]', 'none')
      .replace('[entry]', 'none')
      .replace('[figure]', 'none')
      .replace('[table]', 'none')
      .replace('[source]', 'none')
      .replace('[revision]', '1')
      .replace('[kind=paper]', 'handout')
      .replace('[build]', 'none')
      .replace('[output]', 'en-html')
      .replace('[edition]', '1')
      .replace('[part]', 'none')
      .replace('[hash]', '0'.repeat(64))
      .replace('[...path]', 'no/such/thing')
      .replace('?/default', '');
    return { method: verb === 'fallback' ? 'DELETE' : verb, path };
  };

  async function answers(
    route: string,
    { form }: Route,
    study: string,
    row: string
  ): Promise<Record<string, number>> {
    const { method, path } = addressOf(route, study);
    // As somebody who sends a form now and then: nobody here meets the limit of commands.
    clock.advance(2_000);
    // Everybody who asks has just given their password: what asks for it again is tried in sign-in.test.ts.
    const confirmedAt = pages.app.now().toISOString();
    await pages.app.store.db.updateTable('session').set({ confirmedAt }).execute();
    const given = principals.map(async (principal, index) => {
      const cookie = cookies.get(principal);
      const isForm = method === 'POST';
      const { status, headers } =
        isForm && refusals(row)[index]
          ? await pages.sendHead(path, { method, cookie })
          : await pages.sendRequest(path, { method, cookie, ...(isForm ? { form: form ?? {} } : {}) });
      expect(headerBytes(headers), `headers for ${principal}`).toBeLessThan(largestHead);
      const isShared = headers.get('cache-control')?.includes('public') ?? false;
      expect([isShared, isShared && headers.has('set-cookie')], `cookies for ${principal}`).toEqual([
        isShared,
        false
      ]);
      return [principal, status] as const;
    });
    return Object.fromEntries(await Promise.all(given));
  }

  const named = (row: string): Record<string, number> =>
    Object.fromEntries(principals.map((principal, index) => [principal, statuses(row)[index] ?? 0]));

  const ofStudies = Object.entries(routes).filter(([, { foreign }]) => foreign !== undefined);
  it.each(ofStudies)('%s answers as declared for a study that is not theirs (R247)', async (route, row) => {
    const { foreign = '' } = row;
    expect(await answers(route, row, 'foreign-study', foreign)).toEqual(named(foreign));
  });

  const ofEachKind = [...new Map(ofStudies.map((entry) => [kindOf(entry[0]), entry])).values()];
  it.each(ofEachKind)(
    '%s, as one of its kind, answers for a study that does not exist as for one that is not theirs (R247)',
    async (route, row) => {
      const { foreign = '' } = row;
      expect(await answers(route, row, 'no-such-study', foreign)).toEqual(named(foreign));
    }
  );

  // Signing out comes last: it ends the sessions that the other rows need.
  const inOrder = Object.entries(routes).toSorted(
    ([a], [b]) => Number(a === 'POST /logout') - Number(b === 'POST /logout')
  );
  it.each(inOrder)('%s answers everybody as declared, in their own study (R241)', async (route, row) => {
    expect(await answers(route, row, 'own-study', row.own)).toEqual(named(row.own));
  });
});
