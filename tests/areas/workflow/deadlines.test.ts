/**
 * Tests that deadlines are set, moved and met; a consultation ends at its own, once, whatever happens at the
 * same moment.
 */
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { passedDeadlines } from '#server/areas/workflow/passed-deadlines.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { confirmAll, openWorkflowStage, writeSections } from '#kit/workflow.ts';

const zone = 'Asia/Shanghai';
const hour = 60 * 60 * 1000;
const refused = (code: string) => ({ ok: false, refusal: { code } });

async function inConsultation(engine: Engine, days = 7) {
  const stage = await openWorkflowStage(engine, 'internal-review');
  await writeSections(stage.app, stage.city.findingsId, ['en', 'zh']);
  await confirmAll(stage.app, stage.city.findingsId, stage.people.expert);
  await stage.take(stage.people.reviewer, 'review');
  const opened = await stage.take(stage.people.secretariat, 'open-consultation', {
    deadline: { at: stage.later(days), zone }
  });
  expect(opened).toMatchObject({ ok: true });
  const rounds = () => stage.app.store.db.selectFrom('consultation').selectAll().orderBy('round').execute();
  return { ...stage, rounds };
}

describe.each(engines)('a deadline on %s', (engine) => {
  it('is set, moved and taken away by the person who steers, and the log tells it', async () => {
    const { app, study, people, later, status } = await openWorkflowStage(engine, 'drafting');
    const set = async (
      actor = people.rapporteur,
      deadline: { at: string; zone: string } | null = { at: later(5), zone }
    ) =>
      app.workflow.setDeadline(actor, study.slug, 'haidian', { version: (await status()).version, deadline });
    expect(await set()).toMatchObject({ ok: true });
    expect((await status(people.city)).deadline).toEqual({ at: later(5), zone });
    expect(await set(people.expert)).toMatchObject(refused('forbidden'));
    expect(await set(people.otherCity)).toMatchObject(refused('not-found'));
    expect(await set(people.secretariat, { at: later(-1), zone })).toMatchObject(
      refused('deadline-too-soon')
    );
    expect(await set(people.secretariat, { at: later(1), zone: 'Mars/Crater' })).toMatchObject(
      refused('invalid')
    );
    expect(
      await app.workflow.setDeadline(people.secretariat, study.slug, 'haidian', {
        version: 1,
        deadline: null
      })
    ).toMatchObject(refused('stale'));
    expect(await set(people.secretariat, null)).toMatchObject({ ok: true });
    expect((await status()).deadline).toBeNull();
    const logged = await app.store.db.selectFrom('event').select(['kind', 'needs']).execute();
    expect(logged).toEqual(Array(2).fill({ kind: 'deadline.moved', needs: 'assessment.see' }));
  });

  it('of a consultation always stands, and leaves the city a day where it is brought forward', async () => {
    const { app, study, people, later, status, rounds } = await inConsultation(engine);
    const set = async (deadline: { at: string; zone: string } | null) =>
      app.workflow.setDeadline(people.secretariat, study.slug, 'haidian', {
        version: (await status()).version,
        deadline
      });
    expect(await set(null)).toMatchObject(refused('deadline-required'));
    expect(await set({ at: later(0.5), zone })).toMatchObject(refused('deadline-too-soon'));
    expect(await set({ at: later(2), zone })).toMatchObject({ ok: true });
    expect(await rounds()).toMatchObject([{ deadline: later(2) }]);
    const mails = await app.store.db
      .selectFrom('mail')
      .select(['address', 'subject'])
      .where('subject', 'like', '%deadline has moved')
      .execute();
    expect(mails.map(({ address }) => address).sort()).toEqual(
      [people.city.email, people.staff.email].sort()
    );
    expect((await status()).missing).toMatchObject([{ kind: 'consultation-runs', deadline: later(2) }]);
  });
});

describe.each(engines)('a deadline that passes on %s', (engine) => {
  it('closes the round: silence is no comment, and the text opens again (R127)', async () => {
    const { clock, app, city, people, runScheduledJob, status, rounds } = await inConsultation(engine);
    await runScheduledJob();
    expect((await status()).state).toBe('consultation');
    clock.advance(7 * 24 * hour);
    await runScheduledJob();
    await runScheduledJob();
    expect(await rounds()).toMatchObject([{ outcome: 'no-comment', closedAt: clock.now().toISOString() }]);
    const { state, steps, deadline } = await status(people.city);
    expect([state, deadline]).toEqual(['revision', null]);
    expect(steps.at(-1)).toMatchObject({ step: 'close-consultation', userId: null, role: null, name: null });
    const generations = await app.store.db
      .selectFrom('generation')
      .select('endedAt')
      .where('documentId', '=', city.findingsId)
      .orderBy('n')
      .execute();
    expect(generations.map(({ endedAt }) => endedAt === null)).toEqual([false, true]);
    const logged = await app.store.db
      .selectFrom('event')
      .select(['kind', 'actorId'])
      .orderBy('seq')
      .execute();
    expect(
      logged
        .slice(-3)
        .map(({ kind }) => kind)
        .toSorted()
    ).toEqual(['assessment.moved', 'consultation.closed', 'document.reopened']);
    expect(logged.slice(-3).every(({ actorId }) => actorId === null)).toBe(true);
  });

  it('closes it once though two nodes look at the same time', async () => {
    const { clock, app, runScheduledJob, status, rounds } = await inConsultation(engine);
    clock.advance(8 * 24 * hour);
    // SQLite has one node only; two runs on that node stand in for two nodes.
    const other =
      engine === 'postgres'
        ? await createApp(app.config, { now: clock.now, schedulerMilliseconds: null })
        : app;
    await Promise.all([runScheduledJob(), passedDeadlines(other).run()]);
    if (other !== app) await other.close();
    expect((await status()).steps.map(({ step }) => step)).toEqual([
      'review',
      'open-consultation',
      'close-consultation'
    ]);
    expect(await rounds()).toMatchObject([{ outcome: 'no-comment' }]);
  });

  it('has one outcome where a chair calls the round off, or the secretariat gives more time, at that moment', async () => {
    const { clock, people, take, runScheduledJob, status, rounds } = await inConsultation(engine);
    clock.advance(7 * 24 * hour);
    const { version } = await status();
    const [, returned] = await Promise.all([
      runScheduledJob(),
      take(people.chairEu, 'return', { version, reason: { en: 'Wait', zh: '' } })
    ]);
    const { state, steps } = await status();
    expect([state, steps.length]).toEqual([returned.ok ? 'internal-review' : 'revision', 3]);
    expect(await rounds()).toMatchObject([{ outcome: returned.ok ? 'called-off' : 'no-comment' }]);

    const next = await inConsultation(engine);
    next.clock.advance(7 * 24 * hour);
    const input = { version: (await next.status()).version, deadline: { at: next.later(3), zone } };
    const [, moved] = await Promise.all([
      next.runScheduledJob(),
      next.app.workflow.setDeadline(next.people.secretariat, next.study.slug, 'haidian', input)
    ]);
    expect((await next.status()).state).toBe(moved.ok ? 'consultation' : 'revision');
    expect(await next.rounds()).toMatchObject([
      moved.ok ? { closedAt: null, deadline: input.deadline.at } : { outcome: 'no-comment' }
    ]);
  });
});
