/**
 * Defines the tables of answers that were imported from files, of those that cities hold back as confidential,
 * and of the people who were named to read them.
 */
import { z } from 'zod';
import { exchangeFormats } from '#rules/exchange/exchange.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const answerImport = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    documentId: column.text,
    generation: column.count,
    userId: column.text,
    at: column.time,
    fileName: column.text,
    format: z.enum(exchangeFormats),
    /** Of the file's bytes, in hex. */
    sha256: column.text,
    /** Holds what was written, with what was there before, as JSON. */
    changes: column.json,
    undoneBy: column.textOrNull,
    undoneAt: column.timeOrNull
  }
);

/** Its content is in the confidential document of the city. */
export const confidentialAnswer = table(
  { key: ['studyId', 'cityId', 'question', 'topic'], copies: 'archive' },
  {
    studyId: column.text,
    cityId: column.text,
    question: column.text,
    /** Empty for the whole question. */
    topic: column.text,
    /** Names who held it back; null where it was marked before confidential documents existed. */
    userId: column.textOrNull,
    at: column.time
  }
);

/** Rows are closed, not deleted. */
export const confidentialReader = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    userId: column.text,
    namedBy: column.text,
    namedAt: column.time,
    removedBy: column.textOrNull,
    removedAt: column.timeOrNull
  }
);

export type AnswerImportTable = ColumnsOf<typeof answerImport>;
export type ConfidentialReaderTable = ColumnsOf<typeof confidentialReader>;
