export type { PrepareEnd } from './consultation-drafts.ts';
export { sectionsOfVersion, synopsisParts, type SectionName } from './consultation-texts.ts';
export {
  createConsultations,
  type CityRounds,
  type Consultations,
  type StudyConsultations
} from './consultations.ts';
export type { CityComment, CommentLocationRead, Draft, Round } from './comment-views.ts';
export { createExternalReviews, type ExternalReviews, type GivenExternalReview } from './external-reviews.ts';
export type { OwnComment } from './external-review-view.ts';
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
