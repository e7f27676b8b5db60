/**
 * Defines the tables of answers that were imported from files, of those that cities hold back as confidential,
 * and of the people who were named to read them.
 */
import { z } from 'zod';
import { exchangeFormats } from '#rules/exchange/exchange.ts';
import {
  count,
  json,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const answerImport = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    documentId: text,
    /** Names the generation in which the answers were written. */
    generation: count,
    userId: text,
    at: time,
    fileName: text,
    format: z.enum(exchangeFormats),
    /** Holds the SHA-256 of the file's bytes, in hex. */
    sha256: text,
    /** Holds what was written, with what was there before, as JSON. */
    changes: json,
    undoneBy: textOrNull,
    undoneAt: timeOrNull
  }
);

/** Stores that an answer is confidential; its content is in the confidential document of the city. */
export const confidentialAnswer = table(
  { key: ['studyId', 'cityId', 'question', 'topic'], copies: 'archive' },
  {
    studyId: text,
    cityId: text,
    question: text,
    /** Names the topic of the question; empty for the whole question. */
    topic: text,
    /** Names who held it back; null where it was marked before confidential documents existed. */
    userId: textOrNull,
    at: time
  }
);

/** Stores a person who was named to read the confidential answers of a city. Rows are closed, not deleted. */
export const confidentialReader = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    userId: text,
    namedBy: text,
    namedAt: time,
    removedBy: textOrNull,
    removedAt: timeOrNull
  }
);

export type AnswerImportTable = ColumnsOf<typeof answerImport>;
export type ConfidentialReaderTable = ColumnsOf<typeof confidentialReader>;
