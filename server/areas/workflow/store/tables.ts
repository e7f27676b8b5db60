import { z } from 'zod';
import { assessmentSteps, chapterSteps } from '#rules/workflow/workflow.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

const anyState = z.enum([...new Set([...assessmentStates, ...chapterStates])]);

/** Stores one step of an assessment (its document is the findings) or of a chapter. */
export const step = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    documentId: column.text,
    cityId: column.textOrNull,
    step: z.enum([...new Set([...assessmentSteps, ...chapterSteps])]),
    fromState: anyState,
    toState: anyState,
    reasonEn: column.text,
    reasonZh: column.text,
    /** Holds `Missing[]`: what was missing and waived with the reason. */
    waived: column.json,
    /** Names the version that the step froze. */
    versionId: column.textOrNull,
    /** Null where a deadline triggered the step. */
    userId: column.textOrNull,
    role: column.textOrNull,
    at: column.time,
    /** Holds the position of the person who submitted the city's answers, as they gave it. */
    post: generated(column.textOrNull)
  }
);

export type StepTable = ColumnsOf<typeof step>;
