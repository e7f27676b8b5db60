/** Defines the tables of the code book, of codings and of second passes. */
import { z } from 'zod';
import { codeColours } from '#rules/coding/code-book.ts';
import { codingActs } from '#rules/coding/coding-acts.ts';
import { codedKinds, verdicts } from '#rules/coding/coding.ts';
import {
  count,
  json,
  language,
  saved,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const code = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    parentId: textOrNull,
    position: count,
    labelEn: text,
    labelZh: text,
    definitionEn: text,
    definitionZh: text,
    colour: z.enum(codeColours),
    ...saved
  }
);

export const coding = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    codeId: text,
    kind: z.enum(codedKinds),
    key: text,
    wordsPrint: text,
    content: json,
    cityId: textOrNull,
    section: textOrNull,
    ...saved
  }
);

export const codingMemo = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    aboutKind: z.enum(['code', 'coding']),
    aboutId: text,
    textEn: text,
    textZh: text,
    ...saved
  }
);

/** Stores a second pass over a part of the study. */
export const codingTask = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: textOrNull,
    /** Names the characteristic; null for all of the city. */
    section: textOrNull,
    firstCoderId: text,
    secondCoderId: text,
    firstClosedAt: timeOrNull,
    secondClosedAt: timeOrNull,
    cancelledAt: timeOrNull,
    /** Holds both passes as they were when the second was closed, as `ClosedPasses`; null before. */
    passes: json.nullable(),
    ...saved
  }
);

export const codingSettlement = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    taskId: text,
    unit: text,
    verdict: z.enum(verdicts),
    reason: text,
    language,
    ...saved
  }
);

/** Stores what a user did to the code book or the codings, so that it can be undone. */
export const codingAct = table(
  { key: ['id'], copies: 'backup' },
  {
    id: text,
    studyId: text,
    kind: z.enum(codingActs),
    /** Names the code that the act is about. */
    codeId: textOrNull,
    /** Holds the labels of that code as they were. */
    labelEn: text,
    labelZh: text,
    /** Holds the changed rows, as `Change` describes them. */
    changes: json,
    userId: text,
    at: time,
    /** Names the act that took this one back. */
    undoneBy: textOrNull,
    /** Orders acts of one moment. */
    number: count
  }
);

export type CodingTaskTable = ColumnsOf<typeof codingTask>;
export type CodingActTable = ColumnsOf<typeof codingAct>;
