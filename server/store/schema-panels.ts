/** The tables of scoring panels. Scores of an open round are read by their own assessors alone: see services/panels/sight.ts. */
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

/** Who judges a city, in all its characteristics; one who has withdrawn stays in the record. */
export interface AssessorTable {
  studyId: string;
  cityId: string;
  userId: string;
  sideId: string;
  namedBy: string;
  at: Time;
  recusedAt: Time | null;
  /** Why the assessor withdrew. */
  reason: string;
}

/** That an expert works for a city, or comes from it. */
export interface CityTieTable {
  studyId: string;
  cityId: string;
  userId: string;
  kind: TieKind;
}

/** One a city and characteristic. */
export interface PanelTable {
  id: string;
  studyId: string;
  cityId: string;
  characteristic: string;
  state: PanelState;
  /** 1, 2 … */
  round: number;
  /** The latest result. */
  resultId: string | null;
  /** The result that the city, and everybody outside the panel, may read. */
  releasedId: string | null;
  version: number;
}

export interface PanelRoundTable {
  studyId: string;
  panelId: string;
  round: number;
  /** SHA-256 of the rubric by which this round judges. */
  rubricHash: string;
  openedAt: Time;
  /** Null where the panel opened with its assessors. */
  userId: string | null;
  /** Why there is a further round. */
  reasonEn: string;
  reasonZh: string;
  revealedAt: Time | null;
  revealedBy: string | null;
  /** SHA-256 over the scores as they were revealed, which the log holds as well. */
  digest: string | null;
}

/** One assessor's, in one round. A draft until it is sealed. */
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
  /** The level that the ratings suggested when it was sealed. */
  suggested: string | null;
  changedAt: Time;
  sealedAt: Time | null;
  version: number;
}

/** What a panel came to; a better one has the next number, and the earlier stay. */
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
  /** Where it was recorded. */
  meetingId: string | null;
  userId: string;
  at: Time;
  /** Of a split that the chairs settled. */
  settlementId: string | null;
}

export interface DissentTable {
  studyId: string;
  resultId: string;
  n: number;
  /** Null for a side as a whole. */
  userId: string | null;
  sideId: string;
  level: string | null;
  opinionEn: string;
  opinionZh: string;
}

/** One chair's proposal for a split, which counts once the other side's chair agrees. */
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

/** Who leads the study's meeting just now, and the page on which they are. */
export interface LeadTable {
  studyId: string;
  userId: string;
  place: string;
  meetingId: string | null;
  since: Time;
  at: Time;
}
