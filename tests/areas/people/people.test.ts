import { describe, expect, it } from 'vitest';
import type { Signal } from '#server/events/signals.ts';
import { insertConfidentialReader } from '#server/areas/answers/store/confidential.ts';
import { lockStudy } from '#server/auth/grants.ts';
import { insertAssessors } from '#server/areas/panels/store/panels.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makePerson, makeStudy, type TestPerson } from '#kit/people.ts';
import { actorFor } from '#kit/actors.ts';

async function aStudy(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const emitted: Signal[] = [];
  app.signals.listen((signal) => emitted.push(signal));
  const actorOf = (person: TestPerson) => actorFor(app, person);
  const secretary = await makePerson(app, { role: 'secretariat', study });
  const events = () =>
    app.store.db.selectFrom('event').selectAll().where('studyId', '=', study.id).orderBy('seq').execute();
  return { app, study, emitted, actorOf, secretary, secretariat: await actorOf(secretary), events };
}

const asExpert = (person: Pick<TestPerson, 'email'>, sideId = 'eu') => ({
  email: person.email,
  role: 'expert' as const,
  sideId,
  cityId: null
});

describe.each(serviceEngines)('the people of a study on %s', (engine) => {
  it('are appointed by the secretariat: the role stands, the log says who did it in which role, open sockets are judged again (R240)', async () => {
    const { app, study, emitted, actorOf, secretary, secretariat, events } = await aStudy(engine);
    const person = await makePerson(app);
    const given = await app.people.give(secretariat, study.slug, asExpert(person, 'cn'));
    expect(given).toMatchObject({ ok: true });
    expect((await actorOf(person)).grants).toMatchObject([{ role: 'expert', sideId: 'cn' }]);
    expect((await events()).at(-1)).toMatchObject({
      kind: 'grant.given',
      actorId: secretary.id,
      actorRole: 'secretariat'
    });
    expect(emitted).toContainEqual({ kind: 'rights-changed', userId: person.id });
  });

  it('who may not change anything are refused at once, while somebody else holds the lock of the study', async () => {
    const { app, study, actorOf } = await aStudy(engine);
    const observer = await actorOf(await makePerson(app, { role: 'observer', study }));
    await app.store.db.transaction().execute(async (trx) => {
      await lockStudy(trx, study.slug);
      expect(await app.people.give(observer, study.slug, asExpert({ email: 'x@example.org' }))).toMatchObject(
        {
          ok: false,
          refusal: { code: 'forbidden' }
        }
      );
    });
  });

  it('act in the role that lets them, when they hold several (R005)', async () => {
    const { app, study, actorOf, events } = await aStudy(engine);
    const both = await makePerson(app, { role: 'expert', study });
    await app.people.give('operator', study.slug, {
      email: both.email,
      role: 'secretariat',
      sideId: null,
      cityId: null
    });
    await app.people.give(await actorOf(both), study.slug, asExpert(await makePerson(app)));
    expect((await events()).map((event) => event.actorRole)).toEqual([null, 'secretariat']);
  });

  it('lose a role with all that hung on it', async () => {
    const { app, study, emitted, secretariat, events } = await aStudy(engine);
    const person = await makePerson(app, { role: 'expert', side: 'eu', study });
    await app.people.joinBody(secretariat, study.slug, 'technical-expert-group', person.id);
    await app.people.nameRapporteurs(secretariat, study.slug, 'bristol', {
      lead: person.id,
      deputy: null,
      reviewer: null
    });
    const before = await app.people.list(secretariat, study.slug);
    if (!before.ok) throw new Error(before.refusal.code);
    expect(before.value.bodies[1]?.members).toEqual([person.id]);
    expect(before.value.cities.find(({ id }) => id === 'bristol')?.rapporteurs).toEqual({
      lead: person.id,
      deputy: null,
      reviewer: null
    });
    const grantId =
      before.value.members.find((member) => member.userId === person.id)?.roles[0]?.grantId ?? '';
    expect(await app.people.withdraw(secretariat, study.slug, grantId)).toMatchObject({ ok: true });
    const after = await app.people.list(secretariat, study.slug);
    expect(after).toMatchObject({ value: { bodies: [{ members: [] }, { members: [] }] } });
    expect(after.ok && after.value.cities.find(({ id }) => id === 'bristol')?.rapporteurs).toEqual({
      lead: null,
      deputy: null,
      reviewer: null
    });
    expect((await events()).map((event) => event.kind)).toEqual([
      'body.joined',
      'rapporteurs.named',
      'grant.withdrawn'
    ]);
    // Once for the seat, once for the lead, and once for the role.
    expect(emitted.filter((signal) => signal.kind === 'rights-changed')).toEqual(
      Array(3).fill({ kind: 'rights-changed', userId: person.id })
    );
  });

  it('are not changed by anyone but the secretariat', async () => {
    const { app, study, actorOf, secretary, events } = await aStudy(engine);
    const lists = await app.people.list(await actorOf(secretary), study.slug);
    const grantId = (lists.ok && lists.value.members[0]?.roles[0]?.grantId) || '';
    const outcomes = [
      ['forbidden', await makePerson(app, { role: 'chair', side: 'eu', study })],
      ['forbidden', await makePerson(app, { role: 'expert', side: 'cn', study })],
      ['forbidden', await makePerson(app, { role: 'city', city: 'haidian', study })],
      ['forbidden', await makePerson(app, { role: 'observer', study })],
      ['not-found', await makePerson(app, { administrator: true })],
      ['not-found', await makePerson(app)]
    ] as const;
    for (const [code, person] of outcomes) {
      const actor = await actorOf(person);
      const refused = { ok: false, refusal: { code } };
      expect(await app.people.give(actor, study.slug, { ...asExpert(person), role: 'secretariat' })).toEqual(
        refused
      );
      expect(await app.people.withdraw(actor, study.slug, grantId)).toEqual(refused);
      expect(await app.people.nameSenior(actor, study.slug, grantId)).toEqual(refused);
      expect(await app.people.joinBody(actor, study.slug, 'steering-committee', person.id)).toEqual(refused);
      expect(await app.people.leaveBody(actor, study.slug, 'steering-committee', person.id)).toEqual(refused);
      expect(
        await app.people.nameRapporteurs(actor, study.slug, 'bristol', {
          lead: null,
          deputy: null,
          reviewer: null
        })
      ).toEqual(refused);
    }
    expect(await events()).toEqual([]);
  });

  it('are out of reach at once for a secretary whose role was withdrawn meanwhile', async () => {
    const { app, study, actorOf, secretariat } = await aStudy(engine);
    const second = await makePerson(app, { role: 'secretariat', study });
    const stillThinksSo = await actorOf(second);
    const people = await app.people.list(secretariat, study.slug);
    const grantId =
      (people.ok && people.value.members.find((member) => member.userId === second.id)?.roles[0]?.grantId) ||
      '';
    await app.people.withdraw(secretariat, study.slug, grantId);
    expect(await app.people.give(stillThinksSo, study.slug, asExpert(second))).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('of another study cannot be touched with ids of this one', async () => {
    const { app, study, actorOf, secretariat } = await aStudy(engine);
    const other = await makeStudy(app, { slug: 'other-study' });
    const stranger = await makePerson(app, { role: 'expert', study: other });
    const theirs = await makePerson(app, { role: 'secretariat', study: other });
    const list = await app.people.list(await actorOf(theirs), other.slug);
    const grantId =
      (list.ok && list.value.members.find((member) => member.userId === stranger.id)?.roles[0]?.grantId) ||
      'none';
    expect(await app.people.withdraw(secretariat, study.slug, grantId)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.people.withdraw(secretariat, other.slug, grantId)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.people.nameSenior(secretariat, study.slug, grantId)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(
      await app.people.joinBody(secretariat, study.slug, 'steering-committee', stranger.id)
    ).toMatchObject({ refusal: { code: 'membership-required' } });
    expect(await app.people.list(secretariat, other.slug)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.people.list(secretariat, 'no-such-study')).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('keep their last secretariat, and one chair a side, also when two appoint at the same time (R004)', async () => {
    const { app, study, secretariat } = await aStudy(engine);
    const [first, second] = [await makePerson(app), await makePerson(app)];
    const asChair = (person: TestPerson) => ({
      email: person.email,
      role: 'chair' as const,
      sideId: 'eu',
      cityId: null
    });
    const answers = await Promise.all(
      [first, second].map((person) => app.people.give(secretariat, study.slug, asChair(person)))
    );
    expect(answers.map((answer) => answer.ok || answer.refusal.code).sort()).toEqual(['chair-taken', true]);
    const list = await app.people.list(secretariat, study.slug);
    const own =
      (list.ok &&
        list.value.members.find((member) => member.userId === secretariat.userId)?.roles[0]?.grantId) ||
      '';
    expect(await app.people.withdraw(secretariat, study.slug, own)).toMatchObject({
      refusal: { code: 'last-secretariat' }
    });
  });

  it('need an account first, and one that is not suspended', async () => {
    const { app, study, secretariat } = await aStudy(engine);
    const suspended = await makePerson(app, { suspended: true });
    const nobody = { ...suspended, email: 'nobody@test.local' };
    for (const person of [suspended, nobody]) {
      expect(await app.people.give(secretariat, study.slug, asExpert(person))).toMatchObject({
        refusal: { code: 'no-such-account' }
      });
    }
  });

  it('are seen by all of the study, their addresses by its secretariat alone', async () => {
    const { app, study, actorOf, secretary, secretariat } = await aStudy(engine);
    const observer = await makePerson(app, { role: 'observer', study });
    const seen = await app.people.list(await actorOf(observer), study.slug);
    expect(JSON.stringify(seen)).not.toContain(secretary.email);
    expect(seen).toMatchObject({ ok: true, value: { mayEdit: false, members: { length: 2 } } });
    expect(JSON.stringify(await app.people.list(secretariat, study.slug))).toContain(observer.email);
  });

  it('sit in a body once, and leave it once (R003)', async () => {
    const { app, study, secretary, secretariat, events } = await aStudy(engine);
    const seat = [secretariat, study.slug, 'steering-committee', secretary.id] as const;
    expect(await app.people.joinBody(...seat)).toMatchObject({ ok: true });
    expect(await app.people.joinBody(...seat)).toMatchObject({ refusal: { code: 'conflict' } });
    expect(await app.people.leaveBody(...seat)).toMatchObject({ ok: true });
    expect(await app.people.leaveBody(...seat)).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await app.people.joinBody(secretariat, study.slug, 'no-such-body', secretary.id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect((await events()).map((event) => event.kind)).toEqual(['body.joined', 'body.left']);
  });
});

// Promise: what a person was trusted with in one role does not come back with another one.
describe('a role that is withdrawn', () => {
  const grantOf = async (stage: Awaited<ReturnType<typeof aStudy>>, userId: string): Promise<string> => {
    const people = await stage.app.people.list(stage.secretariat, stage.study.slug);
    return (people.ok && people.value.members.find((one) => one.userId === userId)?.roles[0]?.grantId) || '';
  };

  it('takes the seats in panels and the confidential answers along, and a later role does not bring them back', async () => {
    const stage = await aStudy('sqlite');
    const { app, study, actorOf, secretariat, events } = stage;
    const { db } = app.store;
    const person = await makePerson(app, { role: 'expert', side: 'cn', study });
    const at = app.now().toISOString();
    await insertConfidentialReader(db, {
      id: 'reading',
      studyId: study.id,
      cityId: 'haidian',
      userId: person.id,
      namedBy: secretariat.userId,
      namedAt: at,
      removedBy: null,
      removedAt: null
    });
    const seat = { studyId: study.id, cityId: 'bristol', userId: person.id, sideId: 'cn', namedBy: 'x', at };
    await insertAssessors(db, [{ ...seat, recusedAt: null, reason: '' }]);
    expect((await actorOf(person)).grants).toMatchObject([
      { assesses: ['bristol'], readsConfidential: ['haidian'] }
    ]);
    await app.people.withdraw(secretariat, study.slug, await grantOf(stage, person.id));
    expect((await events()).map(({ kind, cityId }) => [kind, cityId])).toEqual([
      ['grant.withdrawn', null],
      ['assessor.recused', 'bristol'],
      ['confidential-reader.removed', 'haidian']
    ]);
    await app.people.give(secretariat, study.slug, asExpert(person, 'cn'));
    expect((await actorOf(person)).grants).toMatchObject([{ assesses: [], readsConfidential: [] }]);
  });

  it('ends the other open invitations to it, and leaves those to other roles', async () => {
    const stage = await aStudy('sqlite');
    const { app, study, secretariat, events } = stage;
    const person = await makePerson(app, { email: 'wu@test.local' });
    const offer = { email: person.email, sideId: null, locale: 'en' } as const;
    await app.invitations.send(secretariat, study.slug, { ...offer, role: 'city', cityId: 'haidian' });
    await app.invitations.send(secretariat, study.slug, { ...offer, role: 'observer', cityId: null });
    const given = { email: person.email, role: 'city', sideId: null, cityId: 'haidian' } as const;
    await app.people.give(secretariat, study.slug, given);
    // Who holds the role is not invited to it again.
    expect(
      await app.invitations.send(secretariat, study.slug, { ...offer, role: 'city', cityId: 'haidian' })
    ).toMatchObject({ ok: false });
    await app.people.withdraw(secretariat, study.slug, await grantOf(stage, person.id));
    const open = await app.invitations.list(secretariat, study.slug);
    expect(open.ok && open.value.map(({ role }) => role)).toEqual(['observer']);
    expect((await events()).at(-1)?.kind).toBe('invitation.withdrawn');
  });
});

describe('a chair', () => {
  it('is appointed and dismissed with the other side’s knowledge: its chair is told by e-mail, the log tells all', async () => {
    const { app, study, secretariat, events } = await aStudy('sqlite');
    await makePerson(app, { role: 'chair', side: 'cn', study, email: 'cn@test.local' });
    const person = await makePerson(app, { email: 'eu@test.local' });
    const role = { email: person.email, role: 'chair', sideId: 'eu', cityId: null } as const;
    const given = await app.people.give(secretariat, study.slug, role);
    await app.people.withdraw(secretariat, study.slug, given.ok ? given.value.grantId : '');
    const mails = await app.store.db.selectFrom('mail').select(['address', 'body']).orderBy('at').execute();
    expect(mails.map(({ address }) => address)).toEqual(['cn@test.local', 'cn@test.local']);
    expect(mails[0]?.body).toContain('is now the chair of European Union');
    expect((await events()).map(({ kind, needs }) => [kind, needs])).toEqual([
      ['grant.given', 'study.see'],
      ['grant.withdrawn', 'study.see']
    ]);
  });
});
