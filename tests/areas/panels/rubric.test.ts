import { describe, expect, it } from 'vitest';
import type { Rubric } from '#rules/framework/rubric.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { insertJudged, rubricText, testRubric } from '#kit/judged.ts';
import { makeStudy } from '#kit/people.ts';

const strategy = 'smart-city-strategy';

async function openStudy(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const publish = (rubric: unknown) =>
    app.frameworks.publishRubric(
      secretariat,
      study.slug,
      typeof rubric === 'string' ? rubric : rubricText(rubric as Rubric)
    );
  const storedRubric = async () => {
    const loaded = await app.frameworks.load(secretariat, study.slug);
    return loaded.ok ? loaded.value.rubric : undefined;
  };
  const logged = async () =>
    (
      await app.store.db
        .selectFrom('event')
        .select(['kind', 'payload'])
        .where('kind', 'in', ['rubric.published', 'judging.changed'])
        .execute()
    ).map(({ kind }) => kind);
  return { app, study, slug: study.slug, secretariat, publish, storedRubric, logged };
}

const changed = (change: (rubric: Rubric) => unknown): string =>
  rubricText({ ...testRubric, ...(change(testRubric) as Partial<Rubric>) });
const twice = <T>(items: readonly T[]): T[] => [...items, ...items.slice(0, 1)];

const faults: readonly [what: string, field: string, content: string][] = [
  ['is no JSON', 'rubric', 'levels'],
  [
    'has a level without an order',
    'rubric',
    JSON.stringify({
      id: 'r',
      levels: [{ id: 'basic', name: { en: '', zh: '' }, meaning: { en: '', zh: '' } }],
      characteristics: []
    })
  ],
  ['has no levels', 'levels', changed(() => ({ levels: [], characteristics: [] }))],
  ['has a level twice', 'levels', changed(({ levels }) => ({ levels: twice(levels) }))],
  [
    'calls a level as what is no level',
    'levels',
    changed(({ levels }) => ({
      levels: levels.map((level, index) => (index === 0 ? { ...level, id: 'abstain' } : level))
    }))
  ],
  [
    'has more levels than anybody can tell apart',
    'levels',
    changed(({ levels }) => ({
      levels: Array.from({ length: 21 }, (_, order) => ({ ...levels[0], id: `l${order}`, order }))
    }))
  ],
  [
    'puts two levels at one place',
    'order',
    changed(({ levels }) => ({ levels: levels.map((level) => ({ ...level, order: 1 })) }))
  ],
  [
    'has one id for a level and for what stands outside',
    'outOfLevel',
    changed(({ levels }) => ({ outOfLevel: levels.slice(0, 1) }))
  ],
  [
    'speaks of a characteristic that the framework does not have',
    'characteristics',
    changed(({ characteristics }) => ({
      characteristics: characteristics.map((one) => ({ ...one, characteristic: 'harbours' }))
    }))
  ],
  [
    'speaks of a characteristic twice',
    'characteristics',
    changed(({ characteristics }) => ({ characteristics: twice(characteristics) }))
  ],
  [
    'describes a level that it does not have',
    'descriptors',
    changed(({ characteristics }) => ({
      characteristics: characteristics.map((one) => ({ ...one, levels: { best: [] } }))
    }))
  ],
  [
    'has an indicator twice',
    'indicators',
    changed(({ characteristics }) => ({
      characteristics: characteristics.map((one) => ({ ...one, indicators: twice(one.indicators) }))
    }))
  ]
];

describe.each(serviceEngines)('the rubric, on %s', (engine) => {
  it('is handed in by the secretariat, told in the log, and replaced as a whole', async () => {
    const { publish, storedRubric, logged } = await openStudy(engine);
    expect(await publish(testRubric)).toEqual({ ok: true, value: null });
    expect(await storedRubric()).toEqual(testRubric);
    const next = {
      ...testRubric,
      id: 'second-rubric',
      levels: testRubric.levels.slice(0, 2),
      characteristics: []
    };
    expect(await publish(next)).toEqual({ ok: true, value: null });
    expect(await storedRubric()).toEqual(next);
    expect(await logged()).toEqual(['rubric.published', 'rubric.published']);
  });

  it.each(faults)('is refused where it %s', async (_, field, content) => {
    const { publish, storedRubric, logged } = await openStudy(engine);
    expect(await publish(content)).toEqual({ ok: false, refusal: { code: 'invalid', facts: { field } } });
    expect([await storedRubric(), await logged()]).toEqual([null, []]);
  });

  it('is refused where it is too long, and before there is a framework', async () => {
    const { app, slug, secretariat, publish, study } = await openStudy(engine);
    expect(await publish(`${rubricText(testRubric)}${' '.repeat(1_000_000)}`)).toMatchObject({
      refusal: { code: 'too-large' }
    });
    await app.store.db.deleteFrom('framework').where('studyId', '=', study.id).execute();
    expect(await app.frameworks.publishRubric(secretariat, slug, rubricText(testRubric))).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
  });

  it('is for nobody else to hand in, nor to learn how many panels it would concern', async () => {
    const { app, study, slug } = await openStudy(engine);
    for (const input of [
      { role: 'chair', side: 'eu' },
      { role: 'expert', side: 'cn' },
      { role: 'city', city: 'haidian' },
      { role: 'observer' }
    ] as const) {
      const person = await signedInAs(app, { ...input, study });
      expect(await app.frameworks.publishRubric(person, slug, rubricText(testRubric))).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await app.frameworks.judged(person, slug)).toMatchObject({ refusal: { code: 'forbidden' } });
    }
  });

  it('marks what was judged by another, keeps its levels readable, and asks for a further round (R143)', async () => {
    const { app, study, slug, secretariat, publish } = await openStudy(engine);
    await publish(testRubric);
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
    const judges = [{ userId: expert.userId, sideId: 'eu' }];
    await app.store.db
      .insertInto('assessor')
      .values({
        studyId: study.id,
        cityId: 'haidian',
        userId: expert.userId,
        sideId: 'eu',
        namedBy: 'nobody',
        at: app.now().toISOString(),
        recusedAt: null,
        reason: ''
      })
      .execute();
    await insertJudged(app, study.id, judges, {
      cityId: 'haidian',
      characteristic: strategy,
      rounds: [['leading']],
      result: 'leading'
    });
    await insertJudged(app, study.id, judges, {
      cityId: 'haidian',
      characteristic: 'stakeholders',
      state: 'revealed',
      rounds: [['basic']]
    });
    expect(await app.frameworks.judged(secretariat, slug)).toEqual({
      ok: true,
      value: { openPanels: 1, withResult: 1 }
    });

    expect(
      await publish({ ...testRubric, levels: testRubric.levels.slice(0, 2), characteristics: [] })
    ).toEqual({ ok: false, refusal: { code: 'conflict', facts: { level: 'leading' } } });

    const reworded = {
      ...testRubric,
      levels: testRubric.levels.map((level) => ({ ...level, meaning: { en: 'Reworded', zh: '改写' } }))
    };
    expect(await publish(reworded)).toEqual({ ok: true, value: null });
    const panels = await app.store.db.selectFrom('panel').selectAll().orderBy('characteristic').execute();
    const stakeholders = panels.find(({ characteristic }) => characteristic === 'stakeholders');
    const panelKey = {
      cityId: 'haidian',
      characteristic: 'stakeholders',
      version: stakeholders?.version ?? 0
    };
    const reason = { en: 'The rubric was reworded.', zh: '评分标准已改写。' };
    const finding = { outcome: 'level', level: 'basic', reason, dissent: [], meetingId: null } as const;
    expect(await app.panels.record(chair, slug, panelKey, finding)).toMatchObject({
      refusal: { code: 'older-rubric' }
    });
    expect(await app.panels.again(chair, slug, panelKey, reason)).toEqual({ ok: true, value: null });
    const rounds = await app.store.db
      .selectFrom('panelRound')
      .select(['round', 'rubricHash'])
      .where('panelId', '=', stakeholders?.id ?? '')
      .orderBy('round')
      .execute();
    expect([rounds.length, new Set(rounds.map(({ rubricHash }) => rubricHash)).size]).toEqual([2, 2]);
    expect(await app.panelAgreement.load(chair, slug)).toMatchObject({
      ok: true,
      value: { panels: { closed: 1, ofOlderRubric: 1 } }
    });
  });

  it('how the study judges is the secretariat’s to change, and everybody’s to read; indicators go without their levels (R142)', async () => {
    const { app, study, slug, secretariat, publish, logged, storedRubric } = await openStudy(engine);
    await publish(testRubric);
    const observer = await signedInAs(app, { role: 'observer', study });
    const before = await app.studies.judgingRules(observer, slug);
    expect(before).toEqual({ ok: true, value: { usesIndicators: true, barsOrigin: true } });
    expect(
      await app.panels.rules(observer, slug, { usesIndicators: false, barsOrigin: false })
    ).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await app.panels.rules(secretariat, slug, { usesIndicators: false, barsOrigin: false })).toEqual({
      ok: true,
      value: null
    });
    expect(await app.studies.judgingRules(observer, slug)).toEqual({
      ok: true,
      value: { usesIndicators: false, barsOrigin: false }
    });
    expect(await storedRubric()).toEqual(testRubric);
    expect(await logged()).toEqual(['rubric.published', 'judging.changed']);
  });
});
