/**
 * Defines the tables of scoring panels. Scores of an open round are read by their own assessors alone: see
 * scores.ts and services/panels/views.ts.
 */
import { z } from 'zod';
import { outcomes, panelStates } from '#rules/panels/panel.ts';
import { confidences, judgements } from '#rules/panels/score.ts';
import { tieKinds } from '#rules/panels/tie.ts';
import {
  count,
  json,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores who judges a city, in all its characteristics; an assessor who has withdrawn stays in the table. */
export const assessor = table(
  { key: ['studyId', 'cityId', 'userId'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    userId: text,
    sideId: text,
    namedBy: text,
    at: time,
    recusedAt: timeOrNull,
    /** Says why the assessor withdrew. */
    reason: text
  }
);

/** Stores that an expert works for a city, or comes from it. */
export const cityTie = table(
  { key: ['studyId', 'cityId', 'userId'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    userId: text,
    kind: z.enum(tieKinds)
  }
);

/** Stores a panel, one per city and characteristic. */
export const panel = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    characteristic: text,
    state: z.enum(panelStates),
    /** 1, 2 … */
    round: count.positive(),
    /** Names the latest result. */
    resultId: textOrNull,
    /** Names the result that the city, and all others outside the panel, may read. */
    releasedId: textOrNull,
    version: count
  }
);

export const panelRound = table(
  { key: ['panelId', 'round'], copies: 'archive' },
  {
    studyId: text,
    panelId: text,
    round: count.positive(),
    /** Holds the SHA-256 of the rubric by which this round judges. */
    rubricHash: text,
    openedAt: time,
    /** Names who opened the round; null where the panel opened with its assessors. */
    userId: textOrNull,
    /** Says why there is a further round. */
    reasonEn: text,
    reasonZh: text,
    revealedAt: timeOrNull,
    revealedBy: textOrNull,
    /** Holds the SHA-256 over the scores as they were revealed, which the log holds as well. */
    digest: textOrNull
  }
);

/** Stores one assessor's score in one round. It is a draft until it is sealed. */
export const score = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    panelId: text,
    round: count.positive(),
    userId: text,
    sideId: text,
    judgement: z.enum(judgements).nullable(),
    level: textOrNull,
    rationale: text,
    language,
    confidence: z.enum(confidences).nullable(),
    /** `Cited[]` */
    cited: json,
    /** `Record<indicator, Rating>` */
    ratings: json,
    usesOutside: truth,
    /** Holds the level that the ratings suggested when it was sealed. */
    suggested: textOrNull,
    changedAt: time,
    sealedAt: timeOrNull,
    version: count
  }
);

/** Stores one chair's proposal for a split, which counts once the other side's chair agrees. */
export const settlement = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    panelId: text,
    level: text,
    reasonEn: text,
    reasonZh: text,
    userId: text,
    sideId: text,
    at: time,
    agreedBy: textOrNull,
    agreedAt: timeOrNull,
    withdrawnAt: timeOrNull
  }
);

/** Stores the result of a panel; a revised one has the next number, and the earlier ones stay. */
export const panelResult = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    panelId: text,
    n: count.positive(),
    round: count.positive(),
    outcome: z.enum(outcomes),
    level: textOrNull,
    reasonEn: text,
    reasonZh: text,
    rubricHash: text,
    /** Names the meeting in which the result was recorded. */
    meetingId: textOrNull,
    userId: text,
    at: time,
    /** Names the settlement by which the chairs settled a split. */
    settlementId: textOrNull
  }
);

export const dissent = table(
  { key: ['resultId', 'n'], copies: 'archive' },
  {
    studyId: text,
    resultId: text,
    n: count.positive(),
    /** Names the assessor whose dissent it is, where that is known; named to readers only once they have signed. */
    userId: textOrNull,
    sideId: text,
    level: textOrNull,
    opinionEn: text,
    opinionZh: text,
    /** Gives the time at which the assessor put their name to it; null where its side alone is named. */
    signedAt: timeOrNull.default(null)
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
