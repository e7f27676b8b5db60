export type { PrepareEnd } from './consultation-drafts.ts';
export { sectionsOfVersion, synopsisParts, type SectionName } from './consultation-texts.ts';
export {
  createConsultations,
  type CityComment,
  type CityRounds,
  type CommentLocationRead,
  type Consultations,
  type Draft,
  type Round,
  type StudyConsultations
} from './consultations.ts';
export {
  createExternalReviews,
  type ExternalReviews,
  type GivenExternalReview,
  type OwnComment
} from './external-reviews.ts';
export {
  answerComment,
  blankComment,
  decideComment,
  findCityComment,
  insertCityComments,
  listConsultations,
  listDrafts,
  listSubmitted,
  listSubmittedAmong,
  submitDraft,
  submitRound
} from './store/city-comments.ts';
export {
  closeConsultation,
  findLatestConsultation,
  insertConsultation,
  listDueConsultations,
  listUndecided,
  moveConsultationDeadline,
  type CityCommentRow,
  type ConsultationRow
} from './store/consultations.ts';
export { countCityComments, hasSubmitted, listOpenConsultations } from './store/open-rounds.ts';
