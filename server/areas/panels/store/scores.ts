/**
 * Reads and writes the scores of assessors. There are two functions to read one: for an assessor's own, and
 * for rounds that have been revealed. The second checks the round's own row, so that an open round stays
 * closed even if its caller forgets to check.
 */
import type { Selectable } from 'kysely';
import type { ScoreDraft } from '#rules/panels/score.ts';
import type { UserId } from '#base/ids.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { ScoreTable } from './tables.ts';

export type ScoreRow = Selectable<ScoreTable>;

export interface StoredScore extends ScoreDraft {
  readonly panelId: string;
  readonly round: number;
  readonly userId: UserId;
  readonly sideId: string;
  readonly language: 'en' | 'zh';
  readonly suggested: string | null;
  readonly changedAt: string;
  readonly sealedAt: string | null;
  readonly version: number;
}

/** Those of one assessor, in all rounds of these panels. */
export async function listOwnScores(
  db: Db,
  panelIds: readonly string[],
  userId: string
): Promise<StoredScore[]> {
  const rows = await inChunks(panelIds, (some) =>
    db
      .selectFrom('score')
      .selectAll()
      .where('panelId', 'in', some)
      .where('userId', '=', userId)
      .orderBy('panelId')
      .orderBy('round')
      .execute()
  );
  return rows.map(scoreFrom);
}

/** Sealed ones, by panel, round, and then side and assessor. */
export async function listRevealedScores(db: Db, panelIds: readonly string[]): Promise<StoredScore[]> {
  const rows = await inChunks(panelIds, (some) =>
    db
      .selectFrom('score')
      .innerJoin('panelRound', (join) =>
        join.onRef('panelRound.panelId', '=', 'score.panelId').onRef('panelRound.round', '=', 'score.round')
      )
      .selectAll('score')
      .where('score.panelId', 'in', some)
      .where('score.sealedAt', 'is not', null)
      .where('panelRound.revealedAt', 'is not', null)
      .orderBy('score.panelId')
      .orderBy('score.round')
      .orderBy('score.sideId')
      .orderBy('score.userId')
      .execute()
  );
  return rows.map(scoreFrom);
}

/**
 * Lists who has sealed in a round: for counts, and for whether it can be revealed; names must never be shown.
 */
export const listSealed = (
  db: Db,
  panelIds: readonly string[]
): Promise<{ panelId: string; round: number; userId: string; sideId: string }[]> =>
  inChunks(panelIds, (some) =>
    db
      .selectFrom('score')
      .select(['panelId', 'round', 'userId', 'sideId'])
      .where('panelId', 'in', some)
      .where('sealedAt', 'is not', null)
      .execute()
  );

/** Lists the scores of a round that is being revealed in this transaction. */
export async function listScoresToReveal(db: Db, panelId: string, round: number): Promise<StoredScore[]> {
  const rows = await db
    .selectFrom('score')
    .selectAll()
    .where('panelId', '=', panelId)
    .where('round', '=', round)
    .where('sealedAt', 'is not', null)
    .execute();
  return rows.map(scoreFrom);
}

export interface ScoreKey {
  readonly id: string;
  readonly studyId: string;
  readonly panelId: string;
  readonly round: number;
  readonly userId: string;
  readonly sideId: string;
}

/**
 * Replaces the draft as its assessor last saw it. Returns false where it was changed since, or is sealed.
 * `version` is 0 for the first.
 */
export async function saveScore(
  db: Db,
  scoreKey: ScoreKey,
  version: number,
  draft: ScoreDraft & {
    readonly language: 'en' | 'zh';
    readonly suggested: string | null;
    readonly changedAt: string;
    readonly sealedAt: string | null;
  }
): Promise<boolean> {
  const { judgement, level, rationale, confidence, language, suggested, changedAt, sealedAt } = draft;
  const values = {
    judgement,
    level,
    rationale,
    language,
    confidence,
    suggested,
    changedAt,
    sealedAt,
    cited: JSON.stringify(draft.cited),
    ratings: JSON.stringify(draft.ratings),
    usesOutside: draft.usesOutside ? (1 as const) : (0 as const)
  };
  if (version === 0) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('score')
      .values({ ...scoreKey, ...values, version: 1 })
      .onConflict((conflict) => conflict.columns(['panelId', 'round', 'userId']).doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await db
    .updateTable('score')
    .set({ ...values, version: version + 1 })
    .where('panelId', '=', scoreKey.panelId)
    .where('round', '=', scoreKey.round)
    .where('userId', '=', scoreKey.userId)
    .where('version', '=', version)
    .where('sealedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const scoreFrom = ({
  cited,
  ratings,
  usesOutside,
  userId,
  panelId,
  round,
  sideId,
  judgement,
  level,
  rationale,
  language,
  confidence,
  suggested,
  changedAt,
  sealedAt,
  version
}: ScoreRow): StoredScore => ({
  panelId,
  round,
  userId: userId as UserId,
  sideId,
  judgement,
  level,
  rationale,
  language,
  confidence,
  suggested,
  changedAt,
  sealedAt,
  version,
  cited: JSON.parse(cited) as StoredScore['cited'],
  ratings: JSON.parse(ratings) as StoredScore['ratings'],
  usesOutside: usesOutside === 1
});

/** Returns the assessors who have sealed any score of this city: they stay in the record. */
export async function hasSealed(db: Db, studyId: string, cityId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('score')
    .innerJoin('panel', 'panel.id', 'score.panelId')
    .select('score.userId')
    .where('panel.studyId', '=', studyId)
    .where('panel.cityId', '=', cityId)
    .where('score.sealedAt', 'is not', null)
    .execute();
  return new Set(rows.map(({ userId }) => userId));
}
