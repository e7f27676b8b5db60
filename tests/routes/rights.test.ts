/** A03: every way into the pages, for everybody, on what is theirs and what is not; and nothing that is not declared. */
import { beforeAll, describe, expect, it } from 'vitest';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makeMeeting, makePerson, makeStudy, type PersonWish } from '#kit/people.ts';
import { principals, ways, type Principal, type Way } from './expected.ts';
import { waysIn } from './scan.ts';

const statuses = (row: string): number[] => row.trim().split(/\s+/).map(Number);

it('every way into the pages is declared, and nothing else', () => {
  expect(Object.keys(ways).sort()).toEqual(waysIn());
});

it('every row speaks of everybody, and of foreign studies where it names a study', () => {
  for (const [way, { own, foreign }] of Object.entries(ways)) {
    expect([way, statuses(own).length]).toEqual([way, principals.length]);
    expect([way, foreign === undefined]).toEqual([way, !way.includes('[study]')]);
  }
});

describe('over HTTP', () => {
  let pages: Pages;
  const cookies = new Map<Principal, string>();

  beforeAll(async () => {
    pages = await servePages();
    const { house } = pages;
    const study = await makeStudy(house, { slug: 'own-study' });
    await makeStudy(house, { slug: 'foreign-study' });
    await makeMeeting(house, study, 'first-meeting');
    const wishes: Readonly<Record<Exclude<Principal, 'anonymous' | 'suspended'>, PersonWish>> = {
      administrator: { administrator: true },
      secretariat: { role: 'secretariat', study },
      chair: { role: 'chair', side: 'cn', study },
      expert: { role: 'expert', side: 'eu', study },
      'own city': { role: 'city', city: 'haidian', study },
      'other city': { role: 'city', city: 'bristol', study },
      observer: { role: 'observer', study }
    };
    for (const [principal, wish] of Object.entries(wishes)) {
      const person = await makePerson(house, wish);
      cookies.set(principal as Principal, await cookieOf(house, person));
    }
    const suspended = await makePerson(house, { role: 'secretariat', study });
    const held = await cookieOf(house, suspended);
    await house.store.db
      .updateTable('user')
      .set({ suspendedAt: house.now().toISOString() })
      .where('id', '=', suspended.id)
      .execute();
    cookies.set('suspended', held);
  });

  const addressOf = (way: string, study: string): { method: string; path: string } => {
    const [verb = '', address = ''] = way.split(' ');
    const path = address
      .replace('[study]', study)
      .replace('[city]', 'haidian')
      .replace('[format]', 'json')
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
      .replace('[revision]', '1')
      .replace('[...path]', 'no/such/thing')
      .replace('?/default', '');
    return { method: verb === 'fallback' ? 'DELETE' : verb, path };
  };

  async function answers(way: string, { form }: Way, study: string): Promise<Record<string, number>> {
    const { method, path } = addressOf(way, study);
    const body = method === 'POST' ? { form: form ?? {} } : {};
    const given = principals.map(async (principal) => {
      const { status } = await pages.ask(path, { method, cookie: cookies.get(principal), ...body });
      return [principal, status] as const;
    });
    return Object.fromEntries(await Promise.all(given));
  }

  const named = (row: string): Record<string, number> =>
    Object.fromEntries(principals.map((principal, at) => [principal, statuses(row)[at] ?? 0]));

  const ofStudies = Object.entries(ways).filter(([, { foreign }]) => foreign !== undefined);
  it.each(ofStudies)('%s answers everybody as declared, in a study that is not theirs', async (way, row) => {
    expect(await answers(way, row, 'foreign-study')).toEqual(named(row.foreign ?? ''));
  });

  it.each(ofStudies)('%s answers for a foreign study as for one that does not exist', async (way, row) => {
    expect(await answers(way, row, 'no-such-study')).toEqual(await answers(way, row, 'foreign-study'));
  });

  // Signing out comes last: after it nobody is anybody.
  const inOrder = Object.entries(ways).toSorted(
    ([a], [b]) => Number(a === 'POST /logout') - Number(b === 'POST /logout')
  );
  it.each(inOrder)('%s answers everybody as declared, in their own study', async (way, row) => {
    expect(await answers(way, row, 'own-study')).toEqual(named(row.own));
  });
});
