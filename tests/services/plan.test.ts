import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { openHouse, testClock } from '#kit/house.ts';
import { makeStudy } from '#kit/people.ts';
import type { DeliverableCommand } from '#server/services/plan.ts';
import { insertPhase } from '#server/store/plan.ts';

async function setUp(engine: Engine) {
  const clock = testClock('2013-12-15T08:00:00.000Z');
  const house = await openHouse(engine, { now: clock.now });
  const study = await makeStudy(house);
  const phase = {
    studyId: study.id,
    descriptionEn: '',
    descriptionZh: '',
    plannedFrom: null,
    plannedTo: null,
    actualFrom: null,
    actualTo: null
  };
  await insertPhase(house.store.db, {
    ...phase,
    id: 'report',
    position: 1,
    nameEn: 'Report',
    nameZh: '报告'
  });
  await insertPhase(house.store.db, {
    ...phase,
    id: 'launch',
    position: 0,
    nameEn: 'Launch',
    nameZh: '启动'
  });
  return { house, study, clock, secretariat: await signedInAs(house, { role: 'secretariat', study }) };
}

const paper: DeliverableCommand = {
  title: { en: 'White paper', zh: '' },
  ownerBodyId: 'steering-committee',
  dueOn: '2013-11',
  deliveredOn: null,
  state: 'planned'
};
const dates = { plannedFrom: '2013-04', plannedTo: '2013-05', actualFrom: '2013-05-12', actualTo: null };

describe.each(engines)('the work plan on %s', (engine) => {
  it('shows the phases in order, planned and actual dates apart, each as exact as it is known', async () => {
    const { house, study, secretariat } = await setUp(engine);
    expect(
      (await house.plan.datePhase(secretariat, study.slug, { id: 'launch', version: 1 }, dates)).ok
    ).toBe(true);
    const plan = await house.plan.load(secretariat, study.slug);
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
    const { house, study, secretariat } = await setUp(engine);
    const date = (change: Partial<typeof dates>, version = 1) =>
      house.plan.datePhase(secretariat, study.slug, { id: 'launch', version }, { ...dates, ...change });
    expect(await date({ plannedTo: '2013-13' })).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'plannedTo' } }
    });
    expect(await date({ plannedTo: '2013-03' })).toMatchObject({ refusal: { code: 'dates-contradict' } });
    expect(await date({}, 7)).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await house.plan.datePhase(secretariat, study.slug, { id: 'nowhere', version: 1 }, dates)
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('lists deliverables with owner and due date, and says which are overdue by the house’s clock', async () => {
    const { house, study, clock, secretariat } = await setUp(engine);
    await house.plan.addDeliverable(secretariat, study.slug, paper);
    await house.plan.addDeliverable(secretariat, study.slug, {
      ...paper,
      title: { en: '', zh: '最终报告' },
      dueOn: '2013-12'
    });
    const overdue = async () => {
      const plan = await house.plan.load(secretariat, study.slug);
      return plan.ok ? plan.value.deliverables.map((line) => [line.owner?.name.zh, line.overdue]) : [];
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
    const overview = await house.overview.load(secretariat, study.slug);
    expect(overview).toMatchObject({
      value: { tasks: expect.arrayContaining([expect.objectContaining({ kind: 'deliver' })]) as unknown }
    });
  });

  it('is no longer overdue once delivered', async () => {
    const { house, study, secretariat } = await setUp(engine);
    await house.plan.addDeliverable(secretariat, study.slug, paper);
    const before = await house.plan.load(secretariat, study.slug);
    const line = before.ok ? before.value.deliverables[0] : undefined;
    if (!line) throw new Error('not added');
    const change = { ...paper, state: 'delivered', deliveredOn: '2013-12-14' } as const;
    expect((await house.plan.changeDeliverable(secretariat, study.slug, line, change)).ok).toBe(true);
    expect(await house.plan.changeDeliverable(secretariat, study.slug, line, paper)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(await house.plan.load(secretariat, study.slug)).toMatchObject({
      value: { deliverables: [{ overdue: false, deliveredOn: '2013-12-14', version: 2 }] }
    });
  });

  it.each([
    ['no title', { title: { en: ' ', zh: '' } }, 'title'],
    ['an owner that is no body of the study', { ownerBodyId: 'ministry' }, 'ownerBodyId'],
    ['a due date that is none', { dueOn: 'soon' }, 'dueOn']
  ])('takes no deliverable with %s', async (_, change, field) => {
    const { house, study, secretariat } = await setUp(engine);
    expect(await house.plan.addDeliverable(secretariat, study.slug, { ...paper, ...change })).toMatchObject({
      refusal: { code: 'invalid', facts: { field } }
    });
  });

  it('is kept by the secretariat alone', async () => {
    const { house, study } = await setUp(engine);
    for (const role of ['chair', 'expert', 'observer'] as const) {
      const person = await signedInAs(house, { role, study, side: role === 'chair' ? 'cn' : 'eu' });
      expect(await house.plan.addDeliverable(person, study.slug, paper)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect((await house.plan.load(person, study.slug)).ok).toBe(true);
    }
  });
});
