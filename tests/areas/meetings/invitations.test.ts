/**
 * B04: tests invitations that are guessed, used twice or by twenty at once, expired, withdrawn, or sent by a
 * user who has left.
 */
import { describe, expect, it } from 'vitest';
import type { Result } from '#base/refusal.ts';
import type { InvitationInput } from '#server/areas/meetings/invitation-sending.ts';
import type { NewPerson } from '#server/areas/meetings/invitation-acceptance.ts';
import { eventSentence } from '#lib/i18n/event-sentence.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { settleMail } from '#server/mail/stored-mail.ts';
import { makePerson, makeStudy, testPassword } from '#kit/people.ts';
import { submittedStep } from '#kit/submitted-step.ts';

const day = 24 * 3600_000;
const guest: NewPerson = { name: { en: '', zh: '李娜' }, password: testPassword, locale: 'zh' };
const input: InvitationInput = {
  email: 'Li.Na@example.org',
  role: 'city',
  sideId: null,
  cityId: 'haidian',
  locale: 'zh'
};
const here = '192.0.2.1';

async function setUp(engine: Engine = 'sqlite') {
  const clock = testClock('2013-11-01T08:00:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  const secretariat = await signedInAs(app, { role: 'secretariat', study, name: 'Sam Secretary' });
  const invite = async (change: Partial<InvitationInput> = {}): Promise<string> => {
    const sent = await app.invitations.send(secretariat, study.slug, { ...input, ...change });
    if (!sent.ok) throw new Error(sent.refusal.code);
    return sent.value.link?.split('/').at(-1) ?? '';
  };
  return { app, study, clock, secretariat, invite };
}

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

describe.each(serviceEngines)('an invitation on %s', (engine) => {
  it('says role, side and city to the person who holds its link, and becomes a role, an account and their events (R013)', async () => {
    const { app, study, secretariat, invite } = await setUp(engine);
    const token = await invite();
    expect(await app.invitations.look(token)).toMatchObject({
      value: {
        role: 'city',
        side: { id: 'cn' },
        city: { zh: '城市2' },
        email: 'li.na@example.org',
        hasAccount: false,
        expiresAt: '2013-11-15T08:00:00.000Z'
      }
    });
    expect(await app.invitations.accept(token, guest, here)).toEqual({
      ok: true,
      value: { slug: study.slug, email: 'li.na@example.org', isClaim: false }
    });
    const signedIn = await app.sessions.signIn({
      email: 'li.na@example.org',
      password: testPassword,
      address: here
    });
    expect(signedIn).toMatchObject({
      value: {
        actor: {
          name: { zh: '李娜' },
          isAdministrator: false,
          grants: [{ role: 'city', cityId: 'haidian', sideId: 'cn', isSenior: true }]
        }
      }
    });
    const events = await app.events.list(secretariat, study.slug, 0);
    expect(events.ok && events.value.map(({ kind, actorRole }) => [kind, actorRole])).toEqual([
      ['invitation.sent', 'secretariat'],
      ['invitation.accepted', 'city'],
      ['grant.given', 'city'],
      ['senior.named', 'city']
    ]);
    expect(JSON.stringify(events)).not.toContain('example.org');
    // Promise: the log tells who invited and who accepted; nobody seems to appoint themselves.
    const sentence = await app.events.recent(secretariat, study.slug);
    expect(sentence.ok && sentence.value.map((event) => eventSentence(event))).toEqual([
      expect.stringMatching(/^李娜 became the senior representative of .+; invited by Sam Secretary$/),
      expect.stringMatching(/^李娜 took the role “.+” for .+; invited by Sam Secretary$/),
      expect.stringMatching(/^李娜 accepted the invitation of Sam Secretary as /),
      expect.stringMatching(/^Sam Secretary invited somebody as /)
    ]);
    expect(await app.invitations.list(secretariat, study.slug)).toEqual({ ok: true, value: [] });
  });

  it('accepted by twenty at once makes one representative', async () => {
    const { app, study, invite } = await setUp(engine);
    const token = await invite({ role: 'observer', cityId: null });
    const invited = await signedInAs(app, { email: input.email });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => app.invitations.accept(token, invited, `192.0.2.${n}`))
    );
    const codes = outcomes.map(codeOf).sort();
    expect(codes).toEqual([...Array<string>(19).fill('invitation-spent'), 'ok']);
    const grants = await app.store.db
      .selectFrom('grant')
      .select('userId')
      .where('studyId', '=', study.id)
      .where('role', '=', 'observer')
      .execute();
    expect(grants).toHaveLength(1);
  });

  it('accepted twice by new people at once makes one account', async () => {
    const { app, invite } = await setUp(engine);
    const token = await invite();
    const outcomes = await Promise.all(
      [1, 2].map((n) => app.invitations.accept(token, guest, `192.0.2.${n}`))
    );
    expect(outcomes.map(codeOf).filter((code) => code === 'ok')).toHaveLength(1);
    const users = await app.store.db
      .selectFrom('user')
      .select('id')
      .where('email', '=', 'li.na@example.org')
      .execute();
    expect(users).toHaveLength(1);
  });

  it('that is withdrawn or expired is worth nothing, and leaves no mail with its link', async () => {
    const { app, study, clock, secretariat, invite } = await setUp(engine);
    const [first, second] = [await invite(), await invite({ email: 'other@example.org' })];
    const open = await app.invitations.list(secretariat, study.slug);
    const id = open.ok ? open.value.find(({ email }) => email === 'li.na@example.org')?.id : undefined;
    expect(codeOf(await app.invitations.withdraw(secretariat, study.slug, id ?? ''))).toBe('ok');
    expect(codeOf(await app.invitations.withdraw(secretariat, study.slug, id ?? ''))).toBe('not-found');
    expect(codeOf(await app.invitations.look(first))).toBe('invitation-spent');
    expect(codeOf(await app.invitations.accept(first, guest, here))).toBe('invitation-spent');
    expect(await app.store.db.selectFrom('mail').select(['address', 'kind']).execute()).toEqual([
      { address: 'other@example.org', kind: 'invitation' }
    ]);
    clock.advance(14 * day - 1);
    expect(codeOf(await app.invitations.look(second))).toBe('ok');
    clock.advance(1);
    expect(codeOf(await app.invitations.accept(second, guest, here))).toBe('invitation-spent');
    expect(await app.invitations.list(secretariat, study.slug)).toMatchObject({
      value: [{ status: 'lapsed' }]
    });
    expect(
      await app.store.db.selectFrom('user').select('id').where('email', 'like', '%example.org').execute()
    ).toEqual([]);
  });

  it('is judged when it is accepted: the second chair of a side is refused, and the invitation stays open', async () => {
    const { app, study, invite } = await setUp(engine);
    const token = await invite({ role: 'chair', sideId: 'eu', cityId: null });
    const present = await signedInAs(app, { role: 'chair', side: 'eu', study });
    expect(codeOf(await app.invitations.accept(token, guest, here))).toBe('chair-taken');
    expect(
      await app.store.db.selectFrom('user').select('id').where('email', 'like', '%example.org').execute()
    ).toEqual([]);
    await app.store.db.deleteFrom('grant').where('userId', '=', present.userId).execute();
    expect(codeOf(await app.invitations.accept(token, guest, here))).toBe('ok');
  });
});

describe('an invitation', () => {
  it('is offered by a mail in the language that the inviter chose, whose link is forgotten once it went out', async () => {
    const { app, invite } = await setUp();
    const token = await invite();
    const mail = await app.store.db.selectFrom('mail').selectAll().executeTakeFirstOrThrow();
    expect(mail).toMatchObject({ address: 'li.na@example.org', kind: 'invitation', locale: 'zh' });
    expect(mail.subject).toContain('城市2');
    // The link is put into the text when it is sent: the database holds it sealed.
    expect(JSON.stringify(mail)).not.toContain(token);
    expect(mail.body).toContain('11月15日');
    await settleMail(app.store.db, mail.id, { sentAt: app.now().toISOString(), lastError: '' });
    expect(await app.store.db.selectFrom('mail').select('body').execute()).toEqual([{ body: '' }]);
    await invite({ email: 'other@example.org', role: 'expert', sideId: 'eu', cityId: null, locale: 'en' });
    const other = await app.store.db
      .selectFrom('mail')
      .select(['subject', 'body'])
      .where('locale', '=', 'en')
      .executeTakeFirstOrThrow();
    expect(other.subject).toContain('Expert');
    expect(other.body).toContain('European Union');
  });

  it('is stored by the hash of its token alone, of 244 random bits', async () => {
    const { app, invite } = await setUp();
    const token = await invite();
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    const rows = await app.store.db.selectFrom('invitation').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    await app.invitations.accept(token, guest, here);
    expect(JSON.stringify(await app.store.db.selectFrom('mail').selectAll().execute())).not.toContain(token);
  });

  it('that never was is not there, however often one asks, and asking is held back', async () => {
    const { app, invite } = await setUp();
    await invite();
    for (const token of ['', 'x', '0'.repeat(64), '../studies'])
      expect(codeOf(await app.invitations.look(token))).toBe('not-found');
    const outcomes: string[] = [];
    for (let n = 0; n < 60; n += 1)
      outcomes.push(codeOf(await app.invitations.accept(String(n).padStart(64, '0'), guest, here)));
    expect([outcomes.slice(0, 50).every((code) => code === 'not-found'), outcomes.at(-1)]).toEqual([
      true,
      'throttled'
    ]);
  });

  it('is taken with the account of the person who follows it signed in, and makes no second account for an address that has one', async () => {
    const { app, study, invite } = await setUp();
    const known = await signedInAs(app, { email: 'li.na@example.org' });
    const token = await invite();
    expect(await app.invitations.look(token)).toMatchObject({ value: { hasAccount: true } });
    expect(codeOf(await app.invitations.accept(token, guest, here))).toBe('email-taken');
    expect(await app.invitations.accept(token, known, here)).toMatchObject({
      value: { email: 'li.na@example.org' }
    });
    const grants = await app.store.db
      .selectFrom('grant')
      .select(['role', 'cityId'])
      .where('userId', '=', known.userId)
      .where('studyId', '=', study.id)
      .execute();
    expect(grants).toEqual([{ role: 'city', cityId: 'haidian' }]);
  });

  it('sent to another address than the account’s becomes theirs only when the inviter confirms', async () => {
    const { app, study, secretariat, invite } = await setUp();
    const other = await signedInAs(app, { email: 'li.private@test.local', name: 'Li Na' });
    const second = await signedInAs(app, { role: 'secretariat', study });
    const token = await invite();
    expect(await app.invitations.accept(token, other, here)).toMatchObject({ value: { isClaim: true } });
    const roles = async () => (await app.sessions.recall(other.sessionId))?.grants.map(({ role }) => role);
    expect(await roles()).toEqual([]);
    const list = await app.invitations.list(secretariat, study.slug);
    if (!list.ok) throw new Error(list.refusal.code);
    expect(list.value).toMatchObject([
      { claim: { email: 'li.private@test.local', name: { en: 'Li Na' }, mayConfirm: true } }
    ]);
    const notified = await app.store.db
      .selectFrom('mail')
      .select('address')
      .where('kind', '=', 'account')
      .execute();
    expect(notified).toEqual([{ address: secretariat.email }]);
    const id = list.value[0]?.id ?? '';
    expect(codeOf(await app.invitations.confirm(second, study.slug, id))).toBe('forbidden');
    // Nobody else gets in line by the same link.
    const third = await signedInAs(app, {});
    expect(codeOf(await app.invitations.accept(token, third, here))).toBe('invitation-spent');
    expect(codeOf(await app.invitations.confirm(secretariat, study.slug, id))).toBe('ok');
    expect(await roles()).toEqual(['city']);
  });

  it('is nobody’s who was suspended meanwhile', async () => {
    const { app, invite } = await setUp();
    const person = await signedInAs(app, { email: input.email });
    const token = await invite();
    await app.users.suspend('operator', person.userId);
    expect(codeOf(await app.invitations.accept(token, person, here))).toBe('suspended');
  });

  it('falls with the one who sent it', async () => {
    const { app, study, secretariat, invite } = await setUp();
    const token = await invite({ role: 'secretariat', cityId: null });
    const other = await signedInAs(app, { role: 'secretariat', study });
    const people = await app.people.list(other, study.slug);
    const grantId = people.ok
      ? people.value.members.find(({ userId }) => userId === secretariat.userId)?.roles[0]?.grantId
      : undefined;
    expect(codeOf(await app.people.withdraw(other, study.slug, grantId ?? ''))).toBe('ok');
    expect(codeOf(await app.invitations.accept(token, guest, here))).toBe('invitation-spent');
    expect(await app.invitations.list(other, study.slug)).toMatchObject({
      value: [{ status: 'lapsed' }]
    });
  });

  it.each([
    [{ email: 'no address' }, 'invalid'],
    [{ cityId: 'atlantis' }, 'city-required'],
    [{ role: 'expert' as const, cityId: null }, 'side-required'],
    [{ role: 'expert' as const, sideId: 'us', cityId: null }, 'side-required']
  ])('is not sent with %j', async (change, code) => {
    const { app, study, secretariat } = await setUp();
    expect(codeOf(await app.invitations.send(secretariat, study.slug, { ...input, ...change }))).toBe(code);
    expect(await app.store.db.selectFrom('mail').selectAll().execute()).toEqual([]);
  });

  it('is not sent twice for the same role while the first is open', async () => {
    const { app, study, secretariat, clock, invite } = await setUp();
    await invite();
    expect(codeOf(await app.invitations.send(secretariat, study.slug, input))).toBe('conflict');
    clock.advance(14 * day);
    expect(codeOf(await app.invitations.send(secretariat, study.slug, input))).toBe('ok');
  });

  it('is sent, listed and withdrawn by the secretariat alone, in its own study alone', async () => {
    const { app, study, secretariat, invite } = await setUp();
    await invite();
    const open = await app.invitations.list(secretariat, study.slug);
    const id = open.ok ? (open.value[0]?.id ?? '') : '';
    for (const role of ['chair', 'expert', 'observer', 'city'] as const) {
      const actor = await signedInAs(app, { role, study, ...(role === 'city' ? { city: 'bristol' } : {}) });
      expect([role, codeOf(await app.invitations.list(actor, study.slug))]).toEqual([role, 'forbidden']);
      expect(
        codeOf(await app.invitations.send(actor, study.slug, { ...input, email: 'x@example.org' }))
      ).toBe('forbidden');
      expect(codeOf(await app.invitations.withdraw(actor, study.slug, id))).toBe('forbidden');
      const events = await app.events.list(actor, study.slug, 0);
      expect(events.ok && events.value.filter(({ kind }) => kind.startsWith('invitation'))).toEqual([]);
    }
    const other = await makeStudy(app, { slug: 'other-study' });
    const stranger = await signedInAs(app, { role: 'secretariat', study: other });
    expect(codeOf(await app.invitations.withdraw(stranger, other.slug, id))).toBe('not-found');
    expect(codeOf(await app.invitations.withdraw(stranger, study.slug, id))).toBe('not-found');
  });

  it('replaces a representative, whose earlier acts keep their name (R014)', async () => {
    const { app, study, secretariat, invite } = await setUp();
    const before = await makePerson(app, { role: 'city', city: 'haidian', study, name: 'Wang Wei' });
    const haidian = study.cities[1];
    await app.store.db
      .insertInto('step')
      .values({
        id: app.newId(),
        studyId: study.id,
        documentId: haidian?.responseId ?? '',
        cityId: 'haidian',
        ...submittedStep,
        versionId: null,
        userId: before.id,
        role: 'city',
        at: app.now().toISOString()
      })
      .execute();
    const people = await app.people.list(secretariat, study.slug);
    const grantId = people.ok
      ? people.value.members.find(({ userId }) => userId === before.id)?.roles[0]?.grantId
      : undefined;
    await app.people.withdraw(secretariat, study.slug, grantId ?? '');
    await app.invitations.accept(await invite(), guest, here);
    const made = await app.store.db
      .selectFrom('step')
      .innerJoin('user', 'user.id', 'step.userId')
      .select('user.nameEn')
      .execute();
    expect(made).toEqual([{ nameEn: 'Wang Wei' }]);
  });
});
