/** Defines the tables of the code book, of codings and of second passes. */
import type { CodeRow, CodingAct, CodingRow, MemoRow, SettlementRow } from '#domain/coding-acts.ts';
import type { Json, Time } from './column-types.ts';

export interface CodingSchema {
  code: CodeRow;
  coding: CodingRow;
  codingMemo: MemoRow;
  codingTask: CodingTaskTable;
  codingSettlement: SettlementRow;
  codingAct: CodingActTable;
}

/** Stores a second pass over a part of the study. */
export interface CodingTaskTable {
  id: string;
  studyId: string;
  cityId: string | null;
  /** Names the characteristic; null for all of the city. */
  section: string | null;
  firstCoderId: string;
  secondCoderId: string;
  firstClosedAt: Time | null;
  secondClosedAt: Time | null;
  cancelledAt: Time | null;
  /** Holds both passes as they were when the second was closed, as `ClosedPasses`; null before. */
  passes: Json | null;
  /** Names who gave the task. */
  userId: string;
  at: Time;
  version: number;
}

/** Stores what a user did to the code book or the codings, so that it can be undone. */
export interface CodingActTable {
  id: string;
  studyId: string;
  kind: CodingAct;
  /** Names the code that the act is about. */
  codeId: string | null;
  /** Holds the labels of that code as they were. */
  labelEn: string;
  labelZh: string;
  /** Holds the changed rows, as `Change` describes them. */
  changes: Json;
  userId: string;
  at: Time;
  /** Names the act that took this one back. */
  undoneBy: string | null;
  /** Orders acts of one moment. */
  number: number;
}
