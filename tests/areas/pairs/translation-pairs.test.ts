/**
 * Promise: what people say of a pair of passages counts for exactly the words that they saw, is said by those who
 * may, is on record, and decides whether the text can be approved.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { idsOf, pairKey, printsOf } from '#rules/pairs/pairs.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import type { ContentNode } from '#base/content.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { mapPairBlocks } from '#server/areas/pairs/store/translation-pairs.ts';
import { readContent } from '#server/areas/documents/frozen-content.ts';
import { versionOfDocument } from '#server/areas/versions/version-storage.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';

const section = 'smart-city-strategy';
const findings: TextLocation = { kind: 'findings', city: 'haidian' };
const note = { en: 'Two bodies in English', zh: '中文为一个机构' };

const linked = (id: string, text: string, counterpart: string): ContentNode => ({
  ...paragraph(id, text),
  attrs: { id, counterpart }
});

async function openText(engine: Engine, state: 'drafting' | 'revision' = 'drafting') {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state }] });
  const slug = study.slug;
  const findingsId = study.cities[0]?.findingsId ?? '';
  const expert = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
  const reader = await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Ada Reader' });
  const lead = await signedInAs(app, { role: 'secretariat', study });
  const write = (en: readonly ContentNode[], zh: readonly ContentNode[]) =>
    writeText(app, findingsId, expert.userId, section, { en, zh });
  const pairs = async (): Promise<readonly PairStatus[]> => {
    const list = await app.translationPairs.list(expert, slug, findings);
    if (!list.ok) throw new Error(list.refusal.code);
    return list.value.sections.find((one) => one.section === section)?.pairs ?? [];
  };
  const states = async () =>
    (await pairs()).map(({ key, state, settledBy }) => `${key} ${state} ${settledBy}`);
  const seen = async (...keys: string[]) =>
    (await pairs())
      .filter(({ key }) => keys.length === 0 || keys.includes(key))
      .map((pair) => ({ ids: idsOf(pair), prints: printsOf(pair) }));
  const confirm = async (actor: Actor = expert, isMinor = false, reason = '') =>
    app.translationPairs.confirm(actor, slug, findings, { section, isMinor, reason, pairs: await seen() });
  const events = async () =>
    (await app.store.db.selectFrom('event').select(['kind', 'needs']).orderBy('seq').execute())
      .filter(({ kind }) => kind.startsWith('pair.'))
      .map(({ kind, needs }) => `${kind} ${needs}`);
  await write(
    [linked('e1', 'The plan began in 2010.', 'z1'), linked('e2', 'It has three parts.', 'z2')],
    [linked('z1', '规划始于2010年。', 'e1'), linked('z2', '规划分三部分。', 'e2')]
  );
  return { app, study, slug, findingsId, expert, reader, lead, write, pairs, states, seen, confirm, events };
}
type Opened = Awaited<ReturnType<typeof openText>>;

/** Changes one English passage, as its author would. */
const changeSource = ({ write }: Opened) =>
  write(
    [linked('e1', 'The plan began in 2012.', 'z1'), linked('e2', 'It has three parts.', 'z2')],
    [linked('z1', '规划始于2010年。', 'e1'), linked('z2', '规划分三部分。', 'e2')]
  );

describe.each(serviceEngines)('pairs of passages, on %s', (engine) => {
  it('are confirmed, stale once a side changes, kept by a minor edit, and checked by a second reader (R215, R216)', async () => {
    const text = await openText(engine);
    const { app, slug, expert, reader, states, seen, confirm, events } = text;
    expect(await states()).toEqual(['e1 z1 draft null', 'e2 z2 draft null']);
    expect(await confirm()).toEqual({ ok: true, value: 2 });
    expect(await states()).toEqual(['e1 z1 current state', 'e2 z2 current state']);
    const check = async (actor: Actor) =>
      app.translationPairs.check(actor, slug, findings, { section, pairs: await seen('e1 z1') });
    expect(await check(expert)).toMatchObject({ refusal: { code: 'second-reader-required' } });
    expect(await check(reader)).toEqual({ ok: true, value: 1 });
    expect(await states()).toEqual(['e1 z1 checked state', 'e2 z2 current state']);
    await changeSource(text);
    expect(await states()).toEqual(['e1 z1 stale null', 'e2 z2 current state']);
    expect(await check(reader)).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(
      await app.translationPairs.changes(reader, slug, findings, section, { en: 'e1', zh: 'z1' })
    ).toEqual({
      ok: true,
      value: {
        en: [
          { edit: 'kept', text: 'The plan began in ' },
          { edit: 'deleted', text: '2010' },
          { edit: 'inserted', text: '2012' },
          { edit: 'kept', text: '.' }
        ],
        zh: [{ edit: 'kept', text: '规划始于2010年。' }]
      }
    });
    expect(await confirm(expert, true, 'The Chinese text counts from the decision.')).toEqual({
      ok: true,
      value: 2
    });
    expect(await states()).toEqual(['e1 z1 current state', 'e2 z2 current state']);
    expect(await events()).toEqual([
      'pair.confirmed versions.read',
      'pair.checked versions.read',
      'pair.confirmed versions.read'
    ]);
  });

  it('are confirmed over a contradiction only with a reason, which is stored and shown', async () => {
    const text = await openText(engine);
    const { app, slug, expert, reader, confirm, states, write } = text;
    await changeSource(text);
    for (const reason of ['', ' '])
      expect(await confirm(expert, false, reason)).toEqual({
        ok: false,
        refusal: { code: 'reason-required', facts: { field: 'reason', count: 1 } }
      });
    expect(await confirm(expert, false, 'x'.repeat(1_001))).toMatchObject({ refusal: { code: 'too-large' } });
    expect(await states()).toEqual(['e1 z1 draft null', 'e2 z2 draft null']);
    const reason = 'The Chinese text counts from the decision.';
    expect(await confirm(expert, false, reason)).toEqual({ ok: true, value: 2 });
    expect(await app.textChecks.accepted(reader, slug, findings, section)).toMatchObject({
      value: { accepted: [{ reason, by: { name: { en: 'Li Ming' } } }] }
    });
    expect(await app.textChecks.open(reader, slug, findings)).toEqual({ ok: true, value: 0 });
    // The reason counts as long as both passages stay.
    expect(await confirm()).toMatchObject({ ok: true });
    await write(
      [linked('e1', 'The plan began in 2013.', 'z1'), linked('e2', 'It has three parts.', 'z2')],
      [linked('z1', '规划始于2010年。', 'e1'), linked('z2', '规划分三部分。', 'e2')]
    );
    expect(await confirm()).toMatchObject({ refusal: { code: 'reason-required' } });
  });

  it('are not confirmed for words that nobody saw, nor where a side is missing', async () => {
    const text = await openText(engine);
    const { app, slug, expert, write, seen, confirm, states, events } = text;
    const pairs = await seen();
    await changeSource(text);
    expect(
      await app.translationPairs.confirm(expert, slug, findings, { section, isMinor: false, pairs })
    ).toMatchObject({ refusal: { code: 'stale' } });
    await write([linked('e1', 'The plan began in 2010.', 'z1')], []);
    expect(await confirm()).toMatchObject({ refusal: { code: 'translation-missing' } });
    for (const bad of [[], [{ ids: { en: '', zh: '' }, prints: { en: '', zh: '' } }]])
      expect(
        await app.translationPairs.confirm(expert, slug, findings, { section, isMinor: false, pairs: bad })
      ).toMatchObject({ refusal: { code: 'invalid' } });
    expect(await states()).toEqual(['e1  missing null']);
    expect(await events()).toEqual([]);
  });

  it('are settled by a note of divergence or a waiver with a reason, as long as the words stay', async () => {
    const text = await openText(engine);
    const { app, slug, expert, lead, write, seen, states, events } = text;
    await write(
      [linked('e1', 'The plan began in 2010.', 'z1'), linked('e3', 'For European readers only.', 'e3')],
      [linked('z1', '规划始于2010年。', 'e1'), linked('z3', '仅供中国读者。', 'z3')]
    );
    const diverge = async (lines: typeof note) =>
      app.translationPairs.diverge(expert, slug, findings, {
        section,
        pairs: await seen('e3 '),
        note: lines
      });
    expect(await diverge({ en: 'Only one', zh: ' ' })).toMatchObject({
      refusal: { code: 'both-languages-required' }
    });
    expect(await diverge({ en: 'x'.repeat(501), zh: '长' })).toMatchObject({
      refusal: { code: 'too-large' }
    });
    expect(await diverge(note)).toEqual({ ok: true, value: 1 });
    const waive = async (actor: Actor, en: string) =>
      app.translationPairs.waive(actor, slug, findings, {
        section,
        pairs: await seen(' z3'),
        reason: { en, zh: '' }
      });
    expect(await waive(expert, 'Later')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await waive(lead, ' ')).toMatchObject({ refusal: { code: 'reason-required' } });
    expect(await waive(lead, 'The translator is ill')).toEqual({ ok: true, value: 1 });
    expect(await states()).toEqual(['e1 z1 draft null', ' z3 missing waiver', 'e3  missing divergence']);
    const document = await findDocument(app.store.db, text.findingsId);
    if (!document) throw new Error('no document');
    const read = await readContent(app.store.db, app.workers, document);
    expect((await versionOfDocument(app.store.db, document, read)).notes).toMatchObject([
      {
        kind: 'waiver',
        state: 'missing',
        en: null,
        zh: { block: 'z3' },
        note: { en: 'The translator is ill' }
      },
      { kind: 'divergence', en: { words: 'For European readers only.' }, zh: null, note }
    ]);
    const takeBack = (kind: 'waiver' | 'divergence') =>
      app.translationPairs.takeBack(lead, slug, findings, { section, ids: { en: '', zh: 'z3' }, kind });
    expect(await takeBack('divergence')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await takeBack('waiver')).toEqual({ ok: true, value: null });
    expect(await takeBack('waiver')).toMatchObject({ refusal: { code: 'not-found' } });
    await write([paragraph('e3', 'For European readers, mostly.')], []);
    expect(await states()).toEqual(['e3  missing null']);
    expect(await events()).toEqual([
      'pair.diverged versions.read',
      'pair.waived versions.read',
      'pair.taken-back versions.read'
    ]);
  });

  it('decide whether a whole section says the same, and the refusal to go on names them', async () => {
    const text = await openText(engine, 'revision');
    const { app, slug, expert, lead, write, confirm, states } = text;
    const confirmSection = async (reason = '') => {
      const list = await app.translationStatus.list(expert, slug, findings);
      if (!list.ok) throw new Error(list.refusal.code);
      const seen = list.value.sections.find((one) => one.section === section)?.now ?? {};
      return app.translationStatus.confirm(expert, slug, findings, section, { isMinor: false, seen, reason });
    };
    const missing = async () => {
      const status = await app.workflow.assessment(lead, slug, 'haidian');
      if (!status.ok) throw new Error(status.refusal.code);
      return (status.value.missing ?? []).filter(
        (one) => one.kind === 'stale-translation' && one.section === section
      );
    };
    expect(await missing()).toMatchObject([
      {
        blocks: 2,
        passages: [
          {
            key: 'e1 z1',
            state: 'draft',
            words: { en: 'The plan began in 2010.', zh: '规划始于2010年。' }
          },
          {}
        ]
      }
    ]);
    expect(await confirm()).toEqual({ ok: true, value: 2 });
    expect(await missing()).toEqual([]);
    await write(
      [linked('e1', 'The plan began in 2010.', 'z1'), paragraph('e3', 'New.')],
      [linked('z1', '规划始于2010年。', 'e1')]
    );
    expect(await missing()).toMatchObject([{ blocks: 1, passages: [{ key: 'e3 ', state: 'missing' }] }]);
    expect(await confirmSection()).toMatchObject({
      refusal: { code: 'passages-unpaired', facts: { count: 1 } }
    });
    await changeSource(text);
    expect(await confirmSection()).toMatchObject({
      refusal: { code: 'reason-required', facts: { count: 1 } }
    });
    expect(await confirmSection('Counted from the decision.')).toEqual({ ok: true, value: null });
    expect(await states()).toEqual(['e1 z1 current state', 'e2 z2 current state']);
  });

  it('are known to those who work on the text, and to nobody else', async () => {
    const { app, study, slug, confirm, seen } = await openText(engine);
    expect(await confirm()).toMatchObject({ ok: true });
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const observer = await signedInAs(app, { role: 'observer', study });
    const pairs = await seen();
    const answers = async (actor: Actor) => {
      const all = await app.translationPairs.listAll(actor, slug);
      const results = [
        await app.translationPairs.list(actor, slug, findings),
        await app.translationPairs.facts(actor, slug, findings, section),
        await app.translationPairs.changes(actor, slug, findings, section, { en: 'e1', zh: 'z1' }),
        await app.translationPairs.confirm(actor, slug, findings, { section, isMinor: false, pairs }),
        await app.translationPairs.takeBack(actor, slug, findings, {
          section,
          ids: { en: 'e1', zh: 'z1' },
          kind: 'confirmation'
        })
      ];
      return [
        ...results.map((result) => (result.ok ? 'ok' : result.refusal.code)),
        all.ok ? all.value.texts.filter(({ kind }) => kind === 'findings').length : all.refusal.code
      ];
    };
    expect(await answers(chair)).toEqual(['ok', 'ok', 'ok', 'forbidden', 'forbidden', 1]);
    expect(await answers(observer)).toEqual([...Array<string>(5).fill('forbidden'), 0]);
    expect(await answers(city)).toEqual([...Array<string>(5).fill('not-found'), 0]);
    const facts = await app.translationPairs.facts(chair, slug, findings, section);
    if (!facts.ok) throw new Error(facts.refusal.code);
    expect(facts.value).toMatchObject({ mayConfirm: false, mayWaive: false });
    expect(Object.values(facts.value.people).map(({ name }) => name.en)).toEqual(['Li Ming']);
  });

  it('are counted for each city that somebody has begun, for those who read all versions of its findings', async () => {
    const text = await openText(engine);
    const { app, slug, study, lead } = text;
    const countsFor = async (actor: Actor) => {
      const counts = await app.translationPairs.countByCity(actor, slug);
      if (!counts.ok) throw new Error(counts.refusal.code);
      return counts.value;
    };
    expect(await countsFor(lead)).toEqual({});
    expect(await text.confirm()).toMatchObject({ ok: true });
    await changeSource(text);
    expect(await countsFor(lead)).toMatchObject({ haidian: { stale: 1, current: 1, missing: 0, toDo: 1 } });
    for (const role of [{ role: 'city', city: 'haidian' }, { role: 'observer' }] as const)
      expect(await countsFor(await signedInAs(app, { ...role, study }))).toEqual({});
  });

  it('keep their records when an upgrade of the text renames blocks', async () => {
    const { app, findingsId, confirm } = await openText(engine);
    await confirm();
    await mapPairBlocks(app.store.db, findingsId, new Map([['e1', 'first']]));
    const rows = await app.store.db.selectFrom('translationPair').select(['enBlock', 'zhBlock']).execute();
    expect(rows.map(({ enBlock, zhBlock }) => pairKey({ en: enBlock, zh: zhBlock })).sort()).toEqual([
      'e2 z2',
      'first z1'
    ]);
  });

  it('keep no words of a city’s answers', async () => {
    const { app, study, slug } = await openText(engine);
    await app.store.db.updateTable('assessment').set({ state: 'collecting' }).execute();
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const response: TextLocation = { kind: 'response', city: 'haidian' };
    await writeText(app, study.cities[0]?.responseId ?? '', city.userId, section, {
      en: [paragraph('a1', 'Twelve schools.')],
      zh: [paragraph('b1', '十二所学校。')]
    });
    const list = await app.translationPairs.list(city, slug, response);
    if (!list.ok) throw new Error(list.refusal.code);
    const pairs = (list.value.sections.find((one) => one.section === section)?.pairs ?? []).map((pair) => ({
      ids: idsOf(pair),
      prints: printsOf(pair)
    }));
    expect(
      await app.translationPairs.confirm(city, slug, response, { section, isMinor: false, pairs })
    ).toEqual({ ok: true, value: 1 });
    expect(
      await app.store.db.selectFrom('translationPair').select(['enText', 'zhText', 'wasProposed']).execute()
    ).toEqual([{ enText: null, zhText: null, wasProposed: 1 }]);
  });
});
