export {
  assessmentInAnyState,
  assessmentSeenWith,
  assessmentSubject,
  authorizedIn,
  authorizedInChapter,
  chapterInAnyState,
  chapterSubject,
  locksOfTexts,
  whyNotNow,
  type AuthorizedAssessment,
  type AuthorizedChapter,
  type LoadedAssessment
} from './assessment-subject.ts';
export { createChapters, type Chapters, type ChapterSummary } from './chapters.ts';
export { insertAssessment, insertEmptyDocument } from './store/assessment-founding.ts';
export {
  chooseProfile,
  findAssessment,
  listAssessmentDocuments,
  listAssessments,
  listChapters,
  reframeAssessment,
  type Assessment,
  type AssessmentDocument,
  type Chapter
} from './store/assessments.ts';
export { insertChapter, listChapterSlugs } from './store/chapter-founding.ts';
export { findFrameworkOfCity } from './store/city-framework.ts';
export {
  endGeneration,
  findConfidentialDocument,
  findDocument,
  findDocumentOfCity,
  findDocumentOfRoom,
  findGeneration,
  findParentGeneration,
  listDocumentIds,
  listDocuments,
  listGenerations,
  openGeneration,
  type DocumentRow,
  type GenerationRow
} from './store/documents.ts';
export {
  listNearChapterDeadlines,
  listNearDeadlines,
  type NearChapterDeadline,
  type NearDeadline
} from './store/near-deadlines.ts';
export { listRapporteurAssignmentsOf } from './store/rapporteur-assignments.ts';
export {
  findReopened,
  findReopening,
  findReview,
  insertStep,
  listReopenings,
  listReviewedCities,
  listSteps,
  moveAssessment,
  moveChapter,
  setAssessmentDeadline,
  setChapterDeadline,
  type Milestones,
  type StepRow
} from './store/steps.ts';
export type { IndicatorTable, RecordTable } from './store/tables.ts';
export { findChapter, loadDocument, loadTexts, type Texts } from './subject-texts.ts';
