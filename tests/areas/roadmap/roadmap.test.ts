import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { stepSection } from '#rules/roadmap/roadmap.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { insertJudged, insertRubric, testRubric } from '#kit/judged.ts';
import { makeStudy, type TestStudy } from '#kit/people.ts';
import { writeSections } from '#kit/workflow.ts';
import type { App } from '../../../server/app.ts';
import { contributions } from '../../../server/contributions.ts';
import { createRoadmap } from '#server/areas/roadmap/roadmap.ts';
import { lockStudy } from '#server/auth/grants.ts';
import { listRounds } from '#server/areas/roadmap/store/roadmap.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { forumStep as input } from '#kit/next-steps.ts';

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

const cities = ['bristol', 'turin', 'haidian', 'korla'].map((id, index) => ({
  id,
  side: index < 2 ? ('eu' as const) : ('cn' as const),
  state: 'drafting' as const
}));

async function setUp(engine: Engine = 'sqlite') {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities });
  await insertRubric(app, study.id);
  return {
    app,
    study,
    secretariat: await signedInAs(app, { role: 'secretariat', study, name: 'Sofia' }),
    expert: await signedInAs(app, { role: 'expert', study, side: 'eu', name: 'Eva' }),
    chair: await signedInAs(app, { role: 'chair', study, side: 'cn', name: 'Chen' })
  };
}

async function release(app: App, study: TestStudy, city: string, level: string | null): Promise<void> {
  const id = await insertJudged(app, study.id, [], {
    cityId: city,
    characteristic: 'stakeholders',
    rounds: [],
    result: level
  });
  await app.store.db
    .updateTable('panel')
    .set((eb) => ({ releasedId: eb.ref('resultId') }))
    .where('id', '=', id)
    .execute();
}

// Promise: the roadmap has ordered steps, begun from the rubric, that both sides write (R174-R176, R185).
describe.each(serviceEngines)('the roadmap on %s', (engine) => {
  it('begins from the rubric in a chapter of its own, and never overwrites', async () => {
    const { app, study, expert, secretariat } = await setUp(engine);
    expect(valueOf(await app.roadmap.load(expert, study.slug))).toMatchObject({
      chapter: null,
      steps: [],
      suggested: 8,
      mayEdit: true
    });
    expect(valueOf(await app.roadmap.begin(expert, study.slug))).toEqual({ added: 8 });
    const begun = valueOf(await app.roadmap.load(expert, study.slug));
    expect(begun).toMatchObject({ chapter: { slug: 'roadmap', state: 'drafting' }, suggested: 0 });
    const [first] = begun.steps;
    expect(first).toMatchObject({
      characteristic: 'smart-city-strategy',
      fromLevel: null,
      toLevel: 'basic',
      title: { en: 'Reach the level “Basic”', zh: '达到“基础”等级' },
      written: { en: true, zh: true }
    });
    const chapter = begun.chapter?.documentId ?? '';
    const html = valueOf(await app.documents.html(expert, chapter, first?.section ?? ''));
    expect(html.en).toContain('There is a plan.');
    expect(html.zh).toContain('完成佐证');
    // What a person wrote, changed or removed stays as it is.
    const [, second] = begun.steps;
    if (!first || !second) throw new Error('Steps are missing');
    valueOf(await app.roadmap.remove(expert, study.slug, second));
    expect(await app.roadmap.begin(expert, study.slug)).toEqual({ ok: false, refusal: { code: 'conflict' } });
    const after = valueOf(await app.roadmap.load(expert, study.slug));
    expect(after.steps.map(({ id }) => id)).not.toContain(second.id);
    // A level that the rubric gets later brings its steps; what was there is not written again.
    await app.store.db.deleteFrom('rubric').execute();
    const top = { ...testRubric.levels[0], id: 'top', order: 4 } as (typeof testRubric.levels)[number];
    await insertRubric(app, study.id, { ...testRubric, levels: [...testRubric.levels, top] });
    expect(valueOf(await app.roadmap.begin(expert, study.slug))).toEqual({ added: 4 });
    const again = valueOf(await app.documents.html(expert, chapter, first.section)).en;
    expect(again.split('There is a plan.')).toHaveLength(2);
    expect(valueOf(await app.roadmap.load(expert, study.slug)).steps).toHaveLength(11);
    expect(
      valueOf(await app.events.list(secretariat, study.slug, 0))
        .filter(({ kind }) => kind.startsWith('roadmap.'))
        .map(({ kind, needs }) => [kind, needs])
    ).toEqual([
      ['roadmap.begun', 'study.roadmap'],
      ['roadmap.step-changed', 'study.roadmap'],
      ['roadmap.begun', 'study.roadmap']
    ]);
  });

  it('begins in the chapter of that name where the study has one, and keeps its words', async () => {
    const { app, study, expert, secretariat } = await setUp(engine);
    valueOf(await app.chapters.add(secretariat, study.slug, { en: 'Roadmap', zh: '路线图' }));
    const { id } = valueOf(await app.chapters.load(expert, study.slug, 'roadmap'));
    await writeSections(app, id, ['en', 'zh'], ['body']);
    valueOf(await app.roadmap.begin(expert, study.slug));
    expect(valueOf(await app.chapters.load(expert, study.slug, 'roadmap')).room).toContain('@2');
    expect(valueOf(await app.documents.html(expert, id, 'body')).zh).toContain('该市制定了规划。');
    expect(valueOf(await app.documents.html(expert, id, stepSection(1))).en).toContain('There is a plan.');
  });

  it('takes a step of one’s own, changes it once from each state, and keeps its order', async () => {
    const { app, study, expert } = await setUp(engine);
    valueOf(await app.roadmap.begin(expert, study.slug));
    const { id } = valueOf(await app.roadmap.add(expert, study.slug, input));
    const ofStakeholders = async () =>
      valueOf(await app.roadmap.load(expert, study.slug)).steps.filter(
        ({ characteristic }) => characteristic === 'stakeholders'
      );
    const steps = await ofStakeholders();
    expect(steps.at(-1)).toMatchObject({
      id,
      ...input,
      linkNames: [],
      written: { en: false, zh: false }
    });
    const before = steps.at(-2)?.id ?? '';
    const outcomes = await Promise.all(
      [1, 2].map(() =>
        app.roadmap.change(
          expert,
          study.slug,
          { id, version: 1 },
          { ...input, horizon: 'medium', dependsOn: [before] }
        )
      )
    );
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.refusal.code)).sort()).toEqual([
      'ok',
      'stale'
    ]);
    const other = steps.find((step) => step.id === before);
    if (!other) throw new Error('The step is missing');
    expect(await app.roadmap.change(expert, study.slug, other, { ...other, dependsOn: [id] })).toEqual({
      ok: false,
      refusal: { code: 'conflict', facts: { field: 'dependsOn' } }
    });
    valueOf(await app.roadmap.move(expert, study.slug, { id, past: before }));
    expect((await ofStakeholders()).at(-2)?.id).toBe(id);
    expect(await app.roadmap.move(expert, study.slug, { id, past: steps[0]?.id ?? '' })).toMatchObject({
      refusal: { code: 'stale' }
    });
    valueOf(await app.roadmap.remove(expert, study.slug, { id: before, version: 1 }));
    expect((await ofStakeholders()).at(-1)).toMatchObject({ id, dependsOn: [] });
  });

  it('is changed by experts and the secretariat while its chapter is open, and by nobody afterwards', async () => {
    const { app, study, expert, chair, secretariat } = await setUp(engine);
    const city = await signedInAs(app, { role: 'city', study, city: 'turin' });
    const observer = await signedInAs(app, { role: 'observer', study });
    for (const one of [chair, city, observer])
      expect(await app.roadmap.begin(one, study.slug)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await app.roadmap.load(city, study.slug)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect((await app.roadmap.load(observer, study.slug)).ok).toBe(true);
    valueOf(await app.roadmap.begin(secretariat, study.slug));
    await app.store.db
      .updateTable('document')
      .set({ state: 'approval' })
      .where('slug', '=', 'roadmap')
      .execute();
    expect(await app.roadmap.add(expert, study.slug, input)).toEqual({
      ok: false,
      refusal: { code: 'wrong-state' }
    });
    expect(valueOf(await app.roadmap.load(expert, study.slug)).mayEdit).toBe(false);
  });

  it('tells how many cities enter at a step, only from three on and never which', async () => {
    const { app, study, expert } = await setUp(engine);
    valueOf(await app.roadmap.begin(expert, study.slug));
    for (const city of ['bristol', 'turin']) await release(app, study, city, 'basic');
    const shown = async () =>
      valueOf(await app.roadmap.load(expert, study.slug)).steps.flatMap(({ enters, fromLevel }) =>
        enters === null ? [] : [[fromLevel, enters]]
      );
    expect(await shown()).toEqual([]);
    await release(app, study, 'korla', 'basic');
    await release(app, study, 'haidian', null);
    expect(await shown()).toEqual([['basic', 3]]);
  });
});

// Promise: a city has its own view, ticks off privately, and repeats the cycle (R177, R179).
describe.each(serviceEngines)('a city’s own way on %s', (engine) => {
  it('follows what was released, from its own level on, round by round', async () => {
    const { app, study, secretariat } = await setUp(engine);
    valueOf(await app.roadmap.begin(secretariat, study.slug));
    await release(app, study, 'turin', 'basic');
    const turin = await signedInAs(app, { role: 'city', study, city: 'turin' });
    const load = async () => valueOf(await app.ownRoadmaps.load(turin, study.slug, 'turin'));
    expect(await load()).toMatchObject({ release: null, ways: [] });
    const tick = (step: string, holds = true) =>
      app.ownRoadmaps.decide(turin, study.slug, 'turin', { kind: 'tick', step, holds });
    expect(await tick('any')).toMatchObject({ refusal: { code: 'wrong-state' } });
    valueOf(await app.roadmap.release(secretariat, study.slug));
    const [strategy, stakeholders] = (await load()).ways;
    expect(strategy).toMatchObject({ found: null, entry: strategy?.steps[0]?.step.id });
    expect(stakeholders?.steps.map(({ place }) => place)).toEqual(['behind', 'entry', 'ahead', 'ahead']);
    expect(strategy?.steps[0]?.step.html.en).toContain('There is a plan.');
    const entry = stakeholders?.entry ?? '';
    valueOf(await tick(entry));
    valueOf(
      await app.ownRoadmaps.decide(turin, study.slug, 'turin', {
        kind: 'rest',
        characteristic: 'smart-city-strategy',
        holds: true
      })
    );
    const last = strategy?.steps.at(-1)?.step.id ?? '';
    valueOf(
      await app.ownRoadmaps.decide(turin, study.slug, 'turin', {
        kind: 'enter',
        characteristic: 'smart-city-strategy',
        step: last
      })
    );
    const decided = await load();
    expect(decided.round).toMatchObject({ n: 1, closedAt: null, ticks: [{ step: entry }] });
    expect(decided.ways[0]).toMatchObject({ rests: true, isChosen: true, entry: last });
    expect(decided.ways[1]?.steps[1]?.tickedAt).not.toBeNull();
    valueOf(await tick(entry, false));
    expect((await load()).round?.ticks).toEqual([]);
    valueOf(await tick(entry));
    // The roadmap goes on; the round stays on what it began with until the city goes over.
    valueOf(await app.roadmap.add(secretariat, study.slug, input));
    valueOf(await app.roadmap.release(secretariat, study.slug));
    expect(await load()).toMatchObject({ hasNewer: true, release: { n: 1 } });
    valueOf(await app.ownRoadmaps.decide(turin, study.slug, 'turin', { kind: 'renew' }));
    expect(await load()).toMatchObject({ hasNewer: false, release: { n: 2 } });
    valueOf(await app.ownRoadmaps.beginRound(turin, study.slug, 'turin'));
    const second = await load();
    expect(second.round).toMatchObject({ n: 2, ticks: [], rests: ['smart-city-strategy'] });
    expect(second.earlier).toMatchObject([
      { n: 1, levels: { stakeholders: { outcome: 'level', level: 'basic' } }, ticks: [{ step: entry }] }
    ]);
    expect(second.earlier[0]?.ticks[0]?.title).toEqual(decided.ways[1]?.steps[1]?.step.title);
  });

  it('is read and written by the city’s own people alone, and leaves no trace anywhere else', async () => {
    const { app, study, secretariat, expert, chair } = await setUp(engine);
    valueOf(await app.roadmap.begin(secretariat, study.slug));
    valueOf(await app.roadmap.release(secretariat, study.slug));
    const turin = await signedInAs(app, { role: 'city', study, city: 'turin' });
    const korla = await signedInAs(app, { role: 'city', study, city: 'korla' });
    const observer = await signedInAs(app, { role: 'observer', study });
    const events = async () => valueOf(await app.events.list(secretariat, study.slug, 0)).length;
    const before = await events();
    const step = valueOf(await app.ownRoadmaps.load(turin, study.slug, 'turin')).ways[0]?.entry ?? '';
    valueOf(await app.ownRoadmaps.decide(turin, study.slug, 'turin', { kind: 'tick', step, holds: true }));
    for (const [one, code] of [
      [secretariat, 'forbidden'],
      [expert, 'forbidden'],
      [chair, 'forbidden'],
      [observer, 'forbidden'],
      [korla, 'not-found']
    ] as const) {
      expect(await app.ownRoadmaps.load(one, study.slug, 'turin')).toEqual({ ok: false, refusal: { code } });
      expect(await app.ownRoadmaps.beginRound(one, study.slug, 'turin')).toMatchObject({
        refusal: { code }
      });
      expect(
        await app.ownRoadmaps.decide(one, study.slug, 'turin', { kind: 'tick', step, holds: false })
      ).toMatchObject({ refusal: { code } });
    }
    expect(await events()).toBe(before);
    expect(await listRounds(app.store.db, study.id, 'turin')).toMatchObject([{ ticks: [{ step }] }]);
    const chunks: Uint8Array[] = [];
    valueOf(await app.archives.export(secretariat, study.slug, (chunk) => void chunks.push(chunk)));
    const names = Buffer.concat(chunks).toString('latin1');
    expect(names.includes('tables/roadmapStep.json')).toBe(true);
    expect(names.includes('roadmapRound')).toBe(false);
  });
});

// Promise: no transaction waits for a thread: while a text is built, everybody else goes on.
describe('the roadmap while a text is built for it, on postgres', () => {
  it.each(['begin', 'release'] as const)('lets others change the study during a %s', async (act) => {
    const { app, study, secretariat } = await setUp('postgres');
    if (act === 'release') valueOf(await app.roadmap.begin(secretariat, study.slug));
    else valueOf(await app.chapters.add(secretariat, study.slug, { en: 'Roadmap', zh: '路线图' }));
    /** Changes the study as others do; fails at once where somebody holds its row. */
    const others = async (): Promise<void> => {
      await app.store.db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = '1s'`.execute(trx);
        await lockStudy(trx, study.slug);
      });
    };
    const slow: DocumentWorkers = Object.create(app.workers, {
      next: {
        value: async (...job: Parameters<DocumentWorkers['next']>) => (
          await others(),
          app.workers.next(...job)
        )
      },
      content: {
        value: async (...job: Parameters<DocumentWorkers['content']>) => (
          await others(),
          app.workers.content(...job)
        )
      }
    }) as DocumentWorkers;
    const roadmap = createRoadmap({ ...app, ...contributions, workers: slow });
    expect(await roadmap[act](secretariat, study.slug)).toMatchObject({ ok: true });
  });
});
