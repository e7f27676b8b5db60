/** Tests what anyone may learn of a hash: the facts of an approved version, and nothing of anything else. */
import { describe, expect, it } from 'vitest';
import { openLimit } from '#server/auth/limit.ts';
import { testApp, testClock } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { requestApproval, before, bothChairs, signs } from '#kit/approvals.ts';

async function stage() {
  const app = await testApp();
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'revision' }] });
  const secretariat = await requestApproval(app, study);
  const { eu, cn } = await bothChairs(app, study);
  const { hash, versionId } = await before(app, eu, study);
  return { app, study, secretariat, eu, cn, hash, versionId };
}

describe('a hash', () => {
  it('of a draft, of what one side has signed, and of nothing at all get the same answer', async () => {
    const { app, study, eu, hash } = await stage();
    const of = (one: string) => app.verification.ofHash(one, '192.0.2.1');
    const nothing = await of('ab'.repeat(32));
    expect(nothing).toEqual({ ok: true, value: { versions: [], editions: [] } });
    expect(await of(hash)).toEqual(nothing);
    await signs(app, eu, study);
    expect(await of(hash)).toEqual(nothing);
    expect(await of('no hash')).toMatchObject({ refusal: { code: 'invalid' } });
  });

  it('of an approved version tells who signed it and when, and that all agrees', async () => {
    const { app, study, eu, cn, hash } = await stage();
    await signs(app, eu, study);
    await signs(app, cn, study);
    expect(await app.verification.ofHash(hash, '127.0.0.1')).toMatchObject({
      ok: true,
      value: {
        editions: [],
        versions: [
          {
            study: { slug: study.slug },
            subject: 'findings:haidian',
            number: 1,
            superseded: null,
            reopenedAt: null,
            importedAt: null,
            faults: [],
            signatures: [
              { name: { en: 'Elena Rossi' }, side: { code: 'EU' } },
              { name: { en: 'Wang Fang' }, side: { code: 'CN' } }
            ]
          }
        ]
      }
    });
  });

  it.each([
    ['bytes', 'bytes-changed'],
    ['statement', 'statement-changed'],
    ['event', 'event-missing']
  ] as const)('of a version whose %s somebody has changed says so', async (what, fault) => {
    const { app, study, eu, cn, hash } = await stage();
    await signs(app, eu, study);
    await signs(app, cn, study);
    const { db } = app.store;
    if (what === 'bytes')
      await db
        .updateTable('version')
        .set({ bytes: new TextEncoder().encode('{}') })
        .execute();
    if (what === 'statement')
      await db.updateTable('signature').set({ statement: '{}' }).where('userId', '=', eu.userId).execute();
    if (what === 'event')
      await db
        .updateTable('event')
        .set({ at: '2031-01-01T00:00:00.000Z' })
        .where('kind', '=', 'approval.signed')
        .execute();
    const found = await app.verification.ofHash(hash, '127.0.0.1');
    expect(found.ok && found.value.versions[0]?.faults).toContain(fault);
  });

  it('is asked for so often from one address, and no more often until a while has passed', () => {
    const clock = testClock();
    const limit = openLimit({ now: clock.now, most: 3, minutes: 10 });
    const dialogs = (address: string) => limit.admit(address);
    expect([1, 2, 3].map(() => dialogs('192.0.2.1').ok)).toEqual([true, true, true]);
    expect(dialogs('192.0.2.1')).toEqual({
      ok: false,
      refusal: { code: 'throttled', facts: { minutes: 10 } }
    });
    expect(dialogs('192.0.2.2').ok).toBe(true);
    // One customer's whole network counts as one.
    expect([1, 2, 3].map((n) => dialogs(`2001:db8::${n}`).ok)).toEqual([true, true, true]);
    expect(dialogs('2001:db8::ffff').ok).toBe(false);
    expect(Array.from({ length: 10 }, () => dialogs('127.0.0.1').ok)).not.toContain(false);
    clock.advance(10 * 60_000);
    expect(dialogs('192.0.2.1').ok).toBe(true);
  });
});

// Promise: this installation vouches for what was signed here, and says what it only took over.
describe('an approval that came with an archive', () => {
  it('is called imported, one that was signed here afterwards is not', async () => {
    const { app, study, eu, cn, hash } = await stage();
    await signs(app, eu, study);
    await signs(app, cn, study);
    await app.store.db.updateTable('parity').set({ userId: eu.userId }).execute();
    const pieces: Uint8Array[] = [];
    await app.archives.export('operator', study.slug, (piece) => void pieces.push(piece));
    const elsewhere = await testApp();
    const taken = await elsewhere.archives.import('operator', Buffer.concat(pieces));
    if (!taken.ok) throw new Error(JSON.stringify(taken.refusal));
    const importedAt = async (of: typeof app) => {
      const found = await of.verification.ofHash(hash, '127.0.0.1');
      return found.ok
        ? found.value.versions.map((one) => [one.importedAt !== null, one.faults])
        : found.refusal.code;
    };
    expect(await importedAt(app)).toEqual([[false, []]]);
    expect(await importedAt(elsewhere)).toEqual([[true, []]]);
    // What this installation's own log tells of counts as its own.
    await elsewhere.store.db.updateTable('studyImport').set({ eventSeq: 0 }).execute();
    expect(await importedAt(elsewhere)).toEqual([[false, []]]);
  });
});
