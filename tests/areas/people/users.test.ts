import { describe, expect, it } from 'vitest';
import type { Signal } from '#server/events/signals.ts';
import { attemptsPerSession } from '#server/auth/throttle.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { eventSentence } from '#lib/i18n/event-sentence.ts';
import { cookieOf, makePerson, makeStudy, testPassword, type TestPerson } from '#kit/people.ts';
import { actorFor } from '#kit/actors.ts';

async function setUp(engine: Engine) {
  const app = await testApp(engine);
  const emitted: Signal[] = [];
  app.signals.listen((signal) => emitted.push(signal));
  const actorOf = (person: TestPerson) => actorFor(app, person);
  const administrator = await makePerson(app, { administrator: true });
  return { app, emitted, actorOf, administrator, adminActor: await actorOf(administrator) };
}

const lin = { email: 'Lin.Wei@Example.org', name: { en: 'Lin Wei', zh: '林伟' } };

describe.each(serviceEngines)('accounts on %s', (engine) => {
  it('are made by an administrator, with a password that is shown once', async () => {
    const { app, adminActor } = await setUp(engine);
    const made = await app.users.create(adminActor, lin);
    if (!made.ok) throw new Error(made.refusal.code);
    expect(made.value.madeUpPassword).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){4}$/);
    const password = made.value.madeUpPassword ?? '';
    expect(
      (await app.sessions.signIn({ email: 'lin.wei@example.org', password, address: '127.0.0.1' })).ok
    ).toBe(true);
  });

  it('are made by the operator, with a password of their choice', async () => {
    const { app } = await setUp(engine);
    const made = await app.users.create('operator', {
      ...lin,
      password: testPassword,
      isAdministrator: true
    });
    expect(made).toMatchObject({ ok: true, value: { madeUpPassword: null } });
    expect(
      (await app.sessions.signIn({ email: lin.email, password: testPassword, address: '127.0.0.1' })).ok
    ).toBe(true);
  });

  it('are one for each address, whatever its case', async () => {
    const { app, adminActor } = await setUp(engine);
    await app.users.create(adminActor, lin);
    expect(await app.users.create(adminActor, { ...lin, email: 'LIN.WEI@example.ORG ' })).toMatchObject({
      refusal: { code: 'email-taken' }
    });
  });

  it('are one for each address also when two are made at the same time', async () => {
    const { app, adminActor } = await setUp(engine);
    const answers = await Promise.all([app.users.create(adminActor, lin), app.users.create('operator', lin)]);
    expect(answers.map((answer) => answer.ok || answer.refusal.code).sort()).toEqual(['email-taken', true]);
  });

  it.each([
    ['no address', { ...lin, email: 'nobody' }, 'invalid'],
    ['two addresses', { ...lin, email: 'a@b, c@d' }, 'invalid'],
    ['no name in either language', { ...lin, name: { en: ' ', zh: '' } }, 'invalid'],
    ['a short password', { ...lin, password: 'short' }, 'password-too-short']
  ])('are refused with %s', async (_, account, code) => {
    const { app, adminActor } = await setUp(engine);
    expect(await app.users.create(adminActor, account)).toMatchObject({ ok: false, refusal: { code } });
    expect(await app.users.list(adminActor)).toMatchObject({ value: { length: 1 } });
  });

  it('do not exist for anybody who is no administrator', async () => {
    const { app, actorOf, administrator } = await setUp(engine);
    const stranger = await actorOf(await makePerson(app));
    const refusals = await Promise.all([
      app.users.list(stranger),
      app.users.create(stranger, lin),
      app.users.suspend(stranger, administrator.id),
      app.users.restore(stranger, administrator.id),
      app.users.setAdministrator(stranger, stranger.userId, true),
      app.users.endSessions(stranger, administrator.id),
      app.resets.send(stranger, administrator.id),
      app.resets.changeAddress(stranger, administrator.id, 'mine@example.org'),
      app.pauses.confirmAdministrator(stranger, administrator.id)
    ]);
    for (const answer of refusals) expect(answer).toEqual({ ok: false, refusal: { code: 'not-found' } });
  });

  it('are out of reach at once for an administrator whose right was taken meanwhile', async () => {
    const { app, actorOf, adminActor } = await setUp(engine);
    const second = await makePerson(app, { administrator: true });
    const stillThinksSo = await actorOf(second);
    expect(stillThinksSo.isAdministrator).toBe(true);
    await app.users.setAdministrator(adminActor, second.id, false);
    expect(await app.users.list(stillThinksSo)).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await app.users.setAdministrator(stillThinksSo, second.id, true)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('that are suspended lose their sessions at once and cannot sign in until restored', async () => {
    const { app, emitted, adminActor } = await setUp(engine);
    const person = await makePerson(app);
    const cookie = await cookieOf(app, person);
    expect(await app.users.suspend(adminActor, person.id)).toMatchObject({ ok: true });
    expect(await app.sessions.read(cookie)).toBeNull();
    expect(emitted).toContainEqual({ kind: 'sessions-ended', userId: person.id });
    expect(await app.sessions.signIn({ ...person, address: '127.0.0.1' })).toMatchObject({
      refusal: { code: 'wrong-credentials' }
    });
    await app.users.restore(adminActor, person.id);
    expect(await app.sessions.read(cookie)).toBeNull();
    expect((await app.sessions.signIn({ ...person, address: '127.0.0.1' })).ok).toBe(true);
  });

  it('always leave one administrator who can sign in', async () => {
    const { app, adminActor, administrator } = await setUp(engine);
    await makePerson(app, { administrator: true, suspended: true });
    expect(await app.users.suspend(adminActor, administrator.id)).toMatchObject({
      refusal: { code: 'last-administrator' }
    });
    expect(await app.users.setAdministrator(adminActor, administrator.id, false)).toMatchObject({
      refusal: { code: 'last-administrator' }
    });
  });

  it('leave one administrator even when two take the right from each other at the same time', async () => {
    const { app, actorOf, adminActor, administrator } = await setUp(engine);
    const second = await makePerson(app, { administrator: true });
    const other = await actorOf(second);
    const answers = await Promise.all([
      app.users.setAdministrator(adminActor, second.id, false),
      app.users.setAdministrator(other, administrator.id, false)
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const left = await app.store.db
      .selectFrom('user')
      .select('id')
      .where('isAdministrator', '=', 1)
      .execute();
    expect(left).toHaveLength(1);
  });

  it('can be signed out everywhere by an administrator', async () => {
    const { app, emitted, adminActor } = await setUp(engine);
    const person = await makePerson(app);
    const cookie = await cookieOf(app, person);
    await app.users.endSessions(adminActor, person.id);
    expect(await app.sessions.read(cookie)).toBeNull();
    expect(emitted).toContainEqual({ kind: 'sessions-ended', userId: person.id });
  });
});

describe.each(serviceEngines)('one’s own account on %s', (engine) => {
  it('takes another password for the present one, and ends the other sessions', async () => {
    const { app, emitted, actorOf } = await setUp(engine);
    const person = await makePerson(app);
    const elsewhere = await cookieOf(app, person);
    const actor = await actorOf(person);
    expect(
      await app.users.changePassword(actor, { present: testPassword, wanted: '另一个很长的密码' })
    ).toMatchObject({ ok: true });
    expect(await app.sessions.read(elsewhere)).toBeNull();
    expect(await app.sessions.recall(actor.sessionId)).not.toBeNull();
    expect(emitted).toContainEqual({
      kind: 'sessions-ended',
      userId: person.id,
      exceptSessionId: actor.sessionId
    });
    expect(
      (
        await app.sessions.signIn({
          email: person.email,
          password: '另一个很长的密码',
          address: '127.0.0.1'
        })
      ).ok
    ).toBe(true);
  });

  it('keeps its password when the present one is wrong, and makes the person who guesses on wait', async () => {
    const { app, actorOf } = await setUp(engine);
    const actor = await actorOf(await makePerson(app));
    const guess = () =>
      app.users.changePassword(actor, { present: 'not the password', wanted: 'another password' });
    for (let i = 0; i < attemptsPerSession; i++)
      expect(await guess()).toMatchObject({ refusal: { code: 'wrong-password' } });
    expect(await guess()).toMatchObject({ refusal: { code: 'throttled' } });
    expect(await app.users.changePassword(actor, { present: testPassword, wanted: 'short' })).toMatchObject({
      refusal: { code: 'password-too-short' }
    });
  });

  it('remembers name and language', async () => {
    const { app, actorOf } = await setUp(engine);
    const actor = await actorOf(await makePerson(app));
    await app.users.setLocale(actor, 'zh');
    await app.users.setName(actor, { en: ' Anna Rossi ', zh: '安娜' });
    expect(await app.users.own(actor)).toMatchObject({
      locale: 'zh',
      name: { en: 'Anna Rossi', zh: '安娜' }
    });
    expect((await app.sessions.recall(actor.sessionId))?.name).toEqual({ en: 'Anna Rossi', zh: '安娜' });
    expect(await app.users.setName(actor, { en: '', zh: '' })).toMatchObject({
      refusal: { code: 'invalid' }
    });
  });
});

// Promise: nobody speaks under another name without everyone in their studies being able to read so.
describe('a change of name', () => {
  it('is an event of every study of the person, with the name before; a save that changes nothing is none', async () => {
    const { app, actorOf } = await setUp('sqlite');
    const study = await makeStudy(app);
    const secretary = await makePerson(app, { role: 'secretariat', study });
    const actor = await actorOf(
      await makePerson(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' })
    );
    await app.users.setName(actor, { en: 'Chair, EU', zh: '' });
    await app.users.setName(actor, { en: 'Chair, EU', zh: '' });
    const sentence = await app.events.recent(await actorOf(secretary), study.slug);
    expect(sentence.ok && sentence.value.map((event) => [eventSentence(event), event.actorRole])).toEqual([
      ['Chair, EU changed their name; before, it was Li Ming', 'expert']
    ]);
    // The log holds no name: a person can still be forgotten.
    const events = await app.store.db.selectFrom('event').select('payload').execute();
    expect(JSON.stringify(events)).not.toContain('Li Ming');
  });
});
