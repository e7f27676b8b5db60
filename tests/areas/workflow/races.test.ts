/**
 * Tests that concurrent actions have one outcome, which everyone sees alike: the end of a consultation, a
 * signature during a new version, a withdrawn role.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { createApp, type App } from '../../../server/app.ts';
import { passedDeadlines } from '#server/areas/workflow/passed-deadlines.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { chapterSection } from '#document/narrative.ts';
import { requestAgain, requestApproval, requestChapterApproval, before, bothChairs } from '#kit/approvals.ts';
import { factComment as remark } from '#kit/consultation.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { holdRow, waitsForRow } from '#kit/held-row.ts';
import { citiesIn, makeStudy, testPassword, type TestStudy } from '#kit/people.ts';
import { confirmAll, openWorkflowStage, writeSections } from '#kit/workflow.ts';

const zone = 'Asia/Shanghai';
const because = { en: 'For a reason', zh: '' };
const nothing = { en: '', zh: '' };

/** Opens the consultation of Haidian, round after round. */
async function openRequestedCity(engine: Engine) {
  const stage = await openWorkflowStage(engine, 'internal-review');
  const { app, study, city, people, clock, take, later, status } = stage;
  const { db } = app.store;
  await writeSections(app, city.findingsId, ['en', 'zh']);
  await confirmAll(app, city.findingsId, people.expert);
  await take(people.reviewer, 'review');
  // Another node, whose clock is a millisecond ahead. SQLite has one node only, so a second clock stands in
  // for it.
  const ahead = () => new Date(clock.now().getTime() + 1);
  const other =
    engine === 'postgres'
      ? await createApp(app.config, { now: ahead, schedulerMilliseconds: null })
      : { ...app, now: ahead };
  if (engine === 'postgres') onTestFinished(() => other.close());
  return {
    ...stage,
    /** Runs the deadlines job at the other node. */
    clockStrikes: () => passedDeadlines(other).run(),
    /**
     * Opens a round whose deadline is a millisecond away, with one comment written; returns how the senior
     * representative submits it.
     */
    begin: async () => {
      if ((await status()).state === 'revision') await take(people.chairCn, 'return', { reason: because });
      expect(
        await take(people.secretariat, 'open-consultation', { deadline: { at: later(7), zone } })
      ).toMatchObject({ ok: true });
      expect(await app.consultations.draft(people.staff, study.slug, 'haidian', remark)).toMatchObject({
        ok: true
      });
      const seen = await app.consultations.load(people.city, study.slug, 'haidian');
      const drafts = (seen.ok && seen.value.drafts?.present) || [];
      expect(drafts).toHaveLength(1);
      const { deadline } = await db
        .selectFrom('consultation')
        .select('deadline')
        .orderBy('round', 'desc')
        .executeTakeFirstOrThrow();
      clock.advance(Date.parse(deadline) - clock.now().getTime() - 1);
      const after = await db
        .selectFrom('event')
        .select((eb) => eb.fn.max('seq').as('seq'))
        .executeTakeFirstOrThrow();
      return {
        after: after.seq,
        submit: () => app.consultations.submit(people.city, study.slug, 'haidian', drafts)
      };
    },
    /** Returns the state of the latest round, as an expert and the city read it, and the events since. */
    outcomeOf: async (after: number) => {
      const [inside, outside] = await Promise.all(
        [people.expert, people.city].map((actor) => app.consultations.load(actor, study.slug, 'haidian'))
      );
      if (!inside?.ok || !outside?.ok) throw new Error('The consultation cannot be read');
      const round = inside.value.rounds.at(-1);
      const events = await db
        .selectFrom('event')
        .select(['kind', 'actorId', 'payload'])
        .where('seq', '>', after)
        .orderBy('seq')
        .execute();
      const { state, steps } = await status();
      return {
        state,
        outcome: round?.outcome,
        closedBy: steps.at(-1)?.userId ?? null,
        submitted: inside.value.comments
          .filter((comment) => comment.round === round?.round)
          .map(({ body }) => body),
        drafts: (outside.value.drafts?.present ?? []).map(({ body }) => body),
        kinds: events
          .map(({ kind }) => kind)
          .filter((kind) => /^(?:consultation|assessment|document)\./.test(kind))
          .toSorted(),
        closed: events
          .filter(({ kind }) => kind === 'consultation.closed')
          .map(({ actorId, payload }) => [actorId, JSON.parse(payload) as unknown])
      };
    }
  };
}

type Submitted = Awaited<ReturnType<App['consultations']['submit']>>;

const end = ['assessment.moved', 'consultation.closed', 'document.reopened'];

/**
 * Expects one of two outcomes: either the city was in time, and all of it counts; or its time was over, and
 * no record says otherwise.
 */
async function expectOneOutcome(
  { outcomeOf, people }: Awaited<ReturnType<typeof openRequestedCity>>,
  after: number,
  sent: Submitted
): Promise<void> {
  const userId = sent.ok ? people.city.userId : null;
  expect(await outcomeOf(after)).toEqual({
    state: 'revision',
    outcome: sent.ok ? 'submitted' : 'no-comment',
    closedBy: userId,
    submitted: sent.ok ? [remark.body] : [],
    // What came too late is still there for the city's own people.
    drafts: sent.ok ? [] : [remark.body],
    kinds: sent.ok ? [...end, 'consultation.submitted'].toSorted() : end,
    closed: [[userId, { outcome: sent.ok ? 'submitted' : 'no-comment' }]]
  });
  if (sent.ok) return;
  expect(sent.refusal.code).toBe('deadline-passed');
  expect(refusalSentence(sent.refusal, 'en')).toContain('deadline has passed');
  expect(refusalSentence(sent.refusal, 'zh')).toContain('截止');
}

describe.each(engines)('a deadline that passes while the city submits, on %s', (engine) => {
  it('finds the comments where they were sent a moment before', async () => {
    const here = await openRequestedCity(engine);
    const { after, submit } = await here.begin();
    const sent = await submit();
    expect(sent).toMatchObject({ ok: true });
    await here.clockStrikes();
    here.clock.advance(1);
    await here.runScheduledJob();
    await expectOneOutcome(here, after, sent);
  });

  it('refuses them in words where they come a moment after, whether or not the clock has struck', async () => {
    const here = await openRequestedCity(engine);
    const { after, submit } = await here.begin();
    here.clock.advance(1);
    expect(await submit()).toMatchObject({ ok: false, refusal: { code: 'deadline-passed' } });
    expect((await here.status()).state).toBe('consultation');
    await here.clockStrikes();
    await expectOneOutcome(here, after, await submit());
  });

  it('has one outcome at the very moment, the person who is first, time after time', async () => {
    const here = await openRequestedCity(engine);
    for (let round = 0; round < 8; round++) {
      const { after, submit } = await here.begin();
      // The clock strikes a little later in each round, so that now the one and now the other is first.
      const striking = async (): Promise<void> => {
        for (let looks = 0; looks < round; looks++) await here.app.store.ping();
        await Promise.all([here.clockStrikes(), here.clockStrikes()]);
      };
      const [sent] = await Promise.all([submit(), striking()]);
      here.clock.advance(1);
      await here.runScheduledJob();
      await expectOneOutcome(here, after, sent);
    }
  });
});

/**
 * Lists one subject of each kind that chairs approve; each kind is sent back and submitted again in its own
 * way.
 */
const subjects = ['findings:haidian', 'chapter:trends', 'framework'] as const;

async function openRequestedApproval(engine: Engine, subject: (typeof subjects)[number]) {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: citiesIn('revision') });
  const secretariat = await requestApproval(app, study);
  await requestChapterApproval(app, study, secretariat);
  await app.approvals.propose(secretariat, study.slug, 'framework');
  const { eu, cn } = await bothChairs(app, study);
  const workflows = {
    'findings:haidian': {
      version: async () => versionIn(await app.workflow.assessment(eu, study.slug, 'haidian')),
      back: (chair: Actor, version: number) =>
        app.workflow.takeStep(chair, study.slug, 'haidian', {
          step: 'return',
          version,
          reason: because,
          deadline: null
        }),
      again: () => requestAgain(app, study, secretariat)
    },
    'chapter:trends': {
      version: async () => versionIn(await app.workflow.chapter(eu, study.slug, 'trends')),
      back: (chair: Actor, version: number) =>
        app.workflow.takeChapterStep(chair, study.slug, 'trends', {
          step: 'return',
          version,
          reason: because,
          deadline: null
        }),
      again: async () => {
        const version = versionIn(await app.workflow.chapter(secretariat, study.slug, 'trends'));
        expect(
          await app.workflow.takeChapterStep(secretariat, study.slug, 'trends', {
            step: 'ask-approval',
            version,
            reason: nothing,
            deadline: null
          })
        ).toMatchObject({ ok: true });
      }
    },
    framework: {
      version: () => Promise.resolve(0),
      back: async (chair: Actor) =>
        app.approvals.sendBack(
          chair,
          study.slug,
          'framework',
          (await before(app, chair, study, 'framework')).versionId,
          because
        ),
      again: async () =>
        expect(await app.approvals.propose(secretariat, study.slug, 'framework')).toMatchObject({
          ok: true
        })
    }
  };
  return { app, study, eu, cn, workflow: workflows[subject] };
}

function versionIn(
  status: { ok: true; value: { version: number } } | { ok: false; refusal: { code: string } }
): number {
  if (!status.ok) throw new Error(status.refusal.code);
  return status.value.version;
}

/** Lists all signatures ever given: the number of their version, their side, and whether they are valid. */
async function signaturesOf({ store }: App, study: TestStudy, subject: string) {
  const rows = await store.db
    .selectFrom('signature')
    .innerJoin('version', 'version.id', 'signature.versionId')
    .select([
      'version.number',
      'version.hash as versionHash',
      'signature.hash',
      'signature.sideId',
      'signature.voidedAt'
    ])
    .where('version.studyId', '=', study.id)
    .where('version.subject', '=', subject)
    .orderBy('version.number')
    .execute();
  expect(rows.every(({ hash, versionHash }) => hash === versionHash)).toBe(true);
  return rows.map(({ number, sideId, voidedAt }) => [number, sideId, voidedAt === null] as const);
}

describe.each(engines.flatMap((engine) => subjects.map((subject) => [engine, subject] as const)))(
  'on %s a signature on %s',
  (engine, subject) => {
    it('that meets a new version of the same words stands on none but the one that was signed', async () => {
      const { app, study, eu, cn, workflow } = await openRequestedApproval(engine, subject);
      const inputs: Awaited<ReturnType<typeof before>>[] = [];
      for (let round = 1; round <= 3; round++) {
        const input = await before(app, eu, study, subject);
        const version = await workflow.version();
        const anew = async (): Promise<boolean> => {
          // The other chair sends back a little later in each round, so that now the one and now the other is first.
          for (let looks = 0; looks < round * 4; looks++) await before(app, cn, study, subject);
          if (!(await workflow.back(cn, version)).ok) return false;
          await workflow.again();
          return true;
        };
        const [signed, isAnew] = await Promise.all([
          app.approvals.sign(eu, study.slug, input, testPassword),
          anew()
        ]);
        // One signature of two never ends it: sending back is always possible.
        expect(isAnew).toBe(true);
        if (!signed.ok) expect(['stale', 'wrong-state']).toContain(signed.refusal.code);
        const shown = await app.approvals.load(cn, study.slug, subject);
        if (!shown.ok) throw new Error(shown.refusal.code);
        expect(shown.value).toMatchObject({
          isRequested: true,
          shown: { number: round + 1, hash: input.hash }
        });
        expect(shown.value.versions[0]).toMatchObject({
          number: round + 1,
          status: 'waiting',
          signatures: []
        });
        expect(shown.value.versions.slice(1).map(({ status }) => status)).toEqual(
          Array(round).fill('sent-back')
        );
        const given = (await signaturesOf(app, study, subject)).filter(([number]) => number === round);
        expect(given).toEqual(signed.ok ? [[round, 'eu', false]] : []);
        inputs.push(input);
      }
      // The form of the earlier page cannot sign the later version, although its text is the same.
      const [first] = inputs;
      expect(first && (await app.approvals.sign(eu, study.slug, first, testPassword))).toMatchObject({
        ok: false,
        refusal: { code: 'stale' }
      });
    }, 180_000);

    it('that would complete it ends it, or does not count: never both', async () => {
      const { app, study, eu, cn, workflow } = await openRequestedApproval(engine, subject);
      const input = await before(app, eu, study, subject);
      expect(await app.approvals.sign(eu, study.slug, input, testPassword)).toMatchObject({ ok: true });
      const version = await workflow.version();
      const anew = async (): Promise<boolean> => {
        for (let looks = 0; looks < 6; looks++) await before(app, eu, study, subject);
        if (!(await workflow.back(eu, version)).ok) return false;
        await workflow.again();
        return true;
      };
      const [signed, isAnew] = await Promise.all([
        app.approvals.sign(cn, study.slug, input, testPassword),
        anew()
      ]);
      expect(isAnew).toBe(!signed.ok);
      expect(await signaturesOf(app, study, subject)).toEqual(
        signed.ok
          ? [
              [1, 'eu', true],
              [1, 'cn', true]
            ]
          : [[1, 'eu', false]]
      );
      const shown = await app.approvals.load(cn, study.slug, subject);
      expect(shown).toMatchObject({
        ok: true,
        value: signed.ok
          ? { state: 'approved', versions: [{ number: 1, status: 'approved' }] }
          : {
              state: 'approval',
              versions: [
                { number: 2, status: 'waiting', signatures: [] },
                { number: 1, status: 'sent-back' }
              ]
            }
      });
      const kinds = await app.store.db
        .selectFrom('event')
        .select('kind')
        .where('kind', 'in', ['approval.complete', 'approval.voided'])
        .execute();
      expect(kinds).toEqual(signed.ok ? [{ kind: 'approval.complete' }] : [{ kind: 'approval.voided' }]);
    });
  }
);

// SQLite takes one decision after the other: nothing comes between the wait and the decision.
describe('a role that is withdrawn while a decision waits for its turn, on postgres', () => {
  const withdraw = async (
    { app, study, people }: Awaited<ReturnType<typeof openWorkflowStage>>,
    { userId }: Pick<Actor, 'userId'>
  ) => {
    const { id } = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    expect(await app.people.withdraw(people.secretariat, study.slug, id)).toMatchObject({ ok: true });
  };
  const kindsIn = async ({ store }: App): Promise<string[]> =>
    (await store.db.selectFrom('event').select('kind').orderBy('seq').execute()).map(({ kind }) => kind);

  it('takes the step with it: nothing is frozen, and nobody is asked', async () => {
    const stage = await openWorkflowStage('postgres', 'internal-review');
    const { app, city, people, take, later, status } = stage;
    await writeSections(app, city.findingsId, ['en', 'zh']);
    await confirmAll(app, city.findingsId, people.expert);
    await take(people.reviewer, 'review');
    const letGo = await holdRow(app, (trx) =>
      trx.selectFrom('document').select('id').where('id', '=', city.findingsId).forUpdate().execute()
    );
    const taking = take(people.rapporteur, 'open-consultation', { deadline: { at: later(7), zone } });
    await waitsForRow(app);
    await withdraw(stage, people.rapporteur);
    await letGo();
    expect(await taking).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(await status()).toMatchObject({ state: 'internal-review', steps: [{ step: 'review' }] });
    expect(await kindsIn(app)).not.toContain('document.frozen');
  });

  // Promise: a deadline is judged when the decision is taken, not when it was asked for.
  it('is judged by the time at which its turn came, where it had to wait beyond a deadline', async () => {
    const { app, study, city, people, clock, take, later } = await openWorkflowStage(
      'postgres',
      'internal-review'
    );
    await writeSections(app, city.findingsId, ['en', 'zh']);
    await confirmAll(app, city.findingsId, people.expert);
    await take(people.reviewer, 'review');
    await take(people.secretariat, 'open-consultation', { deadline: { at: later(7), zone } });
    const letGo = await holdRow(app, (trx) =>
      trx.selectFrom('assessment').select('id').where('id', '=', city.assessmentId).forUpdate().execute()
    );
    const submitting = app.consultations.submit(people.city, study.slug, 'haidian', []);
    await waitsForRow(app);
    clock.advance(8 * 24 * 60 * 60 * 1000);
    await letGo();
    expect(await submitting).toMatchObject({ ok: false, refusal: { code: 'deadline-passed' } });
  });

  it('takes the step of a chapter with it', async () => {
    const stage = await openWorkflowStage('postgres');
    const { app, study, people } = stage;
    await writeSections(app, study.chapterId, ['en', 'zh'], [chapterSection]);
    await confirmAll(app, study.chapterId, people.expert);
    await app.store.db
      .updateTable('document')
      .set({ state: 'review' })
      .where('id', '=', study.chapterId)
      .execute();
    const version = versionIn(await app.workflow.chapter(people.expert, study.slug, 'trends'));
    const letGo = await holdRow(app, (trx) =>
      trx.selectFrom('document').select('id').where('id', '=', study.chapterId).forUpdate().execute()
    );
    const taking = app.workflow.takeChapterStep(people.expert, study.slug, 'trends', {
      step: 'ask-approval',
      version,
      reason: nothing,
      deadline: null
    });
    await waitsForRow(app);
    await withdraw(stage, people.expert);
    await letGo();
    expect(await taking).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(await kindsIn(app)).not.toContain('chapter.moved');
  });

  it('takes the submission with it: the comments stay drafts of the city', async () => {
    const here = await openRequestedCity('postgres');
    const { app, people, status } = here;
    const { after, submit } = await here.begin();
    const letGo = await holdRow(app, (trx) =>
      trx.selectFrom('assessment').select('id').where('cityId', '=', 'haidian').forUpdate().execute()
    );
    const sending = submit();
    await waitsForRow(app);
    await withdraw(here, people.city);
    await letGo();
    expect((await sending).ok).toBe(false);
    expect((await status()).state).toBe('consultation');
    const events = await app.store.db.selectFrom('event').select('kind').where('seq', '>', after).execute();
    expect(events).toEqual([{ kind: 'grant.withdrawn' }]);
  });
});
