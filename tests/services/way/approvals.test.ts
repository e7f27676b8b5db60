/** Two chairs sign the same bytes, or nothing is approved. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readStatement } from '#domain/approval.ts';
import type { Engine } from '#kit/databases.ts';
import { openHouse } from '#kit/house.ts';
import { signedInAs } from '#kit/actors.ts';
import { makeStudy } from '#kit/people.ts';
import { askAgain, askApproval, askChapterApproval, before, bothChairs, signs } from '#kit/approvals.ts';

async function stage(engine: Engine = 'sqlite') {
  const house = await openHouse(engine);
  const study = await makeStudy(house, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'revision' },
      { id: 'bristol', side: 'eu', state: 'revision' }
    ]
  });
  const secretariat = await askApproval(house, study);
  return { house, study, secretariat, ...(await bothChairs(house, study)) };
}

const kinds = async ({ store }: Awaited<ReturnType<typeof openHouse>>): Promise<string[]> =>
  (
    await store.db
      .selectFrom('event')
      .select('kind')
      .where('kind', 'like', 'approval.%')
      .orderBy('seq')
      .execute()
  ).map(({ kind }) => kind);

/** Who was told by letter that a signature of theirs is void. */
const voidLetters = async ({ store }: Awaited<ReturnType<typeof openHouse>>): Promise<string[]> =>
  (
    await store.db
      .selectFrom('mail')
      .select('address')
      .where('subject', 'like', '%your signature is void')
      .execute()
  ).map(({ address }) => address);

describe.each<Engine>(['sqlite', 'postgres'])('an approval of findings on %s', (engine) => {
  it('waits, by name, for the chair who has not signed, and is complete with the second', async () => {
    const { house, study, eu, cn } = await stage(engine);
    expect(await signs(house, eu, study)).toMatchObject({
      ok: true,
      value: { sideId: 'eu', isComplete: false }
    });
    const half = await house.approvals.load(cn, study.slug, 'findings:haidian');
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
    expect(await signs(house, cn, study)).toMatchObject({
      ok: true,
      value: { sideId: 'cn', isComplete: true }
    });
    const whole = await house.approvals.load(eu, study.slug, 'findings:haidian');
    expect(whole).toMatchObject({
      ok: true,
      value: { state: 'approved', versions: [{ fate: 'approved', number: 1 }], isChanged: false }
    });
    expect(await kinds(house)).toEqual(['approval.signed', 'approval.signed', 'approval.complete']);
  });

  it('keeps what was signed, word for word, under a digest that the log holds as well', async () => {
    const { house, study, eu } = await stage(engine);
    await signs(house, eu, study);
    const row = await house.store.db.selectFrom('signature').selectAll().executeTakeFirstOrThrow();
    const version = await house.store.db
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
    const event = await house.store.db
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
    const { house, study, secretariat, eu, cn } = await stage(engine);
    await signs(house, eu, study);
    const standing = await house.way.assessment(cn, study.slug, 'haidian');
    if (!standing.ok) throw new Error();
    const reason = { en: 'Section two is wrong', zh: '' };
    expect(
      await house.way.takeStep(cn, study.slug, 'haidian', {
        step: 'return',
        version: standing.value.version,
        reason,
        deadline: null
      })
    ).toMatchObject({ ok: true });
    const back = await house.approvals.load(cn, study.slug, 'findings:haidian');
    expect(back).toMatchObject({
      ok: true,
      value: { versions: [{ fate: 'sent-back', signatures: [{ voided: { reason } }] }] }
    });
    expect(await voidLetters(house)).toEqual([eu.email]);
    await askAgain(house, study, secretariat);
    const again = await house.approvals.load(eu, study.slug, 'findings:haidian');
    expect(again).toMatchObject({
      ok: true,
      value: { shown: { number: 2 }, seen: { number: 1 }, own: { refusal: null } }
    });
  });

  it('is void, and must be asked for anew, where the evidence changes between two signatures', async () => {
    const { house, study, eu, cn } = await stage(engine);
    await signs(house, eu, study);
    const values = {
      id: 'r1',
      studyId: study.id,
      cityId: 'haidian',
      recordType: 'service',
      position: 0,
      fields: '{"users":12}',
      source: ''
    };
    await house.store.db.insertInto('record').values(values).execute();
    expect(await signs(house, cn, study)).toMatchObject({ ok: false, refusal: { code: 'content-changed' } });
    const after = await house.approvals.load(eu, study.slug, 'findings:haidian');
    expect(after).toMatchObject({
      ok: true,
      value: {
        state: 'approval',
        sides: [{ signature: null }, { signature: null }],
        own: { refusal: 'content-changed' }
      }
    });
    expect(await kinds(house)).toEqual(['approval.signed', 'approval.voided']);
    expect(await voidLetters(house)).toEqual([eu.email]);
    expect(await house.store.db.selectFrom('signature').select(['voidReasonZh']).execute()).toEqual([
      { voidReasonZh: '自该版本提交主席批准以来，拟批准的内容已发生变化。' }
    ]);
  });

  it('of two chairs who sign at once has both signatures and one step', async () => {
    const { house, study, eu, cn } = await stage(engine);
    const outcomes = await Promise.all([signs(house, eu, study), signs(house, cn, study)]);
    expect(outcomes.map((one) => one.ok && one.value.isComplete).sort()).toEqual([false, true]);
    expect(
      await house.store.db.selectFrom('step').select('step').where('step', '=', 'approve').execute()
    ).toHaveLength(1);
    expect(await kinds(house)).toEqual(['approval.signed', 'approval.signed', 'approval.complete']);
  });

  it('of one chair who signs twice at once has one signature', async () => {
    const { house, study, eu } = await stage(engine);
    const wish = await before(house, eu, study);
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => house.approvals.sign(eu, study.slug, wish, 'correct horse 北京'))
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.flatMap((one) => (one.ok ? [] : one.refusal.code))).toEqual([
      'already-signed',
      'already-signed'
    ]);
  });

  it('when one signs while the other returns has one outcome', async () => {
    const { house, study, eu, cn } = await stage(engine);
    await signs(house, eu, study);
    const standing = await house.way.assessment(eu, study.slug, 'haidian');
    if (!standing.ok) throw new Error();
    const [signed, returned] = await Promise.all([
      signs(house, cn, study),
      house.way.takeStep(eu, study.slug, 'haidian', {
        step: 'return',
        version: standing.value.version,
        reason: { en: 'Wait', zh: '' },
        deadline: null
      })
    ]);
    expect([signed.ok, returned.ok].filter(Boolean)).toHaveLength(1);
    const voided = await house.store.db.selectFrom('signature').select('voidedAt').execute();
    expect(voided.every(({ voidedAt }) => (voidedAt === null) === signed.ok)).toBe(true);
    const after = await house.way.assessment(eu, study.slug, 'haidian');
    expect(after).toMatchObject({ ok: true, value: { state: signed.ok ? 'approved' : 'revision' } });
  });

  it('when a chair signs while the role is withdrawn has one outcome, in the order of the log', async () => {
    const { house, study, secretariat, cn } = await stage(engine);
    const grant = await house.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', cn.userId)
      .executeTakeFirstOrThrow();
    const [signed, withdrawn] = await Promise.all([
      signs(house, cn, study),
      house.people.withdraw(secretariat, study.slug, grant.id)
    ]);
    expect(withdrawn.ok).toBe(true);
    const log = await house.store.db
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
  it('takes the password of the account, and counts wrong ones with those at the door', async () => {
    const { house, study, eu } = await stage();
    const wish = await before(house, eu, study);
    expect(await house.approvals.sign(eu, study.slug, wish, 'wrong horse 北京')).toMatchObject({
      refusal: { code: 'wrong-password' }
    });
    expect(await house.store.db.selectFrom('signature').select('id').execute()).toEqual([]);
    for (let guess = 0; guess < 9; guess++)
      await house.approvals.sign(eu, study.slug, wish, `guess ${guess} 北京`);
    expect(await house.approvals.sign(eu, study.slug, wish, eu.email)).toMatchObject({
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
      const { house, study, eu } = await stage();
      const actor = await signedInAs(house, { role, study, ...(role === 'city' ? { city: 'haidian' } : {}) });
      expect(
        await house.approvals.sign(actor, study.slug, await before(house, eu, study), 'whatever 12')
      ).toMatchObject({ refusal: { code } });
      const guesses = await house.store.db.selectFrom('signInAttempt').selectAll().execute();
      expect(guesses.every(({ failures }) => failures === 0)).toBe(true);
    }
  );

  it('on a version that is no longer the newest is refused', async () => {
    const { house, study, eu } = await stage();
    const wish = await before(house, eu, study);
    expect(
      await house.approvals.sign(eu, study.slug, { ...wish, hash: 'ab'.repeat(32) }, 'correct horse 北京')
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await house.approvals.sign(eu, study.slug, { ...wish, versionId: 'other' }, 'correct horse 北京')
    ).toMatchObject({ refusal: { code: 'stale' } });
    expect(
      await house.approvals.sign(
        eu,
        study.slug,
        { ...wish, subject: 'findings:nowhere' },
        'correct horse 北京'
      )
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('is refused while a language is out of date', async () => {
    const { house, study, eu } = await stage();
    await house.store.db
      .updateTable('parity')
      .set({ blocks: '{}' })
      .where('section', '=', 'stakeholders')
      .execute();
    expect(await signs(house, eu, study)).toMatchObject({
      refusal: { code: 'translation-missing', facts: { count: 1 } }
    });
  });

  it('of somebody who signed for the other side when they were its chair is refused', async () => {
    const { house, study, eu, cn } = await stage();
    await signs(house, eu, study);
    const { db } = house.store;
    await db.deleteFrom('grant').where('userId', '=', cn.userId).execute();
    await db.updateTable('grant').set({ sideId: 'cn' }).where('userId', '=', eu.userId).execute();
    expect(await signs(house, eu, study)).toMatchObject({ refusal: { code: 'chair-of-both-sides' } });
  });
});

describe('an approved version', () => {
  it('stays what it was when its findings are opened again, and the next has no signature', async () => {
    const { house, study, secretariat, eu, cn } = await stage();
    await signs(house, eu, study);
    await signs(house, cn, study);
    const standing = await house.way.assessment(eu, study.slug, 'haidian');
    if (!standing.ok) throw new Error();
    expect(
      await house.way.takeStep(eu, study.slug, 'haidian', {
        step: 'reopen',
        version: standing.value.version,
        reason: { en: 'New data', zh: '' },
        deadline: null
      })
    ).toMatchObject({ ok: true });
    await askAgain(house, study, secretariat);
    const view = await house.approvals.load(eu, study.slug, 'findings:haidian');
    expect(view).toMatchObject({
      ok: true,
      value: {
        versions: [
          { number: 2, fate: 'waiting', signatures: [] },
          { number: 1, fate: 'approved' }
        ]
      }
    });
  });

  it('is known to the city and the observer, and the way there is not', async () => {
    const { house, study, eu, cn } = await stage();
    const city = await signedInAs(house, { role: 'city', study, city: 'haidian' });
    const observer = await signedInAs(house, { role: 'observer', study });
    await signs(house, eu, study);
    for (const reader of [city, observer]) {
      expect(await house.approvals.load(reader, study.slug, 'findings:haidian')).toMatchObject({
        ok: true,
        value: { sides: null, versions: [], shown: null, isAsked: false }
      });
    }
    await signs(house, cn, study);
    for (const reader of [city, observer]) {
      expect(await house.approvals.load(reader, study.slug, 'findings:haidian')).toMatchObject({
        ok: true,
        value: { versions: [{ fate: 'approved', signatures: [{}, {}] }] }
      });
    }
    expect(await house.approvals.load(city, study.slug, 'findings:bristol')).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await house.approvals.load(city, study.slug, 'framework')).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await house.approvals.record(city, study.slug)).toMatchObject({ refusal: { code: 'forbidden' } });
  });

  it('is taken note of by the steering committee, once, with a remark', async () => {
    const { house, study, eu, cn } = await stage();
    const member = await signedInAs(house, { role: 'observer', study });
    await house.store.db
      .insertInto('bodyMember')
      .values({ studyId: study.id, bodyId: 'steering-committee', userId: member.userId })
      .execute();
    const wish = await before(house, eu, study);
    const note = () => house.approvals.note(member, study.slug, 'findings:haidian', wish.versionId, '同意。');
    expect(await note()).toMatchObject({ refusal: { code: 'not-found' } });
    await signs(house, eu, study);
    await signs(house, cn, study);
    expect(await note()).toEqual({ ok: true, value: null });
    expect(await note()).toMatchObject({ refusal: { code: 'conflict' } });
    expect(await house.approvals.note(eu, study.slug, 'findings:haidian', wish.versionId, '')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    const view = await house.approvals.load(eu, study.slug, 'findings:haidian');
    expect(view).toMatchObject({ ok: true, value: { versions: [{ notings: [{ remark: '同意。' }] }] } });
  });

  it('keeps the scans of its sealed pages: a chair’s own side, or either by the secretariat', async () => {
    const { house, study, secretariat, eu, cn } = await stage();
    const { versionId } = await before(house, eu, study);
    const bytes = new TextEncoder().encode('%PDF-1.4 a seal');
    const keep = (actor: typeof eu, sideId: string, scan = bytes) =>
      house.approvals.keepSeal(actor, study.slug, 'findings:haidian', versionId, {
        sideId,
        fileName: '../盖章.exe',
        bytes: scan
      });
    expect(await keep(eu, 'eu')).toMatchObject({ refusal: { code: 'wrong-state' } });
    await signs(house, eu, study);
    await signs(house, cn, study);
    expect(await keep(eu, 'cn')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await keep(eu, 'eu', new TextEncoder().encode('<html>'))).toMatchObject({
      refusal: { code: 'unsupported-file' }
    });
    expect(await keep(eu, 'eu', new Uint8Array(10 * 1024 * 1024 + 1))).toMatchObject({
      refusal: { code: 'too-large' }
    });
    const kept = await keep(secretariat, 'cn');
    if (!kept.ok) throw new Error(kept.refusal.code);
    const city = await signedInAs(house, { role: 'city', study, city: 'haidian' });
    const elsewhere = await signedInAs(house, { role: 'city', study, city: 'bristol' });
    expect(await house.approvals.loadSeal(city, study.slug, kept.value.id)).toMatchObject({
      ok: true,
      value: { fileName: '盖章.pdf', mediaType: 'application/pdf' }
    });
    expect(await house.approvals.loadSeal(elsewhere, study.slug, kept.value.id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });
});

describe('framework, pilots and chapters', () => {
  it('are put before the chairs by the secretariat, signed by both, and shown as changed afterwards', async () => {
    const { house, study, secretariat, eu, cn } = await stage();
    expect(await house.approvals.propose(eu, study.slug, 'pilots')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    const proposed = await house.approvals.propose(secretariat, study.slug, 'pilots');
    expect(proposed).toMatchObject({ ok: true, value: { number: 1, kind: 'approval' } });
    expect(await house.approvals.propose(secretariat, study.slug, 'pilots')).toMatchObject({
      refusal: { code: 'conflict' }
    });
    expect(await signs(house, eu, study, 'pilots')).toMatchObject({ ok: true, value: { isComplete: false } });
    expect(await signs(house, cn, study, 'pilots')).toMatchObject({ ok: true, value: { isComplete: true } });
    await house.store.db
      .updateTable('city')
      .set({ nameEn: 'Haidian District' })
      .where('id', '=', 'haidian')
      .execute();
    const after = await house.approvals.load(eu, study.slug, 'pilots');
    expect(after).toMatchObject({
      ok: true,
      value: { state: 'approved', isChanged: true, versions: [{ fate: 'approved' }] }
    });
    expect(await house.approvals.propose(secretariat, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: { number: 2 }
    });
    const path = ['pilots', 'haidian', 'name', 'en'];
    expect(await house.approvals.load(cn, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: {
        seen: { number: 1 },
        changes: null,
        recordChanges: [{ path, before: expect.any(String) as string, after: 'Haidian District' }]
      }
    });
  });

  it('hold a pilot’s withdrawal and substitute where there is one, and are what they were where there is none', async () => {
    const { house, study, secretariat, eu, cn } = await stage();
    await house.approvals.propose(secretariat, study.slug, 'pilots');
    for (const chair of [eu, cn]) await signs(house, chair, study, 'pilots');
    const recordShown = async () => {
      const view = await house.approvals.load(eu, study.slug, 'pilots');
      return view.ok && view.value.shown
        ? { hash: view.value.shown.hash, record: JSON.stringify(view.value.shown.content) }
        : undefined;
    };
    const before = await recordShown();
    expect(before?.record).toContain('haidian');
    expect(before?.record).not.toContain('withdrawal');
    const withdrawal = { on: '2013-09', reason: { en: 'No staff', zh: '缺少人员' }, substituteId: null };
    await house.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 1 }, withdrawal);
    expect(await house.approvals.load(eu, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: { isChanged: true }
    });
    await house.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 2 }, null);
    expect(await house.approvals.load(eu, study.slug, 'pilots')).toMatchObject({
      ok: true,
      value: { isChanged: false, shown: { hash: before?.hash } }
    });
    await house.cities.withdraw(secretariat, study.slug, { id: 'haidian', version: 3 }, withdrawal);
    await house.approvals.propose(secretariat, study.slug, 'pilots');
    const after = await house.approvals.load(eu, study.slug, 'pilots');
    expect(after).toMatchObject({
      value: {
        shown: { content: { record: { pilots: [{ id: 'bristol' }, { id: 'haidian', withdrawal }] } } }
      }
    });
  });

  it('go back with a reason, and a newer proposal makes the signatures on the older void', async () => {
    const { house, study, secretariat, eu, cn } = await stage();
    await house.approvals.propose(secretariat, study.slug, 'framework');
    await signs(house, eu, study, 'framework');
    const { versionId } = await before(house, cn, study, 'framework');
    const back = (reason: { en: string; zh: string }) =>
      house.approvals.sendBack(cn, study.slug, 'framework', versionId, reason);
    expect(await back({ en: ' ', zh: '' })).toMatchObject({ refusal: { code: 'reason-required' } });
    expect(await back({ en: '', zh: '缺少一个指标。' })).toEqual({ ok: true, value: null });
    expect(await signs(house, cn, study, 'framework')).toMatchObject({ refusal: { code: 'wrong-state' } });
    const view = await house.approvals.load(eu, study.slug, 'framework');
    expect(view).toMatchObject({
      ok: true,
      value: {
        state: 'drafting',
        versions: [
          { fate: 'sent-back', sentBack: { reason: { zh: '缺少一个指标。' } }, signatures: [{ voided: {} }] }
        ]
      }
    });
    expect(await house.approvals.propose(secretariat, study.slug, 'framework')).toMatchObject({
      ok: true,
      value: { number: 2 }
    });
  });

  it('a chapter is approved like findings', async () => {
    const { house, study, secretariat, eu, cn } = await stage();
    await askChapterApproval(house, study, secretariat);
    await signs(house, eu, study, 'chapter:trends');
    expect(await signs(house, cn, study, 'chapter:trends')).toMatchObject({
      ok: true,
      value: { isComplete: true }
    });
    expect(await house.way.chapter(eu, study.slug, 'trends')).toMatchObject({
      ok: true,
      value: { state: 'approved' }
    });
  });
});

describe('several at once', () => {
  it('are listed with what they include, and those with open comments are left out and say why', async () => {
    const { house, study, secretariat, eu } = await stage();
    await askApproval(house, study, 'bristol');
    await house.approvals.propose(secretariat, study.slug, 'pilots');
    const haidian = study.cities[0];
    const at = house.now().toISOString();
    await house.store.db
      .insertInto('thread')
      .values({
        id: 't1',
        studyId: study.id,
        documentId: haidian?.findingsId ?? '',
        cityId: 'haidian',
        about: 'passage',
        section: 'stakeholders',
        targetId: null,
        language: 'en',
        anchorFrom: null,
        anchorTo: null,
        blockId: null,
        quote: 'Data',
        audience: 'experts',
        state: 'open',
        userId: eu.userId,
        role: 'chair',
        sideId: 'eu',
        at,
        settledBy: null,
        settledAt: null,
        version: 1
      })
      .execute();
    const awaited = await house.approvals.awaited(eu, study.slug);
    if (!awaited.ok) throw new Error();
    expect(awaited.value.map(({ subject, problems }) => [subject, problems])).toEqual([
      ['pilots', []],
      ['findings:bristol', []],
      ['findings:haidian', [{ kind: 'open-threads', count: 1 }]]
    ]);
    expect(awaited.value[1]?.includes).toMatchObject({ sections: 2, framework: '1' });
    const wishes = awaited.value.map(({ subject, version }) => ({
      subject,
      versionId: version.id,
      hash: version.hash
    }));
    expect(await house.approvals.signAll(eu, study.slug, wishes, 'wrong 北京 horse')).toMatchObject({
      refusal: { code: 'wrong-password' }
    });
    const signed = await house.approvals.signAll(eu, study.slug, wishes, 'correct horse 北京');
    if (!signed.ok) throw new Error();
    expect(signed.value.map(({ outcome }) => (outcome.ok ? 'signed' : outcome.refusal.code))).toEqual([
      'signed',
      'signed',
      'requirements-open'
    ]);
    expect(await house.approvals.awaited(eu, study.slug)).toMatchObject({
      ok: true,
      value: [{ subject: 'findings:haidian' }]
    });
    expect(await house.approvals.awaited(secretariat, study.slug)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
  });
});
