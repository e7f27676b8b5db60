/**
 * The secretariat sets per side which headings the synopses of its cities have, while none of them is being
 * signed, and a report shows them so. Shows R109.
 */
import { describe, expect, it } from 'vitest';
import type { AssessmentState } from '#base/states.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { build, contentOf, must, partOf, wordsOf } from '#kit/reports.ts';
import { openWorkflowStage, writeSections } from '#kit/workflow.ts';
import { useReportFramework } from '#kit/frameworks.ts';

async function stage(engine: Engine, state: AssessmentState = 'drafting') {
  const opened = await openWorkflowStage(engine, state);
  const { app, study, people } = opened;
  await useReportFramework(app, study.id);
  const set = async (eu: string, cn: string, actor = people.secretariat): Promise<string> => {
    const outcome = await app.studies.setSynopsisHeadings(actor, study.slug, { eu, cn });
    return outcome.ok ? 'ok' : outcome.refusal.code;
  };
  return { ...opened, set };
}

describe.each(serviceEngines)('the headings of synopses on %s', (engine) => {
  it('are set by the secretariat, seen by the study, and logged when they change', async () => {
    const { app, study, people, set } = await stage(engine);
    const seen = async (): Promise<unknown> =>
      must(await app.studies.synopsisHeadings(people.observer, study.slug));
    expect(await seen()).toEqual({});
    expect(await set('characteristics', 'profile', people.chairCn)).toBe('forbidden');
    expect(await set('characteristics', 'chapters')).toBe('invalid');
    expect([await set('characteristics', 'profile'), await set('characteristics', 'profile')]).toEqual([
      'ok',
      'ok'
    ]);
    expect(await seen()).toEqual({ cn: 'profile' });
    const logged = app.store.db
      .selectFrom('event')
      .select('payload')
      .where('studyId', '=', study.id)
      .where('kind', '=', 'headings.changed');
    expect(await logged.execute()).toEqual([{ payload: JSON.stringify({ sides: 'cn' }) }]);
    expect(await set('characteristics', 'characteristics')).toBe('ok');
    expect(await seen()).toEqual({});
  });

  it('stay while the chairs sign a synopsis of the side', async () => {
    const { app, study, set } = await stage(engine);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'approval' })
      .where('studyId', '=', study.id)
      .where('cityId', '=', 'haidian')
      .execute();
    expect(await set('characteristics', 'profile')).toBe('text-under-approval');
    expect(await set('profile', 'characteristics')).toBe('ok');
  });

  it('stand above the text that is approved, and that the city is consulted on', async () => {
    const { app, study, people, set } = await stage(engine, 'consultation');
    const shown = async (): Promise<unknown> => ({
      approved: must(await app.approvals.load(people.chairCn, study.slug, 'findings:haidian')).headings.map(
        ({ id }) => id
      ),
      consulted: must(await app.consultations.load(people.secretariat, study.slug, 'haidian')).sections.map(
        ({ id, part }) => `${part?.id ?? '-'} ${id}`
      )
    });
    expect(await shown()).toMatchObject({
      approved: [],
      consulted: expect.arrayContaining(['- governance']) as unknown
    });
    expect(await set('characteristics', 'profile')).toBe('ok');
    expect(await shown()).toMatchObject({
      approved: ['strategy', 'sharing', 'typical-services', 'measures'],
      consulted: expect.arrayContaining(['measures governance', '- value-assessment']) as unknown
    });
  });

  it('are those of a report: of one side the profile, of the other the characteristics', async () => {
    const { app, study, city, clock, people, set } = await stage(engine);
    const bristol = study.cities.find(({ id }) => id === 'bristol');
    for (const room of [city.findingsId, bristol?.findingsId ?? ''])
      await writeSections(
        app,
        room,
        ['en', 'zh'],
        ['funding', 'value-assessment', 'smart-city-strategy', 'governance']
      );
    must(await app.reports.composing.begin(people.secretariat, study.slug, 'report'));
    const headings = async (): Promise<unknown> => {
      // Of two builds the later one is the newest.
      clock.advance(1000);
      await build({ app, study, secretariat: people.secretariat });
      const content = await contentOf({ app, study });
      return ['cities-cn', 'cities-eu'].map((side) =>
        partOf(content, side).parts.map(({ pairs }) =>
          pairs.flatMap(({ zh }) =>
            zh.flatMap((block) => (block.kind === 'heading' ? `${block.level} ${wordsOf(block.text)}` : []))
          )
        )
      );
    };
    const plain = ['1 智慧城市战略', '1 治理', '1 资金', '1 价值评估'];
    expect(await headings()).toEqual([[plain], [plain]]);
    expect(await set('characteristics', 'profile')).toBe('ok');
    const profile = ['1 战略、规划或行动', '1 组织、政策、资金与商业模式', '2 治理', '2 资金', '1 价值评估'];
    expect(await headings()).toEqual([[profile], [plain]]);
    expect(await set('profile', 'characteristics')).toBe('ok');
    expect(await headings()).toEqual([[plain], [profile]]);
  });
});
