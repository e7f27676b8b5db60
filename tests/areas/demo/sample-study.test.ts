/**
 * The sample study of eight invented towns has gone the whole way, by the rules of any study: every page has something to
 * show, its report is published, and an attempt that ended halfway is founded anew (docs/report.md, the sample study).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { KindOfEvent } from '#lib/events/event.ts';
import { eventKinds } from '#lib/events/kinds.ts';
import { sampleSlug } from '#rules/study/study.ts';
import type { DatabaseAddress } from '#server/process/config.ts';
import { openSampleStage, must } from '#server/areas/demo/sample-study/stage.ts';
import { FoundingClock } from '#server/areas/demo/sample-study/founding-clock.ts';
import { setUp, makeAccounts } from '#server/areas/demo/sample-study/setting-up.ts';
import { towns } from '#server/areas/demo/sample-study/content/towns/towns.ts';
import type { Founding } from '#server/areas/demo/sample-study/sample-study.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import { selectRows } from '#server/store/rows.ts';
import { configOver, openAppOver } from '#kit/app.ts';
import { filledDatabase } from '#kit/databases.ts';
import { eventForms } from '#kit/event-forms.ts';
import { partOf, wordsOf } from '#kit/reports.ts';
import { foundQuickly, withFounder } from '#kit/sample-study.ts';

const today = (): Date => new Date('2026-10-01T08:00:00Z');

/** Founds it where an attempt ended halfway; returns what the founding said while that was, then, and once it was there. */
async function found(address: DatabaseAddress): Promise<readonly Founding[]> {
  return withFounder(configOver(address, { DEMO: '1' }), today, async (app, clock) => {
    await loadDemoStudy({ ...app, now: today });
    const stage = openSampleStage(app, clock);
    await makeAccounts(stage);
    await setUp(stage);
    clock.catchUp();
    const meanwhile = await foundQuickly(app, clock, 60_000);
    return [meanwhile, await foundQuickly(app, clock), await foundQuickly(app, clock)];
  });
}

async function openSample() {
  const { database, value: foundings } = await filledDatabase('sqlite', 'sample-study', found);
  const app = await openAppOver(database, { now: today });
  const { actor: as, studyId } = openSampleStage(app, new FoundingClock(today));
  return { app, as, studyId, foundings };
}

// The founding takes as long as hundreds of decisions do, on a busy machine longer than a test may.
beforeAll(() => filledDatabase('sqlite', 'sample-study', found), 300_000);

describe('the sample study', () => {
  it('shows every reader a published report and a White Paper, with an erratum', async () => {
    const { app } = await openSample();
    const list = await app.reports.publishing.list(sampleSlug);
    expect(list.map(({ kind, number }) => `${kind} ${number}`).sort()).toEqual(['report 1', 'white-paper 1']);
    const report = must(await app.reports.publishing.load(sampleSlug, '1'), 'load the report');
    expect(report.errata).toHaveLength(1);
    expect(report.signatures).toHaveLength(2);
    const words = JSON.stringify(report.content);
    for (const { shortName } of towns) {
      expect(words).toContain(shortName.en);
      expect(words).toContain(shortName.zh);
    }
  });

  it('has a register of services in each town, which the report prints without stakeholders', async () => {
    const { app } = await openSample();
    const { content } = must(await app.reports.publishing.load(sampleSlug, '1'), 'load the report');
    const register = JSON.stringify(partOf(content, 'services').pairs);
    for (const { services } of towns) for (const { name } of services) expect(register).toContain(name.zh);
    expect(register).toContain('Smart city service, by category');
    expect(register).not.toContain('Stakeholder');
    const steps = partOf(content, 'roadmap').pairs.flatMap(({ en }) => en);
    const headings = steps.flatMap((one) => (one.kind === 'heading' ? [wordsOf(one.text)] : []));
    expect(headings).toContain('Funding: Reach the level “Basic”');
    expect(new Set(headings).size).toBe(headings.length);
  });

  it('names the inhabitants of each town from a figure that the town gave', async () => {
    const { app } = await openSample();
    const { content } = must(await app.reports.publishing.load(sampleSlug, '1'), 'load the report');
    const words = JSON.stringify(content);
    expect(words).toContain('86,000 people (2024');
    expect(words).toContain('86,000人（2024');
    expect(words).not.toMatch(/figure not available|数据不可用/);
  });

  it('cites a source in a chapter, which its page lists for those who may read the chapter', async () => {
    const { app, as } = await openSample();
    const { content } = must(await app.reports.publishing.load(sampleSlug, '1'), 'load the report');
    const cited = content.sources.find(({ title }) => title.en.startsWith('Barometer of invented towns'));
    expect(JSON.stringify(content.parts)).toContain(`{"kind":"cite","sources":[${cited?.number}]}`);
    const expert = await as('expert1.eu');
    const { sources } = must(await app.context.sources.list(expert, sampleSlug), 'list the sources');
    const id = sources.find(({ title }) => title.en === 'Barometer of invented towns')?.id ?? '';
    const chapter = {
      text: 'chapter',
      href: expect.stringMatching(/chapters\/trends-challenges-and-good-practice#block-/) as string
    };
    expect(must(await app.supports.passagesCiting(expert, sampleSlug, id), 'list')).toMatchObject([chapter]);
  });

  it('has all towns approved by both chairs, and each passage current in both languages', async () => {
    const { app, as } = await openSample();
    const secretariat = await as('secretariat');
    for (const { id } of towns) {
      const { state } = must(await app.assessments.load(secretariat, sampleSlug, id), id);
      expect([id, state]).toEqual([id, 'approved']);
      const expert = await as('expert1.eu');
      const { sections } = must(
        await app.translationStatus.list(expert, sampleSlug, { kind: 'findings', city: id }),
        id
      );
      expect(sections.map(({ pairs }) => pairs.toDo)).toEqual(sections.map(() => 0));
    }
  });

  it('rests on supports that hold, and publishes trends and challenges of two towns or more', async () => {
    const { app, as } = await openSample();
    const expert = await as('expert1.eu');
    const { themes } = must(await app.themes.list(expert, sampleSlug), 'list');
    expect(themes.map(({ stage, lacks }) => ({ stage, lacks }))).toEqual(
      themes.map(() => ({ stage: 'published', lacks: [] }))
    );
    expect(themes.some(({ counts }) => counts.counters > 0)).toBe(true);
  });

  it('shows no card whose town has withdrawn its consent', async () => {
    const { app, as } = await openSample();
    const published = must(await app.practices.published(await as('observer'), sampleSlug), 'list');
    expect(published.map(({ cityId }) => cityId).sort()).toEqual(['mockhaven', 'nizao', 'yangli']);
    const { cards } = must(await app.practices.list(await as('expert1.eu'), sampleSlug), 'list');
    expect(cards.map(({ stage }) => stage).sort()).toEqual([
      'asked',
      'closed',
      'draft',
      'published',
      'published',
      'published'
    ]);
  });

  it('has something to show in every area, to the people of each role', async () => {
    const { app, as } = await openSample();
    const [secretariat, senior] = [await as('secretariat'), await as('town.sampleford')];
    expect(must(await app.plan.load(secretariat, sampleSlug), 'plan').phases).not.toEqual([]);
    expect(must(await app.meetings.list(secretariat, sampleSlug), 'meetings').past).not.toEqual([]);
    expect(must(await app.nextSteps.list(secretariat, sampleSlug), 'steps').approval).toMatchObject({
      isCurrent: true
    });
    expect(must(await app.context.sources.list(secretariat, sampleSlug), 'sources').sources).not.toEqual([]);
    expect(must(await app.glossary.terms(senior, sampleSlug), 'terms')).not.toEqual([]);
    expect(must(await app.roadmap.released(senior, sampleSlug), 'roadmap')?.steps).toHaveLength(18);
    expect(must(await app.ownRoadmaps.load(senior, sampleSlug, 'sampleford'), 'own').round).not.toBeNull();
    expect(must(await app.evidence.list(senior, sampleSlug, 'sampleford'), 'evidence').pieces).toHaveLength(
      2
    );
    const coding = must(await app.coding.load(await as('expert1.eu'), sampleSlug, 'side'), 'coding');
    expect(coding.codes.reduce((sum, { counts }) => sum + counts.passages, 0)).toBeGreaterThan(10);
    expect(coding.tasks).toMatchObject([{ disagreements: { all: 1, settled: 1 } }]);
    const { cities } = must(await app.consultations.ofStudy(secretariat, sampleSlug), 'consultations');
    expect(cities.flatMap(({ comments }) => comments).filter(({ isStatement }) => isStatement)).toHaveLength(
      1
    );
  });

  it('is founded once, waits for one who is at it, and replaces what came to no end', async () => {
    const { foundings } = await openSample();
    expect(foundings).toEqual(['under-way', 'founded', 'there']);
  });

  it('keeps a log that verifies', async () => {
    const { app, studyId } = await openSample();
    expect(await verifyLog(app.store.db, await studyId())).toMatchObject({ verdict: { ok: true } });
  });

  it('has, as the demo has, each event in the form that is hashed, and as its kind describes it', async () => {
    const { app } = await openSample();
    const events = await selectRows(app.store.db, 'event');
    const forms = events.map(({ kind, needs, cityId, documentId, payload }) => {
      const about = [cityId === null ? [] : 'city', documentId === null ? [] : 'document'].flat();
      return [kind, needs, about.join(' '), Object.keys(JSON.parse(payload) as object).join(' ')].join(' | ');
    });
    expect([...new Set(forms)].toSorted()).toEqual(eventForms);
    const kinds: Readonly<Record<string, KindOfEvent<unknown> | undefined>> = eventKinds;
    const strange = events.filter(
      ({ kind, payload }) => kinds[kind]?.fits(JSON.parse(payload) as Record<string, unknown>) !== true
    );
    expect(strange).toEqual([]);
  });

  it('goes with the demo accounts', async () => {
    const { app } = await openSample();
    expect(must(await app.demoRemoval.remove('operator'), 'remove').studies).toEqual([
      'eu-china-2013',
      sampleSlug
    ]);
    const left = await app.store.db.selectFrom('user').select('email').execute();
    expect(left).toEqual([]);
  });
});
