/** Builds the view of one panel, without what the person may not see. */
import { suggest, type Suggestion } from '#rules/panels/indicator-scale.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  isRevealed,
  maySignDissent,
  type Dissent,
  type Outcome,
  type PanelState
} from '#rules/panels/panel.ts';
import type { Actor, Role } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import type { RubricIndicator } from '#rules/framework/rubric.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import {
  findOpenSettlement,
  listAssessors,
  listDissent,
  type StoredDissent,
  listResults,
  listRounds,
  type PanelRow
} from './store/panels.ts';
import { readPastRoles, namedPeople, type NamedPerson } from '#areas/people';
import { listOwnScores, listRevealedScores, listSealed, type StoredScore } from './store/scores.ts';
import { progressIn, type Progress } from './scoring.ts';

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
  /** Those of rounds before, as sealed; the newest first. */
  readonly earlier: readonly StoredScore[];
  readonly suggestion: Suggestion | null;
}

export interface PanelView {
  readonly version: number;
  readonly state: PanelState;
  readonly round: number;
  /** For the panel; null for the first round and for other readers. */
  readonly roundReason: Bilingual | null;
  readonly isOfOlderRubric: boolean;
  readonly progress: Progress;
  /** Null for a reader who does not judge this city. */
  readonly own: OwnScore | null;
  /** Those that are revealed, the newest first; empty for a reader who is not of the panel. */
  readonly rounds: readonly ShownRound[];
  /** The newest first. */
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

export interface Looking {
  readonly studyId: Parameters<typeof namedPeople>[1];
  readonly panel: PanelRow;
  readonly abilities: Abilities<AssessmentAbility>;
  readonly hash: string;
  readonly indicators: readonly RubricIndicator[];
  readonly levelIds: readonly string[];
}

export async function viewPanel(
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

export const isOlder = (
  panel: Pick<PanelRow, 'id' | 'round'>,
  rounds: readonly { readonly panelId: string; readonly round: number; readonly rubricHash: string }[],
  hash: string
): boolean =>
  rounds.some(
    ({ panelId, round, rubricHash }) => panelId === panel.id && round === panel.round && rubricHash !== hash
  );

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
