export { listLinkableSteps } from './linkable-steps.ts';
export { createOwnRoadmaps, type OwnDecision, type OwnRoadmaps } from './own-roadmap.ts';
export { createRoadmap, type RoadmapService } from './roadmap.ts';
export type { RoadmapView, StepList, StepSummary } from './roadmap-views.ts';
export { findRelease, findRoadmap } from './store/roadmap.ts';
