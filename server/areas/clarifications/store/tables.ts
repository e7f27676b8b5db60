/**
 * Defines the table of what a city is asked once more after it has submitted. Where a row has no closed
 * generation, its question is open to the city.
 */
import { z } from 'zod';
import { roles } from '#base/permissions.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const clarification = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    /** Names the response. */
    documentId: column.text,
    question: column.text,
    characteristic: column.text,
    body: column.text,
    language: column.language,
    userId: column.text,
    role: z.enum(roles),
    at: column.time,
    /**
     * Holds the generation that was frozen when the first of the questions that are open together with this one
     * was reopened.
     */
    base: column.count,
    /**
     * Holds the generation in which it was reopened; `closedGeneration` is the one that ended when it was
     * returned or withdrawn.
     */
    generation: column.count,
    closedGeneration: column.count.nullable(),
    /**
     * Names the version that the city had submitted when the question was reopened, and the one that it
     * returned.
     */
    fromVersionId: column.text,
    toVersionId: column.textOrNull,
    isChanged: column.truth.nullable(),
    /** Holds what the city notes in addition. */
    note: column.text,
    noteLanguage: column.language.nullable(),
    returnedBy: column.textOrNull,
    returnedAt: column.timeOrNull,
    withdrawnBy: column.textOrNull,
    withdrawnAt: column.timeOrNull,
    /** Names who has looked at the findings because the answer changed. */
    reviewedBy: column.textOrNull,
    reviewedAt: column.timeOrNull,
    /** Names the comment of the city for which it is asked to correct its answer. */
    cityCommentId: column.textOrNull
  }
);

export type ClarificationTable = ColumnsOf<typeof clarification>;
