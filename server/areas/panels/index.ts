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
export { digestOf, type FindingCommand } from './moderating.ts';
export type { PanelEvent, SeenPanel } from './panel-decision.ts';
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
export { createPanelViews, type CityPanels, type JudgedBy, type Panels, type PanelSummary } from './views.ts';
export type { OwnScore, PanelView, ShownResult, ShownRound, ShownScore } from './panel-view.ts';
