export {
  createAgreementOfPanels,
  readAgreement,
  type AgreementOfPanels,
  type AgreementRow,
  type AgreementView
} from './agreement.ts';
export type { Citable } from './citable.ts';
export { createConsistency, type Consistency, type ConsistencyView, type SidesView } from './consistency.ts';
export { countPanels, noPanels } from './counting.ts';
export { isScoreDiscussed } from './discussed-scores.ts';
export { endSeats } from './ended-seats.ts';
export { createLeading, type Lead, type Leading } from './leading.ts';
export { createLevels, type Levels } from './levels.ts';
export { digestOf, type FindingCommand, type PanelEvent, type SeenPanel } from './moderating.ts';
export { createPanels, type PanelCommands } from './panels.ts';
export { releasedLevels } from './released-levels.ts';
export { listScoresCiting } from './citing-scores.ts';
export { hashOfRubric } from './rubric-hash.ts';
export { createRubrics, type JudgedPanels, type Rubrics } from './rubrics.ts';
export type { ScoreCommand } from './scoring.ts';
export {
  insertAssessors,
  insertPanels,
  insertResult,
  insertRounds,
  listPanels,
  revealRound,
  updatePanel
} from './store/panels.ts';
export { listScoresToReveal, saveScore } from './store/scores.ts';
export {
  createPanelViews,
  type CityPanels,
  type JudgedBy,
  type OwnScore,
  type Panels,
  type PanelSummary,
  type PanelView,
  type ShownResult,
  type ShownRound,
  type ShownScore
} from './views.ts';
