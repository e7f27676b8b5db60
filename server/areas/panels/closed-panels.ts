/**
 * Reads what the closed panels of a study hold for statistics: the levels named in their revealed rounds, by
 * position in the rubric's order. Rounds of an older rubric are left out, since a level means something else
 * there; open or merely revealed panels are left out too.
 */
import type { Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { SidedRating } from '#rules/panels/house-effect.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { rankOf } from '#rules/panels/score.ts';
import { findFramework, findRubric } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listPanels, listResults, listRounds, type PanelRow } from './store/panels.ts';
import { listRevealedScores, type StoredScore } from './store/scores.ts';
import { hashOfRubric } from './rubric-hash.ts';

/** Describes a closed panel that was judged by the study's present rubric in at least one revealed round. */
export interface ClosedPanel {
  readonly cityId: string;
  readonly characteristic: string;
  /** By its position in the order; null where the panel came to none. */
  readonly result: number | null;
  readonly first: readonly SidedRating[];
  /** Holds the ratings of the last revealed round; the same as the first where there was one round. */
  readonly last: readonly SidedRating[];
  readonly rounds: number;
}

export interface ClosedPanels {
  readonly framework: Framework | null;
  readonly rubric: Rubric | null;
  readonly panels: readonly ClosedPanel[];
  readonly counts: PanelCounts;
}

export interface PanelCounts {
  readonly all: number;
  readonly closed: number;
  /** Counts the closed panels that were judged by an older rubric only. */
  readonly ofOlderRubric: number;
}

export async function readClosedPanels(db: Db, studyId: StudyId): Promise<ClosedPanels> {
  const rows = await listPanels(db, studyId);
  const rubric = (await findRubric(db, studyId)) ?? null;
  const framework = (await findFramework(db, studyId)) ?? null;
  const closed = rows.filter(({ state }) => state === 'closed');
  const panels = rubric ? await heldBy(db, closed, rubric) : [];
  return {
    framework,
    rubric,
    panels,
    counts: { all: rows.length, closed: closed.length, ofOlderRubric: closed.length - panels.length }
  };
}

async function heldBy(db: Db, closed: readonly PanelRow[], rubric: Rubric): Promise<ClosedPanel[]> {
  const ids = closed.map(({ id }) => id);
  const hash = hashOfRubric(rubric);
  const rounds = new Set(
    (await listRounds(db, ids))
      .filter(({ rubricHash }) => rubricHash === hash)
      .map(({ panelId, round }) => `${panelId} ${round}`)
  );
  const scores = new Map<string, StoredScore[]>();
  for (const score of await listRevealedScores(db, ids)) {
    if (rounds.has(`${score.panelId} ${score.round}`))
      scores.set(score.panelId, [...(scores.get(score.panelId) ?? []), score]);
  }
  const results = new Map((await listResults(db, ids)).map((result) => [result.id, result]));
  return closed.flatMap(({ id, cityId, characteristic, resultId }) => {
    const held = scores.get(id) ?? [];
    const numbers = [...new Set(held.map(({ round }) => round))].sort((one, other) => one - other);
    if (numbers.length === 0) return [];
    const ofRound = (number: number | undefined): SidedRating[] =>
      ratingsIn(
        held.filter(({ round }) => round === number),
        rubric
      );
    const result = rankOf(rubric, results.get(resultId ?? '')?.level ?? null) ?? null;
    return [
      {
        cityId,
        characteristic,
        result,
        first: ofRound(numbers[0]),
        last: ofRound(numbers.at(-1)),
        rounds: numbers.length
      }
    ];
  });
}

/** A judgement that names no level is not a rating. */
const ratingsIn = (scores: readonly StoredScore[], rubric: Rubric): SidedRating[] =>
  scores.flatMap(({ userId: assessor, sideId: side, level }) => {
    const value = rankOf(rubric, level);
    return value === undefined ? [] : [{ assessor, side, value }];
  });
