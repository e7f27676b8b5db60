import { describe, expect, it } from 'vitest';
import type { ContentNode } from '#base/content.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';

const strategy = 'smart-city-strategy';
const findings: TextLocation = { kind: 'findings', city: 'haidian' };

async function openStudy(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const expert = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
  const [findingsId, responseId] = [study.cities[1]?.findingsId ?? '', study.cities[1]?.responseId ?? ''];
  const write = (en: string, zh: string) =>
    writeText(app, findingsId, expert.userId, strategy, {
      en: [paragraph('p1', en)],
      zh: zh === '' ? [] : [paragraph('z1', zh)]
    });
  const answer = (en: string) =>
    writeText(app, responseId, expert.userId, strategy, { en: [paragraph('a1', en)] });
  const state = async () => {
    const list = await app.translationStatus.list(expert, study.slug, findings);
    if (!list.ok) throw new Error(list.refusal.code);
    const [section] = list.value.sections;
    if (!section) throw new Error('no section');
    return section;
  };
  const confirm = async (isMinor = false, reason = '') =>
    app.translationStatus.confirm(expert, study.slug, findings, strategy, {
      isMinor,
      reason,
      seen: (await state()).now
    });
  return { app, study, slug: study.slug, expert, write, answer, state, confirm };
}

describe.each(serviceEngines)('whether both languages say the same, on %s', (engine) => {
  it('nobody has said at first; then somebody has, and what changes afterwards is stale', async () => {
    const { write, state, confirm } = await openStudy(engine);
    await write('The plan began in 2010.', '规划始于2010年。');
    expect(await state()).toMatchObject({
      confirmed: null,
      changed: [],
      written: { en: true, zh: true }
    });
    expect(await confirm()).toEqual({ ok: true, value: null });
    expect(await state()).toMatchObject({
      changed: [],
      confirmed: { isMinor: false, by: { name: { en: 'Li Ming' } } }
    });
    await write('The plan began in 2012.', '规划始于2010年。');
    expect((await state()).changed).toEqual(['p1']);
    expect(await confirm(true, 'The decision came first.')).toEqual({ ok: true, value: null });
    expect(await state()).toMatchObject({ changed: [], confirmed: { isMinor: true } });
  });

  it('is asked anew of a changed item of a list, and not of the whole list', async () => {
    const { app, study, expert, state, confirm } = await openStudy(engine);
    const list = (...items: readonly ContentNode[]): ContentNode => ({
      type: 'bulletList',
      content: items.map((item) => ({ type: 'listItem', content: [item] }))
    });
    const write = (last: string) =>
      writeText(app, study.cities[1]?.findingsId ?? '', expert.userId, strategy, {
        en: [list(paragraph('p1', 'Water'), paragraph('p2', last))],
        zh: [list(paragraph('z1', '水务'), paragraph('z2', '能源'))]
      });
    await write('Energy');
    expect(await confirm()).toEqual({ ok: true, value: null });
    await write('Energy and heat');
    expect(await state()).toMatchObject({ changed: ['p2'], pairs: { stale: 1, current: 1 } });
  });

  it('is asked anew of the person who writes the findings, and of nobody else, once blocks have changed', async () => {
    const { app, study, slug, expert, write, confirm } = await openStudy(engine);
    const colleague = await signedInAs(app, { role: 'expert', side: 'cn', study });
    await app.store.db
      .insertInto('rapporteur')
      .values({ studyId: study.id, cityId: 'haidian', userId: expert.userId, duty: 'deputy' })
      .execute();
    const tasks = async (actor = expert) => {
      const inbox = await app.inbox.load(actor, slug);
      if (!inbox.ok) throw new Error(inbox.refusal.code);
      return inbox.value.tasks.flatMap((task) =>
        task.kind === 'renew-translation' ? [`${task.section}: ${task.blocks}`] : []
      );
    };
    await write('The plan began in 2010.', '规划始于2010年。');
    expect(await tasks()).toEqual([]);
    await confirm();
    expect(await tasks()).toEqual([]);
    await write('The plan began in 2012.', '规划始于2010年。');
    expect(await tasks()).toEqual([`${strategy}: 1`]);
    expect(await tasks(colleague)).toEqual([]);
    await confirm(true, 'The decision came first.');
    expect(await tasks()).toEqual([]);
  });

  it('is said of the words that were seen, and of no others', async () => {
    const { app, slug, expert, write, state } = await openStudy(engine);
    await write('The plan began in 2010.', '规划始于2010年。');
    const { now } = await state();
    await write('The plan began in 2012.', '规划始于2010年。');
    expect(
      await app.translationStatus.confirm(expert, slug, findings, strategy, { isMinor: false, seen: now })
    ).toMatchObject({ ok: false, refusal: { code: 'stale' } });
    expect((await state()).confirmed).toBeNull();
  });

  it('cannot be said where one of them is missing', async () => {
    const { write, confirm } = await openStudy(engine);
    await write('The plan', '');
    expect(await confirm()).toMatchObject({ ok: false, refusal: { code: 'translation-missing' } });
  });

  it('is said by those who write the text, and known to those who work on it', async () => {
    const { app, study, slug, write, state } = await openStudy(engine);
    await write('The plan', '规划');
    const { now: seen } = await state();
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const observer = await signedInAs(app, { role: 'observer', study });
    expect(
      await app.translationStatus.confirm(chair, slug, findings, strategy, { isMinor: false, seen })
    ).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
    expect(
      await app.translationStatus.confirm(city, slug, findings, strategy, { isMinor: false, seen })
    ).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect((await app.translationStatus.list(chair, slug, findings)).ok).toBe(true);
    expect(await app.translationStatus.list(observer, slug, findings)).toMatchObject({
      ok: false,
      refusal: { code: 'forbidden' }
    });
    const events = await app.store.db.selectFrom('event').select('kind').execute();
    expect(events).toEqual([]);
  });

  it('remembers the answer that it was said next to, and tells when that has changed', async () => {
    const { app, write, answer, state, confirm } = await openStudy(engine);
    await answer('The city runs 12 schools.');
    await write('Twelve schools.', '十二所学校。');
    await confirm();
    expect((await state()).answerChanged).toBe(false);
    await answer('The city runs 15 schools.');
    expect(await state()).toMatchObject({ answerChanged: true, changed: [] });
    await confirm();
    expect((await state()).answerChanged).toBe(false);
    const events = await app.store.db
      .selectFrom('event')
      .select(['kind', 'needs', 'payload'])
      .orderBy('seq')
      .execute();
    expect(
      events.map(({ kind, needs, payload }) => [
        kind,
        needs,
        (JSON.parse(payload) as { section: string; minor: boolean }).minor
      ])
    ).toEqual([
      ['translation.confirmed', 'versions.read', false],
      ['translation.confirmed', 'versions.read', false]
    ]);
  });
});
