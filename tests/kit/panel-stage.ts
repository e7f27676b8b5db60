/**
 * Prepares a city that has answered, its panel of four assessors a side, both chairs, and everyone who is not
 * on the panel.
 */
import type { ScoreDraft } from '#rules/panels/score.ts';
import type { Actor } from '#base/permissions.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import type { AssessmentState } from '#base/states.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import type { Engine } from './databases.ts';
import { testFramework } from './people.ts';
import { openWorkflowStage, writeSections } from './workflow.ts';

const both = (en: string, zh: string) => ({ en, zh });

export const emptyDraft: ScoreDraft = {
  judgement: null,
  level: null,
  rationale: '',
  confidence: null,
  cited: [],
  ratings: {},
  usesOutside: false
};

/** Holds three levels, so that nothing works for two only. */
export const testRubric: Rubric = {
  id: 'rubric',
  status: both('', ''),
  levels: [
    { id: 'start', order: 1, name: both('Starting', '起步'), meaning: both('', '') },
    { id: 'basic', order: 2, name: both('Basic', '基础'), meaning: both('', '') },
    { id: 'advanced', order: 3, name: both('More advanced', '较先进'), meaning: both('', '') }
  ],
  outOfLevel: [{ id: 'not-assessed', name: both('Not assessed', '未评估'), meaning: both('', '') }],
  rules: [],
  characteristics: testFramework.characteristics.map(({ id }) => ({
    characteristic: id,
    levels: {
      start: [both('Nothing yet', '尚无')],
      basic: [both('Something', '已有')],
      advanced: [both('A lot', '较多')]
    },
    indicators: [
      { id: `${id}-i1`, text: both('A plan', '规划'), scale: 'yes/partly/no/no-data' },
      { id: `${id}-i2`, text: both('Topics', '主题'), scale: '0-4' }
    ]
  }))
};

export const section = testFramework.characteristics[0]?.id ?? '';
export const question = testFramework.characteristics[0]?.questions[0]?.id ?? '';
export const because = both('For a reason', '有原因');

/** Returns a rubric as it is stored, where descriptors have another shape than in the domain. */
export const rubricAsStored = (rubric: Rubric): string =>
  JSON.stringify({
    ...rubric,
    characteristics: rubric.characteristics.map((one) => ({
      ...one,
      levels: Object.fromEntries(
        Object.entries(one.levels).map(([level, texts]) => [level, texts.map((text) => ({ text }))])
      )
    }))
  });

export async function openPanelStage(engine: Engine, state: AssessmentState = 'drafting') {
  const stage = await openWorkflowStage(engine, state);
  const { app, study, city, people, addPerson } = stage;
  const { slug } = study;
  await app.store.db
    .insertInto('rubric')
    .values({ studyId: study.id, id: 'rubric', content: rubricAsStored(testRubric) })
    .execute();
  await writeSections(app, city.responseId, ['en', 'zh'], [section]);
  const assessors: Actor[] = [];
  for (const side of ['eu', 'cn', 'eu', 'cn', 'eu', 'cn', 'eu', 'cn'] as const)
    assessors.push(await addPerson({ role: 'expert', side }));
  const panelKey = { cityId: 'haidian', characteristic: section };
  const anew = async (actor: Actor): Promise<Actor> => ({
    ...actor,
    grants: await listGrantsOfUser(app.store.db, actor.userId)
  });
  const panelOf = async (actor: Actor) => {
    const view = await app.panels.load(await anew(actor), slug, panelKey);
    if (!view.ok) throw new Error(view.refusal.code);
    return view.value.panel;
  };
  const seen = async () => ({ ...panelKey, version: (await panelOf(people.chairEu))?.version ?? 0 });
  const named = async (who: readonly Actor[] = assessors) =>
    app.panels.name(
      people.secretariat,
      slug,
      'haidian',
      who.map(({ userId }) => userId)
    );
  /** Seals a level, or another choice. */
  const seal = async (
    actor: Actor,
    level: string | null,
    more: Partial<ScoreDraft> & { readonly round?: number; readonly version?: number } = {}
  ) =>
    app.panels.seal(await anew(actor), slug, panelKey, {
      ...emptyDraft,
      judgement: level === null ? null : 'level',
      level,
      rationale: `Because of ${actor.userId}`,
      confidence: 'high',
      cited: [{ kind: 'question', id: question }],
      version: 0,
      round: 1,
      locale: 'en',
      ...more
    });
  const result = { outcome: 'level' as const, level: 'basic', reason: because, dissent: [], meetingId: null };
  return {
    ...stage,
    slug,
    assessors,
    panelKey,
    panelOf,
    seen,
    named,
    seal,
    result,
    reveal: async (actor: Actor = people.chairEu) => app.panels.reveal(actor, slug, await seen()),
    again: async () => app.panels.again(people.chairCn, slug, await seen(), because),
    record: async (finding: Partial<Parameters<typeof app.panels.record>[3]> = {}) =>
      app.panels.record(people.chairEu, slug, await seen(), { ...result, ...finding }),
    close: async () => app.panels.close(people.chairCn, slug, await seen()),
    release: () => app.panels.release(people.secretariat, slug, 'haidian'),
    anew
  };
}
