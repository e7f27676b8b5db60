/** Describes the rows of a code book and its codings, and a change of one of them. */
import type { CodedKind } from './coding.ts';
import type { Verdict } from './coding-disagreements.ts';
import type { CodeColour } from './code-book.ts';
import type { Locale } from '#base/locale.ts';

export interface CodeRow {
  id: string;
  studyId: string;
  parentId: string | null;
  position: number;
  labelEn: string;
  labelZh: string;
  definitionEn: string;
  definitionZh: string;
  colour: CodeColour;
  userId: string;
  at: string;
  version: number;
}

export interface CodingRow {
  id: string;
  studyId: string;
  codeId: string;
  kind: CodedKind;
  /** Names what is coded, as `codedKey` does. */
  key: string;
  /** Holds a fingerprint of the key and the quoted words: a coder gives a code to the same words once. */
  wordsPrint: string;
  /** Holds what is coded as JSON, as `parseCoded` reads it. */
  content: string;
  cityId: string | null;
  section: string | null;
  userId: string;
  at: string;
  version: number;
}

export interface MemoRow {
  id: string;
  studyId: string;
  aboutKind: 'code' | 'coding';
  aboutId: string;
  textEn: string;
  textZh: string;
  userId: string;
  at: string;
  version: number;
}

export interface SettlementRow {
  id: string;
  studyId: string;
  taskId: string;
  unit: string;
  verdict: Verdict;
  reason: string;
  language: Locale;
  userId: string;
  at: string;
  version: number;
}

export interface RowOf {
  code: CodeRow;
  coding: CodingRow;
  codingMemo: MemoRow;
  codingSettlement: SettlementRow;
}
export const changedTables = ['code', 'coding', 'codingMemo', 'codingSettlement'] as const;
export type ChangedTable = (typeof changedTables)[number];

/** Null where there was none, or is none. */
export type Change = {
  [Table in ChangedTable]: {
    readonly table: Table;
    readonly before: Readonly<RowOf[Table]> | null;
    readonly after: Readonly<RowOf[Table]> | null;
  };
}[ChangedTable];

export interface BookRows {
  readonly codes: readonly CodeRow[];
  readonly codings: readonly CodingRow[];
  readonly memos: readonly MemoRow[];
}
