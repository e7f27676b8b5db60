/**
 * Tests the steps of a chapter, from drafting to an approved version and back, each taken by the users who
 * may take it.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { ChapterStep } from '#rules/workflow/workflow.ts';
import { chapterSection } from '#document/narrative.ts';
import { signs, writeBoth } from '#kit/approvals.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testPassword } from '#kit/people.ts';
import { confirmAll, noReason, openWorkflowStage, writeSections } from '#kit/workflow.ts';

const because = { en: 'For a reason', zh: '' };
const zone = 'Europe/Brussels';
const refused = (code: string) => ({ ok: false, refusal: { code } });

async function openChapter(engine: Engine) {
  const stage = await openWorkflowStage(engine);
  const { app, study, clock } = stage;
  const status = async (actor: Actor = stage.people.expert) => {
    const seen = await app.workflow.chapter(actor, study.slug, 'trends');
    if (!seen.ok) throw new Error(seen.refusal.code);
    return seen.value;
  };
  return {
    ...stage,
    status,
    take: async (
      actor: Actor,
      step: ChapterStep,
      { reason = noReason, version }: { reason?: { en: string; zh: string }; version?: number } = {}
    ) => {
      clock.advance(1);
      return app.workflow.takeChapterStep(actor, study.slug, 'trends', {
        step,
        version: version ?? (await status()).version,
        reason,
        deadline: null,
        password: testPassword
      });
    },
    versions: () =>
      app.store.db
        .selectFrom('version')
        .selectAll()
        .where('subject', '=', 'chapter:trends')
        .orderBy('number')
        .execute(),
    generations: async () =>
      (
        await app.store.db
          .selectFrom('generation')
          .selectAll()
          .where('documentId', '=', study.chapterId)
          .orderBy('n')
          .execute()
      ).map(({ n, endedAt }) => [n, endedAt !== null]),
    log: async () =>
      (await app.store.db.selectFrom('event').select('kind').orderBy('seq').execute()).map(({ kind }) => kind)
  };
}

/** Submits the chapter to the chairs, as the secretariat. */
async function openRequestedChapter(engine: Engine) {
  const chapter = await openChapter(engine);
  await writeBoth(chapter.app, chapter.study.chapterId, [chapterSection], 'Cities share data');
  for (const step of ['ask-review', 'ask-approval'] as const)
    expect(await chapter.take(chapter.people.secretariat, step)).toMatchObject({ ok: true });
  return chapter;
}

describe.each(serviceEngines)('the workflow of a chapter on %s', (engine) => {
  it('leads from drafting through review before the chairs, and says what is missing for each step', async () => {
    const { app, study, people, status, take, generations, log } = await openChapter(engine);
    expect(await status()).toMatchObject({
      state: 'drafting',
      forward: { step: 'ask-review', to: 'review', may: true },
      missing: [{ kind: 'no-text', section: chapterSection }],
      steps: []
    });
    // An empty chapter is not reviewed, whatever reason is given.
    expect(await take(people.expert, 'ask-review', { reason: because })).toMatchObject({
      refusal: { code: 'requirements-open', facts: { count: 1 } }
    });

    await writeSections(app, study.chapterId, ['en'], [chapterSection]);
    expect((await status()).missing).toEqual([]);
    expect(await take(people.expert, 'ask-review')).toMatchObject({
      ok: true,
      value: { from: 'drafting', to: 'review', version: null }
    });
    expect((await status()).missing).toMatchObject([{ kind: 'no-translation', language: 'zh' }]);
    expect(await take(people.expert, 'ask-approval', { reason: because })).toMatchObject(
      refused('requirements-open')
    );

    await writeSections(app, study.chapterId, ['en', 'zh'], [chapterSection]);
    expect((await status()).missing).toMatchObject([
      { kind: 'stale-translation', section: chapterSection, blocks: 1 }
    ]);
    await confirmAll(app, study.chapterId, people.expert);
    expect(await generations()).toEqual([[1, false]]);
    expect(await take(people.expert, 'ask-approval')).toMatchObject({
      ok: true,
      value: { to: 'approval', version: { kind: 'approval', number: 1, subject: 'chapter:trends' } }
    });
    expect(await generations()).toEqual([[1, true]]);
    expect((await status(people.chairEu)).missing).toMatchObject([
      { kind: 'no-signature', sideId: 'eu' },
      { kind: 'no-signature', sideId: 'cn' }
    ]);
    expect(await log()).toEqual(['chapter.moved', 'document.frozen', 'chapter.moved']);
  });

  it('waits for an open thread before it goes to the chairs', async () => {
    const { app, study, people, status, take } = await openChapter(engine);
    await writeBoth(app, study.chapterId, [chapterSection]);
    await take(people.expert, 'ask-review');
    const opened = await app.threads.open(people.rapporteur, study.chapterId, {
      about: 'passage',
      section: chapterSection,
      targetId: null,
      anchor: null,
      audience: 'experts',
      body: 'Is this so?',
      locale: 'en'
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
    const { threadId } = opened.value;
    expect((await status()).missing).toMatchObject([
      { kind: 'open-thread', threadId, section: chapterSection, waivable: false }
    ]);
    expect(await take(people.expert, 'ask-approval', { reason: because })).toMatchObject(
      refused('requirements-open')
    );
    expect(await app.threads.resolve(people.rapporteur, { id: threadId, version: 1 })).toMatchObject({
      ok: true
    });
    expect(await take(people.expert, 'ask-approval')).toMatchObject({ ok: true });
  });

  it('is moved by who works on it: chairs only send back, observers and cities do nothing', async () => {
    const { app, study, people, status, take } = await openChapter(engine);
    await writeBoth(app, study.chapterId, [chapterSection]);
    expect(await take(people.chairEu, 'ask-review')).toMatchObject(refused('forbidden'));
    expect(await take(people.observer, 'ask-review')).toMatchObject(refused('forbidden'));
    // A city has no part in the chapters.
    expect(await app.workflow.chapter(people.city, study.slug, 'trends')).toMatchObject(refused('not-found'));
    expect(await take(people.city, 'ask-review')).toMatchObject(refused('not-found'));
    expect(
      await app.workflow.takeChapterStep(people.expert, study.slug, 'nowhere', {
        step: 'ask-review',
        version: 1,
        reason: noReason,
        deadline: null
      })
    ).toMatchObject(refused('not-found'));
    expect(await take(people.expert, 'ask-review')).toMatchObject({ ok: true });
    expect(await take(people.expert, 'return', { reason: because })).toMatchObject(refused('forbidden'));
    // The signatures approve; no user takes that step.
    expect(await take(people.chairEu, 'approve')).toMatchObject(refused('forbidden'));
    expect(await take(people.secretariat, 'ask-review')).toMatchObject(refused('wrong-state'));
    expect(await take(people.secretariat, 'ask-approval', { version: 1 })).toMatchObject(refused('stale'));
    expect(await status(people.observer)).toMatchObject({
      state: 'review',
      missing: null,
      back: null,
      steps: [{ step: 'ask-review' }]
    });
  });

  it('goes back a state with a reason, which those inside read and an observer does not (R153)', async () => {
    const { people, status, take, generations, log } = await openRequestedChapter(engine);
    expect(await take(people.chairCn, 'return')).toMatchObject(refused('reason-required'));
    expect(await take(people.chairCn, 'return', { reason: { en: 'x'.repeat(5_000), zh: '' } })).toMatchObject(
      refused('too-large')
    );
    expect(await take(people.chairCn, 'return', { reason: { en: '', zh: '请补充数据来源' } })).toMatchObject({
      ok: true,
      value: { from: 'approval', to: 'review' }
    });
    expect(await generations()).toEqual([
      [1, true],
      [2, false]
    ]);
    expect((await log()).slice(-2).toSorted()).toEqual(['chapter.moved', 'document.reopened']);
    expect(await take(people.chairEu, 'return', { reason: because })).toMatchObject({
      ok: true,
      value: { from: 'review', to: 'drafting' }
    });
    const reasonsSeenBy = async (actor: Actor) =>
      (await status(actor)).steps.slice(-2).map(({ reason }) => reason);
    expect(await reasonsSeenBy(people.expert)).toEqual([{ en: '', zh: '请补充数据来源' }, because]);
    expect(await reasonsSeenBy(people.observer)).toEqual([noReason, noReason]);
    expect((await status(people.chairEu)).back).toBeNull();
  });

  it('keeps what was put before the chairs word for word, while the text goes on at its next generation', async () => {
    const { app, study, people, take, versions } = await openRequestedChapter(engine);
    const before = await app.documents.contentOf(study.chapterId, 1);
    await take(people.chairEu, 'return', { reason: because });
    expect(await app.documents.contentOf(study.chapterId, 2)).toEqual(before);
    await writeBoth(app, study.chapterId, [chapterSection], 'Cities share nothing');
    expect(await take(people.expert, 'ask-approval')).toMatchObject({
      ok: true,
      value: { version: { number: 2 } }
    });
    const [first, second] = await versions();
    const saying = (bytes: Uint8Array | undefined) =>
      JSON.stringify((JSON.parse(new TextDecoder().decode(bytes)) as DocumentVersion).sections);
    expect(saying(first?.bytes)).toContain('Cities share data');
    expect(saying(second?.bytes)).toContain('Cities share nothing');
    for (const version of [first, second])
      expect(
        createHash('sha256')
          .update(version?.bytes ?? '')
          .digest('hex')
      ).toBe(version?.hash);
    expect(await app.documents.contentOf(study.chapterId, 1)).toEqual(before);
  });

  it('ends approved with both signatures, for all to read, and begins anew as a draft when a chair reopens it', async () => {
    const { app, study, people, status, take, generations, clock } = await openRequestedChapter(engine);
    for (const chair of [people.chairEu, people.chairCn]) {
      clock.advance(1);
      expect(await signs(app, chair, study, 'chapter:trends')).toMatchObject({ ok: true });
    }
    expect(await status(people.observer)).toMatchObject({
      state: 'approved',
      forward: null,
      steps: [
        { step: 'ask-review' },
        { step: 'ask-approval' },
        { step: 'approve', userId: people.chairCn.userId }
      ]
    });
    expect(await take(people.chairEu, 'ask-reopen')).toMatchObject(refused('reason-required'));
    expect(await take(people.secretariat, 'ask-reopen', { reason: because })).toMatchObject(
      refused('forbidden')
    );
    expect(await take(people.chairEu, 'ask-reopen', { reason: because })).toMatchObject({ ok: true });
    expect(await take(people.chairEu, 'reopen')).toMatchObject(refused('consent-required'));
    expect(await take(people.chairCn, 'reopen')).toMatchObject({
      ok: true,
      value: { to: 'drafting' }
    });
    expect(await generations()).toEqual([
      [1, true],
      [2, false]
    ]);
    const view = await app.approvals.load(people.observer, study.slug, 'chapter:trends');
    expect(view).toMatchObject({
      ok: true,
      value: {
        state: 'drafting',
        versions: [{ number: 1, status: 'approved', signatures: [{ sideId: 'eu' }, { sideId: 'cn' }] }]
      }
    });
  });

  it('takes a step once where two take it at the same time, and either it or a return', async () => {
    const { app, study, people, status, take, log, versions } = await openChapter(engine);
    await writeBoth(app, study.chapterId, [chapterSection]);
    const { version } = await status();
    const both = await Promise.all([
      take(people.expert, 'ask-review', { version }),
      take(people.secretariat, 'ask-review', { version })
    ]);
    expect(both.map((one) => (one.ok ? 'taken' : one.refusal.code)).toSorted()).toEqual(['stale', 'taken']);
    const now = (await status()).version;
    const [on, back] = await Promise.all([
      take(people.expert, 'ask-approval', { version: now }),
      take(people.chairEu, 'return', { version: now, reason: because })
    ]);
    expect([on.ok, back.ok].toSorted()).toEqual([false, true]);
    expect((await status()).state).toBe(on.ok ? 'approval' : 'drafting');
    expect((await status()).steps).toHaveLength(2);
    expect((await log()).filter((kind) => kind === 'chapter.moved')).toHaveLength(2);
    expect(await versions()).toHaveLength(on.ok ? 1 : 0);
  });

  it('is given a time by the person who steers it, which ends with the state', async () => {
    const { app, study, people, status, take, later } = await openChapter(engine);
    await writeBoth(app, study.chapterId, [chapterSection]);
    const set = async (actor: Actor, deadline: { at: string; zone: string } | null) =>
      app.workflow.setChapterDeadline(actor, study.slug, 'trends', {
        version: (await status()).version,
        deadline
      });
    expect(await set(people.chairEu, { at: later(5), zone })).toMatchObject(refused('forbidden'));
    expect(await set(people.secretariat, { at: later(-1), zone })).toMatchObject(
      refused('deadline-too-soon')
    );
    expect(await set(people.secretariat, { at: later(5), zone })).toMatchObject({ ok: true });
    expect((await status(people.observer)).deadline).toEqual({ at: later(5), zone });
    expect(
      await app.workflow.setChapterDeadline(people.secretariat, study.slug, 'trends', {
        version: 1,
        deadline: null
      })
    ).toMatchObject(refused('stale'));
    expect(await take(people.expert, 'ask-review')).toMatchObject({ ok: true });
    expect((await status()).deadline).toBeNull();
  });
});
