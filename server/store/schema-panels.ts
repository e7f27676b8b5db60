/**
 * Defines the tables of scoring panels. Scores of an open round are read by their own assessors alone: see
 * scores.ts and services/panels/views.ts.
 */
import type { Outcome, PanelState } from '#domain/panel.ts';
import type { Confidence, Judgement } from '#domain/score.ts';
import type { TieKind } from '#domain/tie.ts';
import type { Json, Time, Truth } from './column-types.ts';

export interface PanelSchema {
  assessor: AssessorTable;
  cityTie: CityTieTable;
  panel: PanelTable;
  panelRound: PanelRoundTable;
  score: ScoreTable;
  panelResult: PanelResultTable;
  dissent: DissentTable;
  settlement: SettlementTable;
  lead: LeadTable;
}

/** Stores who judges a city, in all its characteristics; an assessor who has withdrawn stays in the table. */
export interface AssessorTable {
  studyId: string;
  cityId: string;
  userId: string;
  sideId: string;
  namedBy: string;
  at: Time;
  recusedAt: Time | null;
  /** Says why the assessor withdrew. */
  reason: string;
}

/** Stores that an expert works for a city, or comes from it. */
export interface CityTieTable {
  studyId: string;
  cityId: string;
  userId: string;
  kind: TieKind;
}

/** Stores a panel, one per city and characteristic. */
export interface PanelTable {
  id: string;
  studyId: string;
  cityId: string;
  characteristic: string;
  state: PanelState;
  /** 1, 2 … */
  round: number;
  /** Names the latest result. */
  resultId: string | null;
  /** Names the result that the city, and all others outside the panel, may read. */
  releasedId: string | null;
  version: number;
}

export interface PanelRoundTable {
  studyId: string;
  panelId: string;
  round: number;
  /** Holds the SHA-256 of the rubric by which this round judges. */
  rubricHash: string;
  openedAt: Time;
  /** Names who opened the round; null where the panel opened with its assessors. */
  userId: string | null;
  /** Says why there is a further round. */
  reasonEn: string;
  reasonZh: string;
  revealedAt: Time | null;
  revealedBy: string | null;
  /** Holds the SHA-256 over the scores as they were revealed, which the log holds as well. */
  digest: string | null;
}

/** Stores one assessor's score in one round. It is a draft until it is sealed. */
export interface ScoreTable {
  id: string;
  studyId: string;
  panelId: string;
  round: number;
  userId: string;
  sideId: string;
  judgement: Judgement | null;
  level: string | null;
  rationale: string;
  language: 'en' | 'zh';
  confidence: Confidence | null;
  /** `Cited[]` */
  cited: Json;
  /** `Record<indicator, Rating>` */
  ratings: Json;
  usesOutside: Truth;
  /** Holds the level that the ratings suggested when it was sealed. */
  suggested: string | null;
  changedAt: Time;
  sealedAt: Time | null;
  version: number;
}

/** Stores the result of a panel; a revised one has the next number, and the earlier ones stay. */
export interface PanelResultTable {
  id: string;
  studyId: string;
  panelId: string;
  n: number;
  round: number;
  outcome: Outcome;
  level: string | null;
  reasonEn: string;
  reasonZh: string;
  rubricHash: string;
  /** Names the meeting in which the result was recorded. */
  meetingId: string | null;
  userId: string;
  at: Time;
  /** Names the settlement by which the chairs settled a split. */
  settlementId: string | null;
}

export interface DissentTable {
  studyId: string;
  resultId: string;
  n: number;
  /** Names the assessor whose dissent it is, where that is known; named to readers only once they have signed. */
  userId: string | null;
  sideId: string;
  level: string | null;
  opinionEn: string;
  opinionZh: string;
  /** Gives the time at which the assessor put their name to it; null where its side alone is named. */
  signedAt: Time | null;
}

/** Stores one chair's proposal for a split, which counts once the other side's chair agrees. */
export interface SettlementTable {
  id: string;
  studyId: string;
  panelId: string;
  level: string;
  reasonEn: string;
  reasonZh: string;
  userId: string;
  sideId: string;
  at: Time;
  agreedBy: string | null;
  agreedAt: Time | null;
  withdrawnAt: Time | null;
}

/** Stores who leads the study's meeting just now, and the page on which they are. */
export interface LeadTable {
  studyId: string;
  userId: string;
  place: string;
  meetingId: string | null;
  since: Time;
  at: Time;
}
