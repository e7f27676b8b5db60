export { dueInStudy } from './due-study.ts';
export { createPlan, type Plan, type PlanView } from './plan.ts';
export { listBodyNames, listDeliverables, listPhases } from './store/plan.ts';
export {
  findJudgingRules,
  findLengthLimits,
  findQuotaFactor,
  findStudy,
  findStudyById,
  findSynopsisHeadings,
  insertSides,
  insertStudy,
  listInstalledStudies,
  listSideIds,
  listStudiesOf,
  updateJudgingRules,
  updateLengthLimits,
  updateQuotaFactor,
  updateStudyTexts,
  updateSynopsisHeadings,
  type JudgingRules,
  type StudyTextColumns
} from './store/studies.ts';
export { findUserIdByEmail, insertFirstSecretariat, insertFoundingBodies } from './store/study-founding.ts';
export { studyEdits, type StudyEdit } from './study-edits.ts';
export {
  authorizedInStudy,
  studyFor,
  studySubject,
  type AuthorizedStudy,
  type LoadedStudy
} from './study-subject.ts';
