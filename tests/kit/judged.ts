/**
 * Makes panels that have judged: rows as the services leave them, without running the steps that lead there.
 */
import type { PanelState } from '#rules/panels/panel.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import type { App } from '#server/app.ts';
import { hashOfRubric } from '#server/areas/panels/rubric-hash.ts';
import { insertPanels, insertResult, insertRounds } from '#server/areas/panels/store/panels.ts';

const named = (id: string, en: string, zh: string) => ({ id, name: { en, zh }, meaning: { en: '', zh: '' } });

/** Defines three levels, described for the two characteristics of the test framework. */
export const testRubric: Rubric = {
  id: 'test-rubric',
  status: { en: '', zh: '' },
  levels: [
    { ...named('basic', 'Basic', '基础'), order: 1 },
    { ...named('more-advanced', 'More advanced', '较先进'), order: 2 },
    { ...named('leading', 'Leading', '领先'), order: 3 }
  ],
  outOfLevel: [named('not-assessed', 'Not assessed', '未评估')],
  rules: [],
  characteristics: ['smart-city-strategy', 'stakeholders'].map((characteristic) => ({
    characteristic,
    levels: { basic: [{ en: 'There is a plan.', zh: '已有规划。' }], 'more-advanced': [], leading: [] },
    indicators: [
      { id: `${characteristic}.plan`, text: { en: 'Is there a plan?', zh: '是否有规划？' }, scale: 'yes/no' }
    ]
  }))
};

/** Returns the rubric in the form in which it is submitted, where a sentence is an object with its text. */
export const rubricText = (rubric: Rubric): string =>
  JSON.stringify({
    ...rubric,
    characteristics: rubric.characteristics.map(({ levels, ...rest }) => ({
      ...rest,
      levels: Object.fromEntries(
        Object.entries(levels).map(([id, sentences]) => [id, sentences.map((text) => ({ text }))])
      )
    }))
  });

export interface Judge {
  readonly userId: string;
  readonly sideId: string;
}

export interface JudgedPanelInput {
  readonly cityId: string;
  readonly characteristic: string;
  readonly state?: PanelState;
  readonly rubric?: Rubric;
  /**
   * Lists by round the level that each assessor named, or null for one who names none. The last round is not
   * revealed while the panel is open.
   */
  readonly rounds: readonly (readonly (string | null)[])[];
  readonly result?: string | null;
}

export async function insertJudged(
  app: App,
  studyId: string,
  judges: readonly Judge[],
  input: JudgedPanelInput
): Promise<string> {
  const { db } = app.store;
  const at = app.now().toISOString();
  const { cityId, characteristic, state = 'closed', rubric = testRubric, rounds, result = null } = input;
  const [id, resultId] = [app.newId(), app.newId()];
  const rubricHash = hashOfRubric(rubric);
  await insertPanels(db, [
    {
      id,
      studyId,
      cityId,
      characteristic,
      state,
      round: rounds.length,
      resultId: state === 'closed' || state === 'consensus' ? resultId : null,
      releasedId: null,
      version: 1
    }
  ]);
  for (const [index, levels] of rounds.entries()) {
    const round = index + 1;
    const isShown = state !== 'open' || round < rounds.length;
    const revealed = isShown
      ? { revealedAt: at, revealedBy: 'nobody', digest: 'none' }
      : { revealedAt: null, revealedBy: null, digest: null };
    await insertRounds(db, [
      {
        studyId,
        panelId: id,
        round,
        rubricHash,
        openedAt: at,
        userId: null,
        reasonEn: '',
        reasonZh: '',
        ...revealed
      }
    ]);
    const scores = levels.flatMap((level, who) => {
      const judge = judges[who];
      return judge ? [{ ...judge, level }] : [];
    });
    await db
      .insertInto('score')
      .values(
        scores.map(({ level, ...judge }) => ({
          ...judge,
          id: app.newId(),
          studyId,
          panelId: id,
          round,
          judgement: level === null ? ('not-assessed' as const) : ('level' as const),
          level,
          rationale: 'The plan says so.',
          language: 'en' as const,
          confidence: 'high' as const,
          cited: '[]',
          ratings: '{}',
          usesOutside: 0 as const,
          suggested: null,
          changedAt: at,
          sealedAt: at,
          version: 1
        }))
      )
      .execute();
  }
  if (state === 'closed' || state === 'consensus') {
    await insertResult(
      db,
      {
        id: resultId,
        studyId,
        panelId: id,
        n: 1,
        round: rounds.length,
        outcome: result === null ? 'not-assessed' : 'level',
        level: result,
        reasonEn: 'R',
        reasonZh: '理由',
        rubricHash,
        meetingId: null,
        userId: 'nobody',
        at,
        settlementId: null
      },
      []
    );
  }
  return id;
}

export async function insertRubric(app: App, studyId: string, rubric: Rubric = testRubric): Promise<void> {
  await app.store.db
    .insertInto('rubric')
    .values({ studyId, id: rubric.id, content: rubricText(rubric) })
    .execute();
}
