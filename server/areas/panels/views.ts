/**
 * Builds scoring panels as one person may see them. The view leaves out what the person may not see: scores
 * of an open round except their own, results before their release except for the panel, and of the progress
 * everything except how many have scored.
 */
import { suggest, type Suggestion } from '#rules/panels/indicator-scale.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  isRevealed,
  maySignDissent,
  type Dissent,
  type Outcome,
  type PanelState
} from '#rules/panels/panel.ts';
import { assessmentAbilitiesOf, type Actor, type Role } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { mayBeAssessor, represents } from '#base/grant-duties.ts';
import { rubricOf, type Rubric, type RubricIndicator } from '#rules/framework/rubric.ts';
import { levelsInOrder } from '#rules/panels/score.ts';
import { bars, type TieKind } from '#rules/panels/tie.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { both } from '#server/store/bilingual.ts';
import { findFramework, findRubric } from '#areas/framework';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import {
  findOpenSettlement,
  findPanel,
  listAssessors,
  listDissent,
  type StoredDissent,
  listPanels,
  listResults,
  listRounds,
  listTies,
  type PanelRow
} from './store/panels.ts';
import { readPastRoles, namedPeople, type NamedPerson } from '#areas/people';
import { listOwnScores, listRevealedScores, listSealed, type StoredScore } from './store/scores.ts';
import { findJudgingRules, type JudgingRules } from '#areas/study';
import { readCitable, type Citable, type CitableTools } from './citable.ts';
import type { LoadedAssessment } from '#areas/assessments';
import { panelsSubject, type PanelKey } from './panel-subject.ts';
import { hashOfRubric } from './rubric-hash.ts';
import { progressIn, type Progress } from './scoring.ts';

/** Describes a panel in the list of its city. */
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

export interface ShownScore extends Omit<StoredScore, 'panelId' | 'userId' | 'version' | 'changedAt'> {
  readonly person: NamedPerson;
}

export interface ShownRound {
  readonly round: number;
  readonly openedAt: string;
  readonly reason: Bilingual;
  readonly revealedAt: string;
  readonly digest: string;
  readonly scores: readonly ShownScore[];
}

export interface ShownDissent extends Dissent {
  readonly n: number;
  /** Names the assessor, once they have signed. */
  readonly name: Bilingual | null;
  /** Says that the reader has signed it, or may: an assessor of its side, where nobody else has. */
  readonly signature: 'own' | 'offered' | null;
}

export interface ShownResult {
  readonly id: string;
  readonly n: number;
  readonly round: number;
  readonly outcome: Outcome;
  readonly level: string | null;
  readonly reason: Bilingual;
  readonly dissent: readonly ShownDissent[];
  readonly person: NamedPerson | null;
  /** Lists the roles that the person had when the result was recorded. */
  readonly roles: readonly Role[];
  readonly at: string;
  readonly meetingId: string | null;
  readonly isSettled: boolean;
  readonly isReleased: boolean;
  readonly isOfOlderRubric: boolean;
}

export interface OwnScore {
  readonly current: StoredScore | null;
  /** Lists the person's scores of rounds before, as sealed; the newest first. */
  readonly earlier: readonly StoredScore[];
  readonly suggestion: Suggestion | null;
}

export interface PanelView {
  readonly version: number;
  readonly state: PanelState;
  readonly round: number;
  /** Holds why the chair opened this round, for the panel; null for the first round and for other readers. */
  readonly roundReason: Bilingual | null;
  readonly isOfOlderRubric: boolean;
  readonly progress: Progress;
  /** Holds the reader's own score; null for a reader who does not judge this city. */
  readonly own: OwnScore | null;
  /** Lists the revealed rounds, the newest first; empty for a reader who is not of the panel. */
  readonly rounds: readonly ShownRound[];
  /** Lists the results, the newest first. */
  readonly results: readonly ShownResult[];
  readonly settlement: {
    readonly level: string;
    readonly reason: Bilingual;
    readonly person: NamedPerson | null;
    readonly sideId: string;
    readonly at: string;
    readonly isMine: boolean;
  } | null;
}

/** Describes by what a characteristic is judged in this study. */
export interface JudgedBy {
  readonly levels: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly meaning: Bilingual;
    readonly descriptors: readonly Bilingual[];
  }[];
  readonly outOfLevel: Rubric['outOfLevel'];
  /** Lists the indicators; empty where the study rates none. */
  readonly indicators: readonly RubricIndicator[];
  readonly status: Bilingual;
}

const nothing: JudgedBy = { levels: [], outOfLevel: [], indicators: [], status: { en: '', zh: '' } };

export interface CityPanels {
  readonly abilities: Abilities<AssessmentAbility>;
  readonly panels: readonly PanelSummary[];
  readonly assessors: readonly (NamedPerson & { readonly isRecused: boolean })[];
  /** Lists the experts to choose from, for a person who names assessors; null for everyone else. */
  readonly candidates:
    | readonly (NamedPerson & { readonly tie: TieKind | 'represents' | null; readonly isBarred: boolean })[]
    | null;
  readonly rules: JudgingRules;
}

type PanelViewTools = CitableTools & Pick<CommandDeps, 'store'>;

/** Is the panel of one characteristic; there is none before the city has assessors. */
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
  /** Is null before the city has assessors. */
  readonly panel: PanelView | null;
  readonly citable: readonly Citable[];
}

/** Loads one panel. */
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

interface Looking {
  readonly studyId: Parameters<typeof namedPeople>[1];
  readonly panel: PanelRow;
  readonly abilities: Abilities<AssessmentAbility>;
  readonly hash: string;
  readonly indicators: readonly RubricIndicator[];
  readonly levelIds: readonly string[];
}

async function viewPanel(
  db: Db,
  actor: Actor,
  { studyId, panel, abilities, hash, indicators, levelIds }: Looking
): Promise<PanelView> {
  const isOfPanel = abilities.has('panel.scores');
  const rounds = await listRounds(db, [panel.id]);
  const sealed = await listSealed(db, [panel.id]);
  const assessors = await listAssessors(db, studyId, panel.cityId);
  const own =
    abilities.has('panel.score') || assessors.some(({ userId }) => userId === actor.userId)
      ? await listOwnScores(db, [panel.id], actor.userId)
      : null;
  const scores = isOfPanel
    ? (await listRevealedScores(db, [panel.id])).filter(({ round }) => isRevealed(panel, round))
    : [];
  const results = isOfPanel ? await listResults(db, [panel.id]) : [];
  const pastRolesOf = results.length > 0 ? await readPastRoles(db, studyId) : null;
  const voices = await listDissent(
    db,
    results.map(({ id }) => id)
  );
  const settlement = isOfPanel ? await findOpenSettlement(db, panel.id) : undefined;
  const named = [...scores, ...results].map(({ userId }) => userId);
  const people = await namedPeople(db, studyId, [
    ...named,
    ...[...voices.values()].flat().map(({ userId }) => userId),
    settlement?.userId ?? null
  ]);
  const someone = (id: string): NamedPerson =>
    people.get(id) ?? { id, name: { en: '', zh: '' }, sideId: null };
  const opened = rounds.find(({ round }) => round === panel.round);
  const current = own?.find(({ round }) => round === panel.round) ?? null;
  return {
    version: panel.version,
    state: panel.state,
    round: panel.round,
    roundReason: isOfPanel && opened && panel.round > 1 ? both(opened.reasonEn, opened.reasonZh) : null,
    isOfOlderRubric: isOlder(panel, rounds, hash),
    progress: progressIn(panel, sealed, assessors),
    own: own && {
      current,
      earlier: own.filter(({ round, sealedAt }) => round < panel.round && sealedAt !== null).toReversed(),
      suggestion: current ? suggest(indicators, current.ratings, levelIds) : null
    },
    rounds: isOfPanel
      ? rounds
          .toReversed()
          .flatMap(({ round, openedAt, reasonEn, reasonZh, revealedAt, digest }): ShownRound[] =>
            revealedAt === null || !isRevealed(panel, round)
              ? []
              : [
                  {
                    round,
                    openedAt,
                    reason: both(reasonEn, reasonZh),
                    revealedAt,
                    digest: digest ?? '',
                    scores: scores
                      .filter((score) => score.round === round)
                      .map((score) => shown(score, someone))
                  }
                ]
          )
      : [],
    results: results.toReversed().map((result) => ({
      id: result.id,
      n: result.n,
      round: result.round,
      outcome: result.outcome,
      level: result.level,
      reason: both(result.reasonEn, result.reasonZh),
      dissent: (voices.get(result.id) ?? []).map((voice) => shownDissent(voice, assessors, actor, someone)),
      person: people.get(result.userId) ?? null,
      roles: pastRolesOf?.(result.userId, result.at) ?? [],
      at: result.at,
      meetingId: result.meetingId,
      isSettled: result.settlementId !== null,
      isReleased: result.id === panel.releasedId,
      isOfOlderRubric: result.rubricHash !== hash
    })),
    settlement: settlement
      ? {
          level: settlement.level,
          reason: both(settlement.reasonEn, settlement.reasonZh),
          person: people.get(settlement.userId) ?? null,
          sideId: settlement.sideId,
          at: settlement.at,
          isMine: settlement.userId === actor.userId
        }
      : null
  };
}

const shown = (
  { panelId: _, userId, version: __, changedAt: ___, ...score }: StoredScore,
  someone: (id: string) => NamedPerson
): ShownScore => ({ ...score, person: someone(userId) });

const isOlder = (
  panel: Pick<PanelRow, 'id' | 'round'>,
  rounds: readonly { readonly panelId: string; readonly round: number; readonly rubricHash: string }[],
  hash: string
): boolean =>
  rounds.some(
    ({ panelId, round, rubricHash }) => panelId === panel.id && round === panel.round && rubricHash !== hash
  );

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

function shownDissent(
  { n, userId, signedAt, sideId, level, opinion }: StoredDissent,
  assessors: readonly { readonly userId: string; readonly sideId: string }[],
  actor: Pick<Actor, 'userId'>,
  someone: (id: string) => NamedPerson
): ShownDissent {
  const isOwn = userId === actor.userId;
  const isOffered = signedAt === null && maySignDissent({ userId, sideId }, assessors, actor.userId);
  return {
    n,
    sideId,
    level,
    opinion,
    name: userId === null || signedAt === null ? null : someone(userId).name,
    signature: signedAt !== null && isOwn ? 'own' : isOffered ? 'offered' : null
  };
}
