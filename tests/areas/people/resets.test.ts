import { describe, expect, it, onTestFinished } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { createApp, type App } from '../../../server/app.ts';
import { openLinkSeal } from '#server/mail/link-seal.ts';
import { loadSecretKey } from '#server/auth/secret-key.ts';
import { signedInAs } from '#kit/actors.ts';
import { configOver, testClock } from '#kit/app.ts';
import { migratedDatabase, serviceEngines, type Engine } from '#kit/databases.ts';
import { cookieOf, makePerson, makeStudy, testPassword, type PersonInput } from '#kit/people.ts';

const here = '192.0.2.7';
const wanted = 'lanterns over the old harbour';
const day = 24 * 3600_000;
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

/** An installation that sends e-mail, with a study of two chairs, a secretariat and a city. */
async function setUp(
  engine: Engine = 'sqlite',
  env: Record<string, string> = { SMTP_URL: 'smtp://127.0.0.1:1' }
) {
  const clock = testClock('2013-11-01T08:00:00.000Z');
  const app = await createApp(configOver(await migratedDatabase(engine), env), {
    schedulerMilliseconds: null,
    now: clock.now
  });
  onTestFinished(() => app.close());
  const study = await makeStudy(app);
  const person = (input: PersonInput, email: string) => makePerson(app, { study, ...input, email });
  const people = {
    eu: await person({ role: 'chair', side: 'eu', name: 'Chair of EU' }, 'eu@test.local'),
    cn: await person({ role: 'chair', side: 'cn' }, 'cn@test.local'),
    secretariat: await person({ role: 'secretariat' }, 'secretariat@test.local'),
    city: await person({ role: 'city', city: 'haidian' }, 'city@test.local')
  };
  const administrator = await signedInAs(app, { administrator: true, email: 'admin@test.local' });
  const actor = async (who: { email: string; password: string }): Promise<Actor> => {
    const session = await app.sessions.read(await cookieOf(app, who));
    if (!session) throw new Error('not signed in');
    return session.actor;
  };
  return { app, clock, study, people, administrator, actor };
}

const mails = async (app: App, kind: 'password' | 'account') =>
  app.store.db
    .selectFrom('mail')
    .select(['id', 'address', 'subject', 'body', 'sealedLink'])
    .where('kind', '=', kind)
    .orderBy('address')
    .execute();

/** The link of the newest e-mail to this address, as its reader gets it. */
async function tokenFor(app: App, address: string): Promise<string> {
  const mail = (await mails(app, 'password')).findLast((one) => one.address === address);
  const link = mail && openLinkSeal(() => loadSecretKey(app.config)).open(mail.id, mail.sealedLink ?? '');
  return link?.split('/').at(-1) ?? '';
}

const addressesOf = async (app: App): Promise<string[]> =>
  (await mails(app, 'account')).map(({ address }) => address);

describe.each(serviceEngines)('a link for a password on %s', (engine) => {
  it('goes to the person’s own address, sets it once, and ends their sessions', async () => {
    const { app, people } = await setUp(engine);
    const before = await cookieOf(app, people.eu);
    expect(codeOf(await app.resets.ask({ email: ' EU@test.local', address: here, locale: 'en' }))).toBe('ok');
    await app.resets.idle();
    const token = await tokenFor(app, 'eu@test.local');
    expect(JSON.stringify(await mails(app, 'password'))).not.toContain(token);
    expect(await app.resets.look(token)).toEqual({ ok: true, value: { email: 'eu@test.local', least: 12 } });
    expect(codeOf(await app.resets.use({ token, password: 'short', address: here }))).toBe(
      'password-too-short'
    );
    expect(codeOf(await app.resets.use({ token, password: wanted, address: here }))).toBe('ok');
    expect(await app.sessions.read(before)).toBeNull();
    expect((await app.sessions.signIn({ ...people.eu, password: wanted, address: here })).ok).toBe(true);
    expect((await app.sessions.signIn({ ...people.eu, password: testPassword, address: here })).ok).toBe(
      false
    );
    expect(codeOf(await app.resets.use({ token, password: wanted, address: here }))).toBe('reset-spent');
  });

  it('that somebody else began pauses signing until the other side’s chair confirms', async () => {
    const { app, study, people, administrator, actor } = await setUp(engine);
    expect(codeOf(await app.resets.send(administrator, people.eu.id))).toBe('ok');
    const token = await tokenFor(app, 'eu@test.local');
    await app.resets.use({ token, password: wanted, address: here });
    const reset = { ...people.eu, password: wanted };
    const abilities = async () => {
      const loaded = await app.studies.load(await actor(reset), study.slug);
      return loaded.ok ? [...loaded.value.abilities] : [];
    };
    expect(await abilities()).not.toContain('study.sign');
    expect(await abilities()).toContain('study.meetings');
    // Nobody of the own side, and not the person: the other side's chair knows them.
    const refusals = [actor(reset), actor(people.secretariat), Promise.resolve(administrator)];
    for (const one of refusals)
      expect(codeOf(await app.pauses.confirm(await one, study.slug, people.eu.id))).not.toBe('ok');
    expect(codeOf(await app.pauses.confirm(await actor(people.cn), study.slug, people.eu.id))).toBe('ok');
    expect(await abilities()).toContain('study.sign');
    const log = await app.events.list(await actor(people.cn), study.slug, 0);
    expect(log.ok && log.value).toMatchObject([
      { kind: 'password.reset', payload: { userId: people.eu.id } },
      { kind: 'account.confirmed', payload: { userId: people.eu.id } }
    ]);
    expect(await addressesOf(app)).toEqual(['cn@test.local', 'eu@test.local', 'secretariat@test.local']);
  });
});

describe('a link for a password', () => {
  it('that the person asked for at their own address only gives notice', async () => {
    const { app, study, people, actor } = await setUp();
    await app.resets.ask({ email: 'eu@test.local', address: here, locale: 'en' });
    await app.resets.idle();
    await app.resets.use({ token: await tokenFor(app, 'eu@test.local'), password: wanted, address: here });
    const loaded = await app.studies.load(await actor({ ...people.eu, password: wanted }), study.slug);
    expect(loaded.ok && loaded.value.abilities.has('study.sign')).toBe(true);
    expect(await addressesOf(app)).toEqual(['cn@test.local', 'eu@test.local', 'secretariat@test.local']);
  });

  it('is asked for with the same answer whether the address has an account or not, and not without end', async () => {
    const { app } = await setUp();
    const ask = (email: string) => app.resets.ask({ email, address: here, locale: 'en' });
    expect(await ask('nobody@test.local')).toEqual(await ask('eu@test.local'));
    for (let i = 0; i < 5; i++) await ask('eu@test.local');
    await app.resets.idle();
    expect((await mails(app, 'password')).map(({ address }) => address)).toEqual(
      Array(3).fill('eu@test.local')
    );
    for (let i = 0; i < 20; i++) await ask('eu@test.local');
    expect(codeOf(await ask('eu@test.local'))).toBe('throttled');
  });

  it('is worth nothing after its time, for a suspended person, and where another address has taken its place', async () => {
    const { app, clock, people, administrator } = await setUp();
    const links: string[] = [];
    for (const { id, email } of [people.eu, people.cn, people.city]) {
      await app.resets.send(administrator, id);
      links.push(await tokenFor(app, email));
    }
    await app.users.suspend(administrator, people.eu.id);
    await app.resets.changeAddress(administrator, people.cn.id, 'other@test.local');
    clock.advance(2 * day);
    for (const token of [...links, '0'.repeat(64), 'x'])
      expect(codeOf(await app.resets.look(token))).toBe('reset-spent');
  });

  it('is not sent by an installation without e-mail: its operator makes it, and the pause is the same', async () => {
    const { app, study, people, administrator, actor } = await setUp('sqlite', {});
    expect(codeOf(await app.resets.send(administrator, people.city.id))).toBe('mail-off');
    const made = await app.resets.makeLink('city@test.local');
    const token = made.ok ? (made.value.link.split('/').at(-1) ?? '') : '';
    await app.resets.use({ token, password: wanted, address: here });
    const city = await actor({ ...people.city, password: wanted });
    expect(city.grants).toMatchObject([{ pausedUntil: '2013-11-08T08:00:00.000Z' }]);
    // A city and its own answers: the secretariat, or its other representative.
    expect(codeOf(await app.pauses.confirm(await actor(people.cn), study.slug, people.city.id))).toBe(
      'forbidden'
    );
    expect(
      codeOf(await app.pauses.confirm(await actor(people.secretariat), study.slug, people.city.id))
    ).toBe('ok');
  });
});

describe('another address', () => {
  it('counts as a reset: the old address is told, and for seven days nothing confidential is read', async () => {
    const { app, clock, study, people, administrator, actor } = await setUp();
    expect(codeOf(await app.resets.changeAddress(administrator, people.city.id, 'cn@test.local'))).toBe(
      'email-taken'
    );
    expect(codeOf(await app.resets.changeAddress(administrator, people.city.id, 'new@test.local'))).toBe(
      'ok'
    );
    expect(await addressesOf(app)).toEqual([
      'city@test.local',
      'cn@test.local',
      'eu@test.local',
      'new@test.local',
      'secretariat@test.local'
    ]);
    const city = { email: 'new@test.local', password: testPassword };
    const reads = async () => {
      const seen = await app.assessments.load(await actor(city), study.slug, 'haidian');
      return seen.ok && seen.value.abilities.has('confidential.read');
    };
    expect(await reads()).toBe(false);
    clock.advance(7 * day - 1);
    await app.scheduler.run();
    expect(await reads()).toBe(false);
    clock.advance(1);
    await app.scheduler.run();
    expect(await reads()).toBe(true);
  });

  it('does not become one’s own by asking for a link there: the pause begins again', async () => {
    const { app, clock, people, administrator, actor } = await setUp();
    await app.resets.changeAddress(administrator, people.eu.id, 'admin-too@test.local');
    clock.advance(6 * day);
    await app.resets.ask({ email: 'admin-too@test.local', address: here, locale: 'en' });
    await app.resets.idle();
    await app.resets.use({
      token: await tokenFor(app, 'admin-too@test.local'),
      password: wanted,
      address: here
    });
    clock.advance(2 * day);
    await app.scheduler.run();
    const { grants } = await actor({ email: 'admin-too@test.local', password: wanted });
    expect(grants).toMatchObject([{ pausedUntil: '2013-11-14T08:00:00.000Z' }]);
  });

  it('takes an administrator’s right until a second administrator, who did not begin it, or the operator confirms', async () => {
    const { app, administrator, actor } = await setUp();
    const other = await makePerson(app, { administrator: true, email: 'second@test.local' });
    const third = await signedInAs(app, { administrator: true });
    await app.resets.changeAddress(administrator, other.id, 'moved@test.local');
    const moved = () => actor({ email: 'moved@test.local', password: testPassword });
    expect((await moved()).isAdministrator).toBe(false);
    expect(codeOf(await app.users.list(await moved()))).toBe('not-found');
    expect(codeOf(await app.pauses.confirmAdministrator(administrator, other.id))).toBe('forbidden');
    expect(codeOf(await app.pauses.confirmAdministrator(third, other.id))).toBe('ok');
    expect((await moved()).isAdministrator).toBe(true);
    await app.resets.changeAddress(administrator, other.id, 'again@test.local');
    expect(codeOf(await app.pauses.confirmAsOperator('again@test.local'))).toBe('ok');
  });
});
