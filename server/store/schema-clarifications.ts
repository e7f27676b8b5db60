/** What a city is asked once more after it has submitted. Where a row has no closed generation its question stands open to the city. */
import type { Role } from '#domain/permissions.ts';
import type { Time, Truth } from './column-types.ts';

export interface ClarificationSchema {
  clarification: ClarificationTable;
}

export interface ClarificationTable {
  id: string;
  studyId: string;
  cityId: string;
  /** The response. */
  documentId: string;
  question: string;
  characteristic: string;
  body: string;
  language: 'en' | 'zh';
  userId: string;
  role: Role;
  at: Time;
  /** The generation that was frozen when the first of the questions was reopened that are open together with this one. */
  base: number;
  /** The generation in which it was reopened, and the one that ended when it was returned or withdrawn. */
  generation: number;
  closedGeneration: number | null;
  /** What the city had submitted when it was asked, and what it returned. */
  fromVersionId: string;
  toVersionId: string | null;
  isChanged: Truth | null;
  /** What the city says besides. */
  note: string;
  noteLanguage: 'en' | 'zh' | null;
  returnedBy: string | null;
  returnedAt: Time | null;
  withdrawnBy: string | null;
  withdrawnAt: Time | null;
  /** Who has looked at the findings because the answer changed. */
  reviewedBy: string | null;
  reviewedAt: Time | null;
}
