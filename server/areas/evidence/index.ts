export { isShown, mayRead } from './evidence-subject.ts';
export {
  createEvidence,
  type AnswerToShowFor,
  type Evidence,
  type PiecePage,
  type CitingPanel
} from './evidence.ts';
export {
  loadReaderAccess,
  loadTextAccess,
  type CommentAccess,
  type ReaderAccess,
  type TextAccess
} from './reader-access.ts';
export { listEvidenceFacts } from './store/evidence-facts.ts';
export { citesSince, listEvidence, listEvidenceByIds, listUses } from './store/evidence.ts';
export { findFile, insertFile, listFiles, listFilesInStudy } from './store/evidence-files.ts';
export { createUploadRights, type UploadRights } from './upload-rights.ts';
export type { EarlierFacts, PieceSummary, PieceView, RevisionView } from './views.ts';
