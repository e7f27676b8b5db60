export { listLinkableSteps } from './linkable-steps.ts';
export { createOwnRoadmaps, type OwnDecision, type OwnRoadmaps } from './own-roadmap.ts';
export {
  createRoadmap,
  type RoadmapService,
  type RoadmapView,
  type StepList,
  type StepSummary
} from './roadmap.ts';
export { findRelease, findRoadmap } from './store/roadmap.ts';
export type { RoadmapStepTable } from './store/tables.ts';
