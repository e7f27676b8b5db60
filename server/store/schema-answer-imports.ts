/** Defines the table of answers that were imported into responses from files. */
import type { Json, Time } from './column-types.ts';

export interface AnswerImportSchema {
  answerImport: AnswerImportTable;
}

export interface AnswerImportTable {
  id: string;
  studyId: string;
  cityId: string;
  documentId: string;
  /** Names the generation in which the answers were written. */
  generation: number;
  userId: string;
  at: Time;
  fileName: string;
  format: string;
  /** Holds the SHA-256 of the file's bytes, in hex. */
  sha256: string;
  /** Holds what was written, with what was there before, as JSON. */
  changes: Json;
  undoneBy: string | null;
  undoneAt: Time | null;
}
