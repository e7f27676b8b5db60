/** Deadlines are set, moved and kept; a consultation ends at its own, once, whoever else acts at that moment. */
import { describe, expect, it } from 'vitest';
import { buildHouse } from '#server/house.ts';
import { passedDeadlines } from '#server/services/way/passed-deadlines.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { confirmAll, openWayStage, writeSections } from '#kit/way.ts';

const zone = 'Asia/Shanghai';
const hour = 60 * 60 * 1000;
const refused = (code: string) => ({ ok: false, refusal: { code } });

async function inConsultation(engine: Engine, days = 7) {
  const stage = await openWayStage(engine, 'internal-review');
  await writeSections(stage.house, stage.city.findingsId, ['en', 'zh']);
  await confirmAll(stage.house, stage.city.findingsId, stage.people.expert);
  const opened = await stage.take(stage.people.secretariat, 'open-consultation', {
    deadline: { at: stage.later(days), zone }
  });
  expect(opened).toMatchObject({ ok: true });
  const rounds = () => stage.house.store.db.selectFrom('consultation').selectAll().orderBy('round').execute();
  return { ...stage, rounds };
}

describe.each(engines)('a deadline on %s', (engine) => {
  it('is set, moved and taken away by whoever steers, and the log tells it', async () => {
    const { house, study, people, later, standing } = await openWayStage(engine, 'drafting');
    const set = async (
      actor = people.rapporteur,
      deadline: { at: string; zone: string } | null = { at: later(5), zone }
    ) =>
      house.way.setDeadline(actor, study.slug, 'haidian', { version: (await standing()).version, deadline });
    expect(await set()).toMatchObject({ ok: true });
    expect((await standing(people.city)).deadline).toEqual({ at: later(5), zone });
    expect(await set(people.expert)).toMatchObject(refused('forbidden'));
    expect(await set(people.otherCity)).toMatchObject(refused('not-found'));
    expect(await set(people.secretariat, { at: later(-1), zone })).toMatchObject(
      refused('deadline-too-soon')
    );
    expect(await set(people.secretariat, { at: later(1), zone: 'Mars/Crater' })).toMatchObject(
      refused('invalid')
    );
    expect(
      await house.way.setDeadline(people.secretariat, study.slug, 'haidian', { version: 1, deadline: null })
    ).toMatchObject(refused('stale'));
    expect(await set(people.secretariat, null)).toMatchObject({ ok: true });
    expect((await standing()).deadline).toBeNull();
    const told = await house.store.db.selectFrom('event').select(['kind', 'needs']).execute();
    expect(told).toEqual(Array(2).fill({ kind: 'deadline.moved', needs: 'assessment.see' }));
  });

  it('of a consultation always stands, and leaves the city a day where it is brought forward', async () => {
    const { house, study, people, later, standing, rounds } = await inConsultation(engine);
    const set = async (deadline: { at: string; zone: string } | null) =>
      house.way.setDeadline(people.secretariat, study.slug, 'haidian', {
        version: (await standing()).version,
        deadline
      });
    expect(await set(null)).toMatchObject(refused('deadline-required'));
    expect(await set({ at: later(0.5), zone })).toMatchObject(refused('deadline-too-soon'));
    expect(await set({ at: later(2), zone })).toMatchObject({ ok: true });
    expect(await rounds()).toMatchObject([{ deadline: later(2) }]);
    const letters = await house.store.db
      .selectFrom('mail')
      .select(['address', 'subject'])
      .where('subject', 'like', '%deadline has moved')
      .execute();
    expect(letters.map(({ address }) => address).sort()).toEqual(
      [people.city.email, people.staff.email].sort()
    );
    expect((await standing()).missing).toMatchObject([{ kind: 'consultation-runs', deadline: later(2) }]);
  });
});

describe.each(engines)('a deadline that passes on %s', (engine) => {
  it('closes the round: silence is no comment, and the text opens again', async () => {
    const { clock, house, city, people, runDue, standing, rounds } = await inConsultation(engine);
    await runDue();
    expect((await standing()).state).toBe('consultation');
    clock.advance(7 * 24 * hour);
    await runDue();
    await runDue();
    expect(await rounds()).toMatchObject([{ outcome: 'no-comment', closedAt: clock.now().toISOString() }]);
    const { state, steps, deadline } = await standing(people.city);
    expect([state, deadline]).toEqual(['revision', null]);
    expect(steps.at(-1)).toMatchObject({ step: 'close-consultation', userId: null, role: null, name: null });
    const generations = await house.store.db
      .selectFrom('generation')
      .select('endedAt')
      .where('documentId', '=', city.findingsId)
      .orderBy('n')
      .execute();
    expect(generations.map(({ endedAt }) => endedAt === null)).toEqual([false, true]);
    const told = await house.store.db
      .selectFrom('event')
      .select(['kind', 'actorId'])
      .orderBy('seq')
      .execute();
    expect(
      told
        .slice(-3)
        .map(({ kind }) => kind)
        .toSorted()
    ).toEqual(['assessment.moved', 'consultation.closed', 'document.reopened']);
    expect(told.slice(-3).every(({ actorId }) => actorId === null)).toBe(true);
  });

  it('closes it once though two nodes look at the same time', async () => {
    const { clock, house, runDue, standing, rounds } = await inConsultation(engine);
    clock.advance(8 * 24 * hour);
    // SQLite is one node's; two rounds of one node stand for them.
    const other =
      engine === 'postgres'
        ? await buildHouse(house.config, { now: clock.now, dueMilliseconds: null })
        : house;
    await Promise.all([runDue(), passedDeadlines(other).run()]);
    if (other !== house) await other.close();
    expect((await standing()).steps.map(({ step }) => step)).toEqual([
      'open-consultation',
      'close-consultation'
    ]);
    expect(await rounds()).toMatchObject([{ outcome: 'no-comment' }]);
  });

  it('has one outcome where a chair calls the round off, or the secretariat gives more time, at that moment', async () => {
    const { clock, people, take, runDue, standing, rounds } = await inConsultation(engine);
    clock.advance(7 * 24 * hour);
    const { version } = await standing();
    const [, returned] = await Promise.all([
      runDue(),
      take(people.chairEu, 'return', { version, reason: { en: 'Wait', zh: '' } })
    ]);
    const { state, steps } = await standing();
    expect([state, steps.length]).toEqual([returned.ok ? 'internal-review' : 'revision', 2]);
    expect(await rounds()).toMatchObject([{ outcome: returned.ok ? 'called-off' : 'no-comment' }]);

    const next = await inConsultation(engine);
    next.clock.advance(7 * 24 * hour);
    const wish = { version: (await next.standing()).version, deadline: { at: next.later(3), zone } };
    const [, moved] = await Promise.all([
      next.runDue(),
      next.house.way.setDeadline(next.people.secretariat, next.study.slug, 'haidian', wish)
    ]);
    expect((await next.standing()).state).toBe(moved.ok ? 'consultation' : 'revision');
    expect(await next.rounds()).toMatchObject([
      moved.ok ? { closedAt: null, deadline: wish.deadline.at } : { outcome: 'no-comment' }
    ]);
  });
});
