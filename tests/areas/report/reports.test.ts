/** The report is composed of what both chairs approved, built the same everywhere, and published by them. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { serviceEngines } from '#kit/databases.ts';
import { testPassword } from '#kit/people.ts';
import { build, contentOf, must, partOf, publishable, reportStage } from '#kit/reports.ts';

describe.each(serviceEngines)('a report on %s', (engine) => {
  it('begins with the chapters in order, the synopses by side, and the annexes (R186, R197)', async () => {
    const { app, study, secretariat } = await reportStage(engine);
    expect(must(await app.reports.composing.load(secretariat, study.slug, 'report'))).toMatchObject({
      report: null,
      parts: []
    });
    must(await app.reports.composing.begin(secretariat, study.slug, 'report'));
    const view = must(await app.reports.composing.load(secretariat, study.slug, 'report'));
    expect(view.parts.map(({ id }) => id)).toEqual([
      'trends',
      'cities',
      'cities-eu',
      'cities-cn',
      'pilots',
      'framework',
      'levels',
      'matrix',
      'trends-2',
      'challenges',
      'roadmap',
      'recommendations',
      'next-steps',
      'annex-services',
      'practices',
      'services',
      'annex-facilities',
      'projects',
      'annex-platforms',
      'annex-priorities',
      'annex-funds',
      'annex-financing',
      'annex-cities',
      'profiles',
      'annex-consultation',
      'consultation',
      'annex-opinions',
      'dissent',
      'divergences',
      'waivers',
      'glossary',
      'abbreviations'
    ]);
    const texts = view.parts.flatMap((part) => part.texts.map(({ subject, state }) => `${subject} ${state}`));
    expect(texts).toEqual(['chapter:trends approved', 'findings:bristol draft', 'findings:haidian approved']);
  });

  it('names synopses without a title after their side, not after their first city', async () => {
    const stage = await reportStage(engine);
    const { app, study, secretariat } = stage;
    must(await app.reports.composing.begin(secretariat, study.slug, 'report'));
    const load = async () => must(await app.reports.composing.load(secretariat, study.slug, 'report'));
    const part = (await load()).parts.find(({ id }) => id === 'cities-cn');
    if (!part) throw new Error('The report has synopses of the Chinese side');
    const { numbering, showsGaps } = part;
    const input = { numbering, showsGaps, title: { en: '', zh: '' } };
    must(await app.reports.composing.changePart(secretariat, study.slug, 'report', part, input));
    const view = await load();
    const side = view.study.sides.find(({ id }) => id === 'cn')?.name;
    expect(view.parts.find(({ id }) => id === 'cities-cn')?.side).toEqual(side);
    expect(
      view.faults.filter((fault) => fault.part === 'cities-cn' && fault.kind === 'title-missing')
    ).toEqual([]);
    await build(stage);
    expect(partOf(await contentOf(stage), 'cities-cn').title).toEqual(side);
  });

  it('shows the approved words with hash and signers, and a draft marked as one (R202)', async () => {
    const stage = await reportStage(engine);
    must(await stage.app.reports.composing.begin(stage.secretariat, stage.study.slug, 'report'));
    const built = await build(stage);
    expect(built).toMatchObject({ state: 'done', number: '0.1', done: 3, of: 3, fault: null });
    const content = await contentOf(stage);
    const approved = partOf(content, 'cities-cn-haidian');
    expect(approved).toMatchObject({
      isDraft: false,
      approval: { signers: [{ en: 'Elena Rossi' }, { en: 'Wang Fang' }] }
    });
    expect(JSON.stringify(approved.pairs)).toContain('Data is shared in');
    expect(partOf(content, 'trends').approval?.hash).toMatch(/^[0-9a-f]{64}$/);
    // Nothing is written about Bristol: that is said once, and not called a draft.
    expect(partOf(content, 'cities-eu-bristol')).toMatchObject({
      isDraft: false,
      pairs: [{ en: [{ kind: 'gap', why: 'not-written' }], zh: [{ kind: 'gap', why: 'not-written' }] }]
    });
    // What has nothing to show is left out, and named both on the page and by the build.
    const { faults } = must(
      await stage.app.reports.composing.load(stage.secretariat, stage.study.slug, 'report')
    );
    for (const part of ['projects', 'practices', 'trends-2']) {
      expect(JSON.stringify(content.parts)).not.toContain(`"id":"${part}"`);
      for (const list of [faults, built.faults])
        expect(list).toContainEqual(
          expect.objectContaining({ kind: 'empty-part', part, stops: false }) as object
        );
    }
    expect(JSON.stringify(content.parts)).not.toContain('"id":"annex-facilities"');
  });

  it('is published by the chairs of both sides, and read by anyone from then on (R150, R203)', async () => {
    const stage = await reportStage(engine);
    const { app, study, eu, cn, secretariat } = stage;
    await publishable(stage);
    const built = await build(stage, 'edition');
    expect(built).toMatchObject({ state: 'done', number: '1', isAwaited: true, fault: null });
    const { publishing } = app.reports;
    const tasksOf = async (chair: Actor) =>
      must(await app.inbox.load(chair, study.slug)).tasks.filter(({ kind }) => kind === 'sign-edition');
    const waiting = [{ kind: 'sign-edition', paper: 'report', number: '1' }];
    expect([await tasksOf(eu), await tasksOf(cn), await tasksOf(secretariat)]).toEqual([
      waiting,
      waiting,
      []
    ]);
    expect(await publishing.load(study.slug, '1')).toMatchObject({ ok: false });
    const seen = { id: built.id, hash: built.hash ?? '' };
    expect(await publishing.sign(secretariat, study.slug, seen, 'a good password')).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    expect(await publishing.sign(eu, study.slug, { ...seen, hash: 'another' }, testPassword)).toMatchObject({
      refusal: { code: 'stale' }
    });
    expect(await publishing.sign(eu, study.slug, seen, testPassword)).toEqual({
      ok: true,
      value: { isPublished: false }
    });
    expect(await publishing.sign(eu, study.slug, seen, testPassword)).toMatchObject({
      refusal: { code: 'already-signed' }
    });
    expect([await tasksOf(eu), await tasksOf(cn)]).toEqual([[], waiting]);
    expect(await publishing.load(study.slug, '1')).toMatchObject({ ok: false });
    expect(await publishing.sign(cn, study.slug, seen, testPassword)).toEqual({
      ok: true,
      value: { isPublished: true }
    });
    expect(await tasksOf(cn)).toEqual([]);
    const published = must(await publishing.load(study.slug, '1'));
    expect(published.content).toMatchObject({ status: 'published', number: '1' });
    expect(published.content.address).toMatch(new RegExp(`/reports/${study.slug}/1$`));
    expect(published.outputs.map(({ fileName }) => fileName)).toContain(`${study.slug}-report-1-en.html`);
  });

  it('has an erratum once both chairs have confirmed it, and none that was withdrawn before (R204)', async () => {
    const stage = await reportStage(engine);
    const { app, study, eu, cn, secretariat } = stage;
    await publishable(stage);
    const { id, hash } = await build(stage, 'edition');
    for (const chair of [eu, cn])
      must(await app.reports.publishing.sign(chair, study.slug, { id, hash: hash ?? '' }, testPassword));
    const { errata } = app.reports;
    const publicErrata = async () => must(await app.reports.publishing.load(study.slug, '1')).errata;
    const propose = (actor: Actor, en: string) =>
      errata.propose(
        actor,
        study.slug,
        { kind: 'report', number: '1' },
        { part: 'trends', text: { en, zh: '应为30。' } }
      );
    expect(await propose(secretariat, '')).toMatchObject({ refusal: { code: 'both-languages-required' } });
    const proposed = must(await propose(secretariat, 'Read 30.'));
    const withdrawn = must(await propose(eu, 'Read 31.'));
    must(await errata.withdraw(secretariat, study.slug, withdrawn.id));
    expect(await errata.confirm(eu, study.slug, withdrawn.id, testPassword)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
    const waiting = async (actor: Actor) => must(await errata.list(actor, study.slug, 'report'));
    expect(await waiting(eu)).toMatchObject([
      { id: proposed.id, number: '1', next: 1, part: 'trends', text: { en: 'Read 30.' }, mayConfirm: true }
    ]);
    expect(await waiting(secretariat)).toMatchObject([{ mayConfirm: false }]);
    const tasksOf = async (actor: Actor) =>
      must(await app.inbox.load(actor, study.slug)).tasks.filter(({ kind }) => kind === 'confirm-errata');
    const asked = [{ kind: 'confirm-errata', paper: 'report', count: 1 }];
    expect([await tasksOf(eu), await tasksOf(cn), await tasksOf(secretariat)]).toEqual([asked, asked, []]);
    const confirm = (actor: Actor, password = testPassword) =>
      errata.confirm(actor, study.slug, proposed.id, password);
    expect(await confirm(secretariat)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await confirm(eu, 'another password')).toMatchObject({ refusal: { code: 'wrong-password' } });
    expect(must(await confirm(eu))).toEqual({ isPublished: false });
    expect(await publicErrata()).toEqual([]);
    expect(await confirm(eu)).toMatchObject({ refusal: { code: 'already-signed' } });
    expect(await waiting(eu)).toMatchObject([{ confirmedBy: ['eu'], mayConfirm: false }]);
    expect([await tasksOf(eu), await tasksOf(cn)]).toEqual([[], asked]);
    expect(must(await confirm(cn))).toEqual({ isPublished: true });
    expect(await publicErrata()).toMatchObject([{ number: 1, part: 'trends', text: { zh: '应为30。' } }]);
    expect(await waiting(cn)).toEqual([]);
    expect(await tasksOf(cn)).toEqual([]);
    expect(await errata.withdraw(eu, study.slug, proposed.id)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
  });

  it('is verified by the hash of its edition and of each of its files, once both sides have published it', async () => {
    const stage = await reportStage(engine);
    const { app, study, eu, cn } = stage;
    await publishable(stage);
    const built = await build(stage, 'edition');
    const hash = built.hash ?? '';
    const knownOf = async (one: string) => must(await app.verification.ofHash(one, '127.0.0.1')).editions;
    const seen = { id: built.id, hash };
    must(await app.reports.publishing.sign(eu, study.slug, seen, testPassword));
    // What only one side has signed is not known, nor are its files.
    for (const one of [hash, ...built.outputs.map(({ sha256 }) => sha256)])
      expect(await knownOf(one)).toEqual([]);
    must(await app.reports.publishing.sign(cn, study.slug, seen, testPassword));
    const edition = {
      study: { slug: study.slug },
      report: 'report',
      number: '1',
      path: `/reports/${study.slug}/1`,
      editionHash: hash,
      newer: null,
      importedAt: null,
      faults: [],
      signatures: [
        { name: { en: 'Elena Rossi' }, side: { code: 'EU' } },
        { name: { en: 'Wang Fang' }, side: { code: 'CN' } }
      ]
    };
    expect(await knownOf(hash)).toMatchObject([{ ...edition, file: null }]);
    expect(built.outputs).toHaveLength(3);
    for (const { sha256, fileName } of built.outputs)
      expect(await knownOf(sha256)).toMatchObject([{ ...edition, file: { name: fileName } }]);
    // A file whose hash was changed in the database is not one that the chairs signed.
    await app.store.db
      .updateTable('reportOutput')
      .set({ sha256: 'ab'.repeat(32) })
      .where('format', '=', 'json')
      .execute();
    expect(await knownOf('ab'.repeat(32))).toMatchObject([{ faults: ['bytes-changed'] }]);
    await app.store.db.updateTable('reportSignature').set({ statement: '{}' }).execute();
    expect((await knownOf(hash))[0]?.faults).toContain('statement-changed');
  });
});
