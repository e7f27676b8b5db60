/** What came into responses from files. */
import type { Json, Time } from './column-types.ts';

export interface AnswerImportSchema {
  answerImport: AnswerImportTable;
}

export interface AnswerImportTable {
  id: string;
  studyId: string;
  cityId: string;
  documentId: string;
  /** In which it was written. */
  generation: number;
  userId: string;
  at: Time;
  fileName: string;
  format: string;
  /** Of the file's bytes, in hex. */
  sha256: string;
  /** What was written, with what stood there before, as JSON. */
  changes: Json;
  undoneBy: string | null;
  undoneAt: Time | null;
}
