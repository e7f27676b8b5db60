import { describe, expect, it } from 'vitest';
import type { Ring } from '#server/events/bell.ts';
import { attemptsPerAccount } from '#server/auth/throttle.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { openHouse } from '#kit/house.ts';
import { cookieOf, makePerson, testPassword, type TestPerson } from '#kit/people.ts';

async function aHouse(engine: Engine) {
  const house = await openHouse(engine);
  const rings: Ring[] = [];
  house.bell.listen((ring) => rings.push(ring));
  const actorOf = async (person: TestPerson) => {
    const session = await house.sessions.read(await cookieOf(house, person));
    if (!session) throw new Error('not signed in');
    return session.actor;
  };
  const administrator = await makePerson(house, { administrator: true });
  return { house, rings, actorOf, administrator, keeper: await actorOf(administrator) };
}

const lin = { email: 'Lin.Wei@Example.org', name: { en: 'Lin Wei', zh: '林伟' } };

describe.each(engines)('accounts on %s', (engine) => {
  it('are made by an administrator, with a password that is shown once', async () => {
    const { house, keeper } = await aHouse(engine);
    const made = await house.users.create(keeper, lin);
    if (!made.ok) throw new Error(made.refusal.code);
    expect(made.value.madeUpPassword).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){4}$/);
    const password = made.value.madeUpPassword ?? '';
    expect(
      (await house.sessions.signIn({ email: 'lin.wei@example.org', password, address: '127.0.0.1' })).ok
    ).toBe(true);
  });

  it('are made by the operator, with a password of their choice', async () => {
    const { house } = await aHouse(engine);
    const made = await house.users.create('operator', {
      ...lin,
      password: testPassword,
      isAdministrator: true
    });
    expect(made).toMatchObject({ ok: true, value: { madeUpPassword: null } });
    expect(
      (await house.sessions.signIn({ email: lin.email, password: testPassword, address: '127.0.0.1' })).ok
    ).toBe(true);
  });

  it('are one for each address, whatever its case', async () => {
    const { house, keeper } = await aHouse(engine);
    await house.users.create(keeper, lin);
    expect(await house.users.create(keeper, { ...lin, email: 'LIN.WEI@example.ORG ' })).toMatchObject({
      refusal: { code: 'email-taken' }
    });
  });

  it('are one for each address also when two are made at the same time', async () => {
    const { house, keeper } = await aHouse(engine);
    const answers = await Promise.all([house.users.create(keeper, lin), house.users.create('operator', lin)]);
    expect(answers.map((answer) => answer.ok || answer.refusal.code).sort()).toEqual(['email-taken', true]);
  });

  it.each([
    ['no address', { ...lin, email: 'nobody' }, 'invalid'],
    ['two addresses', { ...lin, email: 'a@b, c@d' }, 'invalid'],
    ['no name in either language', { ...lin, name: { en: ' ', zh: '' } }, 'invalid'],
    ['a short password', { ...lin, password: 'short' }, 'password-too-short']
  ])('are refused with %s', async (_, account, code) => {
    const { house, keeper } = await aHouse(engine);
    expect(await house.users.create(keeper, account)).toMatchObject({ ok: false, refusal: { code } });
    expect(await house.users.list(keeper)).toMatchObject({ value: { length: 1 } });
  });

  it('do not exist for anybody who is no administrator', async () => {
    const { house, actorOf, administrator } = await aHouse(engine);
    const stranger = await actorOf(await makePerson(house));
    const asked = await Promise.all([
      house.users.list(stranger),
      house.users.create(stranger, lin),
      house.users.suspend(stranger, administrator.id),
      house.users.restore(stranger, administrator.id),
      house.users.setAdministrator(stranger, stranger.userId, true),
      house.users.endSessions(stranger, administrator.id),
      house.users.resetPassword(stranger, administrator.id)
    ]);
    for (const answer of asked) expect(answer).toEqual({ ok: false, refusal: { code: 'not-found' } });
  });

  it('are out of reach at once for an administrator whose right was taken meanwhile', async () => {
    const { house, actorOf, keeper } = await aHouse(engine);
    const second = await makePerson(house, { administrator: true });
    const stillThinksSo = await actorOf(second);
    expect(stillThinksSo.isAdministrator).toBe(true);
    await house.users.setAdministrator(keeper, second.id, false);
    expect(await house.users.list(stillThinksSo)).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await house.users.setAdministrator(stillThinksSo, second.id, true)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('that are suspended lose their sessions at once and cannot sign in until restored', async () => {
    const { house, rings, keeper } = await aHouse(engine);
    const person = await makePerson(house);
    const cookie = await cookieOf(house, person);
    expect(await house.users.suspend(keeper, person.id)).toMatchObject({ ok: true });
    expect(await house.sessions.read(cookie)).toBeNull();
    expect(rings).toContainEqual({ type: 'sessions-ended', userId: person.id });
    expect(await house.sessions.signIn({ ...person, address: '127.0.0.1' })).toMatchObject({
      refusal: { code: 'wrong-credentials' }
    });
    await house.users.restore(keeper, person.id);
    expect(await house.sessions.read(cookie)).toBeNull();
    expect((await house.sessions.signIn({ ...person, address: '127.0.0.1' })).ok).toBe(true);
  });

  it('always leave one administrator who can sign in', async () => {
    const { house, keeper, administrator } = await aHouse(engine);
    await makePerson(house, { administrator: true, suspended: true });
    expect(await house.users.suspend(keeper, administrator.id)).toMatchObject({
      refusal: { code: 'last-administrator' }
    });
    expect(await house.users.setAdministrator(keeper, administrator.id, false)).toMatchObject({
      refusal: { code: 'last-administrator' }
    });
  });

  it('leave one administrator even when two take the right from each other at the same time', async () => {
    const { house, actorOf, keeper, administrator } = await aHouse(engine);
    const second = await makePerson(house, { administrator: true });
    const other = await actorOf(second);
    const answers = await Promise.all([
      house.users.setAdministrator(keeper, second.id, false),
      house.users.setAdministrator(other, administrator.id, false)
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const left = await house.store.db
      .selectFrom('user')
      .select('id')
      .where('isAdministrator', '=', 1)
      .execute();
    expect(left).toHaveLength(1);
  });

  it('can be signed out everywhere by an administrator', async () => {
    const { house, rings, keeper } = await aHouse(engine);
    const person = await makePerson(house);
    const cookie = await cookieOf(house, person);
    await house.users.endSessions(keeper, person.id);
    expect(await house.sessions.read(cookie)).toBeNull();
    expect(rings).toContainEqual({ type: 'sessions-ended', userId: person.id });
  });

  it('get a new password from an administrator, which ends their sessions', async () => {
    const { house, keeper } = await aHouse(engine);
    const person = await makePerson(house);
    const cookie = await cookieOf(house, person);
    const reset = await house.users.resetPassword(keeper, person.id);
    if (!reset.ok) throw new Error(reset.refusal.code);
    expect(await house.sessions.read(cookie)).toBeNull();
    expect((await house.sessions.signIn({ ...person, address: '127.0.0.1' })).ok).toBe(false);
    const password = reset.value.madeUpPassword ?? '';
    expect((await house.sessions.signIn({ email: person.email, password, address: '127.0.0.1' })).ok).toBe(
      true
    );
  });
});

describe.each(engines)('one’s own account on %s', (engine) => {
  it('takes another password for the present one, and ends the other sessions', async () => {
    const { house, rings, actorOf } = await aHouse(engine);
    const person = await makePerson(house);
    const elsewhere = await cookieOf(house, person);
    const actor = await actorOf(person);
    expect(
      await house.users.changePassword(actor, { present: testPassword, wanted: '另一个很长的密码' })
    ).toMatchObject({ ok: true });
    expect(await house.sessions.read(elsewhere)).toBeNull();
    expect(await house.sessions.recall(actor.sessionId)).not.toBeNull();
    expect(rings).toContainEqual({
      type: 'sessions-ended',
      userId: person.id,
      exceptSessionId: actor.sessionId
    });
    expect(
      (
        await house.sessions.signIn({
          email: person.email,
          password: '另一个很长的密码',
          address: '127.0.0.1'
        })
      ).ok
    ).toBe(true);
  });

  it('keeps its password when the present one is wrong, and makes whoever guesses on wait', async () => {
    const { house, actorOf } = await aHouse(engine);
    const actor = await actorOf(await makePerson(house));
    const guess = () =>
      house.users.changePassword(actor, { present: 'not the password', wanted: 'another password' });
    for (let i = 0; i < attemptsPerAccount; i++)
      expect(await guess()).toMatchObject({ refusal: { code: 'wrong-password' } });
    expect(await guess()).toMatchObject({ refusal: { code: 'throttled' } });
    expect(await house.users.changePassword(actor, { present: testPassword, wanted: 'short' })).toMatchObject(
      { refusal: { code: 'password-too-short' } }
    );
  });

  it('remembers name and language', async () => {
    const { house, actorOf } = await aHouse(engine);
    const actor = await actorOf(await makePerson(house));
    await house.users.setLocale(actor, 'zh');
    await house.users.setName(actor, { en: ' Anna Rossi ', zh: '安娜' });
    expect(await house.users.own(actor)).toMatchObject({
      locale: 'zh',
      name: { en: 'Anna Rossi', zh: '安娜' }
    });
    expect((await house.sessions.recall(actor.sessionId))?.name).toEqual({ en: 'Anna Rossi', zh: '安娜' });
    expect(await house.users.setName(actor, { en: '', zh: '' })).toMatchObject({
      refusal: { code: 'invalid' }
    });
  });
});
