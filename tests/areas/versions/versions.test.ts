import { deleteHistory } from '#server/areas/documents/store/ended-generations.ts';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { App } from '../../../server/app.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { readContent } from '#server/areas/documents/frozen-content.ts';
import { saveVersion } from '#server/areas/versions/version-storage.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';

const strategy = 'smart-city-strategy';
const findings: TextLocation = { kind: 'findings', city: 'haidian' };

async function openStudy(engine: Engine) {
  const clock = testClock();
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Anna Weber' });
  const findingsId = study.cities[1]?.findingsId ?? '';
  const write = (text: string, zh = '') =>
    writeText(app, findingsId, expert.userId, strategy, {
      en: [paragraph('p1', text)],
      zh: zh === '' ? [] : [paragraph('z1', zh)]
    });
  return { clock, app, study, slug: study.slug, expert, findingsId, write };
}

const response: TextLocation = { kind: 'response', city: 'haidian' };

const setState = (app: App, city: string, state: 'drafting' | 'consultation' | 'revision' | 'approved') =>
  app.store.db.updateTable('assessment').set({ state }).where('cityId', '=', city).execute();

const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

describe.each(serviceEngines)('versions on %s', (engine) => {
  it('are kept under a name, listed newest first, and read', async () => {
    const { app, slug, expert, write } = await openStudy(engine);
    await write('The plan began in 2010.', '规划始于2010年。');
    const first = must(await app.versions.keep(expert, slug, findings, { en: 'First draft', zh: '' }));
    await write('The plan began in 2012.', '规划始于2012年。');
    must(await app.versions.keep(expert, slug, findings, { en: '', zh: '第二稿' }));
    const list = must(await app.versions.list(expert, slug, findings));
    expect(list.versions.map(({ number, kind, name, by }) => [number, kind, name, by?.name.en])).toEqual([
      [2, 'named', { en: '', zh: '第二稿' }, 'Anna Weber'],
      [1, 'named', { en: 'First draft', zh: '' }, 'Anna Weber']
    ]);
    expect(list).toMatchObject({
      maySave: true,
      mayRestore: true,
      mayCompareLive: true,
      maySeeAuthors: true
    });
    const loaded = must(await app.versions.load(expert, slug, findings, first.id));
    expect(loaded.sections.find(({ id }) => id === strategy)?.html).toEqual({
      en: '<p data-id="p1">The plan began in 2010.</p>',
      zh: '<p data-id="z1">规划始于2010年。</p>'
    });
    const events = await app.store.db.selectFrom('event').select(['kind', 'needs']).execute();
    expect(events).toEqual([
      { kind: 'version.kept', needs: 'versions.read' },
      { kind: 'version.kept', needs: 'versions.read' }
    ]);
  });

  it('need a name in at least one language', async () => {
    const { app, slug, expert } = await openStudy(engine);
    expect(await app.versions.keep(expert, slug, findings, { en: ' ', zh: '' })).toMatchObject({
      ok: false,
      refusal: { code: 'invalid', facts: { field: 'name' } }
    });
    expect(await app.versions.keep(expert, slug, findings, { en: 'x'.repeat(201), zh: '' })).toMatchObject({
      ok: false,
      refusal: { code: 'invalid' }
    });
  });

  it('that many keep at once are all kept, each under its own number', async () => {
    const { app, slug, expert, write } = await openStudy(engine);
    await write('The plan');
    const saved = await Promise.all(
      [1, 2, 3, 4].map((n) => app.versions.keep(expert, slug, findings, { en: `Draft ${n}`, zh: '' }))
    );
    expect(saved.map((one) => must(one).number).sort()).toEqual([1, 2, 3, 4]);
  });

  it('give the bytes that their hash is of', async () => {
    const { app, slug, expert, write } = await openStudy(engine);
    await write('The plan');
    const { id } = must(await app.versions.keep(expert, slug, findings, { en: 'Draft', zh: '' }));
    const { bytes, fileName } = must(await app.versions.bytes(expert, slug, findings, id));
    const [entry] = must(await app.versions.list(expert, slug, findings)).versions;
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry?.hash);
    expect(fileName).toBe('small-study-findings-haidian-1.json');
  });

  it('are compared with one another, whichever is named first, and with the live text (R119)', async () => {
    const { app, slug, expert, write } = await openStudy(engine);
    await write('The plan began in 2010.');
    const one = must(await app.versions.keep(expert, slug, findings, { en: 'One', zh: '' }));
    await write('The plan began in 2012.');
    const two = must(await app.versions.keep(expert, slug, findings, { en: 'Two', zh: '' }));
    await write('The plan ended in 2012.');
    const between = '<p data-id="p1">The plan began in <del>2010</del><ins>2012</ins>.</p>';
    for (const [first, second] of [
      [one.id, two.id],
      [two.id, one.id]
    ] as const) {
      const compared = must(await app.versions.compare(expert, slug, findings, first, second));
      expect([
        compared.before.number,
        compared.after?.number,
        compared.sections[0]?.changes,
        compared.sections[0]?.blocks.en[0]?.html
      ]).toEqual([1, 2, 1, between]);
      expect(compared.sections[1]?.changes).toBe(0);
    }
    const live = must(await app.versions.compare(expert, slug, findings, 'live', two.id));
    expect([live.after, live.sections[0]?.blocks.en[0]?.html]).toEqual([
      null,
      '<p data-id="p1">The plan <del>began</del><ins>ended</ins> in 2012.</p>'
    ]);
  });

  it('tell who wrote what, across a freeze and a reopening (R240)', async () => {
    const { app, study, slug, expert, findingsId, write } = await openStudy(engine);
    const other = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
    await write('The plan began in 2010.');
    await app.documents.freeze(null, findingsId);
    await app.documents.reopen(null, findingsId);
    await writeText(app, findingsId, other.userId, strategy, {
      en: [paragraph('p1', 'The plan began in 2010 and went on.')]
    });
    const { id } = must(await app.versions.keep(expert, slug, findings, { en: 'Both', zh: '' }));
    const { sections, authors } = must(await app.versions.authors(expert, slug, findings, id));
    expect(authors.map((person) => person?.name.en ?? null)).toEqual([null, 'Anna Weber', 'Li Ming']);
    expect(authors.map((person) => person?.sideId ?? null)).toEqual([null, 'eu', 'cn']);
    expect(sections[0]?.blocks.en[0]).toEqual({
      id: 'p1',
      by: [1, 2],
      html: '<p data-id="p1"><span class="by by-1" data-by="1">The plan began in 2010</span><span class="by by-2" data-by="2"> and went on</span><span class="by by-1" data-by="1">.</span></p>'
    });
  });

  it('tell who wrote what as far as it still stands, once the history of the generation is gone', async () => {
    const { app, slug, expert, findingsId, write } = await openStudy(engine);
    await write('The plan began in 2010.');
    const { id } = must(await app.versions.keep(expert, slug, findings, { en: 'Early', zh: '' }));
    await write('The plan ended.');
    await app.documents.freeze(null, findingsId);
    await app.scheduler.run();
    const before = must(await app.versions.authors(expert, slug, findings, id));
    expect(before.sections[0]?.blocks.en[0]?.html).toBe(
      '<p data-id="p1"><span class="by by-1" data-by="1">The plan began in 2010.</span></p>'
    );
    await deleteHistory(app.store.db, { documentId: findingsId, generation: 1 });
    const after = must(await app.versions.authors(expert, slug, findings, id));
    expect(after.sections[0]?.blocks.en[0]?.html.replace(/<[^>]*>/g, '')).toBe('The plan began in 2010.');
    expect(after.sections[0]?.blocks.en[0]?.html).toContain('data-by="1">The plan ');
  });

  it('are none of the city’s business but for the one frozen for it', async () => {
    const { app, study, slug, expert, findingsId, write } = await openStudy(engine);
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const [stranger, observer] = [
      await signedInAs(app, { role: 'city', city: 'bristol', study }),
      await signedInAs(app, { role: 'observer', study })
    ];
    await write('The plan');
    const named = must(await app.versions.keep(expert, slug, findings, { en: 'Internal', zh: '' }));
    const row = await app.store.db.selectFrom('version').selectAll().executeTakeFirstOrThrow();
    for (const [number, kind] of [
      [2, 'consultation'],
      [3, 'consultation'],
      [4, 'approval']
    ] as const) {
      await app.store.db
        .insertInto('version')
        .values({ ...row, id: `v${number}`, number, kind })
        .execute();
    }
    const seenBy = async (actor: typeof city) => {
      const list = await app.versions.list(actor, slug, findings);
      return list.ok ? list.value.versions.map(({ id, number }) => `${id}:${number}`) : list.refusal.code;
    };
    expect([await seenBy(city), await seenBy(stranger), await seenBy(observer)]).toEqual([
      'not-found',
      'not-found',
      []
    ]);
    await setState(app, 'haidian', 'consultation');
    expect(await seenBy(city)).toEqual(['v3:2']);
    expect(await app.versions.load(city, slug, findings, named.id)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.versions.compare(city, slug, findings, 'v3', 'v2')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.versions.compare(city, slug, findings, 'v3', 'live')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.versions.authors(city, slug, findings, 'v3')).toMatchObject({
      ok: false,
      refusal: { code: 'forbidden' }
    });
    expect(await app.versions.keep(city, slug, findings, { en: 'Mine', zh: '' })).toMatchObject({
      ok: false,
      refusal: { code: 'forbidden' }
    });
    expect((await app.versions.bytes(city, slug, findings, 'v3')).ok).toBe(true);
    await setState(app, 'haidian', 'revision');
    expect(await seenBy(city)).toBe('not-found');
    await setState(app, 'haidian', 'approved');
    expect([await seenBy(city), await seenBy(observer)]).toEqual([['v4:1'], ['v4:1']]);
    expect(findingsId).not.toBe('');
  });

  it('are restored by the person who writes the text, and the log says so (R119)', async () => {
    const { app, study, slug, expert, write } = await openStudy(engine);
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    await write('The plan', '规划');
    const { id } = must(await app.versions.keep(expert, slug, findings, { en: 'Draft', zh: '' }));
    expect(must(await app.versions.section(expert, slug, findings, id, strategy)).zh).toEqual([
      paragraph('z1', '规划')
    ]);
    expect(await app.versions.restored(chair, slug, findings, id, strategy)).toMatchObject({
      ok: false,
      refusal: { code: 'forbidden' }
    });
    expect(await app.versions.restored(expert, slug, findings, id, 'nothing')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.versions.restored(expert, slug, findings, id, strategy)).toEqual({
      ok: true,
      value: null
    });
    await setState(app, 'haidian', 'consultation');
    expect(await app.versions.restored(expert, slug, findings, id, strategy)).toMatchObject({
      ok: false,
      refusal: { code: 'forbidden' }
    });
    const events = await app.store.db
      .selectFrom('event')
      .select('payload')
      .where('kind', '=', 'version.restored')
      .execute();
    expect(events.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
      { versionId: id, number: 1, subject: 'findings:haidian', section: strategy }
    ]);
  });

  it('of chapters follow the chapter’s own rights', async () => {
    const { app, study, slug, expert } = await openStudy(engine);
    const chapter: TextLocation = { kind: 'chapter', slug: 'trends' };
    await writeText(app, study.chapterId, expert.userId, 'body', { en: [paragraph('c', 'Trends')] });
    const { id } = must(await app.versions.keep(expert, slug, chapter, { en: 'Draft', zh: '' }));
    expect(
      must(await app.versions.load(expert, slug, chapter, id)).sections.map(({ id: section }) => section)
    ).toEqual(['body']);
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    expect(await app.versions.list(city, slug, chapter)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });
});

describe.each(serviceEngines)('versions kept by themselves on %s', (engine) => {
  const automatic = async (app: App) =>
    (
      await app.store.db
        .selectFrom('version')
        .select(['subject', 'kind', 'number'])
        .orderBy('at')
        .orderBy('subject')
        .execute()
    ).map(({ subject, kind, number }) => `${subject} ${kind} ${number}`);

  it('are one of each text and day on which it changed (R119)', async () => {
    const { clock, app, study, expert, write } = await openStudy(engine);
    await app.scheduler.run();
    expect(await automatic(app)).toEqual([]);
    await write('The plan');
    await writeText(app, study.chapterId, expert.userId, 'body', { en: [paragraph('c', 'Trends')] });
    await app.scheduler.run();
    expect(await automatic(app)).toEqual([]);
    clock.advance(24 * 60 * 60 * 1000);
    await app.scheduler.run();
    expect(await automatic(app)).toHaveLength(1);
    for (let round = 0; round < 3; round++) await app.scheduler.run();
    expect((await automatic(app)).sort()).toEqual([
      'chapter:trends automatic 1',
      'findings:haidian automatic 1'
    ]);
    clock.advance(24 * 60 * 60 * 1000);
    await write('The plan went on');
    for (let round = 0; round < 3; round++) await app.scheduler.run();
    expect((await automatic(app)).sort()).toEqual([
      'chapter:trends automatic 1',
      'findings:haidian automatic 1',
      'findings:haidian automatic 2'
    ]);
  });

  it('are none where somebody has kept what stands there', async () => {
    const { clock, app, slug, expert, write } = await openStudy(engine);
    await write('The plan');
    must(await app.versions.keep(expert, slug, findings, { en: 'Mine', zh: '' }));
    await app.scheduler.run();
    clock.advance(24 * 60 * 60 * 1000);
    await app.scheduler.run();
    expect(await automatic(app)).toEqual(['findings:haidian named 1']);
  });
});

describe.each(serviceEngines)('versions of a response on %s', (engine) => {
  it('show which answers changed, and hold all of them to be written back', async () => {
    const { app, slug, expert, study } = await openStudy(engine);
    const city = study.cities[1];
    const senior = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const answer = (cells: Parameters<typeof writeAnswers>[3]) =>
      writeAnswers(app, city?.responseId ?? '', senior.userId, cells);
    await answer({
      'strategy.vision/value': { amount: 27.85, currency: 'CNY' },
      'stakeholders.who/value@source': 'Yearbook'
    });
    await writeText(app, city?.responseId ?? '', senior.userId, 'answer:strategy.vision', {
      en: [paragraph('a', 'A city that sees')]
    });
    const one = must(await app.versions.keep(expert, slug, response, { en: 'One', zh: '' }));
    await answer({
      'strategy.vision/value': { amount: 30, currency: 'CNY' },
      'stakeholders.who/value@source': null
    });
    const compared = must(await app.versions.compare(expert, slug, response, 'live', one.id));
    expect(compared.answers).toEqual([
      {
        question: 'strategy.vision',
        state: null,
        records: [],
        values: [
          {
            name: 'value',
            about: null,
            before: { amount: 27.85, currency: 'CNY' },
            after: { amount: 30, currency: 'CNY' }
          }
        ]
      },
      {
        question: 'stakeholders.who',
        state: null,
        records: [],
        values: [{ name: 'value', about: 'source', before: 'Yearbook', after: undefined }]
      }
    ]);
    expect(compared.sections.every(({ changes }) => changes === 0)).toBe(true);
    const { answers } = must(await app.versions.load(expert, slug, response, one.id));
    expect(answers).toEqual({
      'strategy.vision/value': { amount: 27.85, currency: 'CNY' },
      'stakeholders.who/value@source': 'Yearbook'
    });
    const held = must(await app.versions.held(expert, slug, response, one.id));
    expect(held.sections.find(({ id }) => id === 'answer:strategy.vision')?.en).toEqual([
      paragraph('a', 'A city that sees')
    ]);
  });

  it('that a city has handed in are written back by it, in one characteristic or as wholes, and compared with the open response; it is told so', async () => {
    const { app, slug, study } = await openStudy(engine);
    const senior = await signedInAs(app, { role: 'city', city: 'haidian', study });
    await writeAnswers(app, study.cities[1]?.responseId ?? '', senior.userId, {
      'strategy.vision/value@source': 'Yearbook'
    });
    const document = await findDocument(app.store.db, study.cities[1]?.responseId ?? '');
    if (!document) throw new Error('no response');
    const read = await readContent(app.store.db, app.workers, document);
    const { id } = await saveVersion(app.store.db, document, read, {
      id: app.newId(),
      kind: 'submission',
      name: { en: '', zh: '' },
      userId: senior.userId,
      at: app.now().toISOString()
    });
    expect(await app.versions.restored(senior, slug, response, id, null)).toMatchObject({ ok: false });
    const compared = () => app.versions.compare(senior, slug, response, id, 'live');
    expect(await compared()).toMatchObject({ refusal: { code: 'not-found' } });
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('cityId', '=', 'haidian')
      .execute();
    expect(must(await compared())).toMatchObject({ after: null, answers: [] });
    must(await app.versions.restored(senior, slug, response, id, strategy));
    must(await app.versions.restored(senior, slug, response, id, null));
    expect(await app.versions.restored(senior, slug, response, id, 'nothing')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    const logged = await app.store.db
      .selectFrom('event')
      .select(['kind', 'payload'])
      .where('kind', '=', 'version.restored')
      .orderBy('seq')
      .execute();
    expect(logged.map(({ payload }) => (JSON.parse(payload) as { section?: string }).section)).toEqual([
      strategy,
      undefined
    ]);
  });

  it('R091: show the city that the category of a service was changed after it had submitted', async () => {
    const { app, slug, study, clock } = await openStudy(engine);
    const senior = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const responseId = study.cities[1]?.responseId ?? '';
    const submitted = async (category: string): Promise<string> => {
      await writeAnswers(app, responseId, senior.userId, {
        'services.register/one/$': 0,
        'services.register/one/category': category
      });
      const document = await findDocument(app.store.db, responseId);
      if (!document) throw new Error('no response');
      clock.advance(1_000);
      const { id } = await saveVersion(
        app.store.db,
        document,
        await readContent(app.store.db, app.workers, document),
        {
          id: app.newId(),
          kind: 'submission',
          name: { en: '', zh: '' },
          userId: senior.userId,
          at: app.now().toISOString()
        }
      );
      return id;
    };
    const [one, other] = [await submitted('health'), await submitted('tourism')];
    expect(
      must(await app.versions.list(senior, slug, response)).versions.map(({ number, by }) => [
        number,
        by !== null
      ])
    ).toEqual([
      [2, true],
      [1, true]
    ]);
    expect(must(await app.versions.compare(senior, slug, response, one, other)).answers).toMatchObject([
      {
        question: 'services.register',
        records: [
          { id: 'one', kind: 'changed', values: [{ name: 'category', before: 'health', after: 'tourism' }] }
        ]
      }
    ]);
  });
});
