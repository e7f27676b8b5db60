/** Two chairs sign the same bytes, or nothing is approved. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readStatement } from '#rules/approval/approval.ts';
import { quotas } from '#rules/study/quota.ts';
import type { Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { signedInAs } from '#kit/actors.ts';
import { citiesIn, makeStudy, testPassword } from '#kit/people.ts';
import { findHeadOfLog } from '#server/events/stored-events.ts';
import {
  requestAgain,
  requestApproval,
  requestChapterApproval,
  before,
  bothChairs,
  signs
} from '#kit/approvals.ts';
import { passageThread } from '#kit/thread-row.ts';

async function stage(engine: Engine = 'sqlite') {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: citiesIn('revision') });
  const secretariat = await requestApproval(app, study);
  return { app, study, secretariat, ...(await bothChairs(app, study)) };
}

const kinds = async ({ store }: Awaited<ReturnType<typeof testApp>>): Promise<string[]> =>
  (
    await store.db
      .selectFrom('event')
      .select('kind')
      .where('kind', 'like', 'approval.%')
      .orderBy('seq')
      .execute()
  ).map(({ kind }) => kind);

/** Lists the users who were notified by e-mail that their signature is void. */
const voidMails = async ({ store }: Awaited<ReturnType<typeof testApp>>): Promise<string[]> =>
  (
    await store.db
      .selectFrom('mail')
      .select('address')
      .where('subject', 'like', '%your signature is void')
      .execute()
  ).map(({ address }) => address);

describe.each<Engine>(['sqlite', 'postgres'])('an approval of findings on %s', (engine) => {
  it('waits, by name, for the chair who has not signed, and is complete with the second (R151)', async () => {
    const { app, study, eu, cn } = await stage(engine);
    expect(await signs(app, eu, study)).toMatchObject({
      ok: true,
      value: { sideId: 'eu', isComplete: false }
    });
    const half = await app.approvals.load(cn, study.slug, 'findings:haidian');
    expect(half).toMatchObject({
      ok: true,
      value: {
        state: 'approval',
        own: { sideId: 'cn', refusal: null },
        sides: [
          { signature: { name: { en: 'Elena Rossi' } } },
          { chairs: [{ en: 'Wang Fang' }], signature: null }
        ]
      }
    });
    expect(await signs(app, cn, study)).toMatchObject({
      ok: true,
      value: { sideId: 'cn', isComplete: true }
    });
    const whole = await app.approvals.load(eu, study.slug, 'findings:haidian');
    expect(whole).toMatchObject({
      ok: true,
      value: { state: 'approved', versions: [{ status: 'approved', number: 1 }], isChanged: false }
    });
    expect(await kinds(app)).toEqual(['approval.signed', 'approval.signed', 'approval.complete']);
    // Each side has a copy of the log's head with it: nobody can take the approval out of the log unseen.
    const log = await findHeadOfLog(app.store.db, study.id);
    const heads = await app.store.db.selectFrom('mail').selectAll().where('kind', '=', 'head').execute();
    expect(heads.map(({ userId }) => userId).sort()).toEqual([eu.userId, cn.userId].sort());
    for (const { body } of heads) expect(body).toContain(`${log?.eventSeq}:${log?.eventHash}`);
  });

  it('keeps what was signed, word for word, under a digest that the log holds as well', async () => {
    const { app, study, eu } = await stage(engine);
    await signs(app, eu, study);
    const row = await app.store.db.selectFrom('signature').selectAll().executeTakeFirstOrThrow();
    const version = await app.store.db
      .selectFrom('version')
      .selectAll()
      .where('id', '=', row.versionId)
      .executeTakeFirstOrThrow();
    expect(createHash('sha256').update(version.bytes).digest('hex')).toBe(row.hash);
    expect(createHash('sha256').update(row.statement).digest('hex')).toBe(row.digest);
    expect(readStatement(row.statement)).toMatchObject({
      study: study.slug,
      subject: 'findings:haidian',
      number: 1,
      sha256: row.hash,
      side: 'eu',
      name: { en: 'Elena Rossi' }
    });
    const event = await app.store.db
      .selectFrom('event')
      .selectAll()
      .where('kind', '=', 'approval.signed')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(event.payload)).toMatchObject({
      digest: row.digest,
      hash: row.hash,
      versionId: row.versionId
    });
    expect(event).toMatchObject({ actorRole: 'chair', actorId: eu.userId });
  });

  it('becomes void with a return, whose reason it keeps, and is asked for anew', async () => {
    const { app, study, secretariat, eu, cn } = await stage(engine);
    await signs(app, eu, study);
    const status = await app.workflow.assessment(cn, study.slug, 'haidian');
    if (!status.ok) throw new Error();
    const reason = { en: 'Section two is wrong', zh: '' };
    expect(
      await app.workflow.takeStep(cn, study.slug, 'haidian', {
        step: 'return',
        version: status.value.version,
        reason,
        deadline: null
      })
    ).toMatchObject({ ok: true });
    const back = await app.approvals.load(cn, study.slug, 'findings:haidian');
    expect(back).toMatchObject({
      ok: true,
      value: { versions: [{ status: 'sent-back', signatures: [{ voided: { reason } }] }] }
    });
    expect(await voidMails(app)).toEqual([eu.email]);
    await requestAgain(app, study, secretariat);
    const again = await app.approvals.load(eu, study.slug, 'findings:haidian');
    expect(again).toMatchObject({
      ok: true,
      value: { shown: { number: 2 }, seen: { number: 1 }, own: { refusal: null } }
    });
  });

  it('is void, and must be asked for anew, where the evidence changes between two signatures', async () => {
    const { app, study, eu, cn } = await stage(engine);
    await signs(app, eu, study);
    const values = {
      id: 'r1',
      studyId: study.id,
      cityId: 'haidian',
      recordType: 'service',
      position: 0,
      fields: '{"users":12}',
      source: ''
    };
    await app.store.db.insertInto('record').values(values).execute();
    expect(await signs(app, cn, study)).toMatchObject({ ok: false, refusal: { code: 'content-changed' } });
    const after = await app.approvals.load(eu, study.slug, 'findings:haidian');
    expect(after).toMatchObject({
      ok: true,
      value: {
        state: 'approval',
        sides: [{ signature: null }, { signature: null }],
        own: { refusal: 'content-changed' }
      }
    });
    expect(await kinds(app)).toEqual(['approval.signed', 'approval.voided']);
    expect(await voidMails(app)).toEqual([eu.email]);
    expect(await app.store.db.selectFrom('signature').select(['voidReasonZh']).execute()).toEqual([
      { voidReasonZh: '自该版本提交主席批准以来，拟批准的内容已发生变化。' }
    ]);
  });

  it('of two chairs who sign at once has both signatures and one step', async () => {
    const { app, study, eu, cn } = await stage(engine);
    const outcomes = await Promise.all([signs(app, eu, study), signs(app, cn, study)]);
    expect(outcomes.map((one) => one.ok && one.value.isComplete).sort()).toEqual([false, true]);
    expect(
      await app.store.db.selectFrom('step').select('step').where('step', '=', 'approve').execute()
    ).toHaveLength(1);
    expect(await kinds(app)).toEqual(['approval.signed', 'approval.signed', 'approval.complete']);
  });

  it('of one chair who signs twice at once has one signature', async () => {
    const { app, study, eu } = await stage(engine);
    const input = await before(app, eu, study);
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => app.approvals.sign(eu, study.slug, input, 'correct horse 北京'))
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.flatMap((one) => (one.ok ? [] : one.refusal.code))).toEqual([
      'already-signed',
      'already-signed'
    ]);
  });

  it('when one signs while the other returns has one outcome', async () => {
    const { app, study, eu, cn } = await stage(engine);
    await signs(app, eu, study);
    const status = await app.workflow.assessment(eu, study.slug, 'haidian');
    if (!status.ok) throw new Error();
    const [signed, returned] = await Promise.all([
      signs(app, cn, study),
      app.workflow.takeStep(eu, study.slug, 'haidian', {
        step: 'return',
        version: status.value.version,
        reason: { en: 'Wait', zh: '' },
        deadline: null
      })
    ]);
    expect([signed.ok, returned.ok].filter(Boolean)).toHaveLength(1);
    const voided = await app.store.db.selectFrom('signature').select('voidedAt').execute();
    expect(voided.every(({ voidedAt }) => (voidedAt === null) === signed.ok)).toBe(true);
    const after = await app.workflow.assessment(eu, study.slug, 'haidian');
    expect(after).toMatchObject({ ok: true, value: { state: signed.ok ? 'approved' : 'revision' } });
  });

  it('when a chair signs while the role is withdrawn has one outcome, in the order of the log', async () => {
    const { app, study, secretariat, cn } = await stage(engine);
    const grant = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', cn.userId)
      .executeTakeFirstOrThrow();
    const [signed, withdrawn] = await Promise.all([
      signs(app, cn, study),
      app.people.withdraw(secretariat, study.slug, grant.id)
    ]);
    expect(withdrawn.ok).toBe(true);
    const log = await app.store.db
      .selectFrom('event')
      .select('kind')
      .where('kind', 'in', ['approval.signed', 'grant.withdrawn'])
      .orderBy('seq')
      .execute();
    expect(log.map(({ kind }) => kind)).toEqual(
      signed.ok ? ['approval.signed', 'grant.withdrawn'] : ['grant.withdrawn']
    );
  });
});

describe('a signature', () => {
  it('takes the password of the account, and counts wrong ones with those of the sign-in', async () => {
    const { app, study, eu } = await stage();
    const input = await before(app, eu, study);
    expect(await app.approvals.sign(eu, study.slug, input, 'wrong horse 北京')).toMatchObject({
      refusal: { code: 'wrong-password' }
    });
    expect(await app.store.db.selectFrom('signature').select('id').execute()).toEqual([]);
    for (let guess = 0; guess < 9; guess++)
      await app.approvals.sign(eu, study.slug, input, `guess ${guess} 北京`);
    expect(await app.approvals.sign(eu, study.slug, input, eu.email)).toMatchObject({
      refusal: { code: 'throttled' }
    });
  });

  it.each([
    ['expert', 'forbidden'],
    ['secretariat', 'forbidden'],
    ['observer', 'forbidden'],
    ['city', 'forbidden']
  ] as const)(
    'is not for a person in the role %s, who gets no guess at a password either',
    async (role, code) => {
      const { app, study, eu } = await stage();
      const actor = await signedInAs(app, { role, study, ...(role === 'city' ? { city: 'haidian' } : {}) });
      expect(
        await app.approvals.sign(actor, study.slug, await before(app, eu, study), 'whatever 12')
      ).toMatchObject({ refusal: { code } });
      const guesses = await app.store.db.selectFrom('signInAttempt').selectAll().execute();
      expect(guesses.every(({ failures }) => failures === 0)).toBe(true);
    }
  );

  it('on a version that is no longer the newest is refused', async () => {
    const { app, study, eu } = await stage();
    const input = await before(app, eu, study);
    expect(
      await app.approvals.sign(eu, study.slug, { ...input, hash: 'ab'.repeat(32) }, 'correct horse 北京')
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.approvals.sign(eu, study.slug, { ...input, versionId: 'other' }, 'correct horse 北京')
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await app.approvals.sign(
        eu,
        study.slug,
        { ...input, subject: 'findings:nowhere' },
        'correct horse 北京'
      )
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('is refused while a language is out of date (R157)', async () => {
    const { app, study, eu } = await stage();
    await app.store.db
      .updateTable('parity')
      .set({ blocks: '{}' })
      .where('section', '=', 'stakeholders')
      .execute();
    expect(await signs(app, eu, study)).toMatchObject({
      refusal: { code: 'translation-missing', facts: { count: 1 } }
    });
  });

  it('of somebody who signed for the other side when they were its chair is refused', async () => {
    const { app, study, eu, cn } = await stage();
    await signs(app, eu, study);
    const { db } = app.store;
    await db.deleteFrom('grant').where('userId', '=', cn.userId).execute();
    await db.updateTable('grant').set({ sideId: 'cn' }).where('userId', '=', eu.userId).execute();
    expect(await signs(app, eu, study)).toMatchObject({ refusal: { code: 'chair-of-both-sides' } });
  });
});

describe('an approved version', () => {
  it('stays what it was when its findings are opened again, and the next has no signature (R152)', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    await signs(app, eu, study);
    await signs(app, cn, study);
    for (const [chair, step] of [
      [eu, 'ask-reopen'],
      [cn, 'reopen']
    ] as const) {
      const status = await app.workflow.assessment(chair, study.slug, 'haidian');
      if (!status.ok) throw new Error();
      expect(
        await app.workflow.takeStep(chair, study.slug, 'haidian', {
          step,
          version: status.value.version,
          reason: { en: 'New data', zh: '' },
          deadline: null,
          password: testPassword
        })
      ).toMatchObject({ ok: true });
    }
    await requestAgain(app, study, secretariat);
    const view = await app.approvals.load(eu, study.slug, 'findings:haidian');
    expect(view).toMatchObject({
      ok: true,
      value: {
        versions: [
          { number: 2, status: 'waiting', signatures: [] },
          { number: 1, status: 'approved' }
        ]
      }
    });
  });

  it('is known to the city and the observer, and the steps before it are not', async () => {
    const { app, study, eu, cn } = await stage();
    const city = await signedInAs(app, { role: 'city', study, city: 'haidian' });
    const observer = await signedInAs(app, { role: 'observer', study });
    await signs(app, eu, study);
    for (const reader of [city, observer]) {
      expect(await app.approvals.load(reader, study.slug, 'findings:haidian')).toMatchObject({
        ok: true,
        value: { sides: null, versions: [], shown: null, isRequested: false }
      });
    }
    await signs(app, cn, study);
    for (const reader of [city, observer]) {
      expect(await app.approvals.load(reader, study.slug, 'findings:haidian')).toMatchObject({
        ok: true,
        value: { versions: [{ status: 'approved', signatures: [{}, {}] }] }
      });
    }
    expect(await app.approvals.load(city, study.slug, 'findings:bristol')).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.approvals.load(city, study.slug, 'framework')).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await app.approvals.register(city, study.slug)).toMatchObject({ refusal: { code: 'forbidden' } });
  });

  it('is listed on a page of fifty, and in files with all others', async () => {
    const app = await testApp();
    const cities = Array.from({ length: 51 }, (_, n) => ({ id: `city-${n}`, side: 'eu' as const }));
    const study = await makeStudy(app, { cities });
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const listed = async (shown?: { readonly page: number }) => {
      const register = await app.approvals.register(chair, study.slug, shown);
      return register.ok ? [register.value.subjects.length, register.value.subjectCount] : [];
    };
    const [, all = 0] = await listed();
    expect(all).toBeGreaterThan(51);
    expect([await listed(), await listed({ page: 1 }), await listed({ page: 2 })]).toEqual([
      [all, all],
      [50, all],
      [all - 50, all]
    ]);
  });

  it('is taken note of by the steering committee, once, with a remark (R158)', async () => {
    const { app, study, eu, cn } = await stage();
    const member = await signedInAs(app, { role: 'observer', study });
    await app.store.db
      .insertInto('bodyMember')
      .values({ studyId: study.id, bodyId: 'steering-committee', userId: member.userId })
      .execute();
    const input = await before(app, eu, study);
    const note = () => app.approvals.note(member, study.slug, 'findings:haidian', input.versionId, '同意。');
    expect(await note()).toMatchObject({ refusal: { code: 'not-found' } });
    await signs(app, eu, study);
    await signs(app, cn, study);
    expect(await note()).toEqual({ ok: true, value: null });
    expect(await note()).toMatchObject({ refusal: { code: 'conflict' } });
    expect(await app.approvals.note(eu, study.slug, 'findings:haidian', input.versionId, '')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    const view = await app.approvals.load(eu, study.slug, 'findings:haidian');
    expect(view).toMatchObject({ ok: true, value: { versions: [{ notings: [{ remark: '同意。' }] }] } });
  });

  it('keeps as many scans of its sealed pages as the quota allows', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    const { versionId } = await before(app, eu, study);
    await signs(app, eu, study);
    await signs(app, cn, study);
    const saveScan = (n: number) =>
      app.approvals.saveSeal(secretariat, study.slug, 'findings:haidian', versionId, {
        sideId: n % 2 === 0 ? 'eu' : 'cn',
        fileName: 'seal.pdf',
        bytes: new TextEncoder().encode(`%PDF-1.4 seal ${n}`)
      });
    for (let n = 0; n < quotas.scansOfVersion; n++)
      expect(await saveScan(n), `scan ${n}`).toMatchObject({ ok: true });
    expect(await saveScan(quotas.scansOfVersion)).toMatchObject({
      refusal: { code: 'too-many', facts: { field: 'scan' } }
    });
  });

  it('keeps the scans of its sealed pages: a chair’s own side, or either by the secretariat', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    const { versionId } = await before(app, eu, study);
    const bytes = new TextEncoder().encode('%PDF-1.4 a seal');
    const saveScan = (actor: typeof eu, sideId: string, scan = bytes) =>
      app.approvals.saveSeal(actor, study.slug, 'findings:haidian', versionId, {
        sideId,
        fileName: '../盖章.exe',
        bytes: scan
      });
    expect(await saveScan(eu, 'eu')).toMatchObject({ refusal: { code: 'wrong-state' } });
    await signs(app, eu, study);
    await signs(app, cn, study);
    expect(await saveScan(eu, 'cn')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await saveScan(eu, 'eu', new TextEncoder().encode('<html>'))).toMatchObject({
      refusal: { code: 'unsupported-file' }
    });
    expect(await saveScan(eu, 'eu', new Uint8Array(10 * 1024 * 1024 + 1))).toMatchObject({
      refusal: { code: 'too-large' }
    });
    const seal = await saveScan(secretariat, 'cn');
    if (!seal.ok) throw new Error(seal.refusal.code);
    const city = await signedInAs(app, { role: 'city', study, city: 'haidian' });
    const elsewhere = await signedInAs(app, { role: 'city', study, city: 'bristol' });
    expect(await app.approvals.loadSeal(city, study.slug, seal.value.id)).toMatchObject({
      ok: true,
      value: { fileName: '盖章.pdf', mediaType: 'application/pdf' }
    });
    expect(await app.approvals.loadSeal(elsewhere, study.slug, seal.value.id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });
});

describe('framework, pilots and chapters', () => {
  it('are put before the chairs by the secretariat, signed by both, and shown as changed afterwards (R046, R150)', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    expect(await app.approvals.propose(eu, study.slug, 'pilots')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    const proposed = await app.approvals.propose(secretariat, study.slug, 'pilots');
    expect(proposed).toMatchObject({ ok: true, value: { number: 1, kind: 'approval' } });
    expect(await app.approvals.propose(secretariat, study.slug, 'pilots')).toMatchObject({
      refusal: { code: 'conflict' }
    });
    expect(await signs(app, eu, study, 'pilots')).toMatchObject({ ok: true, value: { isComplete: false } });
    expect(await signs(app, cn, study, 'pilots')).toMatchObject({ ok: true, value: { isComplete: true } });
    await app.store.db
      .updateTable('city')
      .set({ nameEn: 'Haidian District' })
      .where('id', '=', 'haidian')
      .execute();
    const after = await app.approvals.load(eu, study.slug, 'pilots');
    expect(after).toMatchObject({
      ok: true,
      value: { state: 'approved', isChanged: true, versions: [{ status: 'approved' }] }
    });
    expect(await app.approvals.propose(secretariat, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: { number: 2 }
    });
    const path = ['pilots', 'haidian', 'name', 'en'];
    expect(await app.approvals.load(cn, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: {
        seen: { number: 1 },
        changes: null,
        recordChanges: [{ path, before: expect.any(String) as string, after: 'Haidian District' }]
      }
    });
  });

  it('hold a pilot’s withdrawal and substitute where there is one, and are what they were where there is none', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    await app.approvals.propose(secretariat, study.slug, 'pilots');
    for (const chair of [eu, cn]) await signs(app, chair, study, 'pilots');
    const recordShown = async () => {
      const view = await app.approvals.load(eu, study.slug, 'pilots');
      return view.ok && view.value.shown
        ? { hash: view.value.shown.hash, record: JSON.stringify(view.value.shown.content) }
        : undefined;
    };
    const before = await recordShown();
    expect(before?.record).toContain('haidian');
    expect(before?.record).not.toContain('withdrawal');
    const withdrawal = { on: '2013-09', reason: { en: 'No staff', zh: '缺少人员' }, substituteId: null };
    await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 1 }, withdrawal);
    expect(await app.approvals.load(eu, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: { isChanged: true }
    });
    await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 2 }, null);
    expect(await app.approvals.load(eu, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: { isChanged: false, shown: { hash: before?.hash } }
    });
    await app.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 3 }, withdrawal);
    await app.approvals.propose(secretariat, study.slug, 'pilots');
    const after = await app.approvals.load(eu, study.slug, 'pilots');
    expect(after).toMatchObject({
      value: {
        shown: { content: { record: { pilots: [{ id: 'bristol' }, { id: 'haidian', withdrawal }] } } }
      }
    });
  });

  it('go back with a reason, and a newer proposal makes the signatures on the older void', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    await app.approvals.propose(secretariat, study.slug, 'framework');
    await signs(app, eu, study, 'framework');
    const { versionId } = await before(app, cn, study, 'framework');
    const back = (reason: { en: string; zh: string }) =>
      app.approvals.sendBack(cn, study.slug, 'framework', versionId, reason);
    expect(await back({ en: ' ', zh: '' })).toMatchObject({ refusal: { code: 'reason-required' } });
    expect(await back({ en: '', zh: '缺少一个指标。' })).toEqual({ ok: true, value: null });
    expect(await signs(app, cn, study, 'framework')).toMatchObject({ refusal: { code: 'wrong-state' } });
    const view = await app.approvals.load(eu, study.slug, 'framework');
    expect(view).toMatchObject({
      ok: true,
      value: {
        state: 'drafting',
        versions: [
          {
            status: 'sent-back',
            sentBack: { reason: { zh: '缺少一个指标。' } },
            signatures: [{ voided: {} }]
          }
        ]
      }
    });
    expect(await app.approvals.propose(secretariat, study.slug, 'framework')).toMatchObject({
      ok: true,
      value: { number: 2 }
    });
  });

  it('a chapter is approved like findings (R150)', async () => {
    const { app, study, secretariat, eu, cn } = await stage();
    await requestChapterApproval(app, study, secretariat);
    await signs(app, eu, study, 'chapter:trends');
    expect(await signs(app, cn, study, 'chapter:trends')).toMatchObject({
      ok: true,
      value: { isComplete: true }
    });
    expect(await app.workflow.chapter(eu, study.slug, 'trends')).toMatchObject({
      ok: true,
      value: { state: 'approved' }
    });
  });
});

describe('several at once', () => {
  it('are listed with what they include, and those with open comments are left out and say why (R156)', async () => {
    const { app, study, secretariat, eu } = await stage();
    await requestApproval(app, study, 'bristol');
    await app.approvals.propose(secretariat, study.slug, 'pilots');
    const haidian = study.cities[0];
    const at = app.now().toISOString();
    await app.store.db
      .insertInto('thread')
      .values({
        id: 't1',
        studyId: study.id,
        documentId: haidian?.findingsId ?? '',
        cityId: 'haidian',
        ...passageThread,
        quote: 'Data',
        audience: 'experts',
        state: 'open',
        userId: eu.userId,
        role: 'chair',
        sideId: 'eu',
        at
      })
      .execute();
    const awaited = await app.approvals.awaited(eu, study.slug);
    if (!awaited.ok) throw new Error();
    expect(awaited.value.map(({ subject, problems }) => [subject, problems])).toEqual([
      ['pilots', []],
      ['findings:bristol', []],
      ['findings:haidian', [{ kind: 'open-threads', count: 1 }]]
    ]);
    expect(awaited.value[1]?.includes).toMatchObject({ sections: 2, framework: '1' });
    const inputs = awaited.value.map(({ subject, version }) => ({
      subject,
      versionId: version.id,
      hash: version.hash
    }));
    expect(await app.approvals.signAll(eu, study.slug, inputs, 'wrong 北京 horse')).toMatchObject({
      refusal: { code: 'wrong-password' }
    });
    const signed = await app.approvals.signAll(eu, study.slug, inputs, 'correct horse 北京');
    if (!signed.ok) throw new Error();
    expect(signed.value.map(({ outcome }) => (outcome.ok ? 'signed' : outcome.refusal.code))).toEqual([
      'signed',
      'signed',
      'requirements-open'
    ]);
    expect(await app.approvals.awaited(eu, study.slug)).toMatchObject({
      ok: true,
      value: [{ subject: 'findings:haidian' }]
    });
    expect(await app.approvals.awaited(secretariat, study.slug)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
  });
});
