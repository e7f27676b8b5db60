import { describe, expect, it } from 'vitest';
import {
  attemptsPerAccount,
  attemptsPerAccountEverywhere,
  attemptsPerAddress,
  attemptsPerDevice,
  windowMinutes
} from '#server/auth/throttle.ts';
import type { App } from '#server/app.ts';
import { quickEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { makePerson, type TestPerson } from '#kit/people.ts';

const minute = 60_000;

async function setUp(engine: Engine) {
  const clock = testClock();
  const app = await testApp(engine, { now: clock.now });
  return { clock, app, person: await makePerson(app) };
}

/** Signs the person in and returns the cookie by which the browser is known afterwards. */
async function deviceOf(
  app: App,
  person: TestPerson,
  address = '127.0.0.1',
  cookieHeader = ''
): Promise<string> {
  const signedIn = await app.sessions.signIn({ ...person, address, cookieHeader });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  return signedIn.value.deviceCookie.split(';')[0] ?? '';
}

async function signedIn(app: App, person: TestPerson) {
  const outcome = await app.sessions.signIn({ ...person, address: '127.0.0.1' });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.actor;
}

const guess = (app: App, email: string, address = '127.0.0.1') =>
  app.sessions.signIn({ email, password: 'not the password', address });

describe.each(quickEngines)('sign-in on %s', (engine) => {
  it('refuses a wrong password, an unknown account and an account without password with the same words', async () => {
    const { app, person } = await setUp(engine);
    await app.store.db
      .insertInto('user')
      .values({
        id: 'u',
        email: 'new@test.local',
        passwordHash: null,
        nameEn: 'New',
        nameZh: '',
        locale: null,
        isAdministrator: 0,
        suspendedAt: null,
        createdAt: ''
      })
      .execute();
    const answers = await Promise.all(
      [person.email, 'nobody@test.local', 'new@test.local', '', 'a'.repeat(10_000)].map((email) =>
        guess(app, email)
      )
    );
    for (const answer of answers)
      expect(answer).toEqual({ ok: false, refusal: { code: 'wrong-credentials' } });
  });

  it('finds the account whatever the case and the Unicode form of its address', async () => {
    const { app } = await setUp(engine);
    const person = await makePerson(app, { email: 'zoë@test.local' });
    const typed = ' ZOË@Test.local ';
    expect(
      (await app.sessions.signIn({ email: typed, password: person.password, address: '127.0.0.1' })).ok
    ).toBe(true);
  });

  it('makes an account wait after too many wrong passwords, even for the right one, and opens again when the window is over', async () => {
    const { clock, app, person } = await setUp(engine);
    for (let i = 0; i < attemptsPerAccount; i++)
      expect(await guess(app, person.email)).toMatchObject({ refusal: { code: 'wrong-credentials' } });
    clock.advance(5 * minute);
    expect(await app.sessions.signIn({ ...person, address: '127.0.0.1' })).toEqual({
      ok: false,
      refusal: { code: 'throttled', facts: { minutes: windowMinutes - 5 } }
    });
    clock.advance((windowMinutes - 5) * minute);
    expect((await app.sessions.signIn({ ...person, address: '127.0.0.1' })).ok).toBe(true);
  });

  it('lets the owner in from elsewhere while somebody guesses', async () => {
    const { app, person } = await setUp(engine);
    for (let i = 0; i < attemptsPerAccountEverywhere * 2; i++) await guess(app, person.email, '203.0.113.7');
    expect(await guess(app, person.email, '203.0.113.7')).toMatchObject({ refusal: { code: 'throttled' } });
    expect((await app.sessions.signIn({ ...person, address: '198.51.100.2' })).ok).toBe(true);
    expect(await guess(app, person.email, '203.0.113.7')).toMatchObject({ refusal: { code: 'throttled' } });
  });

  it('makes an account wait that is guessed at from many addresses', async () => {
    const { app, person } = await setUp(engine);
    for (let i = 0; i < attemptsPerAccountEverywhere; i++) await guess(app, person.email, `203.0.113.${i}`);
    expect(await app.sessions.signIn({ ...person, address: '198.51.100.2' })).toMatchObject({
      refusal: { code: 'throttled' }
    });
  });

  it('makes an account that does not exist wait just the same', async () => {
    const { app, person } = await setUp(engine);
    const answers = async (email: string) => {
      const given = [];
      for (let i = 0; i < attemptsPerAccount + 2; i++) given.push(await guess(app, email));
      return given;
    };
    expect(await answers('nobody@test.local')).toEqual(await answers(person.email));
  });

  it('does not let guesses that run side by side past the limit', async () => {
    const { app, person } = await setUp(engine);
    const answers = await Promise.all(
      Array.from({ length: attemptsPerAccount * 3 }, () => guess(app, person.email))
    );
    const looked = answers.filter((answer) => !answer.ok && answer.refusal.code === 'wrong-credentials');
    expect(looked).toHaveLength(attemptsPerAccount);
  });

  it('forgets the wrong passwords of an account once the right one came', async () => {
    const { app, person } = await setUp(engine);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < attemptsPerAccount - 1; i++) await guess(app, person.email);
      expect((await app.sessions.signIn({ ...person, address: '127.0.0.1' })).ok).toBe(true);
    }
  });

  it('makes an address wait that tries one account after the other, and no other address', async () => {
    const { app, person } = await setUp(engine);
    for (let i = 0; i < attemptsPerAddress; i++) await guess(app, `nobody${i}@test.local`, '203.0.113.7');
    expect(await app.sessions.signIn({ ...person, address: '203.0.113.7' })).toMatchObject({
      refusal: { code: 'throttled' }
    });
    expect((await app.sessions.signIn({ ...person, address: '203.0.113.8' })).ok).toBe(true);
  });

  it('counts the addresses of one IPv6 network together', async () => {
    const { app, person } = await setUp(engine);
    for (let i = 0; i < attemptsPerAddress; i++)
      await guess(app, `nobody${i}@test.local`, `2001:db8:0:7::${i.toString(16)}`);
    expect(await app.sessions.signIn({ ...person, address: '2001:0db8:0000:0007:ffff::1' })).toMatchObject({
      refusal: { code: 'throttled' }
    });
    expect((await app.sessions.signIn({ ...person, address: '2001:db8:0:8::1' })).ok).toBe(true);
  });

  it('does not hand an address fresh guesses for signing in to an account of its own', async () => {
    const { app, person } = await setUp(engine);
    for (let i = 0; i < attemptsPerAddress - 1; i++) await guess(app, `nobody${i}@test.local`, '203.0.113.7');
    expect((await app.sessions.signIn({ ...person, address: '203.0.113.7' })).ok).toBe(true);
    await guess(app, 'nobody@test.local', '203.0.113.7');
    expect(await guess(app, 'nobody@test.local', '203.0.113.7')).toMatchObject({
      refusal: { code: 'throttled' }
    });
  });

  it('has no limit for this machine’s own addresses', async () => {
    const { app, person } = await setUp(engine);
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      for (let i = 0; i < attemptsPerAddress / 2; i++) await guess(app, `nobody${i}@test.local`, address);
    }
    expect((await app.sessions.signIn({ ...person, address: '::1' })).ok).toBe(true);
  }, 180_000);

  it('lets the owner in by a browser that they have used before, however many guess from the same address', async () => {
    const { app, person } = await setUp(engine);
    const here = '203.0.113.7';
    const cookieHeader = await deviceOf(app, person, here);
    for (let i = 0; i < attemptsPerAccountEverywhere * 2; i++) await guess(app, person.email, here);
    expect(await app.sessions.signIn({ ...person, address: here })).toMatchObject({
      refusal: { code: 'throttled' }
    });
    expect((await app.sessions.signIn({ ...person, address: here, cookieHeader })).ok).toBe(true);
  });

  it('gives such a browser a limit of its own, which the right password takes back', async () => {
    const { app, person } = await setUp(engine);
    const cookieHeader = await deviceOf(app, person);
    const wrong = () =>
      app.sessions.signIn({ email: person.email, password: 'not the password', address: '', cookieHeader });
    for (let i = 0; i < attemptsPerDevice - 1; i++) await wrong();
    expect((await app.sessions.signIn({ ...person, address: '', cookieHeader })).ok).toBe(true);
    for (let i = 0; i < attemptsPerDevice; i++)
      expect(await wrong()).toMatchObject({ refusal: { code: 'wrong-credentials' } });
    expect(await app.sessions.signIn({ ...person, address: '', cookieHeader })).toMatchObject({
      refusal: { code: 'throttled' }
    });
  });

  it('believes no device of another account, and none that was made up', async () => {
    const { app, person } = await setUp(engine);
    const owned = await deviceOf(app, await makePerson(app));
    const forged = 'device=' + 'A'.repeat(65);
    for (let i = 0; i < attemptsPerAccount; i++) await guess(app, person.email);
    for (const cookieHeader of [owned, forged, `${owned}.${'B'.repeat(65)}`])
      expect(await app.sessions.signIn({ ...person, address: '127.0.0.1', cookieHeader })).toMatchObject({
        refusal: { code: 'throttled' }
      });
  });

  it('remembers the four accounts that used a browser last', async () => {
    const { app } = await setUp(engine);
    const people: TestPerson[] = [];
    let cookieHeader = '';
    for (let i = 0; i < 5; i++) {
      const person = await makePerson(app);
      people.push(person);
      cookieHeader = await deviceOf(app, person, '127.0.0.1', cookieHeader);
    }
    expect(cookieHeader.length).toBeLessThan(300);
    const isKnown = async ({ email, password }: TestPerson): Promise<boolean> => {
      for (let i = 0; i < attemptsPerAccount; i++) await guess(app, email);
      return (await app.sessions.signIn({ email, password, address: '127.0.0.1', cookieHeader })).ok;
    };
    const known: boolean[] = [];
    for (const person of people) known.push(await isKnown(person));
    expect(known).toEqual([false, true, true, true, true]);
  });

  it('does not keep a person who is signed in from changing the password', async () => {
    const { app, person } = await setUp(engine);
    const actor = await signedIn(app, person);
    for (let i = 0; i < attemptsPerAccount * 2; i++) await guess(app, person.email);
    const change = { present: person.password, wanted: 'another long password' };
    expect(await app.users.changePassword(actor, change)).toEqual({ ok: true, value: null });
  });

  it('keeps none of the addresses that were typed', async () => {
    const { app } = await setUp(engine);
    await guess(app, 'my-password-typed-here-by-mistake', '203.0.113.7');
    expect(
      JSON.stringify(await app.store.db.selectFrom('signInAttempt').selectAll().execute())
    ).not.toContain('mistake');
  });
});
