/**
 * Tests reopening an approved assessment: the approved version stays unchanged for everyone who could read
 * it, and the next version begins without signatures.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#domain/permissions.ts';
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
import { engines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';

const because = { en: 'New data of 2014', zh: '2014年新数据' };
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
  return {
    app,
    study,
    people,
    hash,
    versionId,
    findingsId,
    status,
    reopen: async (actor: Actor = chairs.eu, reason = because) =>
      app.workflow.takeStep(actor, study.slug, 'haidian', {
        step: 'reopen',
        version: (await status()).version,
        reason,
        deadline: null
      }),
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
      return found.value.map(({ number, isSuperseded, faults, signatures }) => ({
        number,
        isSuperseded,
        faults,
        signed: signatures.map(({ name }) => name.en)
      }));
    }
  };
}

const bothSigned = ['Elena Rossi', 'Wang Fang'];

describe.each(engines)('an approved assessment on %s', (engine) => {
  it('is opened again by a chair alone, with a reason that is kept, once', async () => {
    const { people, reopen, status, app, study } = await approved(engine);
    for (const actor of [people.secretariat, people.expert, people.city, people.observer])
      expect(await reopen(actor)).toMatchObject(refused('forbidden'));
    expect(await reopen(people.eu, { en: ' ', zh: '' })).toMatchObject(refused('reason-required'));
    const { version } = await status();
    const both = await Promise.all(
      [people.eu, people.cn].map((chair) =>
        app.workflow.takeStep(chair, study.slug, 'haidian', {
          step: 'reopen',
          version,
          reason: because,
          deadline: null
        })
      )
    );
    expect(both.map((one) => (one.ok ? one.value.to : one.refusal.code)).toSorted()).toEqual([
      'revision',
      'stale'
    ]);
    expect(await status(people.expert)).toMatchObject({ state: 'revision' });
    expect((await status(people.expert)).steps.filter(({ step }) => step === 'reopen')).toMatchObject([
      { reason: because, fromState: 'approved', toState: 'revision' }
    ]);
    expect(await reopen()).toMatchObject(refused('wrong-state'));
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
      const text = JSON.stringify(shown?.sections);
      expect(text).toContain('Data is shared');
      expect(text).not.toContain('Data is sold');
      expect(await digestFor(actor)).toBe(hash);
    }
    expect(await verified()).toEqual([{ number: 1, isSuperseded: false, faults: [], signed: bothSigned }]);
    // What is being written is no version of anything, and is for those who write.
    const live = await app.versions.load(
      people.expert,
      study.slug,
      { kind: 'findings', city: 'haidian' },
      versionId
    );
    expect(live).toMatchObject({ ok: true, value: { entry: { hash, number: 1 } } });
  });

  it('has nothing signed in its next version, which both must sign anew before it takes the place of the first', async () => {
    const { app, study, people, hash, versionId, findingsId, reopen, approval, digestFor, verified, status } =
      await approved(engine);
    await reopen(people.cn);
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
    expect(await verified()).toEqual([{ number: 1, isSuperseded: false, faults: [], signed: bothSigned }]);
    expect(await signs(app, people.cn, study)).toMatchObject({ ok: true, value: { isComplete: true } });
    expect(await verified()).toEqual([{ number: 1, isSuperseded: true, faults: [], signed: bothSigned }]);
    expect(await verified(next.hash)).toEqual([
      { number: 2, isSuperseded: false, faults: [], signed: bothSigned }
    ]);
    // The superseded version is still there for readers who cited it.
    for (const actor of [people.city, people.observer, people.expert]) {
      expect(await digestFor(actor)).toBe(hash);
      expect((await approval(actor, versionId)).shown).toMatchObject({ number: 1, hash });
    }
  });
});
