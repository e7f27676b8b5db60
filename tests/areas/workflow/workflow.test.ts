/**
 * Tests the steps of an assessment as its people take them: texts freeze and open, versions are stored,
 * events are appended.
 */
import { describe, expect, it } from 'vitest';
import { serviceEngines } from '#kit/databases.ts';
import { confirmAll, openWorkflowStage, writeSections } from '#kit/workflow.ts';

const because = { en: 'For a reason', zh: '' };
const zone = 'Europe/Brussels';
const refused = (code: string) => ({ ok: false, refusal: { code } });

describe.each(serviceEngines)('the workflow of an assessment on %s', (engine) => {
  it('begins when the city hands in, with a reason for its gaps; its text freezes as a version', async () => {
    const { app, study, people, status, take } = await openWorkflowStage(engine);
    expect((await status(people.city)).missing).toMatchObject([
      { kind: 'no-text', waivable: true },
      { kind: 'no-text', waivable: true }
    ]);
    expect(await take(people.staff, 'submit', { reason: because })).toMatchObject(refused('forbidden'));
    expect(await take(people.secretariat, 'submit', { reason: because })).toMatchObject(refused('forbidden'));
    expect(await take(people.city, 'submit')).toMatchObject(refused('reason-required'));
    const taken = await take(people.city, 'submit', { reason: because });
    expect(taken).toMatchObject({
      ok: true,
      value: { from: 'collecting', to: 'drafting', version: { kind: 'submission', number: 1 } }
    });
    expect(await status(people.city)).toMatchObject({
      state: 'drafting',
      steps: [{ step: 'submit', reason: because, waived: [{ kind: 'no-text' }, { kind: 'no-text' }] }]
    });
    // What is submitted has been started.
    const listed = await app.assessments.list(people.secretariat, study.slug);
    expect(listed.ok && listed.value.find((one) => one.city.id === 'haidian')).toMatchObject({
      startedAt: expect.any(String) as unknown,
      submittedAt: expect.any(String) as unknown
    });
  });

  it('answers the second press of a button with the result of the first, and nobody else’s', async () => {
    const { people, status, take } = await openWorkflowStage(engine);
    const { version } = await status(people.city);
    const submit = () => take(people.city, 'submit', { reason: because, version });
    const done = { ok: true, value: { from: 'collecting', to: 'drafting' } };
    expect(await Promise.all([submit(), submit()])).toMatchObject([done, done]);
    expect((await status(people.city)).steps).toHaveLength(1);
    expect(await submit()).toMatchObject(done);
    expect(await take(people.rapporteur, 'ask-review', { version })).toMatchObject(refused('stale'));
    await take(people.chairEu, 'return', { reason: because });
    expect(await submit()).toMatchObject(refused('stale'));
  });

  it('leads through every state to a version before the chairs, each step by the person who may take it (R116)', async () => {
    const { app, city, people, status, take, later } = await openWorkflowStage(engine, 'drafting');
    await writeSections(app, city.findingsId, ['en'], ['smart-city-strategy']);
    expect(await take(people.expert, 'ask-review')).toMatchObject(refused('forbidden'));
    expect(await take(people.rapporteur, 'ask-review')).toMatchObject({
      refusal: { code: 'requirements-open', facts: { count: 1 } }
    });
    await writeSections(app, city.findingsId, ['en']);
    expect(await take(people.deputy, 'ask-review')).toMatchObject({
      ok: true,
      value: { to: 'internal-review', version: null }
    });

    const deadline = { at: later(21), zone };
    expect((await status(people.rapporteur)).missing).toMatchObject([
      { kind: 'no-review', waivable: false },
      { kind: 'no-translation', language: 'zh' },
      { kind: 'no-translation' }
    ]);
    expect(await take(people.rapporteur, 'open-consultation', { reason: because, deadline })).toMatchObject(
      refused('requirements-open')
    );
    for (const person of [people.rapporteur, people.secretariat, people.chairEu, people.expert])
      expect(await take(person, 'review')).toMatchObject(refused('forbidden'));
    expect(await take(people.reviewer, 'review')).toMatchObject({
      ok: true,
      value: { version: { number: 1 } }
    });
    expect((await status(people.rapporteur)).missing).toMatchObject([
      { kind: 'no-translation', language: 'zh' },
      { kind: 'no-translation' }
    ]);
    expect(await take(people.rapporteur, 'open-consultation', { deadline })).toMatchObject(
      refused('reason-required')
    );
    expect(await take(people.rapporteur, 'open-consultation', { reason: because })).toMatchObject(
      refused('deadline-required')
    );
    expect(
      await take(people.rapporteur, 'open-consultation', {
        reason: because,
        deadline: { at: later(0.9), zone }
      })
    ).toMatchObject(refused('deadline-too-soon'));
    expect(
      await take(people.rapporteur, 'open-consultation', {
        reason: because,
        deadline: { at: later(21), zone: 'Europe/Nowhere' }
      })
    ).toMatchObject(refused('invalid'));
    expect(await take(people.rapporteur, 'open-consultation', { reason: because, deadline })).toMatchObject({
      ok: true,
      value: { version: { kind: 'consultation' } }
    });
    expect(await status(people.city)).toMatchObject({
      state: 'consultation',
      deadline,
      missing: [{ kind: 'consultation-runs', deadline: deadline.at }]
    });

    expect(await take(people.secretariat, 'close-consultation')).toMatchObject(refused('forbidden'));
    expect(await take(people.chairEu, 'return', { reason: because })).toMatchObject({
      ok: true,
      value: { to: 'internal-review' }
    });
    await writeSections(app, city.findingsId, ['en', 'zh']);
    expect((await status(people.secretariat)).missing).toMatchObject([
      { kind: 'changed-since-review', section: 'smart-city-strategy', waivable: true },
      { kind: 'changed-since-review' },
      { kind: 'stale-translation', blocks: 1 },
      { kind: 'stale-translation' }
    ]);
    await confirmAll(app, city.findingsId, people.expert);
    await take(people.reviewer, 'review');
    expect(await take(people.secretariat, 'open-consultation', { deadline })).toMatchObject({ ok: true });
  });

  it('does not pass the chairs with an open thread, an undecided comment or a stale translation, whatever reason is given', async () => {
    const { app, study, city, people, status, take } = await openWorkflowStage(engine, 'revision');
    const { db } = app.store;
    await writeSections(app, city.findingsId, ['en', 'zh']);
    const at = app.now().toISOString();
    const thread = (id: string, audience: 'experts' | 'staff') => ({
      id,
      studyId: study.id,
      documentId: city.findingsId,
      cityId: city.id,
      about: 'passage' as const,
      section: 'stakeholders',
      targetId: null,
      language: 'en' as const,
      anchorFrom: null,
      anchorTo: null,
      blockId: null,
      quote: 'plan',
      audience,
      state: 'open' as const,
      userId: people.expert.userId,
      role: 'expert',
      sideId: 'eu',
      at,
      settledBy: null,
      settledAt: null,
      version: 1
    });
    await db
      .insertInto('thread')
      .values([thread('t1', 'experts'), thread('t2', 'staff')])
      .execute();
    expect((await status(people.rapporteur)).missing?.map(({ kind }) => kind)).toEqual([
      'open-thread',
      'stale-translation',
      'stale-translation'
    ]);
    expect(await take(people.rapporteur, 'ask-approval', { reason: because })).toMatchObject({
      refusal: { code: 'requirements-open', facts: { count: 3 } }
    });
    await confirmAll(app, city.findingsId, people.expert);
    await db.updateTable('thread').set({ state: 'resolved' }).where('id', '=', 't1').execute();
    expect(await take(people.rapporteur, 'ask-approval')).toMatchObject({
      ok: true,
      value: { to: 'approval', version: { kind: 'approval', number: 1 } }
    });
    expect((await status(people.chairEu)).missing).toMatchObject([
      { kind: 'no-signature', sideId: 'eu' },
      { kind: 'no-signature', sideId: 'cn' }
    ]);
  });

  it('goes back with a reason only, by a chair or, while experts write, by the rapporteur (R153)', async () => {
    const { people, status, take } = await openWorkflowStage(engine, 'internal-review');
    expect(await take(people.rapporteur, 'return')).toMatchObject(refused('reason-required'));
    expect(await take(people.secretariat, 'return', { reason: because })).toMatchObject(refused('forbidden'));
    expect(
      await take(people.rapporteur, 'return', { reason: { en: 'x'.repeat(5_000), zh: '' } })
    ).toMatchObject(refused('too-large'));
    expect(await take(people.rapporteur, 'return', { reason: because })).toMatchObject({
      ok: true,
      value: { to: 'drafting' }
    });
    expect(await take(people.chairCn, 'return', { reason: { en: '', zh: '请补充' } })).toMatchObject({
      ok: true,
      value: { to: 'collecting' }
    });
    expect((await status(people.rapporteur)).back).toBeNull();
  });

  it('opens a submitted response again only by a logged step, with a reason: of the secretariat, of a chair or of the rapporteur (R054)', async () => {
    const { app, people, status, take } = await openWorkflowStage(engine);
    await take(people.city, 'submit', { reason: because });
    const response = async () => {
      const view = await app.assessments.load(people.city, 'small-study', 'haidian');
      return view.ok ? view.value.documents.find(({ kind }) => kind === 'response')?.access : null;
    };
    expect(await response()).toBe('read');
    for (const actor of [people.city, people.expert])
      expect(await take(actor, 'return', { reason: because })).toMatchObject(refused('forbidden'));
    expect(await take(people.secretariat, 'return')).toMatchObject(refused('reason-required'));
    expect(await response()).toBe('read');
    expect(await take(people.secretariat, 'return', { reason: because })).toMatchObject({
      ok: true,
      value: { from: 'drafting', to: 'collecting' }
    });
    expect(await response()).toBe('write');
    expect((await status(people.city)).steps.at(-1)).toMatchObject({
      step: 'return',
      reason: because,
      userId: people.secretariat.userId,
      role: 'secretariat'
    });
    const events = await app.events.list(people.city, 'small-study', 0);
    expect(events.ok && events.value.findLast(({ kind }) => kind === 'assessment.moved')).toMatchObject({
      actorId: people.secretariat.userId,
      payload: { step: 'return', to: 'collecting' }
    });
  });

  it('opens a text again at its next generation with what was frozen', async () => {
    const { app, city, people, take, later } = await openWorkflowStage(engine, 'internal-review');
    await writeSections(app, city.findingsId, ['en', 'zh']);
    await confirmAll(app, city.findingsId, people.expert);
    await take(people.reviewer, 'review');
    await take(people.rapporteur, 'open-consultation', { deadline: { at: later(3), zone } });
    await take(people.chairEu, 'return', { reason: because });
    const generations = await app.store.db
      .selectFrom('generation')
      .selectAll()
      .where('documentId', '=', city.findingsId)
      .orderBy('n')
      .execute();
    expect(generations.map(({ n, endedAt }) => [n, endedAt !== null])).toEqual([
      [1, true],
      [2, false]
    ]);
    const [before, after] = [
      await app.documents.contentOf(city.findingsId, 1),
      await app.documents.contentOf(city.findingsId, 2)
    ];
    expect(after).toEqual(before);
  });
});

// Promise: both sides take part in the internal review; the text goes to the city only with both.
describe('the reviewer of the other side', () => {
  it('returns the text with remarks, and has to review it again when it comes back (R117)', async () => {
    const { app, city, people, status, take } = await openWorkflowStage('sqlite', 'internal-review');
    await writeSections(app, city.findingsId, ['en', 'zh']);
    await confirmAll(app, city.findingsId, people.expert);
    expect((await status(people.reviewer)).back).toEqual({ step: 'return', to: 'drafting' });
    expect((await status(people.reviewer)).review).toEqual({ may: true, isDone: false });
    await take(people.reviewer, 'review', { reason: because });
    expect((await status(people.rapporteur)).review).toEqual({ may: false, isDone: true });
    expect((await status(people.rapporteur)).missing).toEqual([]);
    expect(await take(people.reviewer, 'return', { reason: because })).toMatchObject({ ok: true });
    await take(people.rapporteur, 'ask-review');
    expect((await status(people.rapporteur)).missing).toMatchObject([{ kind: 'no-review' }]);
    expect((await status(people.city)).review).toBeNull();
    const reviewed = await app.store.db
      .selectFrom('event')
      .select(['actorId', 'needs'])
      .where('kind', '=', 'assessment.reviewed')
      .execute();
    expect(reviewed).toEqual([{ actorId: people.reviewer.userId, needs: 'comments.internal' }]);
  });

  it('keeps the deadline of the review where it is', async () => {
    const { app, study, people, later, status, take } = await openWorkflowStage('sqlite', 'internal-review');
    const deadline = { at: later(9), zone };
    const { version } = await status();
    await app.workflow.setDeadline(people.secretariat, study.slug, 'haidian', { version, deadline });
    await take(people.reviewer, 'review');
    expect((await status()).deadline).toEqual(deadline);
  });
});

describe.each(serviceEngines)('who reads what was said at a step, on %s', (engine) => {
  it('reasons among experts stay among them; the city reads those that are for it, an observer none', async () => {
    const { app, city, people, status, take, later } = await openWorkflowStage(engine);
    const withReason = (en: string) => ({ reason: { en, zh: '' } });
    await take(people.city, 'submit', withReason('gaps'));
    await take(people.chairCn, 'return', withReason('back to the city'));
    await take(people.city, 'submit', withReason('still gaps'));
    await writeSections(app, city.findingsId, ['en']);
    await take(people.rapporteur, 'ask-review');
    await take(people.rapporteur, 'return', withReason('among experts'));
    await take(people.rapporteur, 'ask-review');
    await take(people.reviewer, 'review', withReason('remarks'));
    await take(people.rapporteur, 'open-consultation', {
      ...withReason('waived'),
      deadline: { at: later(3), zone }
    });
    await take(people.chairEu, 'return', withReason('called off'));
    const reasonsFor = async (actor = people.city) =>
      (await status(actor)).steps.map(({ reason }) => reason.en);
    expect(await reasonsFor(people.expert)).toEqual([
      'gaps',
      'back to the city',
      'still gaps',
      '',
      'among experts',
      '',
      'remarks',
      'waived',
      'called off'
    ]);
    expect(await reasonsFor(people.staff)).toEqual([
      'gaps',
      'back to the city',
      'still gaps',
      '',
      '',
      '',
      '',
      'called off'
    ]);
    expect(await reasonsFor(people.observer)).toEqual(Array(8).fill(''));
    const waivedFor = async (actor = people.city) =>
      (await status(actor)).steps.map(({ waived }) => waived.length);
    expect(await waivedFor(people.expert)).toEqual([2, 0, 2, 0, 0, 0, 0, 2, 0]);
    expect(await waivedFor(people.observer)).toEqual(Array(8).fill(0));
    expect(await app.workflow.assessment(people.otherCity, 'small-study', 'haidian')).toMatchObject(
      refused('not-found')
    );
  });

  it('an observer learns nothing of what is missing, the city only what is missing of its own', async () => {
    const { people, status, take } = await openWorkflowStage(engine);
    expect((await status(people.observer)).missing).toBeNull();
    expect((await status(people.staff)).missing).toHaveLength(2);
    await take(people.city, 'submit', { reason: because });
    expect((await status(people.city)).missing).toBeNull();
    expect((await status(people.expert)).missing).toHaveLength(2);
  });
});

describe.each(serviceEngines)('decisions at once on %s', (engine) => {
  it('of two who take the same step one does; the other is told that it has moved on', async () => {
    const { app, city, people, status, take } = await openWorkflowStage(engine, 'drafting');
    await writeSections(app, city.findingsId, ['en']);
    const { version } = await status();
    const both = await Promise.all([
      take(people.rapporteur, 'ask-review', { version }),
      take(people.secretariat, 'ask-review', { version })
    ]);
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(both.find(({ ok }) => !ok)).toMatchObject(refused('stale'));
    expect((await status()).steps).toHaveLength(1);
  });

  it('of one who leads on and one who returns, one does', async () => {
    const { app, city, people, status, take, later } = await openWorkflowStage(engine, 'internal-review');
    await writeSections(app, city.findingsId, ['en', 'zh']);
    await confirmAll(app, city.findingsId, people.expert);
    await take(people.reviewer, 'review');
    const { version } = await status();
    const both = await Promise.all([
      take(people.secretariat, 'open-consultation', { version, deadline: { at: later(7), zone } }),
      take(people.chairEu, 'return', { version, reason: because })
    ]);
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    const { steps, state } = await status();
    expect(steps.map(({ toState }) => toState)).toEqual(['internal-review', state]);
    const rounds = await app.store.db.selectFrom('consultation').selectAll().execute();
    expect(rounds.length).toBe(state === 'consultation' ? 1 : 0);
  });

  it('a role that is withdrawn before the decision is no right any more, whatever the page still shows', async () => {
    const { app, study, city, people, status, take } = await openWorkflowStage(engine, 'drafting');
    await writeSections(app, city.findingsId, ['en']);
    const { version } = await status(people.rapporteur);
    await app.store.db.deleteFrom('rapporteur').where('userId', '=', people.rapporteur.userId).execute();
    expect(await take(people.rapporteur, 'ask-review', { version })).toMatchObject(refused('forbidden'));
    await app.store.db
      .deleteFrom('grant')
      .where('userId', '=', people.rapporteur.userId)
      .where('studyId', '=', study.id)
      .execute();
    expect(await take(people.rapporteur, 'ask-review', { version })).toMatchObject(refused('not-found'));
    expect((await status()).state).toBe('drafting');
  });

  it('a role that is withdrawn during a step: it was taken before, or not at all', async () => {
    const { app, study, city, people, status, take } = await openWorkflowStage(engine, 'drafting');
    await writeSections(app, city.findingsId, ['en']);
    const { version } = await status();
    const grant = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', people.rapporteur.userId)
      .executeTakeFirstOrThrow();
    const [step, withdrawn] = await Promise.all([
      take(people.rapporteur, 'ask-review', { version }),
      app.people.withdraw(people.secretariat, study.slug, grant.id)
    ]);
    expect(withdrawn).toMatchObject({ ok: true });
    const { state, steps } = await status();
    expect([state, steps.length]).toEqual(step.ok ? ['internal-review', 1] : ['drafting', 0]);
    const kinds = (await app.store.db.selectFrom('event').select('kind').orderBy('seq').execute()).map(
      ({ kind }) => kind
    );
    expect(kinds.filter((kind) => kind === 'assessment.moved')).toHaveLength(step.ok ? 1 : 0);
  });
});

describe.each(serviceEngines)('substitution on %s', (engine) => {
  it('of a rapporteur keeps the names of who did what before', async () => {
    const { app, study, city, people, status, take, addPerson, anew, later } = await openWorkflowStage(
      engine,
      'drafting'
    );
    await writeSections(app, city.findingsId, ['en', 'zh']);
    await confirmAll(app, city.findingsId, people.rapporteur);
    await take(people.rapporteur, 'ask-review');
    await take(people.reviewer, 'review');
    await take(people.rapporteur, 'open-consultation', { deadline: { at: later(7), zone } });
    const successor = await addPerson({ role: 'expert', side: 'cn' });
    const named = { lead: successor.userId, deputy: null, reviewer: null };
    expect(await app.people.nameRapporteurs(people.secretariat, study.slug, 'haidian', named)).toMatchObject({
      ok: true
    });
    await app.people.withdraw(
      people.secretariat,
      study.slug,
      (
        await app.store.db
          .selectFrom('grant')
          .select('id')
          .where('userId', '=', people.rapporteur.userId)
          .executeTakeFirstOrThrow()
      ).id
    );
    const next = await anew(successor);
    const seen = await status(next);
    expect(seen.people.lead).toEqual(successor.name);
    const acts = [people.rapporteur, people.reviewer, people.rapporteur];
    expect(seen.steps.map(({ userId, name }) => [userId, name])).toEqual(
      acts.map(({ userId, name }) => [userId, name])
    );
    const versions = await app.store.db.selectFrom('version').select('userId').orderBy('number').execute();
    expect(versions).toEqual([people.reviewer, people.rapporteur].map(({ userId }) => ({ userId })));
    const moved = await app.store.db
      .selectFrom('event')
      .select('actorId')
      .where('kind', '=', 'assessment.moved')
      .execute();
    expect(moved).toEqual(Array(2).fill({ actorId: people.rapporteur.userId }));
    expect(await take(next, 'return', { reason: because })).toMatchObject(refused('forbidden'));
    expect(await take(people.chairCn, 'return', { reason: because })).toMatchObject({ ok: true });
    expect(await take(next, 'return', { reason: because })).toMatchObject({ ok: true });
  });
});
