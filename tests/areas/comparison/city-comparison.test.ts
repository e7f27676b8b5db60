/**
 * Tests the comparison of thirty cities for each reader: withheld values look like missing ones, and nothing
 * is ranked.
 */
import { describe, expect, it } from 'vitest';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import type { Actor } from '#base/permissions.ts';
import { ok } from '#base/refusal.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy, type PersonInput } from '#kit/people.ts';
import type { App } from '../../../server/app.ts';
import { createCityComparison, type ComparedCity } from '#server/areas/comparison/city-comparison.ts';
import { population } from '#kit/population.ts';

const inputs = [
  { id: 'bristol', side: 'eu', state: 'approved' },
  { id: 'lyon', side: 'eu', state: 'collecting' },
  { id: 'haidian', side: 'cn', state: 'drafting' },
  { id: 'korla', side: 'cn', state: 'collecting' }
] as const;

const released = (cityId: string): ReleasedLevel => ({
  cityId,
  characteristic: 'stakeholders',
  outcome: 'level',
  level: 'basic',
  reason: { en: 'So', zh: '如此' },
  dissent: [],
  round: 1,
  at: '2013-10-01T00:00:00.000Z',
  isOfOlderRubric: false,
  isBeingJudgedAgain: false
});

async function setUp(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: inputs });
  const { db } = app.store;
  const figure = { ...population, studyId: study.id, comparator: 'approx', referenceYear: '2012' } as const;
  await db
    .insertInto('indicator')
    .values(['haidian', 'korla'].map((cityId) => ({ ...figure, cityId, id: 'population' })))
    .execute();
  await db
    .insertInto('record')
    .values({
      id: 'r1',
      studyId: study.id,
      cityId: 'korla',
      recordType: 'service',
      position: 0,
      fields: '{"category":"health"}',
      source: '5.1'
    })
    .execute();
  const version = {
    studyId: study.id,
    documentId: study.cities[0]?.findingsId ?? null,
    generation: 1,
    throughSeq: 0,
    nameEn: '',
    nameZh: '',
    userId: null,
    bytes: new Uint8Array([1])
  };
  await db
    .insertInto('version')
    .values([
      {
        ...version,
        id: 'v1',
        subject: 'findings:bristol',
        cityId: 'bristol',
        number: 3,
        kind: 'automatic',
        hash: 'a'.repeat(64),
        at: '2013-10-01T00:00:00.000Z'
      },
      {
        ...version,
        id: 'v2',
        subject: 'findings:bristol',
        cityId: 'bristol',
        number: 4,
        kind: 'approval',
        hash: 'b'.repeat(64),
        at: '2013-10-02T00:00:00.000Z'
      }
    ])
    .execute();
  const as = (input: PersonInput) => signedInAs(app, { ...input, study });
  return { app, study, as };
}

const statuses = async (app: App, actor: Actor, studySlug: string) => {
  const view = await app.cityComparison.levels(actor, studySlug);
  return view.ok
    ? Object.fromEntries(
        view.value.cities.map(({ id, status }) => [id, status?.approved ?? status?.state ?? null])
      )
    : view.refusal.code;
};
const stated = async (app: App, actor: Actor, studySlug: string) => {
  const view = await app.cityComparison.statements(actor, studySlug);
  return view.ok
    ? [...view.value.stated].map(([id, { records, indicators }]) => [id, records.length, indicators.length])
    : view.refusal.code;
};

describe.each(serviceEngines)('the comparison on %s', (engine) => {
  it('says in which version each city’s text stands, as far as the reader may see it', async () => {
    const { app, study, as } = await setUp(engine);
    const approved = { number: 4, hash: 'b'.repeat(64), at: '2013-10-02T00:00:00.000Z' };
    const all = { bristol: approved, lyon: 'collecting', haidian: 'drafting', korla: 'collecting' };
    for (const input of [
      { role: 'secretariat' },
      { role: 'chair', side: 'cn' },
      { role: 'expert', side: 'eu' }
    ] as const) {
      expect(await statuses(app, await as(input), study.slug)).toEqual(all);
    }
    // A reader without access to all versions does not learn how many there are.
    expect(await statuses(app, await as({ role: 'observer' }), study.slug)).toEqual({
      ...all,
      bristol: { ...approved, number: 1 }
    });
    expect(await statuses(app, await as({ role: 'city', city: 'bristol' }), study.slug)).toEqual({
      bristol: { ...approved, number: 1 },
      lyon: null,
      haidian: null,
      korla: null
    });
    expect(await statuses(app, await as({ role: 'city', city: 'korla' }), study.slug)).toEqual({
      bristol: null,
      lyon: null,
      haidian: null,
      korla: 'collecting'
    });
  });

  it('gives records and figures of those cities alone whose response the reader may read', async () => {
    const { app, study, as } = await setUp(engine);
    const both = [
      ['haidian', 0, 1],
      ['korla', 1, 1]
    ];
    expect(await stated(app, await as({ role: 'secretariat' }), study.slug)).toEqual(both);
    expect(await stated(app, await as({ role: 'expert', side: 'eu' }), study.slug)).toEqual(both);
    expect(await stated(app, await as({ role: 'observer' }), study.slug)).toEqual([['haidian', 0, 1]]);
    expect(await stated(app, await as({ role: 'city', city: 'korla' }), study.slug)).toEqual([
      ['korla', 1, 1]
    ]);
    expect(await stated(app, await as({ role: 'city', city: 'lyon' }), study.slug)).toEqual([]);
  });

  it('shows a city that is withheld exactly as one that states nothing', async () => {
    const { app, study, as } = await setUp(engine);
    const observer = await as({ role: 'observer' });
    const before = await app.cityComparison.statements(observer, study.slug);
    await app.store.db.deleteFrom('record').where('cityId', '=', 'korla').execute();
    await app.store.db.deleteFrom('indicator').where('cityId', '=', 'korla').execute();
    const after = await app.cityComparison.statements(observer, study.slug);
    const still = (view: typeof before) => view.ok && { ...view.value, readAt: '' };
    expect(still(after)).toEqual(still(before));
  });

  it('keeps what was printed: comparator, year, note, caution and source (R226, R229)', async () => {
    const { app, study, as } = await setUp(engine);
    const view = await app.cityComparison.statements(await as({ role: 'expert', side: 'cn' }), study.slug);
    expect(view.ok && view.value.stated.get('haidian' as never)?.indicators[0]).toMatchObject({
      value: 1_500_000,
      comparator: 'approx',
      referenceYear: '2012',
      note: { zh: '不符' },
      caveat: 'DN-05',
      source: '5.1.1'
    });
  });

  it('is not there for strangers, administrators among them', async () => {
    const { app, study } = await setUp(engine);
    const other = await makeStudy(app, { slug: 'other-study' });
    for (const actor of [
      await signedInAs(app, { administrator: true }),
      await signedInAs(app, { role: 'expert', side: 'eu', study: other })
    ]) {
      expect(await statuses(app, actor, study.slug)).toBe('not-found');
      expect(await stated(app, actor, study.slug)).toBe('not-found');
    }
  });

  it('has its levels from their one source, and the cities in the order of the study’s lists', async () => {
    const { app, study, as } = await setUp(engine);
    const requests: string[] = [];
    const cityComparison = createCityComparison({
      store: app.store,
      now: app.now,
      levels: {
        list: (actor, studySlug) =>
          Promise.resolve(
            ok(
              [`${actor.email} ${studySlug}`].flatMap(
                (one) => (requests.push(one), [released('korla'), released('bristol')])
              )
            )
          )
      }
    });
    const expert = await as({ role: 'expert', side: 'eu' });
    const view = await cityComparison.levels(expert, study.slug);
    expect(requests).toEqual([`${expert.email} ${study.slug}`]);
    expect(view.ok && view.value.levels.map(({ cityId }) => cityId)).toEqual(['korla', 'bristol']);
    expect(view.ok && view.value.cities.map(({ id }: ComparedCity) => id)).toEqual([
      'bristol',
      'lyon',
      'haidian',
      'korla'
    ]);
  });
});
