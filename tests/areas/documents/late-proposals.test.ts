import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { insertLateProposal } from '#server/store/updates.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, updateOf, writeText } from '#kit/texts.ts';

const strategy = 'smart-city-strategy';
const findings: TextLocation = { kind: 'findings', city: 'haidian' };

/** A frozen and reopened text, and what one expert wrote to its first generation after the freeze. */
async function openStudy(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const author = await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Anna Weber' });
  const other = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
  const documentId = study.cities[1]?.findingsId ?? '';
  await writeText(app, documentId, other.userId, strategy, {
    en: [paragraph('p1', 'The plan began in 2010.'), paragraph('p2', 'It went on.')]
  });
  const frozen = (await app.documents.contentOf(documentId)) ?? new Uint8Array();
  await app.documents.freeze(null, documentId);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, frozen);
  const bytes = updateOf(doc, strategy, {
    en: [paragraph('p1', 'The plan began in 2012.'), paragraph('p2', 'It went on.')]
  });
  await insertLateProposal(app.store.db, {
    id: 'late',
    documentId,
    generation: 1,
    userId: author.userId,
    receivedAt: app.now().toISOString(),
    bytes
  });
  return { app, study, slug: study.slug, author, other, documentId, bytes };
}

const setState = (app: Awaited<ReturnType<typeof testApp>>, state: 'drafting' | 'consultation') =>
  app.store.db.updateTable('assessment').set({ state }).where('cityId', '=', 'haidian').execute();

describe.each(serviceEngines)('what came after a freeze, on %s', (engine) => {
  it('is shown as what it would change, with whose it is', async () => {
    const { app, slug, author, other } = await openStudy(engine);
    const listed = await app.lateProposals.list(other, slug, findings);
    expect(listed).toMatchObject({
      ok: true,
      value: {
        mayDecide: true,
        proposals: [
          { id: 'late', generation: 1, isOwn: false, by: { name: { en: 'Anna Weber' } }, decision: null }
        ]
      }
    });
    expect(await app.lateProposals.list(author, slug, findings)).toMatchObject({
      value: { proposals: [{ isOwn: true }] }
    });
    const shown = await app.lateProposals.show(other, slug, findings, 'late');
    expect(
      shown.ok && shown.value.sections.map(({ id, blocks }) => [id, blocks.en.map(({ html }) => html)])
    ).toEqual([
      [
        strategy,
        [
          '<p data-id="p1">The plan began in <del>2010</del><ins>2012</ins>.</p>',
          '<p data-id="p2">It went on.</p>'
        ]
      ]
    ]);
  });

  it('is taken over once, and the log says by whom', async () => {
    const { app, slug, other, bytes } = await openStudy(engine);
    const given = await app.lateProposals.bytes(other, slug, findings, 'late');
    expect(given.ok && Buffer.compare(given.value, bytes)).toBe(0);
    const decided = await Promise.all(
      [1, 2].map(() => app.lateProposals.decide(other, slug, findings, 'late', { kind: 'merged' }))
    );
    expect(decided.map((one) => (one.ok ? 'merged' : one.refusal.code)).sort()).toEqual([
      'merged',
      'wrong-state'
    ]);
    expect(await app.lateProposals.list(other, slug, findings)).toMatchObject({
      value: { proposals: [{ decision: 'merged', decidedBy: { name: { en: 'Li Ming' } } }] }
    });
    const events = await app.store.db
      .selectFrom('event')
      .select(['kind', 'needs'])
      .where('kind', 'like', 'late-proposal.%')
      .execute();
    expect(events).toEqual([{ kind: 'late-proposal.merged', needs: 'versions.read' }]);
  });

  it('is dismissed with a reason, in at least one language', async () => {
    const { app, slug, author, other } = await openStudy(engine);
    const dismiss = (en: string, zh: string) =>
      app.lateProposals.decide(other, slug, findings, 'late', { kind: 'dismissed', reason: { en, zh } });
    expect(await dismiss(' ', '')).toMatchObject({ ok: false, refusal: { code: 'reason-required' } });
    expect(await dismiss('', '已在修订中处理')).toEqual({ ok: true, value: null });
    expect(await app.lateProposals.list(author, slug, findings)).toMatchObject({
      value: { proposals: [{ decision: 'dismissed', reason: { en: '', zh: '已在修订中处理' } }] }
    });
  });

  it('waits while the text stands frozen, and is nobody else’s to see', async () => {
    const { app, study, slug, author, other } = await openStudy(engine);
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    await setState(app, 'consultation');
    expect(await app.lateProposals.list(author, slug, findings)).toMatchObject({
      value: { mayDecide: false, proposals: [{ id: 'late' }] }
    });
    expect(await app.lateProposals.decide(other, slug, findings, 'late', { kind: 'merged' })).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    expect(await app.lateProposals.bytes(other, slug, findings, 'late')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    for (const reader of [chair, city]) {
      expect(await app.lateProposals.list(reader, slug, findings)).toMatchObject({
        ok: true,
        value: { proposals: [] }
      });
      expect(await app.lateProposals.show(reader, slug, findings, 'late')).toMatchObject({
        refusal: { code: 'not-found' }
      });
    }
    await setState(app, 'drafting');
    expect(await app.lateProposals.list(city, slug, findings)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('into the confidential answers is the city’s to take over, and nobody else learns of it', async () => {
    const { app, study, slug, author } = await openStudy(engine);
    await app.store.db.updateTable('assessment').set({ state: 'collecting' }).execute();
    const senior = await signedInAs(app, { role: 'city', city: 'haidian', study, senior: true });
    const colleague = await signedInAs(app, { role: 'city', city: 'haidian', study });
    expect(await app.confidential.begin(senior, slug, 'haidian')).toMatchObject({ ok: true });
    const location: TextLocation = { kind: 'confidential', city: 'haidian' };
    const { id: documentId } = await app.store.db
      .selectFrom('document')
      .select('id')
      .where('kind', '=', 'confidential')
      .executeTakeFirstOrThrow();
    const bytes = updateOf(new Y.Doc(), strategy, { zh: [paragraph('p9', '尚在谈判。')] });
    await insertLateProposal(app.store.db, {
      id: 'held',
      documentId,
      generation: 1,
      userId: colleague.userId,
      receivedAt: app.now().toISOString(),
      bytes
    });
    const shown = await app.lateProposals.show(senior, slug, location, 'held');
    expect(JSON.stringify(shown)).toContain('尚在谈判');
    expect(await app.lateProposals.list(senior, slug, location)).toMatchObject({
      value: { mayDecide: true, proposals: [{ id: 'held', isOwn: false, decision: null }] }
    });
    const given = await app.lateProposals.bytes(senior, slug, location, 'held');
    expect(given.ok && Buffer.compare(given.value, bytes)).toBe(0);
    const others = [
      author,
      await signedInAs(app, { role: 'chair', side: 'cn', study }),
      await signedInAs(app, { role: 'secretariat', study }),
      await signedInAs(app, { role: 'city', city: 'bristol', study })
    ];
    for (const other of others) {
      const asked = [
        await app.lateProposals.list(other, slug, location),
        await app.lateProposals.show(other, slug, location, 'held'),
        await app.lateProposals.bytes(other, slug, location, 'held'),
        await app.lateProposals.decide(other, slug, location, 'held', { kind: 'merged' })
      ];
      for (const one of asked) expect(one).toMatchObject({ refusal: { code: 'not-found' } });
    }
    expect(await app.lateProposals.decide(senior, slug, location, 'held', { kind: 'merged' })).toEqual({
      ok: true,
      value: null
    });
    for (const other of others) {
      const log = await app.events.list(other, slug, 0, 500);
      expect(JSON.stringify(log)).not.toContain('late-proposal.');
    }
  });

  it('stays to be decided about when its author has lost the role', async () => {
    const { app, slug, author, other } = await openStudy(engine);
    await app.store.db.deleteFrom('grant').where('userId', '=', author.userId).execute();
    expect(await app.lateProposals.list(other, slug, findings)).toMatchObject({
      value: { proposals: [{ id: 'late', by: { name: { en: 'Anna Weber' } } }] }
    });
    expect(await app.lateProposals.list({ ...author, grants: [] }, slug, findings)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });
});
