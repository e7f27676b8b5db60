/**
 * Defines the tables of the answers that cities hold back as confidential, of the people who were named to
 * read them, and of the changes to stored documents that a newer version made once.
 */
import type { Time } from './column-types.ts';

export interface ConfidentialSchema {
  confidentialAnswer: ConfidentialAnswerTable;
  confidentialReader: ConfidentialReaderTable;
  dataUpgrade: DataUpgradeTable;
}

/** Stores that an answer is confidential; its content is in the confidential document of the city. */
export interface ConfidentialAnswerTable {
  studyId: string;
  cityId: string;
  question: string;
  /** Names the topic of the question; empty for the whole question. */
  topic: string;
  /** Names who held it back; null where it was marked before confidential documents existed. */
  userId: string | null;
  at: Time;
}

/** Stores a person who was named to read the confidential answers of a city. Rows are closed, not deleted. */
export interface ConfidentialReaderTable {
  id: string;
  studyId: string;
  cityId: string;
  userId: string;
  namedBy: string;
  namedAt: Time;
  removedBy: string | null;
  removedAt: Time | null;
}

/** Stores which changes of stored documents have been made. */
export interface DataUpgradeTable {
  name: string;
  at: Time;
}
