/**
 * Defines the table of what a city is asked once more after it has submitted. Where a row has no closed
 * generation, its question is open to the city.
 */
import type { Role } from '#domain/permissions.ts';
import type { Time, Truth } from './column-types.ts';

export interface ClarificationSchema {
  clarification: ClarificationTable;
}

export interface ClarificationTable {
  id: string;
  studyId: string;
  cityId: string;
  /** Names the response. */
  documentId: string;
  question: string;
  characteristic: string;
  body: string;
  language: 'en' | 'zh';
  userId: string;
  role: Role;
  at: Time;
  /**
   * Holds the generation that was frozen when the first of the questions that are open together with this one
   * was reopened.
   */
  base: number;
  /**
   * Holds the generation in which it was reopened; `closedGeneration` is the one that ended when it was
   * returned or withdrawn.
   */
  generation: number;
  closedGeneration: number | null;
  /**
   * Names the version that the city had submitted when the question was reopened, and the one that it
   * returned.
   */
  fromVersionId: string;
  toVersionId: string | null;
  isChanged: Truth | null;
  /** Holds what the city notes in addition. */
  note: string;
  noteLanguage: 'en' | 'zh' | null;
  returnedBy: string | null;
  returnedAt: Time | null;
  withdrawnBy: string | null;
  withdrawnAt: Time | null;
  /** Names who has looked at the findings because the answer changed. */
  reviewedBy: string | null;
  reviewedAt: Time | null;
  /** Names the comment of the city for which it is asked to correct its answer. */
  cityCommentId: string | null;
}
