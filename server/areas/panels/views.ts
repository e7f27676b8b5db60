/**
 * Builds scoring panels as one person may see them. The view leaves out what the person may not see: scores
 * of an open round except their own, results before their release except for the panel, and of the progress
 * everything except how many have scored.
 */
import type { Bilingual } from '#base/locale.ts';
import type { PanelState } from '#rules/panels/panel.ts';
import { assessmentAbilitiesOf } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { mayBeAssessor, represents } from '#base/grant-duties.ts';
import { rubricOf, type Rubric, type RubricIndicator } from '#rules/framework/rubric.ts';
import { levelsInOrder } from '#rules/panels/score.ts';
import { bars, type TieKind } from '#rules/panels/tie.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { findFramework, findRubric } from '#areas/framework';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { findPanel, listAssessors, listPanels, listRounds, listTies, type PanelRow } from './store/panels.ts';
import { namedPeople, type NamedPerson } from '#areas/people';
import { listOwnScores, listSealed } from './store/scores.ts';
import { findJudgingRules, type JudgingRules } from '#areas/study';
import { readCitable, type Citable, type CitableTools } from './citable.ts';
import type { LoadedAssessment } from '#areas/assessments';
import { panelsSubject, type PanelKey } from './panel-subject.ts';
import { hashOfRubric } from './rubric-hash.ts';
import { progressIn, type Progress } from './scoring.ts';
import { type PanelView, type Looking, viewPanel, isOlder } from './panel-view.ts';

export interface PanelSummary {
  readonly characteristic: string;
  readonly state: PanelState;
  readonly round: number;
  readonly progress: Progress;
  readonly isOfOlderRubric: boolean;
  /** Says whether the reader has something to seal here. */
  readonly isMine: boolean;
  readonly isReleased: boolean;
}

export interface JudgedBy {
  readonly levels: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly meaning: Bilingual;
    readonly descriptors: readonly Bilingual[];
  }[];
  readonly outOfLevel: Rubric['outOfLevel'];
  /** Empty where the study rates none. */
  readonly indicators: readonly RubricIndicator[];
  readonly status: Bilingual;
}

const nothing: JudgedBy = { levels: [], outOfLevel: [], indicators: [], status: { en: '', zh: '' } };

export interface CityPanels {
  readonly abilities: Abilities<AssessmentAbility>;
  readonly panels: readonly PanelSummary[];
  readonly assessors: readonly (NamedPerson & { readonly isRecused: boolean })[];
  /** For a person who names assessors; null for everyone else. */
  readonly candidates:
    | readonly (NamedPerson & { readonly tie: TieKind | 'represents' | null; readonly isBarred: boolean })[]
    | null;
  readonly rules: JudgingRules;
}

type PanelViewTools = CitableTools & Pick<CommandDeps, 'store'>;

/** There is none before the city has assessors. */
const characteristicSubject = {
  ...panelsSubject,
  name: 'panel, if there is one',
  find: async (
    db: Db,
    studySlug: string,
    key: PanelKey
  ): Promise<(LoadedAssessment & { readonly key: PanelKey }) | undefined> => {
    const loaded = await panelsSubject.find(db, studySlug, key.cityId);
    return loaded && { ...loaded, key };
  }
};

const read = readsOf<PanelViewTools>();

/** Lists the panels of a city, its assessors, and how far they are. */
const ofCity = read(
  { name: 'panels.of-city', subject: panelsSubject },
  async ({ db, subject: { study, assessment }, grants, actor }): Promise<CityPanels> => {
    const { cityId } = assessment;
    const abilities = assessmentAbilitiesOf(grants, assessment);
    const [panels, assessors, framework, rubric, rules] = await Promise.all([
      listPanels(db, study.id, cityId),
      listAssessors(db, study.id, cityId),
      findFramework(db, study.id),
      findRubric(db, study.id),
      findJudgingRules(db, study.id)
    ]);
    const panelIds = panels.map(({ id }) => id);
    const rounds = await listRounds(db, panelIds);
    const sealed = await listSealed(db, panelIds);
    const own = abilities.has('panel.score') ? await listOwnScores(db, panelIds, actor.userId) : [];
    const people = await namedPeople(
      db,
      study.id,
      assessors.map(({ userId }) => userId)
    );
    const order = framework?.characteristics.map(({ id }) => id) ?? [];
    const hash = rubric ? hashOfRubric(rubric) : '';
    const isMine = (panel: PanelRow): boolean =>
      abilities.has('panel.score') &&
      panel.state === 'open' &&
      !own.some(
        (score) => score.panelId === panel.id && score.round === panel.round && score.sealedAt !== null
      );
    return {
      abilities,
      rules,
      panels: panels
        .toSorted((a, b) => order.indexOf(a.characteristic) - order.indexOf(b.characteristic))
        .map((panel) => ({
          characteristic: panel.characteristic,
          state: panel.state,
          round: panel.round,
          progress: progressIn(panel, sealed, assessors),
          isOfOlderRubric: isOlder(panel, rounds, hash),
          isReleased: panel.releasedId !== null && panel.releasedId === panel.resultId,
          isMine: isMine(panel)
        })),
      assessors: assessors.flatMap(({ userId, sideId, recusedAt }) => {
        const person = people.get(userId);
        return person ? [{ ...person, sideId, isRecused: recusedAt !== null }] : [];
      }),
      candidates: abilities.has('panel.compose') ? await candidatesFor(db, study.id, cityId, rules) : null
    };
  }
);

interface PanelPage {
  readonly judgedBy: JudgedBy;
  /** Null before the city has assessors. */
  readonly panel: PanelView | null;
  readonly citable: readonly Citable[];
}

const load = read(
  { name: 'panels.load', subject: characteristicSubject },
  async ({ db, deps, subject: { study, assessment, key }, grants, actor }): Promise<PanelPage> => {
    const abilities = assessmentAbilitiesOf(grants, assessment);
    const rubric = await findRubric(db, study.id);
    const ofCharacteristic = rubric && rubricOf(rubric, key.characteristic);
    // A study without a rubric has no panels.
    if (!ofCharacteristic) return { judgedBy: nothing, panel: null, citable: [] };
    const { usesIndicators } = await findJudgingRules(db, study.id);
    const indicators = usesIndicators ? ofCharacteristic.indicators : [];
    const judgedBy: JudgedBy = {
      levels: levelsInOrder(rubric).map(({ id, name, meaning }) => ({
        id,
        name,
        meaning,
        descriptors: ofCharacteristic.levels[id] ?? []
      })),
      outOfLevel: rubric.outOfLevel,
      indicators,
      status: rubric.status
    };
    const panel = await findPanel(db, study.id, key.cityId, key.characteristic);
    const citable = abilities.has('panel.scores')
      ? await readCitable(db, deps, study.slug, key, actor.userId)
      : [];
    if (!panel) return { judgedBy, panel: null, citable };
    const levelIds = judgedBy.levels.map(({ id }) => id);
    return {
      judgedBy,
      citable,
      panel: await viewPanel(db, actor, {
        studyId: study.id,
        panel,
        abilities,
        hash: hashOfRubric(rubric),
        indicators,
        levelIds
      })
    };
  }
);

export type Panels = ReturnType<typeof createPanelViews>;

export const createPanelViews = (deps: PanelViewTools) => bind(deps, { ofCity, load });

async function candidatesFor(
  db: Db,
  studyId: Looking['studyId'] & Parameters<typeof findJudgingRules>[1],
  cityId: string,
  rules: JudgingRules
): Promise<NonNullable<CityPanels['candidates']>> {
  const grants = await listGrantsInStudy(db, studyId);
  const experts = grants.filter(mayBeAssessor);
  const people = await namedPeople(
    db,
    studyId,
    experts.map(({ userId }) => userId)
  );
  const ties = new Map((await listTies(db, studyId, cityId)).map(({ userId, kind }) => [userId, kind]));
  return experts.flatMap(({ userId, sideId }) => {
    const person = people.get(userId);
    const isOfCity = grants.some((grant) => grant.userId === userId && represents(grant, cityId));
    const tie = isOfCity ? ('represents' as const) : (ties.get(userId) ?? null);
    return person ? [{ ...person, sideId, tie, isBarred: tie !== null && bars(tie, rules) }] : [];
  });
}
