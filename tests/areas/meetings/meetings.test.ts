import { describe, expect, it } from 'vitest';
import type { MeetingMinutes } from '#rules/meetings/meeting.ts';
import type { NextStepInput } from '#rules/meetings/next-step.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { whitePaperStep } from '#kit/next-steps.ts';

const empty = { en: '', zh: '' };
const dialogue: MeetingMinutes = {
  kind: 'dialogue',
  title: { en: 'Fourth ICT dialogue', zh: '第四次信息通信技术对话会' },
  place: { en: 'Brussels', zh: '布鲁塞尔' },
  fromOn: '2013-11',
  toOn: null,
  agenda: empty,
  decisions: { en: 'The draft goes to the cities.', zh: '' },
  attendance: { eu: 'A. Berg', cn: '王伟' },
  cities: [],
  advances: [],
  learned: empty
};
const step: NextStepInput = { ...whitePaperStep, ownerBodyId: 'steering-committee', dueOn: '2013-12' };

async function setUp(engine: Engine = 'sqlite') {
  const clock = testClock('2013-11-20T08:00:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  return {
    app,
    study,
    clock,
    secretariat: await signedInAs(app, { role: 'secretariat', study, name: 'Sofia' })
  };
}

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

describe.each(serviceEngines)('the record of the group on %s', (engine) => {
  it('keeps meetings with place, date, agenda, attendance of each side and decisions: what is to come apart from what was (R011)', async () => {
    const { app, study, clock, secretariat } = await setUp(engine);
    const { id } = valueOf(await app.meetings.add(secretariat, study.slug, dialogue));
    await app.meetings.add(secretariat, study.slug, {
      ...dialogue,
      kind: 'meeting',
      fromOn: '2013-05-13',
      title: { en: '', zh: '专家组第一次会议' }
    });
    const titles = async () => {
      const { ahead, past } = valueOf(await app.meetings.list(secretariat, study.slug));
      return [ahead.map(({ title }) => title.zh), past.map(({ title }) => title.zh)];
    };
    expect(await titles()).toEqual([['第四次信息通信技术对话会'], ['专家组第一次会议']]);
    clock.advance(11 * 24 * 3600_000);
    expect(await titles()).toEqual([[], ['第四次信息通信技术对话会', '专家组第一次会议']]);
    expect(valueOf(await app.meetings.load(secretariat, study.slug, id))).toMatchObject({
      meeting: { ...dialogue, version: 1 },
      mayWrite: true
    });
  });

  it('changes a record once from each state, and tells both', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const { id } = valueOf(await app.meetings.add(secretariat, study.slug, dialogue));
    const decided = {
      ...dialogue,
      decisions: { en: 'The draft goes to the cities.', zh: '草案送各城市征求意见。' }
    };
    const outcomes = await Promise.all(
      [1, 2].map(() => app.meetings.change(secretariat, study.slug, { id, version: 1 }, decided))
    );
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.refusal.code)).sort()).toEqual([
      'ok',
      'stale'
    ]);
    const events = valueOf(await app.events.list(secretariat, study.slug, 0));
    expect(events).toMatchObject([
      { kind: 'meeting.recorded', payload: { meetingId: id }, needs: 'study.meetings' },
      { kind: 'meeting.changed', payload: { meetingId: id }, needs: 'study.meetings' }
    ]);
  });

  it('plans a visit with its cities, dates and the next steps that it is to advance, and says what was learned (R012, R181, R211, R212)', async () => {
    const { app, study, secretariat } = await setUp(engine);
    const { id: stepId } = valueOf(await app.nextSteps.add(secretariat, study.slug, step));
    const visit = {
      ...dialogue,
      kind: 'visit' as const,
      fromOn: '2014-22',
      cities: ['bristol'],
      advances: [stepId]
    };
    const { id } = valueOf(await app.meetings.add(secretariat, study.slug, visit));
    await app.nextSteps.add(secretariat, study.slug, {
      ...step,
      meetingId: id,
      action: { en: '', zh: '共享交通数据' }
    });
    const learned = { en: 'Open data began with bus times.', zh: '开放数据始于公交时刻。' };
    expect(
      (await app.meetings.change(secretariat, study.slug, { id, version: 1 }, { ...visit, learned })).ok
    ).toBe(true);
    const view = valueOf(await app.meetings.load(secretariat, study.slug, id));
    expect(view.meeting).toMatchObject({ cities: ['bristol'], fromOn: '2014-22', learned });
    expect(view.advanced.map(({ action }) => action.zh)).toEqual(['发布白皮书']);
    expect(view.agreed.map(({ action }) => action.zh)).toEqual(['共享交通数据']);
  });

  it('keeps the states of a next step as they were reported, with the dialogue at which (R180, R213)', async () => {
    const { app, study, clock, secretariat } = await setUp(engine);
    const { id: meetingId } = valueOf(await app.meetings.add(secretariat, study.slug, dialogue));
    const { id } = valueOf(await app.nextSteps.add(secretariat, study.slug, step));
    const report = { en: 'In layout.', zh: '正在排版。' };
    clock.advance(1000);
    expect(
      (await app.nextSteps.change(secretariat, study.slug, { id, version: 1 }, { ...step, report }, null)).ok
    ).toBe(true);
    const underWay = { ...step, state: 'under-way', report } as const;
    for (const version of [2, 3]) {
      clock.advance(1000);
      expect(
        await app.nextSteps.change(secretariat, study.slug, { id, version }, underWay, meetingId)
      ).toMatchObject({ ok: true });
    }
    expect(await app.nextSteps.change(secretariat, study.slug, { id, version: 2 }, step, null)).toMatchObject(
      { refusal: { code: 'stale' } }
    );
    const [nextStep] = valueOf(await app.nextSteps.list(secretariat, study.slug)).steps;
    expect(nextStep).toMatchObject({ state: 'under-way', report, isOverdue: false });
    // A report that changed only text, given at no meeting, does not count as news of the state.
    expect(
      nextStep?.history.map(({ state, meetingId: at, by }) => [state, at === meetingId, by?.en])
    ).toEqual([
      ['open', false, 'Sofia'],
      ['under-way', true, 'Sofia'],
      ['under-way', true, 'Sofia']
    ]);
    clock.advance(45 * 24 * 3600_000);
    expect(valueOf(await app.nextSteps.list(secretariat, study.slug)).steps[0]?.isOverdue).toBe(true);
  });
});

describe('the record of the group', () => {
  it('is kept by secretariat, chairs and experts, read by observers, and none of the cities’ business', async () => {
    const { app, study } = await setUp();
    for (const [role, reads, writes] of [
      ['chair', true, true],
      ['expert', true, true],
      ['observer', true, false],
      ['city', false, false]
    ] as const) {
      const actor = await signedInAs(app, { role, study, ...(role === 'city' ? { city: 'haidian' } : {}) });
      expect([
        role,
        (await app.meetings.list(actor, study.slug)).ok,
        (await app.nextSteps.list(actor, study.slug)).ok
      ]).toEqual([role, reads, reads]);
      const added = await app.meetings.add(actor, study.slug, dialogue);
      const stepped = await app.nextSteps.add(actor, study.slug, step);
      expect([role, added.ok, stepped.ok]).toEqual([role, writes, writes]);
      if (!writes) expect(added).toMatchObject({ refusal: { code: 'forbidden' } });
    }
    const city = await signedInAs(app, { role: 'city', study, city: 'bristol' });
    const kinds = valueOf(await app.events.list(city, study.slug, 0)).map(({ kind }) => kind);
    expect(kinds).toEqual([]);
  });

  it('of one study is not there in another', async () => {
    const { app, study, secretariat } = await setUp();
    const other = await makeStudy(app, { slug: 'other-study' });
    const stranger = await signedInAs(app, { role: 'secretariat', study: other });
    const { id } = valueOf(await app.meetings.add(secretariat, study.slug, dialogue));
    const { id: stepId } = valueOf(await app.nextSteps.add(secretariat, study.slug, step));
    expect(await app.meetings.load(stranger, other.slug, id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.meetings.load(stranger, study.slug, id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.meetings.change(stranger, other.slug, { id, version: 1 }, dialogue)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(
      await app.nextSteps.change(stranger, other.slug, { id: stepId, version: 1 }, step, null)
    ).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await app.nextSteps.add(stranger, other.slug, { ...step, meetingId: id })).toMatchObject({
      refusal: { code: 'invalid' }
    });
  });
});
