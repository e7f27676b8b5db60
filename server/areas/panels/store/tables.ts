/**
 * Defines the tables of scoring panels. Scores of an open round are read by their own assessors alone: see
 * scores.ts and services/panels/views.ts.
 */
import { z } from 'zod';
import { outcomes, panelStates } from '#rules/panels/panel.ts';
import { confidences, judgements } from '#rules/panels/score.ts';
import { tieKinds } from '#rules/panels/tie.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** In all characteristics of the city; an assessor who has withdrawn stays in the table. */
export const assessor = table(
  { key: ['studyId', 'cityId', 'userId'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    userId: column.text,
    sideId: column.text,
    namedBy: column.text,
    at: column.time,
    recusedAt: column.timeOrNull,
    reason: column.text
  }
);

/** Stores that an expert works for a city, or comes from it. */
export const cityTie = table(
  { key: ['studyId', 'cityId', 'userId'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    userId: column.text,
    kind: z.enum(tieKinds)
  }
);

/** One per city and characteristic. */
export const panel = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    characteristic: column.text,
    state: z.enum(panelStates),
    /** 1, 2 … */
    round: column.count.positive(),
    resultId: column.textOrNull,
    /** Names the result that the city, and all others outside the panel, may read. */
    releasedId: column.textOrNull,
    version: column.count
  }
);

export const panelRound = table(
  { key: ['panelId', 'round'], copies: 'archive' },
  {
    studyId: column.text,
    panelId: column.text,
    round: column.count.positive(),
    /** Holds the SHA-256 of the rubric by which this round judges. */
    rubricHash: column.text,
    openedAt: column.time,
    /** Names who opened the round; null where the panel opened with its assessors. */
    userId: column.textOrNull,
    reasonEn: column.text,
    reasonZh: column.text,
    revealedAt: column.timeOrNull,
    revealedBy: column.textOrNull,
    /** Holds the SHA-256 over the scores as they were revealed, which the log holds as well. */
    digest: column.textOrNull
  }
);

/** A draft until it is sealed. */
export const score = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    panelId: column.text,
    round: column.count.positive(),
    userId: column.text,
    sideId: column.text,
    judgement: z.enum(judgements).nullable(),
    level: column.textOrNull,
    rationale: column.text,
    language: column.language,
    confidence: z.enum(confidences).nullable(),
    /** `Cited[]` */
    cited: column.json,
    /** `Record<indicator, Rating>` */
    ratings: column.json,
    usesOutside: column.truth,
    /** Holds the level that the ratings suggested when it was sealed. */
    suggested: column.textOrNull,
    changedAt: column.time,
    sealedAt: column.timeOrNull,
    version: column.count
  }
);

/** It counts once the other side's chair agrees. */
export const settlement = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    panelId: column.text,
    level: column.text,
    reasonEn: column.text,
    reasonZh: column.text,
    userId: column.text,
    sideId: column.text,
    at: column.time,
    agreedBy: column.textOrNull,
    agreedAt: column.timeOrNull,
    withdrawnAt: column.timeOrNull
  }
);

/** A revised one has the next number, and the earlier ones stay. */
export const panelResult = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    panelId: column.text,
    n: column.count.positive(),
    round: column.count.positive(),
    outcome: z.enum(outcomes),
    level: column.textOrNull,
    reasonEn: column.text,
    reasonZh: column.text,
    rubricHash: column.text,
    /** Names the meeting in which the result was recorded. */
    meetingId: column.textOrNull,
    userId: column.text,
    at: column.time,
    /** Names the settlement by which the chairs settled a split. */
    settlementId: column.textOrNull
  }
);

export const dissent = table(
  { key: ['resultId', 'n'], copies: 'archive' },
  {
    studyId: column.text,
    resultId: column.text,
    n: column.count.positive(),
    /** Names the assessor whose dissent it is, where that is known; named to readers only once they have signed. */
    userId: column.textOrNull,
    sideId: column.text,
    level: column.textOrNull,
    opinionEn: column.text,
    opinionZh: column.text,
    /** Null where the side alone is named. */
    signedAt: column.timeOrNull.default(null)
  }
);

export type AssessorTable = ColumnsOf<typeof assessor>;
export type CityTieTable = ColumnsOf<typeof cityTie>;
export type PanelTable = ColumnsOf<typeof panel>;
export type PanelRoundTable = ColumnsOf<typeof panelRound>;
export type ScoreTable = ColumnsOf<typeof score>;
export type SettlementTable = ColumnsOf<typeof settlement>;
export type PanelResultTable = ColumnsOf<typeof panelResult>;
export type DissentTable = ColumnsOf<typeof dissent>;
