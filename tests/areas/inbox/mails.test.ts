/**
 * Tests timed e-mails: digests, notices to heads and reminders; each is sent once and holds only what its
 * reader may see.
 */
import { describe, expect, it } from 'vitest';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import type { UserId } from '#base/ids.ts';
import { ok } from '#base/refusal.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { signedInAs } from '#kit/actors.ts';
import { runCommand } from '#server/commands/run-command.ts';
import { digests } from '#server/areas/inbox/digest.ts';
import { actorOf } from '#server/areas/people/accounts.ts';
import { findUser, updateUser } from '#server/auth/users.ts';
import { appenderOf } from '#kit/appending.ts';

const day = 24 * 3600_000;

async function setUp(engine: Engine, start = '2013-11-01T08:00:00.000Z') {
  const clock = testClock(start);
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'consultation' },
      { id: 'haidian', side: 'cn', state: 'drafting' }
    ]
  });
  const append = appenderOf(app, study.id);
  const mail = async (kind: 'digest' | 'urgent' | 'head') =>
    await app.store.db.selectFrom('mail').selectAll().where('kind', '=', kind).orderBy('address').execute();
  const rounds = async (count = 3) => {
    for (let i = 0; i < count; i++) await app.scheduler.run();
  };
  return { app, study, clock, append, mail, rounds };
}

describe.each(serviceEngines)('the digest on %s', (engine) => {
  it('goes out once a day, in the reader’s language, with what that reader may see and nothing else (R214)', async () => {
    const { app, study, clock, append, mail, rounds } = await setUp(engine);
    const expert = await makePerson(app, { role: 'expert', side: 'eu', study, email: 'expert@x.example' });
    await updateUser(app.store.db, expert.id, { locale: 'zh' });
    await makePerson(app, { role: 'city', city: 'bristol', study, email: 'city@x.example' });
    await makePerson(app, { role: 'city', city: 'haidian', study, email: 'other@x.example' });
    await append({
      kind: 'consultation.opened',
      needs: 'consultation.read',
      cityId: 'bristol',
      payload: { deadline: '2013-12-01T22:59:59.999Z' }
    });
    clock.advance(1000);
    await append({
      kind: 'city-comment.drafted',
      needs: 'comments.staff',
      cityId: 'bristol',
      payload: { commentId: 'c1' }
    });
    await rounds();
    expect(await mail('digest')).toEqual([]);
    clock.advance(day);
    await rounds();
    const mails = await mail('digest');
    expect(mails.map(({ address }) => address)).toEqual(['city@x.example', 'expert@x.example']);
    const [city, zh] = mails;
    expect(city?.body).toContain('bristol');
    expect(city?.body).toContain('/studies/small-study/inbox');
    expect(zh?.body).toContain('城市1');
    expect(city?.body).not.toContain('haidian');
    expect(zh?.locale).toBe('zh');
    await rounds();
    clock.advance(day);
    await rounds();
    expect(await mail('digest')).toHaveLength(2);
  });

  it('holds nobody else’s writes while it is built', async () => {
    const { app, study, clock, append, mail } = await setUp(engine);
    await makePerson(app, { role: 'secretariat', study, email: 'one@x.example' });
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    clock.advance(day);
    const tools = { store: app.store, now: clock.now, mailer: app.mailer };
    // Somebody writes while the texts are read: in a transaction of the digest this would never end on SQLite.
    const staleSections = async () => {
      await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
      return [];
    };
    await digests({ ...tools, staleSections }).run();
    expect(await mail('digest')).toHaveLength(1);
  });

  it('goes on with what happened after a clock that was ahead has been set back', async () => {
    const { app, study, clock, append, mail, rounds } = await setUp(engine);
    await makePerson(app, { role: 'chair', side: 'eu', study, email: 'chair@x.example' });
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    clock.advance(30 * day);
    await append({ kind: 'phase.added', needs: 'study.see', payload: { phaseId: 'p1' } });
    clock.advance(day);
    await rounds();
    expect(await mail('digest')).toHaveLength(1);
    clock.advance(-31 * day);
    await append({
      kind: 'consultation.opened',
      needs: 'consultation.read',
      cityId: 'bristol',
      payload: { deadline: '2013-12-01T22:59:59.999Z' }
    });
    clock.advance(day);
    await rounds();
    const bodies = (await mail('digest')).map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies.filter((body) => body.includes('bristol'))).toHaveLength(1);
    clock.advance(day);
    await rounds();
    expect(await mail('digest')).toHaveLength(2);
  });

  it('is not written for who wants none, nor for who has looked since', async () => {
    const { app, study, clock, append, mail, rounds } = await setUp(engine);
    const none = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const looked = await signedInAs(app, { role: 'chair', side: 'cn', study });
    await app.inbox.setDigest(none, study.slug, 'none');
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    clock.advance(3600_000);
    await app.inbox.see(looked, study.slug, clock.now().getTime());
    clock.advance(day);
    await rounds();
    expect(await mail('digest')).toEqual([]);
  });
});

describe.each(serviceEngines)('the head of the log on %s', (engine) => {
  it('goes each day to one person of each side: the chair, else the first expert; not where nothing has happened', async () => {
    const { app, study, clock, append, mail, rounds } = await setUp(engine);
    await makePerson(app, { role: 'expert', side: 'eu', study, email: 'eu.expert@x.example' });
    await makePerson(app, { role: 'chair', side: 'eu', study, email: 'eu.chair@x.example' });
    await makePerson(app, { role: 'expert', side: 'cn', study, email: 'cn.expert@x.example' });
    const event = await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    await rounds(1);
    expect(await mail('head')).toEqual([]);
    clock.advance(day);
    await rounds();
    const mails = await mail('head');
    expect(mails.map(({ address }) => address)).toEqual(['cn.expert@x.example', 'eu.chair@x.example']);
    for (const { body } of mails) expect(body).toContain(`1:${event.hash}`);
    const chair = await signedInAs(app, { role: 'secretariat', study });
    const list = await app.events.list(chair, study.slug, 0);
    expect(list.ok && list.value.at(-1)).toMatchObject({
      kind: 'head.sent',
      payload: { seq: 1, hash: event.hash }
    });
    const observer = await app.events.list(await signedInAs(app, { role: 'observer', study }), study.slug, 0);
    expect(observer.ok && observer.value.map(({ kind }) => kind)).toEqual(['study.changed']);
    clock.advance(3 * day);
    await rounds();
    expect(await mail('head')).toHaveLength(2);
    expect(await app.audit.verify(chair, study.slug)).toMatchObject({
      value: { verdict: { ok: true, events: 2 }, sentHeads: [{ day: '2013-11-02', seq: 1 }] }
    });
  });
});

describe.each(serviceEngines)('reminders on %s', (engine) => {
  it('R075: come seven days and one day before, and a day after, once each, to those of whom it is asked', async () => {
    const { app, study, clock, mail, rounds } = await setUp(engine);
    await makePerson(app, { role: 'city', city: 'bristol', study, email: 'city@x.example' });
    await makePerson(app, { role: 'secretariat', study, email: 'office@x.example' });
    const { db } = app.store;
    await db
      .updateTable('assessment')
      .set({ deadline: '2013-11-15T10:00:00.000Z', deadlineZone: 'Europe/Brussels' })
      .execute();
    await rounds();
    expect(await mail('urgent')).toEqual([]);
    clock.advance(7 * day + 3 * 3600_000);
    await rounds();
    const first = await mail('urgent');
    // No one writes for Haidian: the secretariat is notified.
    expect(first.map(({ address }) => address)).toEqual(['city@x.example', 'office@x.example']);
    expect(first[0]?.subject).toContain('7 days');
    expect(first[0]?.body).toContain('15 Nov 2013, 18:00 Beijing');
    clock.advance(6 * day);
    await rounds();
    expect((await mail('urgent')).map(({ subject }) => /\d+ days?/.exec(subject)?.[0]).sort()).toEqual([
      '1 day',
      '1 day',
      '7 days',
      '7 days'
    ]);
    clock.advance(day);
    await rounds();
    expect(await mail('urgent')).toHaveLength(4);
    clock.advance(day);
    await rounds();
    await rounds();
    const late = (await mail('urgent')).filter(({ subject }) => subject.endsWith('the deadline has passed'));
    expect(late.map(({ address }) => address)).toEqual(['city@x.example', 'office@x.example']);
    expect(late[0]?.body).toContain('It was due by 15 Nov 2013');
  });
});

describe.each(serviceEngines)('reminders of a chapter on %s', (engine) => {
  it('go to the secretariat, and to both chairs once it stands before them', async () => {
    const { app, study, clock, mail, rounds } = await setUp(engine);
    await makePerson(app, { role: 'secretariat', study, email: 'office@x.example' });
    await makePerson(app, { role: 'chair', side: 'eu', study, email: 'eu@x.example' });
    await makePerson(app, { role: 'chair', side: 'cn', study, email: 'cn@x.example' });
    await makePerson(app, { role: 'expert', side: 'cn', study, email: 'expert@x.example' });
    const { db } = app.store;
    const chapter = await db
      .selectFrom('document')
      .select(['id', 'slug'])
      .where('kind', '=', 'chapter')
      .executeTakeFirstOrThrow();
    const set = (values: {
      state?: 'approval';
      stateSince?: string;
      deadline?: string;
      deadlineZone?: string;
    }) => db.updateTable('document').set(values).where('id', '=', chapter.id).execute();
    await set({ deadline: '2013-11-08T07:00:00.000Z', deadlineZone: 'Asia/Shanghai' });
    await rounds();
    expect(await mail('urgent')).toMatchObject([
      {
        address: 'office@x.example',
        body: expect.stringContaining(`/chapters/${chapter.slug ?? ''}/progress`) as string
      }
    ]);
    await set({ state: 'approval', stateSince: clock.now().toISOString() });
    clock.advance(6.5 * day);
    await rounds();
    const mails = (await mail('urgent')).map(
      ({ address, body }) => `${address} ${/chapters\S+/.exec(body)?.[0] ?? ''}`
    );
    expect(mails).toEqual([
      `cn@x.example chapters/${chapter.slug ?? ''}/approval`,
      `eu@x.example chapters/${chapter.slug ?? ''}/approval`,
      `office@x.example chapters/${chapter.slug ?? ''}/progress`
    ]);
  });
});

describe.each(serviceEngines)('urgent mails of steps on %s', (engine) => {
  it('go to the city when it is consulted, to both chairs when they are to sign, back to the person who works on it, and to nobody else', async () => {
    const { app, study, mail } = await setUp(engine);
    const rapporteur = await makePerson(app, {
      role: 'expert',
      side: 'eu',
      study,
      email: 'lead@x.example'
    });
    await app.store.db
      .insertInto('rapporteur')
      .values({ studyId: study.id, cityId: 'bristol', userId: rapporteur.id, duty: 'lead' })
      .execute();
    await makePerson(app, { role: 'city', city: 'bristol', study, email: 'city@x.example' });
    await makePerson(app, { role: 'city', city: 'haidian', study, email: 'other@x.example' });
    const chair = await makePerson(app, { role: 'chair', side: 'eu', study, email: 'eu@x.example' });
    await makePerson(app, { role: 'chair', side: 'cn', study, email: 'cn@x.example' });
    const deadline = { at: '2013-11-12T10:00:00.000Z', zone: 'Asia/Shanghai' };
    type Moved = GatheredEvent<'assessment.moved'>;
    const step = ({
      step,
      to,
      actorId,
      deadline
    }: Pick<Moved['payload'], 'step' | 'to'> & Moved['forHearers'] & { readonly actorId: UserId }) =>
      runCommand(app, async ({ appendEvent }) => {
        const user = await findUser(app.store.db, actorId);
        if (!user) throw new Error('The person who takes the step is gone');
        await appendEvent(study.id, actorOf(user), {
          kind: 'assessment.moved',
          needs: 'assessment.see',
          cityId: 'bristol',
          payload: { step, from: 'drafting', to },
          forHearers: { deadline }
        });
        return ok(null);
      });
    const written = async () => {
      const mails = (await mail('urgent')).map(
        ({ address, body }) => `${address} ${/small-study(\S+)/.exec(body)?.[1] ?? ''}`
      );
      await app.store.db.deleteFrom('mail').execute();
      return mails;
    };
    await step({ step: 'open-consultation', to: 'consultation', actorId: rapporteur.id, deadline });
    expect(await written()).toEqual(['city@x.example /assessments/bristol/consultation']);
    await step({ step: 'ask-approval', to: 'approval', actorId: rapporteur.id, deadline: null });
    expect(await written()).toEqual([
      'cn@x.example /assessments/bristol/approval',
      'eu@x.example /assessments/bristol/approval'
    ]);
    await step({ step: 'return', to: 'revision', actorId: chair.id, deadline: null });
    expect(await written()).toEqual(['lead@x.example /assessments/bristol/progress']);
    await step({ step: 'return', to: 'collecting', actorId: rapporteur.id, deadline: null });
    expect(await written()).toEqual(['city@x.example /assessments/bristol']);
    await step({ step: 'ask-review', to: 'internal-review', actorId: rapporteur.id, deadline: null });
    expect(await written()).toEqual([]);
  });
});
