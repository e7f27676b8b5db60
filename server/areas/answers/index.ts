export { answerFacts, nothingAnswered } from './answer-facts.ts';
export { createAnswerFiles, type AnswerFiles } from './answer-files.ts';
export {
  createAnswerHistory,
  type AnswerHistoryService,
  type ShownAnswerChange,
  type ShownAnswerHistory
} from './answer-history.ts';
export {
  openAnswerPrints,
  openPrintsOfGenerations,
  type AnswerPrintTools,
  type ReadAnswerPrints
} from './answer-prints.ts';
export {
  createAssessments,
  type Assessments,
  type AssessmentSummary,
  type AssessmentView
} from './assessments.ts';
export { createCompleteness, type Completeness } from './completeness.ts';
export { confidentialAt } from './confidential/confidential-locations.ts';
export type { ConfidentialReaders } from './confidential/confidential-readers.ts';
export { createConfidential, type Confidential } from './confidential/confidential.ts';
export type { ListAnchored } from './confidential/copied-ids.ts';
export { endReadings } from './confidential/ended-readings.ts';
export {
  heldFactsOf,
  readableFacts,
  shownFacts,
  submittedFacts,
  submittedRecords,
  withoutHeldBackFacts
} from './facts.ts';
export type { AnswerBook, FileExchange, Importing, PlannedFile, UnreadFile } from './file-exchange.ts';
export {
  deleteRecordsOf,
  insertConfidentialAnswer,
  listConfidentialAnswers,
  listConfidentialAnswersIn,
  listConfidentialAnswersOf
} from './store/confidential.ts';
export {
  indicatorFrom,
  listIndicators,
  listIndicatorsByCity,
  listRecords,
  listRecordsByCity,
  replaceStated
} from './store/records.ts';
export { writeWhole } from './synced-file.ts';
