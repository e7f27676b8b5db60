/**
 * Defines the table of what a city is asked once more after it has submitted. Where a row has no closed
 * generation, its question is open to the city.
 */
import { z } from 'zod';
import { roles } from '#base/permissions.ts';
import {
  count,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const clarification = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    /** Names the response. */
    documentId: text,
    question: text,
    characteristic: text,
    body: text,
    language,
    userId: text,
    role: z.enum(roles),
    at: time,
    /**
     * Holds the generation that was frozen when the first of the questions that are open together with this one
     * was reopened.
     */
    base: count,
    /**
     * Holds the generation in which it was reopened; `closedGeneration` is the one that ended when it was
     * returned or withdrawn.
     */
    generation: count,
    closedGeneration: count.nullable(),
    /**
     * Names the version that the city had submitted when the question was reopened, and the one that it
     * returned.
     */
    fromVersionId: text,
    toVersionId: textOrNull,
    isChanged: truth.nullable(),
    /** Holds what the city notes in addition. */
    note: text,
    noteLanguage: language.nullable(),
    returnedBy: textOrNull,
    returnedAt: timeOrNull,
    withdrawnBy: textOrNull,
    withdrawnAt: timeOrNull,
    /** Names who has looked at the findings because the answer changed. */
    reviewedBy: textOrNull,
    reviewedAt: timeOrNull,
    /** Names the comment of the city for which it is asked to correct its answer. */
    cityCommentId: textOrNull
  }
);

export type ClarificationTable = ColumnsOf<typeof clarification>;
