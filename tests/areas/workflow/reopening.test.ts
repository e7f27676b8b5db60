/**
 * Tests reopening an approved assessment: it takes both chairs, the approved version stays unchanged for
 * everyone who could read it, and the next version begins without signatures.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import {
  requestAgain,
  requestApproval,
  before,
  bothChairs,
  sections,
  signs,
  writeBoth
} from '#kit/approvals.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy, testPassword } from '#kit/people.ts';

const because = { en: 'New data of 2014', zh: '2014年新数据' };
const noReason = { en: '', zh: '' };
const subject = 'findings:haidian';
const refused = (code: string) => ({ ok: false, refusal: { code } });

async function approved(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'revision' }] });
  const secretariat = await requestApproval(app, study, 'haidian', 'Data is shared');
  const chairs = await bothChairs(app, study);
  const as = (role: 'expert' | 'observer' | 'city') =>
    signedInAs(app, { role, study, ...(role === 'city' ? { city: 'haidian' } : {}) });
  const people = {
    secretariat,
    ...chairs,
    expert: await as('expert'),
    observer: await as('observer'),
    city: await as('city')
  };
  const { hash, versionId } = await before(app, chairs.eu, study);
  await signs(app, chairs.eu, study);
  await signs(app, chairs.cn, study);
  const findingsId = study.cities[0]?.findingsId ?? '';
  const status = async (actor: Actor = secretariat) => {
    const seen = await app.workflow.assessment(actor, study.slug, 'haidian');
    if (!seen.ok) throw new Error(seen.refusal.code);
    return seen.value;
  };
  const act = async (
    actor: Actor,
    step: 'ask-reopen' | 'keep-approved' | 'reopen',
    { reason = noReason, password = testPassword }: { reason?: typeof because; password?: string } = {}
  ) =>
    app.workflow.takeStep(actor, study.slug, 'haidian', {
      step,
      version: (await status()).version,
      reason,
      deadline: null,
      password
    });
  return {
    app,
    study,
    people,
    hash,
    versionId,
    findingsId,
    status,
    act,
    /** Reopens as both chairs do: one requests it, the other consents. */
    reopen: async (requesting: Actor = chairs.eu, consenting: Actor = chairs.cn) => {
      const requested = await act(requesting, 'ask-reopen', { reason: because });
      return requested.ok ? act(consenting, 'reopen') : requested;
    },
    approval: async (actor: Actor, shown?: string) => {
      const view = await app.approvals.load(actor, study.slug, subject, shown);
      if (!view.ok) throw new Error(view.refusal.code);
      return view.value;
    },
    /** Returns the hash of the approved version's bytes as this person gets them, or the refusal's code. */
    digestFor: async (actor: Actor) => {
      const given = await app.approvals.bytes(actor, study.slug, subject, versionId);
      return given.ok ? createHash('sha256').update(given.value.bytes).digest('hex') : given.refusal.code;
    },
    verified: async (givenHash = hash) => {
      const found = await app.verification.ofHash(givenHash, '192.0.2.1');
      if (!found.ok) throw new Error(found.refusal.code);
      return found.value.versions.map(({ number, superseded, reopenedAt, faults, signatures }) => ({
        number,
        superseded: superseded?.number ?? null,
        isReopened: reopenedAt !== null,
        faults,
        signed: signatures.map(({ name }) => name.en)
      }));
    }
  };
}

const bothSigned = ['Elena Rossi', 'Wang Fang'];

// Promise: what both chairs approved, both chairs reopen; who verifies the approval reads of it.
describe.each(serviceEngines)('an approved assessment on %s', (engine) => {
  it('is opened again by both chairs: one requests it with password and reason, the other consents with theirs (R155)', async () => {
    const { app, study, people, act, status, verified } = await approved(engine);
    for (const actor of [people.secretariat, people.expert, people.city, people.observer])
      expect(await act(actor, 'ask-reopen', { reason: because })).toMatchObject(refused('forbidden'));
    expect(await act(people.eu, 'ask-reopen', { reason: because, password: 'guess' })).toMatchObject(
      refused('wrong-password')
    );
    expect(await act(people.eu, 'ask-reopen', { reason: { en: ' ', zh: '' } })).toMatchObject(
      refused('reason-required')
    );
    expect(await act(people.eu, 'reopen')).toMatchObject(refused('consent-required'));
    expect(await act(people.eu, 'ask-reopen', { reason: because })).toMatchObject({ ok: true });
    expect(await status(people.cn)).toMatchObject({
      state: 'approved',
      reopening: { request: { isOwn: false, reason: because, name: { en: 'Elena Rossi' } } }
    });
    expect((await status(people.expert)).reopening).toBeNull();
    expect(await act(people.eu, 'reopen')).toMatchObject(refused('consent-required'));
    expect(await act(people.cn, 'ask-reopen', { reason: because })).toMatchObject(refused('conflict'));
    expect(await act(people.cn, 'reopen', { password: 'guess' })).toMatchObject(refused('wrong-password'));
    const inbox = await app.inbox.load(people.cn, study.slug);
    expect(inbox.ok && inbox.value.tasks).toMatchObject([{ kind: 'consent-reopening' }]);
    const mails = await app.store.db.selectFrom('mail').select(['userId', 'body']).execute();
    expect(mails.filter(({ body }) => body.includes('/assessments/haidian/progress'))).toMatchObject([
      { userId: people.cn.userId }
    ]);
    expect(await verified()).toMatchObject([{ isReopened: false }]);
    expect(await act(people.cn, 'reopen')).toMatchObject({ ok: true, value: { to: 'revision' } });
    expect(await verified()).toMatchObject([{ isReopened: true, superseded: null }]);
    expect((await status(people.expert)).steps.slice(-2)).toMatchObject([
      { step: 'ask-reopen', userId: people.eu.userId, reason: because },
      { step: 'reopen', userId: people.cn.userId, fromState: 'approved', toState: 'revision' }
    ]);
    const events = await app.store.db
      .selectFrom('event')
      .select(['kind', 'actorId'])
      .orderBy('seq')
      .execute();
    expect(events.filter(({ kind }) => kind.startsWith('reopening'))).toEqual([
      { kind: 'reopening.requested', actorId: people.eu.userId }
    ]);
    expect(await act(people.eu, 'ask-reopen', { reason: because })).toMatchObject(refused('wrong-state'));
  });

  it('stays approved where the request is withdrawn or declined, or its author is no longer chair', async () => {
    const { app, people, act, status } = await approved(engine);
    await act(people.eu, 'ask-reopen', { reason: because });
    expect(await act(people.eu, 'keep-approved')).toMatchObject({ ok: true, value: { to: 'approved' } });
    expect(await act(people.cn, 'reopen')).toMatchObject(refused('consent-required'));
    await act(people.eu, 'ask-reopen', { reason: because });
    expect(await act(people.cn, 'keep-approved', { reason: because })).toMatchObject({ ok: true });
    expect(await act(people.cn, 'reopen')).toMatchObject(refused('consent-required'));
    await act(people.eu, 'ask-reopen', { reason: because });
    await app.store.db.deleteFrom('grant').where('userId', '=', people.eu.userId).execute();
    expect((await status(people.cn)).reopening).toEqual({ request: null });
    expect(await act(people.cn, 'reopen')).toMatchObject(refused('consent-required'));
    expect((await status(people.cn)).state).toBe('approved');
    const events = await app.store.db.selectFrom('event').select('kind').orderBy('seq').execute();
    expect(events.flatMap(({ kind }) => (kind.startsWith('reopening') ? [kind.slice(10)] : []))).toEqual([
      'requested',
      'withdrawn',
      'requested',
      'declined',
      'requested'
    ]);
  });

  it('stands as it was approved, readable and verifiable with both signatures, while its text is written on', async () => {
    const { app, study, people, hash, versionId, findingsId, reopen, approval, digestFor, verified } =
      await approved(engine);
    await reopen();
    await writeBoth(app, findingsId, sections, 'Data is sold');
    for (const actor of Object.values(people)) {
      const { versions, shown, isRequested } = await approval(actor);
      expect([
        isRequested,
        versions.map(({ number, status, signatures }) => [
          number,
          status,
          signatures.map(({ sideId, voided }) => [sideId, voided])
        ])
      ]).toEqual([
        false,
        [
          [
            1,
            'approved',
            [
              ['eu', null],
              ['cn', null]
            ]
          ]
        ]
      ]);
      expect(shown).toMatchObject({ id: versionId, hash, isWhole: true });
      const text = JSON.stringify(shown?.text?.sections);
      expect(text).toContain('Data is shared');
      expect(text).not.toContain('Data is sold');
      expect(await digestFor(actor)).toBe(hash);
    }
    expect(await verified()).toEqual([
      { number: 1, superseded: null, isReopened: true, faults: [], signed: bothSigned }
    ]);
    // What is being written is no version of anything, and is for those who write.
    const live = await app.versions.load(
      people.expert,
      study.slug,
      { kind: 'findings', city: 'haidian' },
      versionId
    );
    expect(live).toMatchObject({ ok: true, value: { entry: { hash, number: 1 } } });
  });

  it('has nothing signed in its next version, which both must sign anew before it takes the place of the first (R152)', async () => {
    const { app, study, people, hash, versionId, findingsId, reopen, approval, digestFor, verified, status } =
      await approved(engine);
    await reopen(people.cn, people.eu);
    await writeBoth(app, findingsId, sections, 'Data is sold');
    await requestAgain(app, study, people.secretariat);
    const next = await before(app, people.eu, study);
    expect(next.hash).not.toBe(hash);
    expect((await approval(people.eu)).versions).toMatchObject([
      { number: 2, status: 'waiting', signatures: [] },
      { number: 1, status: 'approved', signatures: [{}, {}] }
    ]);
    expect((await approval(people.eu)).sides).toMatchObject([{ signature: null }, { signature: null }]);
    // No one outside sees it before it is approved.
    expect((await approval(people.city)).versions).toMatchObject([{ number: 1, status: 'approved' }]);
    expect(await app.approvals.load(people.city, study.slug, subject, next.versionId)).toMatchObject(
      refused('not-found')
    );
    expect(await verified(next.hash)).toEqual([]);

    expect(await signs(app, people.eu, study)).toMatchObject({ ok: true, value: { isComplete: false } });
    expect((await status()).state).toBe('approval');
    expect(await verified()).toEqual([
      { number: 1, superseded: null, isReopened: true, faults: [], signed: bothSigned }
    ]);
    expect(await signs(app, people.cn, study)).toMatchObject({ ok: true, value: { isComplete: true } });
    expect(await verified()).toEqual([
      { number: 1, superseded: 2, isReopened: true, faults: [], signed: bothSigned }
    ]);
    expect(await verified(next.hash)).toEqual([
      { number: 2, superseded: null, isReopened: false, faults: [], signed: bothSigned }
    ]);
    // The superseded version is still there for readers who cited it.
    for (const actor of [people.city, people.observer, people.expert]) {
      expect(await digestFor(actor)).toBe(hash);
      expect((await approval(actor, versionId)).shown).toMatchObject({ number: 1, hash });
    }
  });
});
