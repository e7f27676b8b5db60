import { z } from 'zod';
import { codeColours } from '#rules/coding/code-book.ts';
import { codingActs } from '#rules/coding/coding-acts.ts';
import { codedKinds } from '#rules/coding/coding.ts';
import { verdicts } from '#rules/coding/coding-disagreements.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const code = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    parentId: column.textOrNull,
    position: column.count,
    labelEn: column.text,
    labelZh: column.text,
    definitionEn: column.text,
    definitionZh: column.text,
    colour: z.enum(codeColours),
    ...column.saved
  }
);

export const coding = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    codeId: column.text,
    kind: z.enum(codedKinds),
    key: column.text,
    wordsPrint: column.text,
    content: column.json,
    cityId: column.textOrNull,
    section: column.textOrNull,
    ...column.saved
  }
);

export const codingMemo = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    aboutKind: z.enum(['code', 'coding']),
    aboutId: column.text,
    textEn: column.text,
    textZh: column.text,
    ...column.saved
  }
);

/** Stores a second pass over a part of the study. */
export const codingTask = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.textOrNull,
    /** Names the characteristic; null for all of the city. */
    section: column.textOrNull,
    firstCoderId: column.text,
    secondCoderId: column.text,
    firstClosedAt: column.timeOrNull,
    secondClosedAt: column.timeOrNull,
    cancelledAt: column.timeOrNull,
    /** As they were when the second was closed, as `ClosedPasses`; null before. */
    passes: column.json.nullable(),
    ...column.saved
  }
);

export const codingSettlement = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    taskId: column.text,
    unit: column.text,
    verdict: z.enum(verdicts),
    reason: column.text,
    language: column.language,
    ...column.saved
  }
);

/** Stores what a user did to the code book or the codings, so that it can be undone. */
export const codingAct = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    studyId: column.text,
    kind: z.enum(codingActs),
    codeId: column.textOrNull,
    /** Holds the labels of that code as they were. */
    labelEn: column.text,
    labelZh: column.text,
    /** As `Change` describes them. */
    changes: column.json,
    userId: column.text,
    at: column.time,
    /** Names the act that took this one back. */
    undoneBy: column.textOrNull,
    /** Orders acts of one moment. */
    number: column.count
  }
);

export type CodingTaskTable = ColumnsOf<typeof codingTask>;
export type CodingActTable = ColumnsOf<typeof codingAct>;
