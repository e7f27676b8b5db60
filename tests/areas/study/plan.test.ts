import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import type { DeliverableCommand } from '#server/areas/study/plan.ts';

async function setUp(engine: Engine) {
  const clock = testClock('2013-12-15T08:00:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  const phase = {
    studyId: study.id,
    descriptionEn: '',
    descriptionZh: '',
    plannedFrom: null,
    plannedTo: null,
    actualFrom: null,
    actualTo: null
  };
  await app.store.db
    .insertInto('phase')
    .values([
      { ...phase, id: 'report', position: 1, nameEn: 'Report', nameZh: '报告' },
      { ...phase, id: 'launch', position: 0, nameEn: 'Launch', nameZh: '启动' }
    ])
    .execute();
  return { app, study, clock, secretariat: await signedInAs(app, { role: 'secretariat', study }) };
}

const paper: DeliverableCommand = {
  title: { en: 'White paper', zh: '' },
  ownerBodyId: 'steering-committee',
  dueOn: '2013-11',
  deliveredOn: null,
  state: 'planned'
};
const dates = { plannedFrom: '2013-04', plannedTo: '2013-05', actualFrom: '2013-05-12', actualTo: null };

describe.each(serviceEngines)('the work plan on %s', (engine) => {
  it('shows the phases in order, planned and actual dates apart, each as exact as it is known (R008, R010)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    expect((await app.plan.datePhase(secretariat, study.slug, { id: 'launch', version: 1 }, dates)).ok).toBe(
      true
    );
    const plan = await app.plan.load(secretariat, study.slug);
    expect(plan).toMatchObject({
      value: {
        phases: [
          { id: 'launch', ...dates, version: 2 },
          { id: 'report', plannedFrom: null }
        ]
      }
    });
  });

  it('refuses dates that are none, that contradict each other, or that were written from an old state', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const date = (change: Partial<typeof dates>, version = 1) =>
      app.plan.datePhase(secretariat, study.slug, { id: 'launch', version }, { ...dates, ...change });
    expect(await date({ plannedTo: '2013-13' })).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'plannedTo' } }
    });
    expect(await date({ plannedTo: '2013-03' })).toMatchObject({ refusal: { code: 'dates-contradict' } });
    expect(await date({}, 7)).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.plan.datePhase(secretariat, study.slug, { id: 'nowhere', version: 1 }, dates)
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('lists deliverables with owner and due date, and says which are overdue by the app’s clock (R007)', async () => {
    const { app, study, clock, secretariat } = await setUp(engine);
    await app.plan.addDeliverable(secretariat, study.slug, paper);
    await app.plan.addDeliverable(secretariat, study.slug, {
      ...paper,
      title: { en: '', zh: '最终报告' },
      dueOn: '2013-12'
    });
    const overdue = async () => {
      const plan = await app.plan.load(secretariat, study.slug);
      return plan.ok
        ? plan.value.deliverables.map((deliverable) => [deliverable.owner?.name.zh, deliverable.overdue])
        : [];
    };
    expect(await overdue()).toEqual([
      ['指导委员会', true],
      ['指导委员会', false]
    ]);
    clock.advance(17 * 24 * 3600_000);
    expect(await overdue()).toEqual([
      ['指导委员会', true],
      ['指导委员会', true]
    ]);
    const overview = await app.overview.load(secretariat, study.slug);
    expect(overview).toMatchObject({
      value: { tasks: expect.arrayContaining([expect.objectContaining({ kind: 'deliver' })]) as unknown }
    });
  });

  it('is no longer overdue once delivered', async () => {
    const { app, study, secretariat } = await setUp(engine);
    await app.plan.addDeliverable(secretariat, study.slug, paper);
    const before = await app.plan.load(secretariat, study.slug);
    const deliverable = before.ok ? before.value.deliverables[0] : undefined;
    if (!deliverable) throw new Error('not added');
    const change = { ...paper, state: 'delivered', deliveredOn: '2013-12-14' } as const;
    expect((await app.plan.changeDeliverable(secretariat, study.slug, deliverable, change)).ok).toBe(true);
    expect(await app.plan.changeDeliverable(secretariat, study.slug, deliverable, paper)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(await app.plan.load(secretariat, study.slug)).toMatchObject({
      value: { deliverables: [{ overdue: false, deliveredOn: '2013-12-14', version: 2 }] }
    });
  });

  it.each([
    ['no title', { title: { en: ' ', zh: '' } }, 'title'],
    ['an owner that is no body of the study', { ownerBodyId: 'ministry' }, 'ownerBodyId'],
    ['a due date that is none', { dueOn: 'soon' }, 'dueOn']
  ])('takes no deliverable with %s', async (_, change, field) => {
    const { app, study, secretariat } = await setUp(engine);
    expect(await app.plan.addDeliverable(secretariat, study.slug, { ...paper, ...change })).toMatchObject({
      refusal: { code: 'invalid', facts: { field } }
    });
  });

  it('is kept by the secretariat alone', async () => {
    const { app, study } = await setUp(engine);
    for (const role of ['chair', 'expert', 'observer'] as const) {
      const person = await signedInAs(app, { role, study, side: role === 'chair' ? 'cn' : 'eu' });
      expect(await app.plan.addDeliverable(person, study.slug, paper)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect((await app.plan.load(person, study.slug)).ok).toBe(true);
    }
  });
});
