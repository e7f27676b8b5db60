/** The short profile of a framework: of those cities that the secretariat chooses, in their response like any other answers. */
import { describe, expect, it } from 'vitest';
import type { Missing } from '#rules/workflow/step-conditions.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { writeAnswers } from '#kit/texts.ts';
import { openWorkflowStage } from '#kit/workflow.ts';
import { eventSentence } from '#lib/i18n/event-sentence.ts';
import { findRoom, rootsOf } from '#server/areas/documents/access.ts';
import { useReportFramework } from '#kit/frameworks.ts';

const because = { en: 'The figures follow', zh: '' };

/** Haidian and Bristol have the framework of the report, whose short profile no city answers yet. */
async function stage(engine: Engine) {
  const opened = await openWorkflowStage(engine);
  const { app, study, city, people } = opened;
  await useReportFramework(app, study.id);
  const versionNow = async (): Promise<number> => {
    const seen = await app.cities.load(people.secretariat, study.slug, 'haidian');
    return (seen.ok && seen.value.assessment?.version) || 0;
  };
  return {
    ...opened,
    requestProfile: async (isRequested = true, actor = people.secretariat, at?: number) => {
      const outcome = await app.cities.requestProfile(
        actor,
        study.slug,
        { id: 'haidian', version: at ?? (await versionNow()) },
        isRequested
      );
      return outcome.ok ? 'ok' : outcome.refusal.code;
    },
    versionNow,
    answer: (cells: Parameters<typeof writeAnswers>[3]) =>
      writeAnswers(app, city.responseId, people.city.userId, cells),
    missing: async (): Promise<readonly Missing[]> => (await opened.status(people.city)).missing ?? []
  };
}

const ofProfile = (missing: readonly Missing[]): string[] =>
  missing.flatMap((one) =>
    'question' in one && one.question.startsWith('profile.')
      ? `${one.section} ${one.kind} ${one.question}`
      : []
  );
const location = (at: number) => ({
  [`profile.services/own-${at}/$`]: at,
  [`profile.services/own-${at}/name.en`]: `Service ${at}`
});

describe.each(serviceEngines)('R030: the short profile on %s', (engine) => {
  it('is asked of the cities that the secretariat chooses, as long as they answer, and of no other', async () => {
    const { app, study, people, requestProfile, take, versionNow } = await stage(engine);
    expect(await requestProfile(true, people.rapporteur)).toBe('forbidden');
    expect(await requestProfile(true, people.secretariat, (await versionNow()) + 1)).toBe('stale');
    expect(await requestProfile()).toBe('ok');
    const titleOf = async (city: string) => {
      const seen = await app.assessments.load(people.secretariat, study.slug, city);
      return seen.ok ? (seen.value.profile?.title.zh ?? null) : seen.refusal.code;
    };
    expect([await titleOf('haidian'), await titleOf('bristol')]).toEqual(['城市简况问卷', null]);
    const logged = await app.events.recent(people.secretariat, study.slug);
    expect(logged.ok && logged.value.slice(0, 1).map((event) => eventSentence(event))).toEqual([
      expect.stringMatching(/asked haidian to answer the short profile$/)
    ]);
    expect(await take(people.city, 'submit', { reason: because })).toMatchObject({ ok: true });
    expect(await requestProfile(false)).toBe('wrong-state');
  });

  it('joins what is missing before a chosen city submits; without it nothing is', async () => {
    const { requestProfile, answer, missing } = await stage(engine);
    expect(ofProfile(await missing())).toEqual([]);
    await requestProfile();
    expect(ofProfile(await missing())).toContain('general-situation unanswered profile.general');
    const before = ofProfile(await missing()).length;
    await answer({ 'profile.strategy.exists/value': 'no', 'profile.sharing.platforms/state': 'no-data' });
    expect(ofProfile(await missing())).toHaveLength(before - 2);
  });

  it('R089: takes five services and no more', async () => {
    const { requestProfile, answer, missing } = await stage(engine);
    await requestProfile();
    await answer(Object.assign({}, ...[0, 1, 2, 3, 4].map(location)) as Record<string, string | number>);
    expect(ofProfile(await missing()).filter((one) => one.includes('profile.services'))).toEqual([]);
    await answer(location(5));
    expect(await missing()).toContainEqual(
      expect.objectContaining({ kind: 'too-many-records', section: 'typical-services', most: 5 })
    );
  });

  it('R090: hands in progress and own assessment as separate texts; a service of the register stays one thing', async () => {
    const { app, city, people, requestProfile, answer, take } = await stage(engine);
    await requestProfile();
    await answer({
      'services.register/bus/$': 0,
      'services.register/bus/name.zh': '智慧公交',
      'services.register/bus/category': 'transport',
      'profile.services/bus/$': 0,
      'profile.services/bus/name.zh': '智慧公交',
      'profile.services/bus/progress.zh': '已运行',
      'profile.services/bus/assessment.zh': '市民满意',
      ...location(1)
    });
    expect(await take(people.city, 'submit', { reason: because })).toMatchObject({ ok: true });
    const rows = await app.store.db
      .selectFrom('record')
      .select(['id', 'recordType', 'fields'])
      .where('cityId', '=', city.id)
      .orderBy('recordType')
      .execute();
    expect(rows.map((row) => ({ ...row, fields: JSON.parse(row.fields) as unknown }))).toEqual([
      {
        id: 'bus',
        recordType: 'service',
        fields: {
          name: { en: '', zh: '智慧公交' },
          category: 'transport',
          progress: { en: '', zh: '已运行' },
          assessment: { en: '', zh: '市民满意' }
        }
      },
      { id: 'own-1', recordType: 'typical-service', fields: { name: { en: 'Service 1', zh: '' } } }
    ]);
  });

  it('stands in what answers lack, and in files, of a chosen city alone', async () => {
    const { app, study, people, requestProfile } = await stage(engine);
    const lacking = async (): Promise<string[]> => {
      const seen = await app.completeness.list(people.secretariat, study.slug);
      const cities = seen.ok ? seen.value.cities : [];
      return cities
        .filter(({ lacks }) => lacks.some(({ question }) => question.startsWith('profile.')))
        .map(({ city }) => city.id);
    };
    const answers = { 'profile.strategy.exists': { value: 'yes' } };
    const file = {
      name: 'a.json',
      bytes: new TextEncoder().encode(
        JSON.stringify({ format: 'meridian.answers/1', study: study.slug, city: 'haidian', answers })
      )
    };
    const planned = async () => {
      const read = await app.answerFiles.read(people.city, study.slug, 'haidian', file);
      return read.ok && 'plan' in read.value
        ? [
            read.value.plan.items.map(({ characteristic }) => characteristic),
            read.value.plan.findings.map(({ kind }) => kind)
          ]
        : read;
    };
    expect([await lacking(), await planned()]).toEqual([[], [[], ['unknown']]]);
    await requestProfile();
    expect([await lacking(), await planned()]).toEqual([['haidian'], [['strategy'], []]]);
  });

  it('is written like any questions: by the person who may write the part or the question, and in no text of its own', async () => {
    const { app, study } = await stage(engine);
    const room = await findRoom(app.store.db, {
      studySlug: study.slug,
      kind: 'response',
      city: 'haidian',
      generation: 1
    });
    if (!room) throw new Error('no room');
    const { allowsRoot, allowsCell, partsAt } = await rootsOf(app.store.db, room);
    expect(
      [
        'answer:profile.general.en',
        'answer:profile.sharing.platforms:policies.zh',
        'typical-services.en',
        'answer:profile.none.en'
      ].map(allowsRoot)
    ).toEqual([true, true, false, false]);
    expect(
      ['profile.services/bus/progress.zh', 'profile.none/value'].map((key) => allowsCell?.(key))
    ).toEqual([true, false]);
    expect(partsAt?.('answers', 'profile.services/bus/progress.zh')).toEqual([
      'answer:profile.services',
      'typical-services'
    ]);
  });
});
