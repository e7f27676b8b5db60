import { sql } from 'kysely';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Signal } from '#server/events/signals.ts';
import { createApp, type App } from '#server/app.ts';
import { hashPassword } from '#server/auth/password.ts';
import { createLogger } from '#server/process/logger.ts';
import { signedInAs } from '#kit/actors.ts';
import { engines, migratedDatabase } from '#kit/databases.ts';
import { configOver, testApp, testClock, testConfig } from '#kit/app.ts';
import { cookieOf, makePerson, makeStudy, testPassword } from '#kit/people.ts';

const day = 24 * 60 * 60 * 1000;

async function aSignedInPerson(engine: 'sqlite' | 'postgres') {
  const clock = testClock();
  const app = await testApp(engine, { now: clock.now });
  const emitted: Signal[] = [];
  app.signals.listen((signal) => emitted.push(signal));
  const person = await makePerson(app);
  const cookie = await cookieOf(app, person);
  const read = async () => app.sessions.read(cookie);
  const actor = async () => {
    const session = await read();
    if (!session) throw new Error('not signed in');
    return session.actor;
  };
  return { clock, app, emitted, person, cookie, read, actor };
}

describe('a demo account', () => {
  const open = async (env: Record<string, string>) => {
    const app = await createApp(configOver(await migratedDatabase('sqlite'), env), {
      schedulerMilliseconds: null
    });
    onTestFinished(() => app.close());
    return app;
  };
  const signIn = (app: App) =>
    app.sessions.signIn({ email: 'chair.eu@demo.local', password: testPassword, address: '127.0.0.1' });

  it('signs in on this machine, and elsewhere only where DEMO was set by hand', async () => {
    const outcomes = [];
    const reaches = [];
    for (const env of [
      {},
      { ORIGIN: 'https://meridian.example' },
      { ORIGIN: 'https://meridian.example', DEMO: '1' }
    ]) {
      const app = await open(env);
      await makePerson(app, { email: 'chair.eu@demo.local' });
      outcomes.push((await signIn(app)).ok);
      reaches.push(app.users.reachOf('chair.eu@demo.local'));
      expect(app.users.reachOf('chair@example.org')).toBeNull();
    }
    expect(outcomes).toEqual([true, false, true]);
    // What administrators read next to the account.
    expect(reaches).toEqual(['this-machine', 'nowhere', 'everywhere']);
  });

  it('that is refused where DEMO is off is named as such in the log, and as any other to the person', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'warn',
      now: () => new Date(),
      write: (line) => void lines.push(line)
    });
    const app = await createApp(
      configOver(await migratedDatabase('sqlite'), { ORIGIN: 'https://meridian.example' }),
      { schedulerMilliseconds: null, logger }
    );
    onTestFinished(() => app.close());
    await makePerson(app, { email: 'chair.eu@demo.local' });
    expect(await signIn(app)).toEqual({ ok: false, refusal: { code: 'wrong-credentials' } });
    await app.sessions.signIn({ email: 'chair.eu@demo.local', password: 'another', address: '127.0.0.1' });
    const refused = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(refused.filter(({ message }) => message === 'sign-in refused')).toMatchObject([
      { reason: 'demo-account' },
      { reason: 'credentials' }
    ]);
  });

  it('without a word from the operator signs in only from this machine to this machine, forwarded by nobody', async () => {
    const app = await open({ DEMO: '' });
    await makePerson(app, { email: 'chair.eu@demo.local' });
    const from = async (address: string, headers: Record<string, string>) =>
      (
        await app.sessions.signIn({
          email: 'chair.eu@demo.local',
          password: testPassword,
          address,
          headers: new Headers(headers)
        })
      ).ok;
    const local = { host: 'localhost:3000', origin: 'http://localhost:3000' };
    expect([
      await from('127.0.0.1', local),
      await from('::ffff:127.0.0.1', { host: '127.0.0.1:3000' }),
      await from('192.0.2.1', local),
      await from('127.0.0.1', { ...local, host: 'meridian.example.org' }),
      await from('127.0.0.1', { ...local, origin: 'https://meridian.example.org' }),
      await from('127.0.0.1', { ...local, 'x-forwarded-for': '192.0.2.1' }),
      await from('127.0.0.1', { ...local, via: '1.1 proxy' })
    ]).toEqual([true, true, false, false, false, false, false]);
  });

  it('is offered where it may sign in, with a warning where strangers may too', async () => {
    const local = new Headers({ host: 'localhost:3000' });
    const remote = new Headers({ host: 'meridian.example' });
    const offered = async (env: Record<string, string>, headers: Headers, address: string) => {
      const app = await open({ SAMPLE_STUDY: '0', ...env });
      const person = await makePerson(app, { email: 'admin@demo.local', administrator: true });
      const { accounts, isExposed } = await app.users.demoAccounts(headers, address);
      return [accounts.map(({ email }) => email).includes(person.email), isExposed];
    };
    expect(await offered({ DEMO: '' }, local, '127.0.0.1')).toEqual([true, false]);
    expect(await offered({ DEMO: '' }, remote, '192.0.2.1')).toEqual([false, false]);
    expect(await offered({ DEMO: '1' }, remote, '192.0.2.1')).toEqual([true, true]);
  });

  it('is signed out, and its sockets closed, where the same database is served to a network', async () => {
    const app = await open({});
    await makePerson(app, { email: 'chair.eu@demo.local' });
    const signedIn = await signIn(app);
    if (!signedIn.ok) throw new Error(signedIn.refusal.code);
    const { sessionId } = signedIn.value.actor;
    const token = (signedIn.value.cookie.split(';')[0] ?? '').replace('session=', '__Host-session=');
    const served = await createApp(
      { ...app.config, origin: 'https://meridian.example' },
      { schedulerMilliseconds: null }
    );
    onTestFinished(() => served.close());
    expect(await served.sessions.read(token)).toBeNull();
    expect(await served.sessions.recall(sessionId)).toBeNull();
  });
});

describe('a password that would not be taken today', () => {
  it('opens the account, and its owner is asked to change it', async () => {
    const app = await testApp();
    const study = await makeStudy(app);
    const chair = await makePerson(app, { role: 'chair', study });
    const passwordHash = await hashPassword('harbour9');
    await app.store.db.updateTable('user').set({ passwordHash }).where('id', '=', chair.id).execute();
    const cookie = await cookieOf(app, { email: chair.email, password: 'harbour9' });
    const session = await app.sessions.read(cookie);
    expect(session?.passwordChange).toBe('weak');
    const wanted = 'lanterns over the old harbour';
    if (session) await app.users.changePassword(session.actor, { present: 'harbour9', wanted });
    expect((await app.sessions.read(cookie))?.passwordChange).toBeNull();
    const notified = await app.store.db.selectFrom('mail').select(['address', 'kind']).execute();
    expect(notified).toEqual([{ address: chair.email, kind: 'account' }]);
  });

  it('stays one that must be changed while others have seen it, whatever it is', async () => {
    const app = await testApp();
    const administrator = await signedInAs(app, { administrator: true });
    const account = { email: 'wu@test.local', name: { en: 'Wu', zh: '' } };
    const made = await app.users.create(administrator, account);
    const password = made.ok ? (made.value.madeUpPassword ?? '') : '';
    const session = await app.sessions.read(await cookieOf(app, { ...account, password }));
    expect(session?.passwordChange).toBe('made-up');
    const same =
      session && (await app.users.changePassword(session.actor, { present: password, wanted: password }));
    expect(same).toMatchObject({ refusal: { code: 'password-same' } });
  });
});

describe.each(engines)('a session on %s', (engine) => {
  it('tells who asks, and the roles that they hold now', async () => {
    const { app, person, cookie } = await aSignedInPerson(engine);
    const study = await makeStudy(app);
    await app.store.db
      .insertInto('grant')
      .values({
        id: 'g',
        studyId: study.id,
        userId: person.id,
        role: 'expert',
        sideId: 'cn',
        cityId: null,
        createdAt: ''
      })
      .execute();
    const session = await app.sessions.read(cookie);
    expect(session?.actor).toMatchObject({
      userId: person.id,
      email: person.email,
      isAdministrator: false,
      grants: [{ studyId: study.id, role: 'expert', sideId: 'cn', cityId: null }]
    });
  });

  it('leaves only a hash of its token in the database', async () => {
    const { app, cookie } = await aSignedInPerson(engine);
    const token = cookie.split('=')[1] ?? '';
    expect(token).toMatch(/^[a-z2-7]{40}$/);
    const rows = await app.store.db.selectFrom('session').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
    const users = await app.store.db.selectFrom('user').selectAll().execute();
    expect(JSON.stringify(users)).not.toContain(testPassword);
  });

  it('ends after two weeks without use, and moves on with use', async () => {
    const { clock, read } = await aSignedInPerson(engine);
    clock.advance(6 * day);
    expect((await read())?.renewedCookie).toBeNull();
    clock.advance(2 * day);
    expect((await read())?.renewedCookie).toContain('session=');
    clock.advance(13 * day);
    expect(await read()).not.toBeNull();
    clock.advance(14 * day + 1);
    expect(await read()).toBeNull();
  });

  it('ends thirty days after sign-in, however busy it was', async () => {
    const { clock, read, app } = await aSignedInPerson(engine);
    const { actor } = (await read()) ?? {};
    for (let passed = 0; passed < 29; passed++) {
      clock.advance(day);
      expect(await read()).not.toBeNull();
    }
    clock.advance(day - 1000);
    expect(await app.sessions.recall(actor?.sessionId ?? '')).not.toBeNull();
    clock.advance(2000);
    expect(await app.sessions.recall(actor?.sessionId ?? '')).toBeNull();
    expect(await read()).toBeNull();
  });

  it('is not prolonged by an open socket that asks again who holds it', async () => {
    const { clock, actor, app } = await aSignedInPerson(engine);
    const { sessionId } = await actor();
    clock.advance(13 * day);
    expect(await app.sessions.recall(sessionId)).not.toBeNull();
    clock.advance(day + 1000);
    expect(await app.sessions.recall(sessionId)).toBeNull();
  });

  it('ends with sign-out, and says so to open sockets', async () => {
    const { app, actor, read, emitted } = await aSignedInPerson(engine);
    const who = await actor();
    const { cookie } = await app.sessions.signOut(who);
    expect(cookie).toMatch(/^session=; HttpOnly; Max-Age=0/);
    expect(await read()).toBeNull();
    expect(emitted).toContainEqual({ kind: 'session-ended', sessionId: who.sessionId });
  });

  it('is replaced by signing in again from the same browser', async () => {
    const { app, person, cookie, read, actor, emitted } = await aSignedInPerson(engine);
    const before = await actor();
    const again = await app.sessions.signIn({
      email: person.email,
      password: person.password,
      address: '127.0.0.1',
      cookieHeader: cookie
    });
    expect(again.ok && again.value.cookie.split(';')[0]).not.toBe(cookie);
    expect(await read()).toBeNull();
    expect(emitted).toContainEqual({ kind: 'session-ended', sessionId: before.sessionId });
  });

  it('never takes on a token that the browser brought', async () => {
    const { app, person } = await aSignedInPerson(engine);
    const planted = `session=${'a'.repeat(40)}`;
    await app.sessions.signIn({
      email: person.email,
      password: person.password,
      address: '127.0.0.1',
      cookieHeader: planted
    });
    expect(await app.sessions.read(planted)).toBeNull();
  });

  it('can be ended one by one, but only by its own person', async () => {
    const { app, person, actor, read } = await aSignedInPerson(engine);
    const elsewhere = await cookieOf(app, person);
    const stranger = await makePerson(app);
    const theirs = await app.sessions.read(await cookieOf(app, stranger));
    const other = await app.sessions.read(elsewhere);
    if (!other || !theirs) throw new Error('not signed in');
    expect(await app.sessions.listOwn(await actor())).toHaveLength(2);
    expect(await app.sessions.endOne(theirs.actor, other.actor.sessionId)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.sessions.endOne(await actor(), other.actor.sessionId)).toMatchObject({ ok: true });
    expect(await app.sessions.read(elsewhere)).toBeNull();
    expect(await read()).not.toBeNull();
  });

  it('stays alone when its person ends all others', async () => {
    const { app, person, actor, read, emitted } = await aSignedInPerson(engine);
    const elsewhere = await cookieOf(app, person);
    const who = await actor();
    await app.sessions.endAll(who);
    expect(await app.sessions.read(elsewhere)).toBeNull();
    expect(await read()).not.toBeNull();
    expect(emitted).toContainEqual({
      kind: 'sessions-ended',
      userId: person.id,
      exceptSessionId: who.sessionId
    });
  });

  it('is gone for a suspended person, whose sign-in is refused like a wrong password', async () => {
    const { app, person, read } = await aSignedInPerson(engine);
    await app.store.db
      .updateTable('user')
      .set({ suspendedAt: app.now().toISOString() })
      .where('id', '=', person.id)
      .execute();
    expect(await read()).toBeNull();
    const again = await app.sessions.signIn({ ...person, address: '127.0.0.1' });
    expect(again).toEqual({ ok: false, refusal: { code: 'wrong-credentials' } });
  });
});

describe('the session cookie', () => {
  it('is bound to the host and to https where the origin is', async () => {
    const app = await createApp(await testConfig('sqlite', { ORIGIN: 'https://meridian.example' }));
    const person = await makePerson(app);
    const signedIn = await app.sessions.signIn({ ...person, address: '203.0.113.9' });
    expect(signedIn.ok && signedIn.value.cookie).toMatch(
      /^__Host-session=[a-z2-7]{40}; HttpOnly; Max-Age=1209600; Path=\/; SameSite=Lax; Secure$/
    );
    await app.close();
  });

  it('is HttpOnly and Lax on a loopback origin', async () => {
    const app = await testApp();
    const person = await makePerson(app);
    const signedIn = await app.sessions.signIn({ ...person, address: '127.0.0.1' });
    expect(signedIn.ok && signedIn.value.cookie).toMatch(
      /^session=[a-z2-7]{40}; HttpOnly; Max-Age=1209600; Path=\/; SameSite=Lax$/
    );
  });

  it.each([
    '',
    'session=',
    'session=%',
    'session=%E0%A4%A',
    'other=1; =; ;',
    'session=ABC',
    `session=${'a'.repeat(41)}`,
    `session=${'a'.repeat(100_000)}`
  ])('that is malformed names nobody: %.40s', async (header) => {
    const app = await testApp();
    expect(await app.sessions.read(header)).toBeNull();
  });

  it('that comes twice names nobody, since one of the two was planted', async () => {
    const app = await testApp();
    const cookie = await cookieOf(app, await makePerson(app));
    expect(await app.sessions.read(`theme=dark; ${cookie}; locale=zh`)).not.toBeNull();
    expect(await app.sessions.read(`session=${'a'.repeat(40)}; ${cookie}`)).toBeNull();
  });
});

// Promise: a new password ends every session that the old one began, and lets no other begin.
describe('a sign-in with the old password while another is set, on postgres', () => {
  it('waits for it and is refused', async () => {
    const app = await testApp('postgres');
    const person = await makePerson(app);
    const { db } = app.store;
    let finish = (): void => undefined;
    const isFinished = new Promise<void>((resolve) => (finish = resolve));
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const reset = db.transaction().execute(async (trx) => {
      await trx.updateTable('user').set({ passwordHash: 'another' }).where('id', '=', person.id).execute();
      begun();
      await isFinished;
      await trx.deleteFrom('session').where('userId', '=', person.id).execute();
    });
    await isBegun;
    const signingIn = app.sessions.signIn({
      email: person.email,
      password: testPassword,
      address: '127.0.0.1'
    });
    await vi.waitUntil(
      async () =>
        (
          await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
            db
          )
        ).rows.length > 0,
      { timeout: 25_000, interval: 10 }
    );
    finish();
    await reset;
    expect(await signingIn).toMatchObject({ refusal: { code: 'wrong-credentials' } });
    expect(await db.selectFrom('session').select('id').execute()).toEqual([]);
  });
});

describe('a hundred sign-ins at once', () => {
  it('are looked at as far as that takes seconds; the others are told to come again, and write nothing', async () => {
    const { app, person } = await aSignedInPerson('sqlite');
    const counted = async (): Promise<number> =>
      (await app.store.db.selectFrom('signInAttempt').selectAll().execute()).length;
    const before = await counted();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        app.sessions.signIn({ email: `nobody${n}@x.example`, password: 'guessed', address: '127.0.0.1' })
      )
    );
    const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.refusal.code));
    const busy = codes.filter((code) => code === 'busy').length;
    expect(busy).toBeGreaterThan(0);
    // Two limits count each attempt from this machine.
    expect((await counted()) - before).toBe(2 * (100 - busy));
    const own = { email: person.email, password: testPassword, address: '127.0.0.1' };
    expect(await app.sessions.signIn(own)).toMatchObject({ ok: true });
  });

  it('from one address leave room for those of others', async () => {
    const { app, person } = await aSignedInPerson('sqlite');
    const guesses = Array.from({ length: 45 }, (_, n) =>
      app.sessions.signIn({ email: `nobody${n}@x.example`, password: 'guessed', address: '192.0.2.1' })
    );
    const own = { email: person.email, password: testPassword, address: '192.0.2.2' };
    expect(await app.sessions.signIn(own)).toMatchObject({ ok: true });
    await Promise.all(guesses);
  });
});
