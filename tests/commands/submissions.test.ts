import { describe, expect, it } from 'vitest';
import type { MeetingMinutes } from '#rules/meetings/meeting.ts';
import type { Actor } from '#base/permissions.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp, testClock } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { applyRetention } from '#server/areas/operations/retention.ts';
import { emptyMinutes } from '#kit/minutes.ts';

const empty = { en: '', zh: '' };
const dialogue: MeetingMinutes = {
  ...emptyMinutes,
  kind: 'dialogue',
  title: { en: 'Fourth ICT dialogue', zh: '第四次信息通信技术对话会' },
  place: empty,
  fromOn: '2013-11'
};
const day = 24 * 60 * 60 * 1000;

async function setUp(engine: Engine) {
  const clock = testClock('2013-11-20T08:00:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  const secretariat = await signedInAs(app, { role: 'secretariat', study, name: 'Sofia' });
  /** Runs what one request of a form does. */
  const submitted = <T>(actor: Actor, key: string, act: () => Promise<T>, input = 'Fourth ICT dialogue') =>
    app.submissions.within(() => {
      app.submissions.note({ actor, address: '/meetings?/add', key, input: [['titleEn', input]] });
      return act();
    });
  const add = (actor: Actor, key: string, minutes = dialogue) =>
    submitted(actor, key, () => app.meetings.add(actor, study.slug, minutes), minutes.title.en);
  const stored = async () => ({
    meetings: (await app.store.db.selectFrom('meeting').select('id').execute()).length,
    events: (await app.store.db.selectFrom('event').select('seq').execute()).length
  });
  return { app, study, clock, secretariat, submitted, add, stored };
}

describe.each(engines)('a submission of a form on %s', (engine) => {
  it('that is sent twice at once changes the study once, with one event, and both get the same result', async () => {
    const { add, secretariat, stored } = await setUp(engine);
    const before = await stored();
    const [first, second] = await Promise.all([add(secretariat, 'a'), add(secretariat, 'a')]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toEqual(first);
    expect(await stored()).toEqual({ meetings: before.meetings + 1, events: before.events + 1 });
  });

  it('is another one with another key, another input, or from another person', async () => {
    const { app, study, add, secretariat, stored } = await setUp(engine);
    const colleague = await signedInAs(app, { role: 'secretariat', study, name: 'Lin' });
    await add(secretariat, 'a');
    await add(secretariat, 'b');
    await add(secretariat, 'a', { ...dialogue, title: { en: 'Fifth ICT dialogue', zh: '' } });
    await add(colleague, 'a');
    expect((await stored()).meetings).toBe(4);
  });

  it('is answered with its first result where the first has changed what a second would need', async () => {
    const { app, study, secretariat, submitted, add } = await setUp(engine);
    const added = await add(secretariat, 'a');
    if (!added.ok) throw new Error(added.refusal.code);
    const change = () =>
      submitted(secretariat, 'b', () =>
        app.meetings.change(secretariat, study.slug, { id: added.value.id, version: 1 }, dialogue)
      );
    expect(await change()).toEqual({ ok: true, value: null });
    expect(await change()).toEqual({ ok: true, value: null });
    expect(await app.meetings.load(secretariat, study.slug, added.value.id)).toMatchObject({
      value: { meeting: { version: 2 } }
    });
  });

  it('that was refused is judged anew', async () => {
    const { add, secretariat } = await setUp(engine);
    const wrong = { ...dialogue, title: { en: 'Fourth ICT dialogue', zh: '' }, fromOn: '2013-13' };
    expect(await add(secretariat, 'a', wrong)).toMatchObject({ ok: false });
    expect(await add(secretariat, 'a')).toMatchObject({ ok: true });
  });

  it('is refused where the right of the person was taken in between', async () => {
    const { app, add, secretariat, stored } = await setUp(engine);
    expect(await add(secretariat, 'a')).toMatchObject({ ok: true });
    const before = await stored();
    await app.store.db.deleteFrom('grant').where('userId', '=', secretariat.userId).execute();
    // As the session was read, just before the right was taken.
    expect(await add(secretariat, 'a')).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(await stored()).toEqual(before);
  });

  it('leaves no secret: what cannot be given twice is not stored, and a repetition says that it was done', async () => {
    const { app, study, secretariat, submitted } = await setUp(engine);
    const invite = () =>
      submitted(secretariat, 'a', () =>
        app.invitations.send(secretariat, study.slug, {
          email: 'zhou@example.org',
          role: 'secretariat',
          sideId: null,
          cityId: null,
          locale: 'en'
        })
      );
    expect(await invite()).toMatchObject({ ok: true });
    expect(await invite()).toMatchObject({ ok: false, refusal: { code: 'already-done' } });
    expect(await app.store.db.selectFrom('submission').select('result').execute()).toEqual([
      { result: null }
    ]);
  });

  it('is forgotten after a day', async () => {
    const { app, clock, add, secretariat, stored } = await setUp(engine);
    await add(secretariat, 'a');
    clock.advance(day);
    await applyRetention(app, { isDry: false });
    expect(await app.store.db.selectFrom('submission').select('id').execute()).toEqual([]);
    await add(secretariat, 'a');
    expect((await stored()).meetings).toBe(2);
  });
});
