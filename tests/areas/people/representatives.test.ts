/**
 * Tests who speaks for a city, who leads its assessment, and who sits in the committee: rights that depend on
 * more than a role.
 */
import { describe, expect, it } from 'vitest';
import { assessmentAbilitiesOf, studyAbilitiesOf } from '#base/permissions.ts';
import type { Signal } from '#server/events/signals.ts';
import { appendEvent } from '#server/events/append.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makePerson, makeStudy, type TestPerson } from '#kit/people.ts';

async function aStudy(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'drafting' },
      { id: 'haidian', side: 'cn', state: 'collecting' }
    ]
  });
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const [bristol, haidian] = study.cities;
  if (!bristol || !haidian) throw new Error('no cities');
  const signalled: string[] = [];
  app.signals.listen((signal: Signal) => {
    if (signal.kind === 'rights-changed') signalled.push(signal.userId);
  });
  const represent = async (person: TestPerson): Promise<string> => {
    const given = await app.people.give(secretariat, study.slug, {
      email: person.email,
      role: 'city',
      sideId: null,
      cityId: 'haidian'
    });
    if (!given.ok) throw new Error(given.refusal.code);
    return given.value.grantId;
  };
  const mayHandIn = async ({ id }: TestPerson): Promise<boolean> =>
    assessmentAbilitiesOf(await listGrantsOfUser(app.store.db, id), {
      cityId: haidian.id,
      state: 'collecting'
    }).has('assessment.submit');
  const mayLead = async ({ id }: TestPerson): Promise<boolean> =>
    assessmentAbilitiesOf(await listGrantsOfUser(app.store.db, id), {
      cityId: bristol.id,
      state: 'drafting'
    }).has('assessment.steer');
  const senior = async (): Promise<string | null | undefined> => {
    const people = await app.people.list(secretariat, study.slug);
    return people.ok ? people.value.cities.find(({ id }) => id === 'haidian')?.senior : people.refusal.code;
  };
  /** Returns the users whom the last decision signalled, each once. */
  const heard = (): string[] => [...new Set(signalled.splice(0))].sort();
  const logged = async () =>
    await app.store.db
      .selectFrom('event')
      .select(['kind', 'cityId', 'payload', 'needs'])
      .where('studyId', '=', study.id)
      .orderBy('seq')
      .execute();
  return { app, study, secretariat, represent, mayHandIn, mayLead, senior, heard, logged };
}

const ids = (...people: TestPerson[]): string[] => people.map(({ id }) => id as string).sort();

describe.each(serviceEngines)('the senior representative of a city on %s', (engine) => {
  it('is the first whom the city gets, and nobody who comes after them', async () => {
    const { app, represent, mayHandIn, senior, logged } = await aStudy(engine);
    const [first, second] = [await makePerson(app), await makePerson(app)];
    await represent(first);
    await represent(second);
    expect([await mayHandIn(first), await mayHandIn(second)]).toEqual([true, false]);
    expect(await senior()).toBe(first.id);
    expect((await logged()).map(({ kind }) => kind)).toEqual(['grant.given', 'senior.named', 'grant.given']);
    expect((await logged())[1]).toMatchObject({
      cityId: 'haidian',
      needs: 'study.see',
      payload: JSON.stringify({ userId: first.id })
    });
  });

  it('can be another, at once for both and told to all', async () => {
    const { app, study, secretariat, represent, mayHandIn, senior, heard, logged } = await aStudy(engine);
    const [first, second] = [await makePerson(app), await makePerson(app)];
    await represent(first);
    const grantId = await represent(second);
    heard();
    expect(await app.people.nameSenior(secretariat, study.slug, grantId)).toEqual({
      ok: true,
      value: null
    });
    expect([await mayHandIn(first), await mayHandIn(second)]).toEqual([false, true]);
    expect(await senior()).toBe(second.id);
    expect(heard()).toEqual(ids(first, second));
    expect((await logged()).at(-1)).toMatchObject({
      kind: 'senior.named',
      cityId: 'haidian',
      payload: JSON.stringify({ userId: second.id })
    });
    expect(await app.people.nameSenior(secretariat, study.slug, grantId)).toMatchObject({
      refusal: { code: 'conflict' }
    });
  });

  it('leaves a gap when their role is withdrawn, which the next whom the city gets fills, or who is named', async () => {
    const { app, study, secretariat, represent, mayHandIn, senior, heard } = await aStudy(engine);
    const [first, second, third] = [await makePerson(app), await makePerson(app), await makePerson(app)];
    const seniors = await represent(first);
    const others = await represent(second);
    expect(await app.people.withdraw(secretariat, study.slug, seniors)).toMatchObject({ ok: true });
    expect([await senior(), await mayHandIn(second)]).toEqual([null, false]);
    heard();
    await app.people.nameSenior(secretariat, study.slug, others);
    expect([await senior(), heard()]).toEqual([second.id, ids(second)]);
    await app.people.withdraw(secretariat, study.slug, others);
    await represent(third);
    expect(await senior()).toBe(third.id);
  });

  it('is one, also when two are named, or come, at the same time', async () => {
    const { app, study, secretariat, represent } = await aStudy(engine);
    const grants = await Promise.all(
      [await makePerson(app), await makePerson(app), await makePerson(app)].map(represent)
    );
    const count = async (): Promise<number> =>
      (
        await app.store.db
          .selectFrom('grant')
          .select('id')
          .where('cityId', '=', 'haidian')
          .where('isSenior', '=', 1)
          .execute()
      ).length;
    expect(await count()).toBe(1);
    await Promise.all(grants.map((grantId) => app.people.nameSenior(secretariat, study.slug, grantId)));
    expect(await count()).toBe(1);
  });

  it('represents a city, and no other role makes one', async () => {
    const { app, study, secretariat } = await aStudy(engine);
    const expert = await makePerson(app, { role: 'expert', study });
    const { id } = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', expert.id)
      .executeTakeFirstOrThrow();
    expect(await app.people.nameSenior(secretariat, study.slug, id)).toMatchObject({
      refusal: { code: 'city-required' }
    });
  });

  it('R014: is replaced, and what they did for the city before stays under their name', async () => {
    const { app, study, secretariat, represent } = await aStudy(engine);
    const [before, after] = [
      await makePerson(app, { name: 'Zhou Min' }),
      await makePerson(app, { name: 'He Lan' })
    ];
    const grantId = await represent(before);
    const at = app.now().toISOString();
    await app.store.db.transaction().execute((trx) =>
      appendEvent(
        trx,
        { studyId: study.id, actorId: before.id, actorRole: 'city', at },
        {
          kind: 'assessment.moved',
          needs: 'assessment.see',
          cityId: 'haidian',
          payload: { step: 'submit', from: 'collecting', to: 'drafting' }
        }
      )
    );
    await app.people.withdraw(secretariat, study.slug, grantId);
    await represent(after);
    const recent = await app.events.recent(secretariat, study.slug);
    const submission = recent.ok ? recent.value.find(({ kind }) => kind === 'assessment.moved') : undefined;
    expect(submission).toMatchObject({
      actorId: before.id,
      actorRole: 'city',
      actorName: { en: 'Zhou Min' }
    });
  });
});

describe.each(serviceEngines)('a submission on %s', (engine) => {
  it('R050: records name, post and time of who submits, for everyone who reads the workflow', async () => {
    const { app, study, secretariat } = await aStudy(engine);
    const senior = await signedInAs(app, { role: 'city', city: 'haidian', study, name: 'Zhou Min' });
    const before = await app.workflow.assessment(senior, study.slug, 'haidian');
    const reason = { en: 'More will follow.', zh: '' };
    const input = {
      step: 'submit',
      version: before.ok ? before.value.version : -1,
      reason,
      deadline: null,
      post: 'Director, Information Office'
    } as const;
    expect(await app.workflow.takeStep(senior, study.slug, 'haidian', input)).toMatchObject({ ok: true });
    const after = await app.workflow.assessment(secretariat, study.slug, 'haidian');
    expect(after.ok && after.value.steps).toMatchObject([
      { step: 'submit', name: { en: 'Zhou Min' }, post: 'Director, Information Office' }
    ]);
    expect(after.ok && after.value.steps[0]?.at).toMatch(/^\d{4}-/);
  });
});

describe.each(serviceEngines)('a contributor of a city on %s', (engine) => {
  it('is limited to characteristics by the secretariat or by who speaks for the city, and by nobody else', async () => {
    const { app, study, secretariat, represent, heard, logged } = await aStudy(engine);
    const senior = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const contributor = await makePerson(app);
    const grantId = await represent(contributor);
    heard();
    const limitsOf = async () =>
      (await listGrantsOfUser(app.store.db, contributor.id)).map(({ characteristics }) => characteristics);
    const limit = (by: typeof senior, ids: readonly string[] | null, grant = grantId) =>
      app.people.limit(by, study.slug, grant, ids);
    expect(await limit(senior, ['stakeholders'])).toEqual({ ok: true, value: null });
    expect([await limitsOf(), heard()]).toEqual([[['stakeholders']], ids(contributor)]);
    expect((await logged()).at(-1)).toMatchObject({ kind: 'contributor.limited', cityId: 'haidian' });
    const shown = await app.people.list(senior, study.slug);
    const roles = shown.ok
      ? shown.value.members.flatMap((member) => member.roles.filter(({ role }) => role === 'city'))
      : [];
    expect(
      roles.map(({ isSenior, characteristics, mayLimit }) => [isSenior, characteristics, mayLimit])
    ).toContainEqual([false, ['stakeholders'], true]);
    expect(await limit(secretariat, null)).toMatchObject({ ok: true });
    expect(await limitsOf()).toEqual([null]);
    const strangers = [
      { role: 'city', city: 'bristol', study },
      { role: 'chair', side: 'cn', study },
      { role: 'city', city: 'haidian', senior: false, study }
    ] as const;
    for (const input of strangers)
      expect(await limit(await signedInAs(app, input), []), input.role).toMatchObject({
        refusal: { code: 'forbidden' }
      });
    expect(await limit(senior, ['no-such'])).toMatchObject({ refusal: { code: 'invalid' } });
    const { id } = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', senior.userId)
      .executeTakeFirstOrThrow();
    expect(await limit(secretariat, ['stakeholders'], id)).toMatchObject({ refusal: { code: 'conflict' } });
    expect(await limit(secretariat, null, 'none')).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('is limited no more once they speak for the city', async () => {
    const { app, study, secretariat, represent } = await aStudy(engine);
    await represent(await makePerson(app));
    const contributor = await makePerson(app);
    const grantId = await represent(contributor);
    await app.people.limit(secretariat, study.slug, grantId, ['stakeholders']);
    await app.people.nameSenior(secretariat, study.slug, grantId);
    expect(
      (await listGrantsOfUser(app.store.db, contributor.id)).map(({ isSenior, characteristics }) => [
        isSenior,
        characteristics
      ])
    ).toEqual([[true, null]]);
  });
});

describe.each(serviceEngines)('who leads the assessment of a city on %s', (engine) => {
  it('may as soon as they are named, as lead or deputy, and no longer than that', async () => {
    const { app, study, secretariat, mayLead, heard } = await aStudy(engine);
    const [anna, ben] = [
      await makePerson(app, { role: 'expert', side: 'eu', study }),
      await makePerson(app, { role: 'expert', side: 'eu', study })
    ];
    const chen = await makePerson(app, { role: 'expert', side: 'cn', study });
    const name = async (lead: TestPerson | null, deputy: TestPerson | null, reviewer: TestPerson | null) => {
      const named = { lead: lead?.id ?? null, deputy: deputy?.id ?? null, reviewer: reviewer?.id ?? null };
      expect(await app.people.nameRapporteurs(secretariat, study.slug, 'bristol', named)).toMatchObject({
        ok: true
      });
      const may: boolean[] = [];
      for (const person of [anna, ben, chen]) may.push(await mayLead(person));
      return { may, signalled: heard() };
    };
    expect(await name(anna, null, chen)).toEqual({ may: [true, false, false], signalled: ids(anna, chen) });
    expect(await name(anna, ben, chen)).toEqual({ may: [true, true, false], signalled: ids(ben) });
    // The lead and the deputy change, but not who has the rights.
    expect(await name(ben, anna, chen)).toEqual({ may: [true, true, false], signalled: [] });
    expect(await name(chen, null, anna)).toEqual({
      may: [false, false, true],
      signalled: ids(anna, ben, chen)
    });
    expect(await name(null, null, null)).toEqual({ may: [false, false, false], signalled: ids(anna, chen) });
  });

  it('is named with the deputy in what is told of it', async () => {
    const { app, study, secretariat } = await aStudy(engine);
    const deputy = await makePerson(app, { role: 'expert', side: 'eu', study, name: 'Ben' });
    await app.people.nameRapporteurs(secretariat, study.slug, 'bristol', {
      lead: null,
      deputy: deputy.id,
      reviewer: null
    });
    expect(await app.events.recent(secretariat, study.slug)).toMatchObject({
      value: [{ kind: 'rapporteurs.named', names: { deputy: { en: 'Ben' } } }]
    });
  });
});

describe.each(serviceEngines)('a seat in the steering committee on %s', (engine) => {
  it('lets its holder take note of approvals from joining to leaving', async () => {
    const { app, study, secretariat, heard } = await aStudy(engine);
    const member = await makePerson(app, { role: 'observer', study });
    const mayNote = async (): Promise<boolean> =>
      studyAbilitiesOf(await listGrantsOfUser(app.store.db, member.id)).has('study.note');
    await app.people.joinBody(secretariat, study.slug, 'steering-committee', member.id);
    expect([await mayNote(), heard()]).toEqual([true, ids(member)]);
    await app.people.leaveBody(secretariat, study.slug, 'steering-committee', member.id);
    expect([await mayNote(), heard()]).toEqual([false, ids(member)]);
    await app.people.joinBody(secretariat, study.slug, 'technical-expert-group', member.id);
    expect(await mayNote()).toBe(false);
  });
});
