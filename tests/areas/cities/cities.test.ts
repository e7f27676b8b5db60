/**
 * Tests the pilots: what each reader sees of them, and how they are checked against their own side's
 * criteria.
 */
import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { eventSentence } from '#lib/i18n/event-sentence.ts';
import { makeStudy } from '#kit/people.ts';
import type { CheckCommand, CityCommand } from '#server/areas/cities/city-edits.ts';
import { population } from '#kit/population.ts';

const inputs = [
  { id: 'bristol', side: 'eu', state: 'collecting' },
  { id: 'haidian', side: 'cn', state: 'drafting' },
  { id: 'korla', side: 'cn', state: 'collecting' }
] as const;

async function setUp(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: inputs });
  const { db } = app.store;
  const criterion = { studyId: study.id, group: 'general', textEn: 'A plan', textZh: '有规划' };
  await db
    .insertInto('criterion')
    .values([
      {
        ...criterion,
        id: 'cn-1',
        sideId: 'cn',
        position: 0,
        checks: JSON.stringify([{ text: { en: 'Published', zh: '已发布' } }])
      },
      { ...criterion, id: 'eu-1', sideId: 'eu', position: 0, checks: '[]' }
    ])
    .execute();
  const figure = { ...population, studyId: study.id, comparator: 'eq', referenceYear: null } as const;
  await db
    .insertInto('indicator')
    .values(['haidian', 'korla'].map((cityId) => ({ ...figure, cityId, id: 'population' })))
    .execute();
  return { app, study, secretariat: await signedInAs(app, { role: 'secretariat', study }) };
}

const check: CheckCommand = {
  criterionId: 'cn-1',
  result: 'partly',
  note: { en: '', zh: '规划编制中' },
  evidence: '5.1.1',
  version: 0
};
const gone = { on: '2013-09', reason: { en: 'No staff', zh: '缺少人员' }, substituteId: 'korla' };
const form = {
  name: { en: 'Haidian District, Beijing', zh: '北京市海淀区' },
  shortName: { en: 'Haidian', zh: '海淀区' },
  parent: { en: 'Beijing', zh: '北京市' },
  parentLevel: 'municipality',
  kind: 'district',
  selectionReason: { en: '', zh: '' }
} as const;

describe.each(serviceEngines)('cities on %s', (engine) => {
  it('are listed to everyone, but to a city’s representative only its own stands in a state', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const states = async (actor: typeof secretariat) => {
      const list = await app.cities.list(actor, study.slug);
      return list.ok ? Object.fromEntries(list.value.map((city) => [city.id, city.state])) : {};
    };
    expect(await states(secretariat)).toEqual({
      bristol: 'collecting',
      haidian: 'drafting',
      korla: 'collecting'
    });
    expect(await states(await signedInAs(app, { role: 'city', city: 'korla', study }))).toEqual({
      bristol: null,
      haidian: null,
      korla: 'collecting'
    });
  });

  it('R233: stand at a level of a list, in a unit that can contain them: no prefecture-level city in another', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const edit = (change: Partial<CityCommand>) =>
      app.cities.edit(secretariat, study.slug, { id: 'haidian', version: 1 }, { ...form, ...change });
    for (const kind of ['prefecture-level city', 'sub-provincial city', 'city'] as const) {
      expect(await edit({ kind, parentLevel: 'prefecture-level city' })).toMatchObject({
        ok: false,
        refusal: { code: 'invalid', facts: { field: 'parentLevel' } }
      });
    }
    expect(await edit({ kind: 'county-level city', parentLevel: 'prefecture-level city' })).toMatchObject({
      ok: true
    });
  });

  it('show their figures with caution to the person who may read the response, and to nobody else (R228)', async () => {
    const { app, study } = await setUp(engine);
    const figures = async (input: Parameters<typeof signedInAs>[1], city: string) => {
      const view = await app.cities.load(await signedInAs(app, { ...input, study }), study.slug, city);
      return view.ok
        ? view.value.indicators.map(({ value, caveat, note }) => [value, caveat, note.zh])
        : view.refusal.code;
    };
    const printed = [[1_500_000, 'DN-05', '不符']];
    expect(await figures({ role: 'expert' }, 'haidian')).toEqual(printed);
    expect(await figures({ role: 'observer' }, 'haidian')).toEqual(printed);
    expect(await figures({ role: 'observer' }, 'korla')).toEqual([]);
    expect(await figures({ role: 'city', city: 'korla' }, 'korla')).toEqual(printed);
    expect(await figures({ role: 'city', city: 'korla' }, 'haidian')).toEqual([]);
  });

  it('are checked against their own side’s criteria, each with its sub-checks (R035, R036, R037, R038)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    expect((await app.cities.check(secretariat, study.slug, 'haidian', check)).ok).toBe(true);
    const view = await app.cities.load(secretariat, study.slug, 'haidian');
    expect(view).toMatchObject({
      value: {
        criteria: [
          {
            id: 'cn-1',
            checks: [{ text: { zh: '已发布' } }],
            check: { result: 'partly', note: { zh: '规划编制中' }, evidence: '5.1.1', version: 1 }
          }
        ]
      }
    });
    expect(
      await app.cities.check(secretariat, study.slug, 'haidian', { ...check, criterionId: 'eu-1' })
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('refuse a result recorded from an old state, first or later', async () => {
    const { app, study, secretariat } = await setUp(engine);
    await app.cities.check(secretariat, study.slug, 'haidian', check);
    expect(await app.cities.check(secretariat, study.slug, 'haidian', check)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(
      (await app.cities.check(secretariat, study.slug, 'haidian', { ...check, result: 'met', version: 1 })).ok
    ).toBe(true);
    expect(
      await app.cities.check(secretariat, study.slug, 'haidian', { ...check, version: 1 })
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.cities.check(secretariat, study.slug, 'haidian', { ...check, version: -1 })
    ).toMatchObject({ refusal: { code: 'stale' } });
  });

  it('fail a criterion only with a written reason, which cannot be taken away afterwards (R039)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const failing = { ...check, result: 'not-met' } as const;
    expect(await app.cities.check(secretariat, study.slug, 'haidian', failing)).toMatchObject({
      refusal: { code: 'reason-required' }
    });
    const reasoned = { ...form, selectionReason: { en: 'Strong research base', zh: '' } };
    expect((await app.cities.edit(secretariat, study.slug, { id: 'haidian', version: 1 }, reasoned)).ok).toBe(
      true
    );
    expect((await app.cities.check(secretariat, study.slug, 'haidian', failing)).ok).toBe(true);
    expect(await app.cities.edit(secretariat, study.slug, { id: 'haidian', version: 2 }, form)).toMatchObject(
      { refusal: { code: 'reason-required' } }
    );
  });

  it('keep kind, parent unit, long and short names in both languages (R041, R042)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    await app.cities.edit(secretariat, study.slug, { id: 'haidian', version: 1 }, form);
    const unchanged = { ...form, selectionReason: null, version: 2 };
    expect(await app.cities.load(secretariat, study.slug, 'haidian')).toMatchObject({
      value: { city: unchanged }
    });
    expect(await app.cities.edit(secretariat, study.slug, { id: 'haidian', version: 1 }, form)).toMatchObject(
      { refusal: { code: 'stale' } }
    );
  });

  it('show for each side how many are missing from its target (R040)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const view = await app.cities.criteria(secretariat, study.slug);
    expect(
      view.ok &&
        view.value.sides.map(({ side, surplus, criteria }) => [
          side.id,
          surplus,
          criteria.map(({ id }) => id)
        ])
    ).toEqual([
      ['eu', -14, ['eu-1']],
      ['cn', -13, ['cn-1']]
    ]);
  });

  it('show results of the check to a representative for its own city alone', async () => {
    const { app, study, secretariat } = await setUp(engine);
    await app.cities.check(secretariat, study.slug, 'haidian', check);
    const korla = await signedInAs(app, { role: 'city', city: 'korla', study });
    const criteria = await app.cities.criteria(korla, study.slug);
    expect(criteria.ok && criteria.value.sides.flatMap(({ cities }) => cities.map(({ id }) => id))).toEqual([
      'korla'
    ]);
    expect(await app.cities.load(korla, study.slug, 'haidian')).toMatchObject({
      value: { assessment: null, criteria: [], needsReason: false }
    });
  });

  it('that withdraw stay in every list with date and reason, leave a gap in the number, and can be substituted (R045)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    expect((await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 1 }, gone)).ok).toBe(
      true
    );
    const list = await app.cities.list(secretariat, study.slug);
    expect(list.ok && list.value.map(({ id, withdrawal }) => [id, withdrawal])).toEqual([
      ['haidian', gone],
      ['korla', null],
      ['bristol', null]
    ]);
    const observer = await signedInAs(app, { role: 'observer', study });
    expect(await app.cities.load(observer, study.slug, 'haidian')).toMatchObject({
      value: {
        city: { withdrawal: gone, version: 2 },
        substitute: { id: 'korla' },
        substitutes: [],
        assessment: { state: 'drafting' }
      }
    });
    expect(await app.cities.load(observer, study.slug, 'korla')).toMatchObject({
      value: { substitute: null, substitutedFor: [{ id: 'haidian' }] }
    });
    const criteria = await app.cities.criteria(secretariat, study.slug);
    expect(
      criteria.ok && criteria.value.sides.map(({ surplus, cities }) => [surplus, cities.map(({ id }) => id)])
    ).toEqual([
      [-14, ['bristol']],
      [-14, ['haidian', 'korla']]
    ]);
    const compared = await app.cityComparison.levels(secretariat, study.slug);
    expect(compared.ok && compared.value.cities.map(({ id, isWithdrawn }) => [id, isWithdrawn])).toEqual([
      ['bristol', false],
      ['haidian', true],
      ['korla', false]
    ]);
  });

  it('take part again when the withdrawal is taken back, and the log holds both', async () => {
    const { app, study, secretariat } = await setUp(engine);
    await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 1 }, gone);
    expect((await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 2 }, null)).ok).toBe(
      true
    );
    expect(await app.cities.load(secretariat, study.slug, 'haidian')).toMatchObject({
      value: { city: { withdrawal: null, version: 3 }, substitute: null }
    });
    const events = await app.events.recent(secretariat, study.slug);
    expect(
      events.ok &&
        events.value
          .filter(({ kind }) => kind === 'city.changed')
          .map(({ payload, names }) => [payload, names.substitute?.en])
    ).toEqual([
      [{ withdrawal: 'taken-back' }, undefined],
      [{ withdrawal: 'recorded', on: '2013-09', substituteId: 'korla' }, 'korla']
    ]);
    const sentences = events.ok ? events.value.slice(0, 2).map((event) => eventSentence(event)) : [];
    expect(sentences).toEqual([
      expect.stringMatching(/recorded that haidian takes part again$/),
      expect.stringMatching(/recorded that haidian has withdrawn and that korla takes its place$/)
    ]);
  });

  it('withdraw from the newest state, and name a pilot of the same side other than themselves', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const withdraw = (version: number, substituteId: string | null) =>
      app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version }, { ...gone, substituteId });
    for (const id of ['haidian', 'bristol', 'nowhere'])
      expect(await withdraw(1, id), id).toMatchObject({
        refusal: { code: 'invalid', facts: { field: 'substituteId' } }
      });
    expect(await withdraw(0, null)).toMatchObject({ refusal: { code: 'stale' } });
    expect((await withdraw(1, null)).ok).toBe(true);
    expect(await withdraw(1, 'korla')).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 1 }, null)
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.cities.withdraw(secretariat, study.slug, { id: 'nowhere', version: 1 }, gone)
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('are changed by the secretariat alone', async () => {
    const { app, study } = await setUp(engine);
    for (const role of ['chair', 'expert', 'observer', 'city'] as const) {
      const person = await signedInAs(app, {
        role,
        study,
        side: 'eu',
        ...(role === 'city' ? { city: 'haidian' } : {})
      });
      expect(await app.cities.edit(person, study.slug, { id: 'haidian', version: 1 }, form)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await app.cities.check(person, study.slug, 'haidian', check)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(
        await app.cities.withdraw(person, study.slug, { id: 'haidian', version: 1 }, gone)
      ).toMatchObject({ refusal: { code: 'forbidden' } });
    }
  });
});
